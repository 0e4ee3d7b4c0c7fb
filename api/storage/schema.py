"""The schema of a database: brought up to date, or compared with what the code wants."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url

from api.storage.database import WRITES, make_engine

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(url: str) -> None:
    """Bring a database up to date: wholly, or not at all."""
    database = make_url(url)
    if database.get_backend_name() == "sqlite" and database.database:
        Path(database.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            command.upgrade(_alembic(connection), "head")
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """Return whether a database has the schema of this code."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == _head()
    finally:
        engine.dispose()


def _head() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
