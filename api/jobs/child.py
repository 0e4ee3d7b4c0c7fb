"""The worker as a child of the service: started with it, again where it dies, ended with it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields

from api.web.config import PREFIX, Config

CALL = (sys.executable, "-c", "from api.cli import main; main()", "worker", "--starter")
PAUSE = 2.0  # seconds before a worker that died is started again


class Child:
    """A worker in a process of its own."""

    def __init__(self, config: Config) -> None:
        self.environment = _environment(config)
        self.owner, self.patience = os.getpid(), config.timeout
        self.ending = threading.Event()
        self.process = self._start()
        self.thread = threading.Thread(target=self._watch, name="worker", daemon=True)
        self.thread.start()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*CALL, str(self.owner)], env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True)

    def _watch(self) -> None:
        while not self.ending.wait(PAUSE):
            if self.process.poll() is not None:
                self.process = self._start()

    def stop(self) -> None:
        """End the worker; what it was doing is put back. In a forked child of its starter nothing happens."""
        if os.getpid() != self.owner:
            return
        self.ending.set()
        self.thread.join()
        self.process.terminate()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def worker_beside(config: Config) -> Iterator[None]:
    """Run a worker until the end of the block."""
    child = Child(config)
    try:
        yield
    finally:
        child.stop()


def _environment(config: Config) -> Mapping[str, str]:
    """Return our own environment, with the settings as they are now."""
    said = {f"{PREFIX}{one.name.upper()}": str(getattr(config, one.name)) for one in fields(Config)}
    return {**os.environ, **said}
