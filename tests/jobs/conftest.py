"""The service on SQLite and on PostgreSQL, a Valkey, and workers in processes of their own."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from api.jobs.daily import HERE, open_day
from api.storage.database import writing
from api.storage.tables import Job
from api.storage.valkey import started
from tests.accounts.world import Person, World, world
from tests.jobs.working import Hands
from tests.servers import Postgres, postgres


def noon() -> datetime:
    """Return noon of this day in China."""
    return datetime.now(UTC).astimezone(HERE).replace(hour=12)


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with postgres() as found:
        yield found


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def tidu(request: pytest.FixtureRequest) -> Iterator[World]:
    """The service; nothing else uses its Valkey."""
    database = "" if request.param == "sqlite" else request.getfixturevalue("server").database()
    folder = Path(tempfile.mkdtemp(prefix="tidu-jobs-"))
    with started(folder / "valkey") as redis, world(folder, database, redis) as found:
        open_day(found.app, noon())
        with found.stored() as session, writing():  # else the workers of all tests would begin with what is done once a day
            session.execute(update(Job).where(Job.kind == "daily").values(state="cancelled"))
        yield found
    shutil.rmtree(folder)


@pytest.fixture
def clerk(tidu: World) -> Person:
    """A clerk of Baofeng county, new for each test: each has few open jobs."""
    return tidu.clerk("cn-410421")


@pytest.fixture
def hands(tidu: World) -> Iterator[Hands]:
    """Starts workers; none is left at the end."""
    found = Hands(tidu)
    yield found
    found.stop()


@pytest.fixture(scope="module")
def worker(tidu: World) -> Iterator[Hands]:
    """A worker for all tests of a module."""
    found = Hands(tidu)
    found.worker()
    yield found
    found.stop()
