"""A running service: `tidu serve` as a process of its own, on a free port."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).parents[2]
ELECTRIC = ROOT / "examples" / "fictional-zhixing-electric.json"


class Running:
    """A service that answers at `url`; its log lines are in `log`."""

    def __init__(self, process: subprocess.Popen[str], url: str, log: Path) -> None:
        self.process, self.url, self.log = process, url, log

    def get(self, path: str, **more: Any) -> requests.Response:
        return requests.get(self.url + path, timeout=20, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> requests.Response:
        return requests.post(self.url + path, json=body, timeout=20, **more)


@contextmanager
def running(folder: Path, wait_for: str = "/readyz", words: tuple[str, ...] = (), **settings: str) -> Iterator[Running]:
    """Start a service with settings of the environment, wait until it is ready, stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"data": str(folder / "data"), "workers": "1", **settings}
    environment = {**os.environ, **{f"TIDU_{name.upper()}": value for name, value in settings.items()}}
    log = folder / "service.log"
    call = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port), *words]
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(call, cwd=ROOT, env=environment, stderr=errors, stdout=subprocess.DEVNULL, text=True)
    service = Running(process, f"http://127.0.0.1:{port}", log)
    try:
        _wait(service, wait_for)
        yield service
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(service: Running, path: str) -> None:
    for _ in range(1200):
        try:
            if service.get(path).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
        assert service.process.poll() is None, service.log.read_text(encoding="utf-8")
    raise AssertionError(service.log.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("service"), rate="100000/minute", answer_rate="100000/minute") as found:
        yield found


@pytest.fixture(scope="session")
def profile() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ELECTRIC.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., Any]:
    """Return what starts a service of its own."""
    return lambda **settings: running(tmp_path, **settings)
