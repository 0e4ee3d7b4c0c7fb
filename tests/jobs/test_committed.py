"""A commit in a process that is killed: wholly there, or not at all."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from api.web.config import Config
from tests.accounts.world import Person, World, uscc
from tests.jobs.working import Hands, imported, stored, table

STEPS = (3, 5, 7, 8, 9, 10, 11, 12)  # statements after which the process is killed: some before, most within the transaction


def test_a_commit_that_is_killed_is_wholly_there_or_not_at_all(tidu: World, clerk: Person, worker: Hands) -> None:
    known, fresh = stored(tidu, 30), [uscc() for _ in range(870)]
    job = imported(clerk, table((f"新{place}有限公司", code, "410421", "5") for place, code in enumerate([*known, *fresh])))
    assert (job["report"]["new"], job["report"]["changed"]) == (870, 30)
    said = {f"TIDU_{one.name.upper()}": str(getattr(tidu.config, one.name)) for one in fields(Config)}
    program = [sys.executable, str(Path(__file__).with_name("committed_and_killed.py")), clerk.tokens["access_token"], job["id"]]
    call = [*program, ",".join([*known, *fresh]), ",".join(map(str, STEPS))]
    done = subprocess.run(call, env={**os.environ, **said, "PYTHONPATH": str(Path(__file__).parents[2])}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)

    assert [(at, code) for at, code, _ in told] == [(at, -signal.SIGKILL) for at in (*STEPS, "commit", "after")]
    assert {tuple(saved) for _, _, saved in told[:-1]} == {(30, 0, 0)}
    assert told[-1][2] == [900, 900, 1770]
    assert clerk.get(f"/bureau/jobs/{job['id']}").json["committed_by"] == clerk.id
