"""The worker beside `tidu serve`: there from the start, again where it dies, gone with it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from api.storage.valkey import start_valkey
from tests.jobs.working import kill, until

CALL = (sys.executable, "-c", "from api.cli import main; main()", "serve", "--port")


@pytest.fixture
def service(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TIDU_")} | {"TIDU_DATA": str(tmp_path)}
    with (tmp_path / "log").open("wb") as log:
        found = subprocess.Popen([*CALL, str(port)], env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        until(lambda: ready(port) or found.poll() is not None)
        assert found.poll() is None, (tmp_path / "log").read_text(encoding="utf-8")
        yield found
    finally:
        kill(found.pid, signal.SIGTERM)
        found.wait()
        start_valkey(tmp_path / "valkey").stop()  # one that a killed service left behind goes with it


def ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=2).ok
    except requests.RequestException:
        return False


def workers(folder: Path) -> list[int]:
    """Return the workers of the service with this data folder, not the processes that carry out jobs."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            call, environment = ((process / name).read_bytes() for name in ("cmdline", "environ"))
        except OSError:
            continue
        if b"--starter" in call and f"TIDU_DATA={folder}".encode() in environment.split(b"\0"):
            found.append(int(process.name))
    return found


def test_a_worker_is_there_and_there_again_and_gone_with_the_service(service: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    (first,) = until(lambda: workers(tmp_path))
    kill(first)
    (second,) = until(lambda: [one for one in workers(tmp_path) if one != first])
    service.send_signal(signal.SIGINT)

    assert service.wait(40) == 0
    assert not workers(tmp_path), second


def test_a_worker_ends_though_the_service_was_killed(service: "subprocess.Popen[bytes]", tmp_path: Path) -> None:
    until(lambda: workers(tmp_path))
    service.kill()
    service.wait()

    until(lambda: not workers(tmp_path), 30)
