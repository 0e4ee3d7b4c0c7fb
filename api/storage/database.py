"""The database: engines as the service needs them, and transactions of writers."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

WRITES = "tidu_writes"
PATIENCE = 5  # seconds for a connection, and for a writer that waits for another

db = SQLAlchemy()


def options(url: str) -> dict[str, Any]:
    """Return the options of an engine: no wait without end, a lost server noticed before it is used again, no values in errors."""
    if url.startswith("sqlite"):
        return {"url": url, "hide_parameters": True, "connect_args": {"timeout": PATIENCE}}
    arguments = {"connect_timeout": PATIENCE, "tcp_user_timeout": PATIENCE * 1000}
    return {"url": url, "hide_parameters": True, "pool_pre_ping": True, "pool_timeout": PATIENCE, "connect_args": arguments}


def make_engine(url: str) -> Engine:
    """Return an engine outside the application, as migrations need it."""
    return tune(create_engine(**options(url)))


def register_database(app: Flask, url: str) -> None:
    """Give the application its database; nothing is connected before it is used."""
    app.config["SQLALCHEMY_ENGINES"] = {"default": options(url)}
    db.init_app(app)
    with app.app_context():
        tune(db.engine)


def tune(engine: Engine) -> Engine:
    """Make SQLite keep foreign keys, let readers go on beside a writer, and begin as a writer where one is announced."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where sqlite3 guesses
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")


@contextmanager
def writing() -> Iterator[Session]:
    """Run one transaction of a writer: all of it is kept at the end, or nothing; inside another it is part of that one.

    What was read before is read anew inside, so that a decision stands on what is there now.
    """
    session = db.session
    if session.info.get(WRITES):
        yield session
        return
    session.rollback()
    session.connection(execution_options={WRITES: True})
    session.info[WRITES] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[WRITES] = False
