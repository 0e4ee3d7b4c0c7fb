"""How long a bureau's tables and figures take, over many made-up companies in SQLite (or in the PostgreSQL of TIDU_DATABASE).

Aim: a page of 25,000 companies well under 200 ms. The reference is a page of the same service over the first hundred of them.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import insert

from api.accounts.sessions import Session
from api.accounts.staff import add_staff
from api.bureau.judging import Judge, Judged
from api.profile_file import load_profile
from api.storage.columns import new_id
from api.storage.database import db, writing
from api.storage.schema import upgrade
from api.storage.tables import Enterprise, Judgement, NearGap, ProgrammeState, Staff, UnclaimedFund
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
    "companies?size=20&sort=-updated",
    "companies?size=20&programme=sme-little-giant&state=near&sort=-near",
    "companies?size=20&held=sme-innovative",
    "companies?size=20&name=1234",
    "companies?size=20&region=410421",
    "statistics",
    "audit",
)
BATCH, TIMES = 1000, 15


def rows(count: int, models: list[Judged], regions: list[str], rng: random.Random) -> Iterator[list[tuple[Any, list[dict[str, Any]]]]]:
    """Yield the rows of a batch of companies, by table: each stands as one of the models does."""
    for start in range(0, count, BATCH):
        tables: dict[Any, list[dict[str, Any]]] = {kind: [] for kind in (Enterprise, Judgement, ProgrammeState, NearGap, UnclaimedFund)}
        for place in range(start, min(start + BATCH, count)):
            id, region, model = new_id(), rng.choice(regions), rng.choice(models)
            own = {"enterprise_id": id, "region": region}
            tables[Enterprise].append({"id": id, "uscc": f"91{place:016}", "name": f"示例{rng.randrange(10**6)}有限公司", "region": region})
            counts = {state: rng.randrange(9) for state in ("held", "eligible", "near")}
            versions = {"profile_version": 1, "catalogue_version": model.catalogue_version, "judged_on": ON}
            saved = datetime.fromtimestamp(1.7e9 + rng.randrange(10**7), UTC)
            tables[Judgement].append({"enterprise_id": id, **versions, "saved_at": saved, **counts, "unclaimed": rng.randrange(10**9)})
            tables[ProgrammeState] += [
                {**own, "programme": one, "state": state, "highest": one in model.highest} for one, state in model.states.items()
            ]
            tables[NearGap] += [{**own, "criterion": one} for one in model.gaps]
            tables[UnclaimedFund] += [{**own, "fund": fund, "amount": amount} for fund, amount in model.unclaimed.items()]
        yield [(kind, found) for kind, found in tables.items() if found]


def main(count: int) -> None:
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
            for tables in rows(count, models, regions, random.Random(1)):
                with writing() as session:
                    for kind, found in tables:
                        session.connection().execute(insert(kind.__table__), found)
            with writing() as session:
                clerk = add_staff(session, "bench", "bench", "cn-41").staff.id
            if db.engine.dialect.name == "postgresql":
                with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("VACUUM ANALYZE")
        print(f"{count} companies, {sum(map(len, (model.states for model in models))) // len(models)} states each", end="")
        print(f", filled in {time.perf_counter() - began:.0f} s")
        access._called = lambda: _clerk(clerk)  # type: ignore[assignment]  # no Redis: the caller is who we say
        for query in QUERIES:
            times = [_asked(app, query) for _ in range(TIMES)]
            print(f"{query:72} p50 {at(times, 50) * 1e3:7.1f} ms   p99 {at(times, 99) * 1e3:7.1f} ms")


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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25_000)
