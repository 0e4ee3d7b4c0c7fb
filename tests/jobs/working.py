"""Workers in processes of their own, jobs to give them, tables to hand in."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from api.storage.tables import Enterprise, ProfileVersion
from api.web.config import Config
from tests.accounts.world import Person, World, uscc

PATIENCE = 60.0
ENDED = ("done", "failed", "cancelled")
HEADS = ("企业名称", "统一社会信用代码", "注册地行政区划", "营业收入总额（万元）2025年")
SLOW = """
import sys, time
sys.path.insert(0, {root!r})
from api.jobs import screening, worker
judged = screening.Screened.judged
def slowly(self, profiles):
    time.sleep({pause})
    return judged(self, profiles)
screening.AT_ONCE, screening.Screened.judged = 1, slowly
from api.web.config import Config
import os
worker.run_worker(Config.from_environment(os.environ))
"""
LATER = """
import os, sys
sys.path.insert(0, {root!r})
from datetime import datetime
from api.jobs import worker
from api.web.config import Config
worker.run_worker(Config.from_environment(os.environ), clock=lambda: datetime.fromisoformat({clock!r}))
"""
ROOT = str(Path(__file__).parents[2])


@dataclass
class Hands:
    """Starts and ends workers; their logs are in `log`."""

    tidu: World

    def __post_init__(self) -> None:
        self.running: list[subprocess.Popen[bytes]] = []
        self.log = self.tidu.config.data / f"worker-{time.monotonic_ns()}.log"

    def worker(self, pause: float = 0, clock: str = "") -> "subprocess.Popen[bytes]":
        """Start a worker; one with a pause takes so long for each company that it screens; for one with a clock it is always that time."""
        code = SLOW.format(root=ROOT, pause=pause) if pause else LATER.format(root=ROOT, clock=clock)
        call = [sys.executable, "-c", *([code] if pause or clock else ["from api.cli import main; main()", "worker"])]
        config = self.tidu.config
        said = {f"TIDU_{one.name.upper()}": str(getattr(config, one.name)) for one in fields(Config)}
        with self.log.open("ab") as log:
            found = subprocess.Popen(call, env={**os.environ, **said}, stdout=log, stderr=log, start_new_session=True)
        self.running.append(found)
        return found

    def stop(self) -> None:
        if self.log.exists():
            print(self.logs())
        for one in self.running:
            for process in [*children(one.pid), one.pid]:
                kill(process)
            one.wait()

    def logs(self) -> str:
        return self.log.read_text(encoding="utf-8")


def children(pid: int) -> list[int]:
    """Return the processes that a worker forked."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in listed.read_text(encoding="ascii").split()] if listed.exists() else []


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def until(true: Any, patience: float = PATIENCE) -> Any:
    """Return what is true in the end."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.2)
    raise AssertionError("it did not happen")


def ended(person: Person, id: str, patience: float = PATIENCE) -> dict[str, Any]:
    """Return a job once it has ended."""
    try:
        return until(lambda: (job := person.get(f"/bureau/jobs/{id}").get_json())["state"] in ENDED and job, patience)
    except AssertionError:
        raise AssertionError(person.get(f"/bureau/jobs/{id}").get_json()) from None


def begun(person: Person, id: str) -> dict[str, Any]:
    """Return a job once some of it is done."""
    return until(lambda: (job := person.get(f"/bureau/jobs/{id}").get_json())["state"] == "running" and job["progress"]["done"] and job)


def stored(tidu: World, count: int, region: str = "410421", **more: Any) -> list[str]:
    """Store companies with a small profile; return their credit codes."""
    codes, identity = [uscc() for _ in range(count)], more.pop("enterprise", {})
    with tidu.stored() as session:
        for place, code in enumerate(codes):
            firm = Enterprise(uscc=code, name=f"示例{place}有限公司{code[-6:]}", region=region)
            session.add(firm)
            session.flush()
            own = {**identity, "name": firm.name, "uscc": code, "region": region}
            said = {"enterprise": own, "metrics": {"revenue": {"2025": 9100}}, **more}
            made = {"text": json.dumps(said, ensure_ascii=False), "catalogue_version": "x", "saved_by": "system:test"}
            session.add(ProfileVersion(enterprise_id=firm.id, number=1, **made))
        session.commit()
    return codes


def table(rows: Iterable[Iterable[Any]], heads: Iterable[str] = HEADS) -> bytes:
    """Return a csv table."""
    file = io.StringIO()
    csv.writer(file).writerows([[*heads], *rows])
    return file.getvalue().encode()


def handed_in(person: Person, data: bytes, name: str = "企业.csv", headers: dict[str, str] | None = None, **form: str) -> TestResponse:
    """Upload a table."""
    sent = {**form, "table": (io.BytesIO(data), name)}
    return person.call("POST", "/bureau/imports", headers=headers, data=sent, content_type="multipart/form-data")


def imported(person: Person, data: bytes, name: str = "企业.csv") -> dict[str, Any]:
    """Upload a table and wait for its report."""
    found = handed_in(person, data, name)
    assert found.status_code == 202, found.json
    return ended(person, found.json["id"])


def fetched(person: Person, id: str) -> TestResponse:
    """Fetch the result of a job, as a browser does: without a session."""
    made = person.post(f"/bureau/jobs/{id}/downloads")
    assert made.status_code == 201, made.json
    found = person.app.test_client().get(made.json["address"], buffered=True)
    assert found.status_code == 200, found.json
    return found
