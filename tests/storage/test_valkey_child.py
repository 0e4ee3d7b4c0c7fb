"""The Valkey that the service starts for itself: no port, its own data, nothing left behind."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from api.storage.valkey import ValkeyFailed, connect, start_valkey

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from api.storage.valkey import start_valkey
server = start_valkey(Path(sys.argv[1]))
print(server.process.pid, server.url, flush=True)
time.sleep(60)
"""


def hold(folder: Path) -> tuple[subprocess.Popen[str], int, str]:
    """Start a service that holds a Valkey; return it with the Valkey's pid and address."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    pid, url = holder.stdout.readline().split()
    return holder, int(pid), url


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2] != "Z"
    except FileNotFoundError:
        return False


def sockets_of(pid: int) -> set[str]:
    """Return the inodes of a process's sockets."""
    links = [os.readlink(one) for one in Path(f"/proc/{pid}/fd").iterdir() if one.is_symlink()]
    return {link.removeprefix("socket:[").rstrip("]") for link in links if link.startswith("socket:[")}


def listening() -> set[str]:
    """Return the inodes of all TCP sockets of the machine."""
    tables = [Path(f"/proc/net/{name}") for name in ("tcp", "tcp6")]
    lines = [line for table in tables if table.exists() for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    return {line.split()[9] for line in lines}


def test_it_answers_on_a_private_socket_and_opens_no_port(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    with connect(server.url) as client:
        client.set("key", "value")
        assert (client.get("key"), client.config_get("port")["port"]) == ("value", "0")
    assert sockets_of(server.process.pid) & listening() == set()
    assert stat.S_IMODE(server.place.stat().st_mode) == 0o700
    server.stop()


def test_after_stop_nothing_is_left_but_the_data(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    server.stop()

    assert server.process.poll() == 0
    assert not server.place.exists()


def test_data_outlive_a_stop_and_a_kill(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    with connect(server.url) as client:
        client.set("stopped", "1")
    server.stop()
    server = start_valkey(tmp_path)
    with connect(server.url) as client:
        client.set("killed", "2")
        time.sleep(1.5)
    server.process.kill()
    server.stop()
    server = start_valkey(tmp_path)
    with connect(server.url) as client:
        assert client.mget("stopped", "killed") == ["1", "2"]
    server.stop()


def test_a_client_notices_soon_that_the_server_is_gone_and_soon_that_it_is_back(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    with connect(server.url) as client:
        client.set("key", "value")
        server.process.send_signal(signal.SIGSTOP)
        begun = time.monotonic()
        with pytest.raises(redis.TimeoutError):
            client.get("key")
        assert time.monotonic() - begun < 8
        server.process.send_signal(signal.SIGCONT)
        assert client.get("key") == "value"
        server.process.kill()
        server.process.wait()
        begun = time.monotonic()
        with pytest.raises(redis.ConnectionError):
            client.get("key")
        assert time.monotonic() - begun < 3
    server.stop()


def test_two_services_do_not_share_a_folder(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    with pytest.raises(ValkeyFailed, match="正在使用"):
        start_valkey(tmp_path)
    with connect(server.url) as client:
        assert client.ping()
    server.stop()


def test_what_a_killed_service_left_behind_is_replaced_and_its_data_kept(tmp_path: Path) -> None:
    holder, pid, url = hold(tmp_path)
    with connect(url) as client:
        client.set("key", "value")
    holder.kill()
    holder.communicate()
    assert is_alive(pid)

    server = start_valkey(tmp_path)
    with connect(server.url) as client:
        assert client.get("key") == "value"
    assert not is_alive(pid)
    server.stop()


def test_ctrl_c_in_the_terminal_reaches_the_service_and_not_its_valkey(tmp_path: Path) -> None:
    holder, pid, _ = hold(tmp_path)
    assert os.getpgid(pid) != os.getpgid(holder.pid)
    holder.send_signal(signal.SIGINT)
    holder.communicate()

    assert is_alive(pid)
    start_valkey(tmp_path).stop()


def test_a_forked_worker_that_stops_it_stops_nothing(tmp_path: Path) -> None:
    server = start_valkey(tmp_path)
    child = os.fork()
    if child == 0:
        server.stop()
        os._exit(0)
    os.waitpid(child, 0)
    with connect(server.url) as client:
        assert client.ping()
    server.stop()


def test_a_folder_with_a_long_path_works(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["很长的目录名" * 5] * 3)
    server = start_valkey(folder)
    with connect(server.url) as client:
        assert client.ping()
    server.stop()


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").write_text("in the way", encoding="utf-8")
    with pytest.raises(ValkeyFailed, match="没有启动") as caught:
        start_valkey(tmp_path)
    assert len(str(caught.value).splitlines()) > 1

    (tmp_path / "appendonlydir").unlink()
    start_valkey(tmp_path).stop()
