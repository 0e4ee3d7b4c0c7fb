"""How long an import takes: reading a table and holding it against what is stored, committing it, judging what it saved.

Aim: the commit, which answers a request, far below the 30 s of gunicorn for the longest table (30,000 rows). The reference of the judging
is judging the same companies one by one. In SQLite, or in the PostgreSQL of TIDU_DATABASE. `bench/imports.py 25000 1000`: rows committed,
companies judged.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import insert

from api.accounts.staff import add_staff
from api.bureau.judging import Judge, rejudge, rejudge_one, stale
from api.jobs.committing import commit
from api.storage.columns import now
from api.storage.database import db, writing
from api.storage.schema import upgrade
from api.storage.tables import Enterprise, ImportRow, Job, Staff
from api.web.config import Config
from api.web.stores import stores_alone
from bench.tables import code
from examples.companies import SEED, companies, province_regions
from graph.loader import load_catalogue
from graph.model import Catalogue

ON, BATCH, ONE_BY_ONE = date(2026, 11, 21), 1000, 20


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Return seconds by the clock and on our processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def read_import(count: int, staff: str, catalogue: Catalogue) -> str:
    """Store what an import of so many new companies has read; return its id."""
    made = companies(count, province_regions(catalogue), SEED)
    with writing() as session:
        report = json.dumps({"whole": False, "new": count, "changed": 0, "unchanged": 0, "fault_count": 0, "faulty": 0})
        job = Job(kind="import", region="cn-41", asked_by=staff, parameters="{}", state="done", report=report, finished_at=now())
        session.add(job)
        session.flush()
        job.catalogue_version = catalogue.version
        for start in range(0, count, BATCH):
            rows = []
            for place, one in enumerate(islice(made, BATCH), start):
                own = {**one["enterprise"], "uscc": code(place)}
                said = {"uscc": own["uscc"], "name": own["name"], "region": own["region"]}
                text = json.dumps({**one, "enterprise": own}, ensure_ascii=False)
                rows.append({"job_id": job.id, "row": place + 2, "outcome": "new", "base": 0, "text": text, **said})
            session.execute(insert(ImportRow), rows)
        return job.id


def main(count: int, judged: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Config(data=Path(folder), database=os.environ.get("TIDU_DATABASE", ""))
        upgrade(config.database_url)
        catalogue = load_catalogue(config.catalogue)
        with stores_alone(config).app_context():
            with writing() as session:
                staff = add_staff(session, "bench", "bench", "cn-41").staff.id
            job = read_import(count, staff, catalogue)
            say(f"{db.engine.dialect.name}: commit of {count:,} new companies", timed(lambda: committed(job, staff)), 1)
            some = [*db.session.scalars(stale(ON, catalogue.version).limit(judged + ONE_BY_ONE))]
            judge = Judge(catalogue)
            alone = timed(lambda: [rejudge_one(judge, id, ON) for id in some[:ONE_BY_ONE]])
            together = timed(lambda: [*rejudge(catalogue, ON, Enterprise.id.in_(some))])
            say(f"judging {ONE_BY_ONE} one by one, each", alone, ONE_BY_ONE)
            say(f"judging {judged:,} by columns, each", together, judged)
            print(f"by columns 1/{alone[1] / ONE_BY_ONE / (together[1] / judged):.1f} of the time of one by one (CPU)")
            db.engine.dispose()


def committed(job: str, staff: str) -> None:
    with writing() as session:
        commit(session, {"cn-41"}, job, session.get_one(Staff, staff), keep_good=False)


def say(what: str, spent: tuple[float, float], of: int) -> None:
    print(f"{what:52} {spent[0] / of * 1e3:9.1f} ms ({spent[1] / of * 1e3:.1f} ms CPU)", flush=True)


if __name__ == "__main__":
    wanted = [*map(int, sys.argv[1:3])]
    main(*(wanted if len(wanted) == 2 else (25_000, 1_000)))
