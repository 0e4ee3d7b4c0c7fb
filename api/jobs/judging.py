"""Judging anew what is stale: the companies of an import that was committed, or all, as the first part of what is done once a day."""

from datetime import date

from sqlalchemy import ColumnElement, func, select

from api.bureau.judging import rejudge, stale
from api.jobs.work import Outcome, Work
from api.storage.database import db
from api.storage.tables import Enterprise, ImportRow


def run_judging(work: Work) -> Outcome:
    """Judge the companies of an import."""
    codes = select(ImportRow.uscc).where(ImportRow.job_id == work.parameters["import"])
    return Outcome(judged(work, work.on, Enterprise.uscc.in_(codes)))


def judged(work: Work, on: date, of: ColumnElement[bool] | None = None) -> dict[str, object]:
    """Judge some companies, or all; return how many were judged, and of how many the profile cannot be read any more."""
    total = db.session.scalar(select(func.count()).select_from(stale(on, work.catalogue.version, of).subquery())) or 0
    db.session.rollback()
    done = 0
    for _ in work.ticking(rejudge(work.catalogue, on, of), total):
        done += 1
    work.tick(total, total)
    return {"on": on.isoformat(), "judged": done, "unread": max(0, total - done)}
