"""Committing an import: every company and profile version of it in one transaction, or nothing."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from api.accounts.audit import acting, record
from api.answers import Json
from api.errors import Refused
from api.jobs.records import job_in
from api.storage.columns import new_id, now
from api.storage.tables import AuditEntry, Enterprise, ImportRow, Job, ProfileVersion, Staff

BATCH = 400
MOST_TOLD = 100


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
    rows = [*session.scalars(select(ImportRow).where(ImportRow.job_id == id, ImportRow.text.is_not(None)).order_by(ImportRow.row))]
    stale = [one for some in _batches(rows) for one in _stale(session, some)]
    if stale:
        raise Refused("import_outdated", errors=stale[:MOST_TOLD])
    moment, who = now(), f"staff:{staff.id}"
    for some in _batches(rows):
        _save(session, job, some, who, moment)
    job.committed_at, job.committed_by = moment, staff.id
    record(session, "import.commit", "job", id, detail=f"{len(rows)} rows")
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


def _batches(rows: Sequence[ImportRow]) -> Iterable[Sequence[ImportRow]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _stale(session: Session, rows: Sequence[ImportRow]) -> list[Json]:
    """Return those rows whose company is not as it was when the table was read; the companies stay as they are until the end."""
    codes = [row.uscc for row in rows]
    stored = {one.uscc: one for one in session.scalars(select(Enterprise).where(Enterprise.uscc.in_(codes)).with_for_update())}
    counted = select(ProfileVersion.enterprise_id, func.max(ProfileVersion.number)).group_by(ProfileVersion.enterprise_id)
    versions = dict(session.execute(counted.where(ProfileVersion.enterprise_id.in_([one.id for one in stored.values()]))).all())
    return [
        {"pointer": f"/rows/{row.row}", "message": f"“{row.name}”的档案在读表之后已有改动，请重新上传"}
        for row in rows
        if (found := stored.get(row.uscc)) is not None and (found.id != row.enterprise_id or versions.get(found.id, 0) != row.base)
    ]


def _save(session: Session, job: Job, rows: Sequence[ImportRow], who: str, moment: datetime) -> None:
    ids = {row.row: row.enterprise_id or new_id() for row in rows}
    new = [row for row in rows if row.enterprise_id is None]
    _insert(session, Enterprise, ({"id": ids[row.row], "made_at": moment, **_said(row)} for row in new))
    known = [{"id": row.enterprise_id, "name": row.name} for row in rows if row.enterprise_id]
    if known:
        session.execute(update(Enterprise), known)
    made = {"catalogue_version": job.catalogue_version, "saved_by": who, "saved_at": moment}
    _insert(
        session,
        ProfileVersion,
        ({"enterprise_id": ids[row.row], "number": row.base + 1, "text": row.text, **made} for row in rows),
    )
    detail = f"import {job.id}"
    entries = [{"action": "enterprise.add", "object_id": ids[row.row], "region": row.region, "detail": detail} for row in new]
    entries += [
        {"action": "profile.save", "object_id": ids[row.row], "region": row.region, "detail": f"version {row.base + 1}; {detail}"}
        for row in rows
    ]
    _insert(session, AuditEntry, ({"at": moment, "object": "enterprise", **acting(), **one} for one in entries))


def _said(row: ImportRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("uscc", "name", "region")}


def _insert(session: Session, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    values = [*rows]
    if values:
        session.execute(insert(table), values)
