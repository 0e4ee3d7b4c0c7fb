"""What is done once a day: by one worker of several, once for the days that were missed, and not at night."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.jobs.daily import open_day
from api.storage.tables import Enterprise, Job, Judgement
from api.storage.valkey import started
from tests.accounts.world import World, world
from tests.jobs.working import Hands, stored, until


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def tidu(request: pytest.FixtureRequest) -> Iterator[World]:
    """A service of its own, with few companies: the daily job judges all that are stored."""
    database = "" if request.param == "sqlite" else request.getfixturevalue("server").database()
    folder = Path(tempfile.mkdtemp(prefix="tidu-daily-"))
    with started(folder / "valkey") as redis, world(folder, database, redis) as found:
        yield found
    shutil.rmtree(folder)


def daily(tidu: World, year: int) -> list[Any]:
    """Return what became of the daily jobs of a year, by day."""
    with tidu.stored() as session:
        jobs = [*session.scalars(select(Job).where(Job.kind == "daily", Job.parameters.contains(f'"{year}-')).order_by(Job.parameters))]
        return [(one.parameters, one.state, one.starts, one.report) for one in jobs]


def judged_on(tidu: World, code: str) -> date | None:
    with tidu.stored() as session:
        return session.scalar(select(Judgement.judged_on).join(Enterprise).where(Enterprise.uscc == code))


def test_one_worker_of_several_does_it_once(tidu: World, hands: Hands) -> None:
    (code,) = stored(tidu, 1)
    for _ in range(3):
        hands.worker(clock="2031-03-05T11:00+08:00")
    until(lambda: [one for one in daily(tidu, 2031) if one[1] == "done"])
    until(lambda: hands.logs().count('"worker"') == 3)

    [(parameters, state, starts, report)] = daily(tidu, 2031)
    assert (parameters, state, starts) == ('{"on": "2031-03-05"}', "done", 1)
    assert '"judged"' in report
    assert judged_on(tidu, code) == date(2031, 3, 5)


def test_days_that_were_missed_are_caught_up_once(tidu: World, hands: Hands) -> None:
    (code,) = stored(tidu, 1)
    for day in ("2032-03-05", "2032-03-09"):
        worker = hands.worker(clock=f"{day}T11:00+08:00")
        until(lambda day=day: judged_on(tidu, code) == date.fromisoformat(day))
        worker.terminate()
        worker.wait()

    assert [one[0] for one in daily(tidu, 2032)] == ['{"on": "2032-03-05"}', '{"on": "2032-03-09"}']


def test_it_begins_in_the_morning_in_china(tidu: World) -> None:
    moments = ("2033-03-04T23:30+00:00", "2033-03-04T22:30+00:00", "2033-03-05T06:59+08:00", "2033-03-05T07:00+08:00")

    assert [open_day(tidu.app, datetime.fromisoformat(one)) for one in moments] == [True, False, False, False]
    assert [one[0] for one in daily(tidu, 2033)] == ['{"on": "2033-03-05"}']
