"""Who works on a job: taken by one at a time, held by beating, free again once the beats stop."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from api.storage.columns import now
from api.storage.tables import Job

BEAT = 3.0  # seconds between beats
LEASE = timedelta(seconds=20)  # without a beat, whoever held the job is dead
MOST_STARTS = 5  # a job that brings down its worker so often is given up
GIVEN_UP = f'["处理时多次意外中断（{MOST_STARTS} 次），已停止；请减少企业或联系管理员"]'


def claimable(moment: datetime) -> ColumnElement[bool]:
    """Return the condition of jobs on which nobody works."""
    return or_(Job.state == "queued", and_(Job.state == "running", Job.beat_at < moment - LEASE))


def claim(session: Session, id: str, holder: str) -> Job | None:
    """Take a job; None where another has it, or it has ended. Of two at the same time one gets it."""
    moment = now()
    taken = {"state": "running", "holder": holder, "beat_at": moment, "started_at": moment, "done": 0, "total": None}
    if not _changed(session, update(Job).where(Job.id == id, claimable(moment)).values(starts=Job.starts + 1, **taken)):
        return None
    job = session.get_one(Job, id, populate_existing=True)
    if job.starts <= MOST_STARTS:
        return job
    job.state, job.errors, job.finished_at, job.holder = "failed", GIVEN_UP, moment, None
    return None


def beat(session: Session, id: str, holder: str, **progress: int | None) -> bool | None:
    """Say that the holder is alive, and how far the job is; return whether it is to be cancelled, None where another has it."""
    if not change(session, id, holder, beat_at=now(), **progress):
        return None
    return session.scalar(select(Job.cancel_asked).where(Job.id == id))


def change(session: Session, id: str, holder: str, /, **values: Any) -> bool:
    """Change a job that runs in the hands of this holder; return whether it still does."""
    return _changed(session, update(Job).where(Job.id == id, Job.holder == holder, Job.state == "running").values(**values))


def put_back(session: Session, id: str, holder: str, *, begun: bool) -> bool:
    """Put a job back for another to begin anew; `begun`: whether this start counts."""
    return change(session, id, holder, state="queued", holder=None, starts=Job.starts - int(not begun))


def _changed(session: Session, statement: Any) -> bool:
    found = session.execute(statement.execution_options(synchronize_session=False))
    return found.rowcount == 1  # type: ignore[attr-defined]
