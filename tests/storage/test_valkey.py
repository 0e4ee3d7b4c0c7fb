"""The Redis-protocol server that is started as a child."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from api.storage.valkey import ValkeyFailed, started

HOLD = """
import sys, time
from pathlib import Path
from api.storage.valkey import started
with started(Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(60)
"""


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with started(tmp_path / "valkey") as url:
        redis.from_url(url).set("a", "1")
    with started(tmp_path / "valkey") as url:
        assert redis.from_url(url).get("a") == b"1"


def test_a_stopped_server_leaves_no_socket(tmp_path: Path) -> None:
    with started(tmp_path) as url:
        socket = Path(url.removeprefix("unix://"))
        assert socket.exists()
    assert not socket.parent.exists()


def test_two_servers_do_not_share_a_folder(tmp_path: Path) -> None:
    with started(tmp_path), pytest.raises(ValkeyFailed, match="另一个服务"), started(tmp_path):
        pass


def test_a_forked_worker_that_ends_leaves_the_server_alone(tmp_path: Path) -> None:
    code = "import os, sys\nfrom pathlib import Path\nfrom api.storage.valkey import started\nimport redis\n"
    code += "with started(Path(sys.argv[1])) as url:\n child = os.fork()\n if not child: sys.exit(0)\n os.waitpid(child, 0)\n"
    code += " print(redis.from_url(url).ping())"

    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "True"


def test_a_server_that_a_killed_service_left_is_stopped_and_its_data_taken_over(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    left = parent.stdout.readline().strip()
    redis.from_url(left).set("a", "1")
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    with started(tmp_path) as url:
        assert redis.from_url(url).get("a") == b"1"
    assert not Path(left.removeprefix("unix://")).exists()
