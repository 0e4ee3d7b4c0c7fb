"""Judging anew what is stale of a region: after an import, and as the first part of what is done once a day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from api.bureau.judging import rejudge, stale
from api.jobs.work import Outcome, Work
from api.storage.database import db


def run_judging(work: Work) -> Outcome:
    """Judge the companies of the region."""
    return Outcome(judged(work, work.on, work.codes))


def judged(work: Work, on: date, codes: Collection[str] | None = None) -> dict[str, object]:
    """Judge some places, or all; return how many companies were judged, and of how many the profile cannot be read any more."""
    total = db.session.scalar(select(func.count()).select_from(stale(on, work.catalogue.version, codes).subquery())) or 0
    db.session.rollback()
    done = 0
    for _ in work.ticking(rejudge(work.catalogue, on, codes), total):
        done += 1
    work.tick(total, total)
    return {"on": on.isoformat(), "judged": done, "unread": max(0, total - done)}
