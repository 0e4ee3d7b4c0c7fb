"""The schema: what migrations make is what the code wants, and what is only ever added to cannot be changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, exc, insert, inspect, text

from api.storage.columns import new_id, now
from api.storage.database import WRITES, make_engine
from api.storage.schema import _alembic, is_current, upgrade
from api.storage.tables import AuditEntry, Base, Enterprise, ProfileVersion


@pytest.fixture
def bare(url: str) -> Iterator[Engine]:
    found = make_engine(url)
    yield found
    found.dispose()


@pytest.fixture
def engine(url: str, bare: Engine) -> Engine:
    upgrade(url)
    return bare


def test_migrations_make_what_the_code_wants(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_second_upgrade_changes_nothing(url: str) -> None:
    upgrade(url)
    upgrade(url)
    assert is_current(url)


def test_a_database_without_tables_is_not_current(url: str) -> None:
    assert not is_current(url)


def test_the_first_step_can_be_taken_back(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        command.downgrade(_alembic(connection), "base")
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_an_import_that_waits_outlives_the_step_that_makes_the_table_of_jobs_anew(url: str, bare: Engine) -> None:
    with bare.connect() as connection, connection.begin():
        command.upgrade(_alembic(connection), "0003")
    with bare.begin() as connection:
        who = "('s', 'a', 'n', 'cn', 'x', 'x', 0, 'active', '2026-01-01 00:00:00')"
        job = "('j', 'import', 'cn', 's', '{}', 'done', false, 0, 0, '[]', '2026-01-01 00:00:00')"
        connection.execute(text(f"INSERT INTO staff VALUES {who}"))
        columns = "id, kind, region, asked_by, parameters, state, cancel_asked, starts, done, errors, made_at"
        connection.execute(text(f"INSERT INTO jobs ({columns}) VALUES {job}"))
        row = "('j', 1, 'new', 'u', '示例', '410421', 0)"
        connection.execute(text(f'INSERT INTO import_rows (job_id, "row", outcome, uscc, name, region, base) VALUES {row}'))
    upgrade(url)
    with bare.connect() as connection:
        assert connection.execute(text("SELECT job_id, name FROM import_rows")).all() == [("j", "示例")]
        assert connection.execute(text("SELECT id, asked_by FROM jobs")).all() == [("j", "s")]


def test_an_upgrade_that_fails_leaves_nothing(url: str, bare: Engine) -> None:
    with bare.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE users (id int)"))
    with pytest.raises(exc.DBAPIError):
        upgrade(url)
    with bare.connect() as connection:
        assert inspect(connection).get_table_names() == ["users"]


@pytest.mark.parametrize("change", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_record_and_versions_cannot_be_changed(engine: Engine, change: str) -> None:
    company = new_id()
    with engine.begin() as connection:
        connection.execute(insert(AuditEntry).values(at=now(), actor="system", action="started", object="service"))
        connection.execute(insert(Enterprise).values(id=company, uscc="91410400MA0000015T", name="示例", region="410421", made_at=now()))
        version = {"number": 1, "text": "{}", "catalogue_version": "x", "saved_by": "somebody", "saved_at": now()}
        connection.execute(insert(ProfileVersion).values(enterprise_id=company, **version))

    for table, column in (("audit", "action = 'x'"), ("profile_versions", "text = 'x'")):
        with pytest.raises(exc.DBAPIError, match="only ever added to"), engine.begin() as connection:
            connection.execute(text(change.format(table, column)))


def test_foreign_keys_hold(engine: Engine) -> None:
    with pytest.raises(exc.IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO identities VALUES ('a', 'nobody', 'wx', 'o', NULL, '2026-01-01')"))


def test_a_reader_goes_on_beside_a_writer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tidu.sqlite'}"
    upgrade(url)
    engine = make_engine(url)
    with engine.connect().execution_options(**{WRITES: True}) as writer, writer.begin(), engine.connect() as reader:
        writer.execute(insert(AuditEntry).values(at=now(), actor="system", action="started", object="service"))
        assert reader.execute(text("SELECT count(*) FROM audit")).scalar() == 0
    engine.dispose()


def test_the_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path / 'data' / 'tidu.sqlite'}")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
