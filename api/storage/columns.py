"""Types of columns: ids that tell nothing, moments in UTC, texts that are encrypted at rest."""

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any

from flask import current_app
from sqlalchemy import Dialect, String, Text, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import DateTime

from api.storage.encryption import Keyring


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return an id that cannot be guessed or counted."""
    return uuid.uuid4().hex


class RandomId(FunctionElement[str]):
    """The same, drawn by the database."""

    type = String(32)
    inherit_cache = True


@compiles(RandomId, "sqlite")
def _in_sqlite(*_: Any, **__: Any) -> str:
    return "lower(hex(randomblob(16)))"


@compiles(RandomId, "postgresql")
def _in_postgresql(*_: Any, **__: Any) -> str:
    return "replace(gen_random_uuid()::text, '-', '')"


class Scanned(FunctionElement[str]):
    """A column that SQLite compares row by row, not by its index, so that it walks along another one; PostgreSQL weighs that by itself."""

    type = String()
    inherit_cache = True


@compiles(Scanned)
def _as_it_is(scanned: Scanned, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(scanned.clauses, **how)


@compiles(Scanned, "sqlite")
def _without_index(scanned: Scanned, compiler: SQLCompiler, **how: Any) -> str:
    return f"+{compiler.process(scanned.clauses, **how)}"


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, on databases that keep no zone too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC; a time without a zone is a mistake."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return value if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Encrypted(TypeDecorator[str]):
    """A text that only the service can read (a name, a phone number, a secret)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        return None if value is None else _keyring().encrypt(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Decrypt."""
        return None if value is None else _keyring().decrypt(value)


def _keyring() -> Keyring:
    found: Keyring = current_app.extensions["tidu.keyring"]
    return found


Id = Annotated[str, mapped_column(String(32), primary_key=True, default=new_id)]


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map = {datetime: Moment}  # noqa: RUF012
