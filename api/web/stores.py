"""The stores of the service: made ready before it starts, and opened without it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Flask
from sqlalchemy.exc import OperationalError

from api.errors import BadInput
from api.storage.database import register_database
from api.storage.encryption import Keyring
from api.storage.valkey import started
from api.web.config import Config


def register_stores(app: Flask, config: Config) -> None:
    """Give an application its database and the keys of encrypted fields."""
    app.extensions["tidu.keyring"] = Keyring(config.key, config.data / "key")
    register_database(app, config.database_url)


def stores_alone(config: Config) -> Flask:
    """Return an application that has stores and nothing else, for commands."""
    app = Flask("tidu")
    register_stores(app, config)
    return app


@contextmanager
def ready_stores(config: Config) -> Iterator[Config]:
    """Give the settings with all stores there: a SQLite file is brought up to date, a Redis is started where none is set.

    Raises
    ------
    BadInput
        Where a database of the environment has another schema: that is upgraded on purpose, by `tidu db upgrade`.
    """
    from api.storage.schema import upgrade

    if config.database:
        _require_schema(config.database_url)
    else:
        upgrade(config.database_url)
    if config.redis:
        yield config
        return
    with started(config.data / "valkey") as url:
        yield replace(config, redis=url)


def _require_schema(url: str) -> None:
    from api.storage.schema import is_current

    try:
        current = is_current(url)
    except OperationalError:
        return  # a database that is gone comes back by itself
    if not current:
        raise BadInput(["数据库的结构不是本版本的，请先执行 tidu db upgrade"])
