"""What is kept for a time only, and for how long: one table. What was done stays in the record, which is never shortened."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from api.jobs.records import OPEN
from api.storage.columns import now
from api.storage.database import db, writing
from api.storage.tables import Claim, Figure, ImportRow, Job, Submission

ORPHANED = 86_400.0  # seconds after which a file that no row names was left by a process that was killed
JOBS, EVIDENCE = "jobs", "evidence"  # folders of the data folder

Moved = tuple[int, list[Path]]  # how many rows were changed, and the files that nothing names any more


@dataclass(frozen=True)
class Rule:
    """What is removed after so many days, and how."""

    what: str
    days: int
    remove: Callable[[datetime, Path], Moved]


def clear(data: Path) -> dict[str, int]:
    """Remove what is old; return how much of what. A file goes once the row that named it is changed for good."""
    told = {}
    for rule in RULES:
        told[rule.what], files = rule.remove(now() - timedelta(days=rule.days), data)
        for file in files:
            file.unlink(missing_ok=True)
    told["orphans"] = _remove_orphans(data / JOBS, (Job.input_file, Job.result_file))
    told["orphans"] += _remove_orphans(data / EVIDENCE, (Claim.evidence_file,))
    with writing() as session:
        session.execute(delete(Figure).where(Figure.companies == 0))
    return told


def _job_files(before: datetime, data: Path) -> Moved:
    """Remove tables, results and rows of imports."""
    named = or_(Job.input_file.is_not(None), Job.result_file.is_not(None))
    with writing() as session:
        jobs = session.execute(select(Job.id, Job.input_file, Job.result_file).where(Job.finished_at < before, named)).all()
        for id, _, _ in jobs:
            session.execute(delete(ImportRow).where(ImportRow.job_id == id))
            session.execute(update(Job).where(Job.id == id).values(input_file=None, result_file=None))
    return len(jobs), [data / JOBS / name for _, *names in jobs for name in names if name]


def _jobs(before: datetime, _: Path) -> Moved:
    """Remove jobs; their files went before them."""
    old = and_(Job.finished_at < before, Job.state.not_in(OPEN), Job.input_file.is_(None), Job.result_file.is_(None))
    with writing() as session:
        session.execute(delete(ImportRow).where(ImportRow.job_id.in_(select(Job.id).where(old))))
        return _changed(session.execute(delete(Job).where(old))), []


def _submissions(before: datetime, _: Path) -> Moved:
    with writing() as session:
        return _changed(session.execute(delete(Submission).where(Submission.made_at < before))), []


def _contacts(before: datetime, _: Path) -> Moved:
    """Forget whom to call about claims that are decided."""
    known = or_(Claim.contact_name.is_not(None), Claim.contact_phone.is_not(None))
    with writing() as session:
        found = update(Claim).where(Claim.decided_at < before, Claim.state != "pending", known)
        return _changed(session.execute(found.values(contact_name=None, contact_phone=None))), []


def _evidence(before: datetime, data: Path) -> Moved:
    """Remove what proved claims that are decided; its hash stays."""
    with writing() as session:
        kept = Claim.decided_at < before, Claim.state != "pending", Claim.evidence_file.is_not(None)
        claims = [*session.scalars(select(Claim).where(*kept).with_for_update())]
        files = [data / EVIDENCE / str(claim.evidence_file) for claim in claims]
        for claim in claims:
            claim.evidence_file = None
    return len(files), files


RULES = (
    Rule("job_files", 7, _job_files),
    Rule("submissions", 30, _submissions),
    Rule("contacts", 90, _contacts),
    Rule("evidence", 365, _evidence),
    Rule("jobs", 365, _jobs),
)


def _changed(found: Any) -> int:
    return int(found.rowcount)


def _remove_orphans(folder: Path, columns: Iterable[Any]) -> int:
    if not folder.is_dir():
        return 0
    old = [path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < time.time() - ORPHANED]
    named = {name for column in columns for name in db.session.scalars(select(column).where(column.is_not(None)))}
    db.session.rollback()
    gone = [path for path in old if path.name not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
