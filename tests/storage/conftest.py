"""An empty database of each kind."""

from pathlib import Path

import pytest

from tests.servers import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'tidu.sqlite'}"
    server: Postgres = request.getfixturevalue("server")
    return server.database().replace("postgresql://", "postgresql+psycopg://")
