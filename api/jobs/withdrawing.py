"""Withdrawing an import: each company has again, as a further version, the profile that it had; whoever had none is left a bare one."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, insert, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from api.accounts.answers import at
from api.accounts.audit import acting, record
from api.answers import Json
from api.errors import Refused
from api.jobs.records import job_in
from api.profile_text import written
from api.storage.columns import now
from api.storage.tables import AuditEntry, Enterprise, ImportRow, Job, ProfileVersion, Staff

BATCH = 500


class Saved(NamedTuple):
    """A company as the import saved it, from version `base` (0: from none); `name` as the import says it."""

    id: str
    uscc: str
    name: str
    region: str
    base: int


def withdraw(session: Session, places: Collection[str], id: str, staff: Staff) -> Job:
    """Take back what an import has saved; a company whose profile has changed since stays as it is.

    Parameters
    ----------
    places : collection of str
        The places of the catalogue that the member of staff sees.

    Raises
    ------
    Refused
        Where it is no import that was committed, is withdrawn already, or what it said is not kept any more.

    Notes
    -----
    One transaction. No version is removed; a company that the import entered stays, with its name, code and place alone.
    """
    job_in(session, places, id)
    job = session.get_one(Job, id, with_for_update=True, populate_existing=True)
    report = _report(job)
    own = (ImportRow.job_id == id, ImportRow.text.is_not(None))
    total = session.scalar(select(func.count()).select_from(ImportRow).where(*own))
    if not total:
        raise Refused("nothing_there", "这次导入的内容已过保存期，不能整批撤回；请再导入一张改正后的表")
    firms = select(Enterprise.id).join(ImportRow, ImportRow.uscc == Enterprise.uscc).where(*own).order_by(Enterprise.id)
    session.execute(firms.with_for_update(of=Enterprise)).all()
    found = _as_saved(session, job, own)
    for start in range(0, len(found), BATCH):
        _give_back(session, job, staff, found[start : start + BATCH])
    emptied = sum(one.base == 0 for one in found)
    counts = {"restored": len(found) - emptied, "emptied": emptied, "changed_since": total - len(found)}
    job.report = json.dumps({**report, "withdrawn": {"at": at(now()), "by": staff.id, **counts}}, ensure_ascii=False)
    record(session, "import.withdraw", "job", id, detail=f"{len(found)} rows")
    return job


def _report(job: Job) -> Json:
    report: Json = json.loads(job.report or "{}")
    if job.kind != "import" or not job.committed_at:
        raise Refused("import_uncommitted")
    if report.get("withdrawn"):
        raise Refused("import_withdrawn")
    return report


def _as_saved(session: Session, job: Job, own: tuple[ColumnElement[bool], ...]) -> list[Saved]:
    """Return the companies whose latest version is the one that the import saved."""
    made, number = aliased(ProfileVersion), ImportRow.base + 1
    newest = select(func.max(ProfileVersion.number)).where(ProfileVersion.enterprise_id == Enterprise.id).scalar_subquery()
    this = (made.enterprise_id == Enterprise.id, made.number == number, made.saved_at == job.committed_at)
    columns = (Enterprise.id, ImportRow.uscc, ImportRow.name, ImportRow.region, ImportRow.base)
    joined = select(*columns).join_from(ImportRow, Enterprise, Enterprise.uscc == ImportRow.uscc).join(made, this[0] & this[1] & this[2])
    return [Saved(*row) for row in session.execute(joined.where(*own, newest == number).order_by(ImportRow.row))]


def _give_back(session: Session, job: Job, staff: Staff, some: Sequence[Saved]) -> None:
    """Save for each company what it had before, with its name of then."""
    who, moment, actor = f"staff:{staff.id}", now(), {**acting(), "object": "enterprise"}
    versions, names, entries = [], [], []
    for one, text, catalogue_version in _before(session, job, some):
        number = one.base + 2
        version = {"enterprise_id": one.id, "number": number, "text": text, "catalogue_version": catalogue_version}
        versions.append({**version, "saved_by": who, "saved_at": moment})
        name = json.loads(text)["enterprise"]["name"]
        names += [{"id": one.id, "name": name}] if name != one.name else []
        entry = {"at": moment, "object_id": one.id, "region": one.region, "action": "profile.save"}
        entries.append({**actor, **entry, "detail": f"version {number}; withdrawn import {job.id}"})
    session.execute(insert(ProfileVersion), versions)
    session.execute(insert(AuditEntry), entries)
    if names:
        session.execute(update(Enterprise), names)


def _before(session: Session, job: Job, some: Sequence[Saved]) -> Iterator[tuple[Saved, str, str | None]]:
    """Yield companies with the profile that they had before, and the catalogue that it was saved under."""
    wanted = tuple_(ProfileVersion.enterprise_id, ProfileVersion.number).in_([(one.id, one.base) for one in some if one.base])
    kept = {one.enterprise_id: one for one in session.scalars(select(ProfileVersion).where(wanted))}
    for one in some:
        if one.base:
            yield one, kept[one.id].text, kept[one.id].catalogue_version
        else:
            yield one, written({"enterprise": _bare(one)}), job.catalogue_version


def _bare(one: Saved) -> dict[str, Any]:
    return {"uscc": one.uscc, "name": one.name, "region": one.region}
