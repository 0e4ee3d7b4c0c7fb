"""Committing an import: every company and profile version of it in one transaction, or nothing; in SQL, whatever the number of rows."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from api.accounts.audit import acting, record
from api.answers import Json
from api.errors import Refused
from api.jobs.records import job_in
from api.storage.columns import Moment, RandomId, now
from api.storage.tables import AuditEntry, Enterprise, ImportRow, Job, ProfileVersion, Staff

MOST_TOLD = 100
Wanted = tuple[ColumnElement[bool], ...]


def commit(session: Session, places: Collection[str], id: str, staff: Staff, *, keep_good: bool) -> Job:
    """Save what an import says.

    Parameters
    ----------
    places : collection of str
        The places of the catalogue that the member of staff sees.
    keep_good : bool
        Save the good rows though others have faults.

    Raises
    ------
    Refused
        Where it is no import that is done, is committed already, has faults, or where a company of it has changed since.
    """
    job_in(session, places, id)
    job = session.get_one(Job, id, with_for_update=True, populate_existing=True)
    _check(job, keep_good=keep_good)
    wanted = (ImportRow.job_id == id, ImportRow.text.is_not(None))
    known = select(Enterprise.id).join(ImportRow, ImportRow.uscc == Enterprise.uscc).where(*wanted).order_by(Enterprise.id)
    session.execute(known.with_for_update(of=Enterprise)).all()
    stale = _stale(session, wanted)
    if stale:
        raise Refused("import_outdated", errors=stale[:MOST_TOLD])
    count = session.scalar(select(func.count()).select_from(ImportRow).where(*wanted))
    _save(session, job, wanted, f"staff:{staff.id}", moment := now())
    job.committed_at, job.committed_by = moment, staff.id
    record(session, "import.commit", "job", id, detail=f"{count} rows")
    return job


def _check(job: Job, *, keep_good: bool) -> None:
    report = json.loads(job.report or "{}")
    if job.kind != "import" or job.state != "done":
        raise Refused("import_not_ready")
    if job.committed_at:
        raise Refused("import_committed")
    if report["whole"] or not report["new"] + report["changed"] + report["unchanged"]:
        raise Refused("import_faulty", "表中没有可以导入的企业，请改正后重新上传")
    if report["fault_count"] and not keep_good:
        raise Refused("import_faulty", f"{report['faulty']} 行有问题；请改正后重新上传，或以 keep_good 只导入其余的行")


def _stale(session: Session, wanted: Wanted) -> list[Json]:
    """Return those rows whose company is not as it was when the table was read; the companies stay as they are until the end."""
    newest = select(func.coalesce(func.max(ProfileVersion.number), 0)).where(ProfileVersion.enterprise_id == Enterprise.id)
    other = or_(ImportRow.enterprise_id.is_distinct_from(Enterprise.id), ImportRow.base != newest.scalar_subquery())
    joined = select(ImportRow.row, ImportRow.name).join(Enterprise, Enterprise.uscc == ImportRow.uscc)
    found = session.execute(joined.where(*wanted, other).order_by(ImportRow.row).limit(MOST_TOLD))
    return [{"pointer": f"/rows/{row}", "message": f"“{name}”的档案在读表之后已有改动，请重新上传"} for row, name in found]


def _save(session: Session, job: Job, wanted: Wanted, who: str, moment: datetime) -> None:
    made, new = literal(moment, Moment), (*wanted, ImportRow.enterprise_id.is_(None))
    firms = {"id": RandomId(), "uscc": ImportRow.uscc, "name": ImportRow.name, "region": ImportRow.region, "made_at": made}
    _insert(session, Enterprise, firms, select().where(*new))
    known = (Enterprise.id == ImportRow.enterprise_id, Enterprise.name != ImportRow.name, *wanted)
    session.execute(update(Enterprise).where(*known).values(name=ImportRow.name).execution_options(synchronize_session=False))
    of_firms = select().join_from(ImportRow, Enterprise, Enterprise.uscc == ImportRow.uscc).order_by(ImportRow.row)
    number, import_ = ImportRow.base + 1, f"import {job.id}"
    version = {"enterprise_id": Enterprise.id, "number": number, "text": ImportRow.text, "saved_by": literal(who), "saved_at": made}
    _insert(session, ProfileVersion, {**version, "catalogue_version": literal(job.catalogue_version)}, of_firms.where(*wanted))
    said = {name: literal(value, String) for name, value in {**acting(), "object": "enterprise"}.items()}
    entry = {**said, "at": made, "object_id": Enterprise.id, "region": ImportRow.region}
    saved = literal("version ", String) + cast(number, String) + literal(f"; {import_}", String)
    _insert(session, AuditEntry, {**entry, "action": literal("enterprise.add"), "detail": literal(import_)}, of_firms.where(*new))
    _insert(session, AuditEntry, {**entry, "action": literal("profile.save"), "detail": saved}, of_firms.where(*wanted))


def _insert(session: Session, table: type[Any], values: dict[str, Any], rows: Any) -> None:
    """Insert a row for each of some rows of an import."""
    session.execute(insert(table).from_select([*values], rows.with_only_columns(*values.values()), include_defaults=False))
