"""The service on SQLite and on PostgreSQL, a Valkey, and workers in processes of their own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.storage.valkey import started
from tests.accounts.world import Person, World, world
from tests.jobs.working import Hands
from tests.servers import Postgres, postgres


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
