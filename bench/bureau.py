"""How long a bureau's tables and figures take, over many made-up companies in SQLite (or in the PostgreSQL of TIDU_DATABASE).

Aim: every answer about 25,000 companies within 200 ms (p99). `bench/bureau.py 1000000 8`: a million companies, of each only so many
states (all of them would be a hundred million rows).
"""

import json
import os
import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import insert

from api.accounts.sessions import Session
from api.accounts.staff import add_staff
from api.bureau.judging import Judge
from api.bureau.keeping import Judged, Made, keep_all
from api.profile_file import load_profile
from api.storage.columns import new_id
from api.storage.database import db, writing
from api.storage.schema import upgrade
from api.storage.tables import Enterprise, Staff
from api.web import access
from api.web.app import create_app
from api.web.config import Config
from bench.path import at

EXAMPLES, ON = Path(__file__).parents[1] / "examples", date(2026, 11, 21)
MODELS = ("fictional-zhixing-electric", "fictional-young-sensor", "fictional-large-cement", "fictional-two-products")
QUERIES = (
    "companies?size=20",
    "companies?size=20&page=1000",
    "companies?size=20&sort=-unclaimed",
    "companies?size=20&sort=-unclaimed&page=1000",
    "companies?size=20&sort=updated",
    "companies?size=20&sort=-updated&after={next}",
    "companies?size=20&programme=sme-little-giant&state=near&sort=-near",
    "companies?size=20&held=sme-innovative",
    "companies?size=20&held=sme-innovative&programme=sme-little-giant&state=unknown&name=12",
    "companies?size=20&updated_since=2023-12-01",
    "companies?size=20&name=示例",
    "companies?size=20&name=1234",
    "companies?size=20&uscc=9100000000000123",
    "companies?size=20&region=410421",
    "statistics",
    "statistics?region=410421",
    "audit",
)
BATCH, TIMES = 1000, 15


def fill(count: int, most: int | None, models: list[Judged], regions: list[str], rng: random.Random) -> None:
    """Store companies; each stands as one of the models does, of all programmes or of some drawn for it."""
    for start in range(0, count, BATCH):
        places = range(start, min(start + BATCH, count))
        firms = [
            {"id": new_id(), "uscc": f"91{at:016}", "name": f"示例{rng.randrange(10**6)}有限公司", "region": rng.choice(regions)}
            for at in places
        ]
        made = []
        for firm in firms:
            model, saved = rng.choice(models), datetime.fromtimestamp(1.7e9 + rng.randrange(10**7), UTC)
            states = dict(rng.sample([*model.states.items()], most)) if most else model.states
            own = replace(model, states=states, unclaimed={"fund-specialized-city": rng.randrange(10**9)} if rng.random() < 0.3 else {})
            made.append(Made(firm["id"], firm["region"], 1, saved, own))
        with writing() as session:
            session.execute(insert(Enterprise), firms)
            keep_all(session, made)


def main(count: int, most: int | None) -> None:
    """Fill a database and ask."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(data=Path(folder), database=os.environ.get("TIDU_DATABASE", ""), rate="1000000/minute", log_level="ERROR")
        upgrade(config.database_url)
        app = create_app(config)
        catalogue = app.extensions["tidu.catalogue"]
        models = [Judge(catalogue).judge(load_profile(EXAMPLES / f"{name}.json", catalogue), ON) for name in MODELS]
        regions = [place.code for place in catalogue.regions.values() if place.code]
        began = time.perf_counter()
        with app.app_context():
            fill(count, most, models, regions, random.Random(1))
            with writing() as session:
                clerk = add_staff(session, "bench", "bench", "cn-41").staff.id
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE" if db.engine.dialect.name == "postgresql" else "ANALYZE")
        states = most or sum(len(model.states) for model in models) // len(models)
        print(f"{db_name(app)}: {count} companies, {states} states each, filled in {time.perf_counter() - began:.0f} s", flush=True)
        access._called = lambda: _clerk(clerk)  # type: ignore[assignment]  # no Redis: the caller is who we say
        mark = app.test_client().get(f"/api/v1/bureau/companies?size=20&sort=-updated&page={min(900, count // 40)}").json["next"]
        for query in QUERIES:
            times = [_asked(app, query.format(next=mark)) for _ in range(TIMES)]
            print(f"{query:88} p50 {at(times, 50) * 1e3:7.1f} ms   p99 {at(times, 99) * 1e3:7.1f} ms", flush=True)


def db_name(app: Any) -> str:
    with app.app_context():
        return str(db.engine.dialect.name)


def _clerk(id: str) -> access.Called:
    return access.Called(Session("bench", "staff", id), None, db.session.get(Staff, id))


def _asked(app: Any, query: str) -> float:
    client = app.test_client()
    began = time.perf_counter()
    found = client.get(f"/api/v1/bureau/{query}")
    spent = time.perf_counter() - began
    assert found.status_code == 200, json.dumps(found.json, ensure_ascii=False)
    return spent


if __name__ == "__main__":
    count, most = (*map(int, sys.argv[1:3]), 0, 0)[:2]
    main(count or 25_000, most or None)
