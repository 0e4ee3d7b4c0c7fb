"""The service on SQLite and on PostgreSQL, with a real Valkey."""

from collections.abc import Iterator

import pytest

from api.storage.valkey import started
from tests.accounts.world import Company, Person, World, company, world


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started(tmp_path_factory.mktemp("valkey")) as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def tidu(request: pytest.FixtureRequest, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The service, shared by tests: each brings its own people and enterprises."""
    database = "" if request.param == "sqlite" else request.getfixturevalue("server").database()
    with world(tmp_path_factory.mktemp(request.param), database, redis_url) as found:
        yield found


@pytest.fixture(scope="session")
def clerk(tidu: World) -> Person:
    """A clerk of Baofeng county."""
    return tidu.clerk("cn-410421")


@pytest.fixture
def firm(tidu: World, clerk: Person) -> Company:
    """An enterprise in Baofeng county with an owner."""
    return company(tidu, clerk)
