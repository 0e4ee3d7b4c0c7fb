"""Jobs as the staff sees them: submitted, listed, cancelled."""

import json
from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from api.accounts.answers import at
from api.accounts.audit import record
from api.answers import Json
from api.errors import Refused
from api.jobs.files import Upload
from api.storage.columns import now
from api.storage.tables import Job, Staff

MOST_OPEN = 5  # jobs of one account that are not finished
OPEN = ("queued", "running")
FOLLOWING = ("judging",)  # kinds that nobody submits: they follow from others


def submit(session: Session, staff: Staff, kind: str, parameters: Json, upload: Upload | None = None) -> Job:
    """Keep a job to be done for the region of whoever asks.

    Raises
    ------
    Refused
        Where the account has too many that are not finished.
    """
    session.get(Staff, staff.id, with_for_update=True)
    own = (Job.asked_by == staff.id, Job.state.in_(OPEN), Job.kind.not_in(FOLLOWING))
    waiting = session.scalar(select(func.count()).select_from(Job).where(*own))
    if (waiting or 0) >= MOST_OPEN:
        raise Refused("too_many_jobs")
    job = Job(
        kind=kind, region=staff.region, asked_by=staff.id, parameters=json.dumps(parameters, ensure_ascii=False, default=date.isoformat)
    )
    if upload:
        job.input_file, job.input_name = upload.file, upload.name
    session.add(job)
    session.flush()
    record(session, "job.submit", "job", job.id, detail=kind)
    return job


def follow(session: Session, before: Job, kind: str) -> Job:
    """Keep a job that follows from another, for whoever asked for that: never one too many."""
    job = Job(kind=kind, region=before.region, asked_by=before.asked_by, parameters=json.dumps({before.kind: before.id}))
    session.add(job)
    session.flush()
    return job


def jobs_in(places: Collection[str], state: str | None = None, kind: str | None = None) -> Select[Job]:
    """Return the jobs of some places of the catalogue, the latest first."""
    only = [column == wanted for column, wanted in ((Job.state, state), (Job.kind, kind)) if wanted]
    return select(Job).where(Job.region.in_(places), *only).order_by(Job.made_at.desc(), Job.id)


def job_in(session: Session, places: Collection[str], id: str) -> Job:
    """Return a job of some places."""
    found = session.get(Job, id)
    if found is None or found.region not in places:
        raise Refused("nothing_there")
    return found


def cancel(session: Session, places: Collection[str], id: str) -> Job:
    """Cancel a job: one that waits at once, one that runs at its next step.

    Raises
    ------
    Refused
        Where it has ended.
    """
    job_in(session, places, id)
    job = session.get_one(Job, id, with_for_update=True, populate_existing=True)
    if job.state not in OPEN:
        raise Refused("job_ended")
    job.cancel_asked = True
    if job.state == "queued":
        job.state, job.finished_at = "cancelled", now()
    record(session, "job.cancel", "job", job.id)
    return job


def job_answer(job: Job) -> Json:
    """Return a job: what it is, how far it is, how fast; what came of it."""
    said = {name: getattr(job, name) for name in ("id", "kind", "region", "asked_by", "state", "cancel_asked", "catalogue_version")}
    times = {name: at(getattr(job, name)) for name in ("made_at", "started_at", "finished_at")}
    result = {"name": job.result_name} if job.result_file else None
    ended = {"report": json.loads(job.report or "null"), "errors": json.loads(job.errors), "result": result}
    table = {"file": job.input_name, "committed_at": at(job.committed_at), "committed_by": job.committed_by} if job.kind == "import" else {}
    return {**said, "parameters": json.loads(job.parameters), "progress": _progress(job), **times, **ended, **table}


def _progress(job: Job) -> Json:
    """Return how many companies of how many, how many a second, and how many seconds are left; null where it is not known."""
    seconds = ((job.finished_at or now()) - job.started_at).total_seconds() if job.started_at else 0
    rate = round(job.done / seconds, 1) if seconds > 0 and job.done else None
    left = round((job.total - job.done) / rate) if rate and job.total is not None and job.state == "running" else None
    return {"done": job.done, "total": job.total, "per_second": rate, "seconds_left": left}
