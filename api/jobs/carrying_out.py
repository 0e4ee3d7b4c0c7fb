"""Carrying out one job, from taking it to what it leaves: all in one transaction at the end, or nothing."""

import json
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import SQLAlchemyError

from api.accounts.audit import record
from api.errors import ApiError
from api.jobs.files import Files
from api.jobs.lease import BEAT, beat, change, claim, put_back
from api.jobs.work import Cancelled, Interrupted, Lost, Outcome, Work
from api.storage.columns import now
from api.storage.database import db, writing
from api.storage.tables import Job
from planner.errors import PlannerError

LOG = logging.getLogger("tidu")
HERE = ZoneInfo("Asia/Shanghai")
INTERNAL = "处理时出错，错误已记录，请稍后再试或联系管理员"
TOO_LONG = "处理超过一小时，已停止；请缩小地区或减少企业后再试"
END = signal.SIGUSR1  # to the process that carries out a job: put it back, the worker ends

Kinds = dict[str, Callable[[Work], Outcome]]


def carry_out(app: Flask, id: str, holder: str, kinds: Kinds) -> None:
    """Take a job and carry it out; where another has it, or it has ended, nothing happens.

    Parameters
    ----------
    app : Flask
        What the stores and the catalogue belong to.
    id, holder : str
        The job, and who carries it out: a name that nobody else has.
    kinds : mapping
        What to do for each kind of job.
    """
    ending = threading.Event()
    with suppress(ValueError):  # not in the main thread: nobody sends signals
        signal.signal(END, lambda *_: ending.set())
    began = time.perf_counter()
    with app.app_context():
        files = files_of(app)
        with writing() as session:
            job = claim(session, id, holder)
            if job is not None:
                session.expunge(job)
        if job is None:
            return
        with _beating(app, id, holder), files.workshop() as folder:
            work = Work.of(job, app.extensions["tidu.catalogue"], files, datetime.now(HERE).date(), folder, ending)
            state = _ended(work, kinds[job.kind], files)
    said = {"job": id, "kind": job.kind, "state": state, "start": job.starts, "ms": round((time.perf_counter() - began) * 1000)}
    LOG.info("job", extra={"fields": said})


def files_of(app: Flask) -> Files:
    """Return where files of jobs are."""
    return Files(app.extensions["tidu.config"].data / "jobs")


def _ended(work: Work, run: Callable[[Work], Outcome], files: Files) -> str:
    """Carry the work out; return how it ended."""
    try:
        return _kept(work, run(work), files)
    except Cancelled:
        return _closed(work, "cancelled")
    except Interrupted:
        with writing() as session:
            put_back(session, work.id, work.holder, begun=False)
        return "queued"
    except Lost:
        return "lost"
    except (JobTimeoutException, ApiError, PlannerError) as error:
        return _closed(work, "failed", *_told(error))
    except SQLAlchemyError as error:  # the database is gone: the beats stop, and another start follows
        LOG.error("storage", extra={"fields": {"job": work.id, "error": type(error).__name__}})
        return "lost"
    except Exception as error:
        LOG.exception("unhandled", exc_info=error)
        return _closed(work, "failed", INTERNAL)


def _told(error: Exception) -> list[str]:
    return [TOO_LONG] if isinstance(error, JobTimeoutException) else str(error).splitlines()


def _kept(work: Work, outcome: Outcome, files: Files) -> str:
    file = files.take(outcome.file) if outcome.file else None
    ended = {
        "state": "done",
        "report": json.dumps(outcome.report, ensure_ascii=False, allow_nan=False),
        "errors": json.dumps([*outcome.errors], ensure_ascii=False),
        "result_file": file,
        "result_name": outcome.name,
        "catalogue_version": work.catalogue.version,
        "finished_at": now(),
    }
    with writing() as session:
        if not change(session, work.id, work.holder, **ended):
            raise Lost
        session.bulk_save_objects(outcome.rows)
        record(session, "job.done", "job", work.id)
    return "done"


def _closed(work: Work, state: str, *errors: str) -> str:
    db.session.rollback()
    with writing() as session:
        said = json.dumps(errors, ensure_ascii=False)
        if not change(session, work.id, work.holder, state=state, errors=said, finished_at=now()):
            return "lost"
        record(session, f"job.{state}", "job", work.id)
    return state


@contextmanager
def _beating(app: Flask, id: str, holder: str) -> Iterator[None]:
    """Say all the while, beside the work, that the holder is alive."""
    stop = threading.Event()

    def go_on() -> None:
        while not stop.wait(BEAT):
            with app.app_context(), suppress(SQLAlchemyError), writing() as session:
                beat(session, id, holder)

    thread = threading.Thread(target=go_on, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def release(app: Flask, id: str, holder: str) -> bool:
    """Put a job back whose holder is known to be dead; return whether somebody must be told."""
    with app.app_context(), writing() as session:
        found = put_back(session, id, holder, begun=True)
    return found


def waiting(app: Flask, moment: datetime) -> list[str]:
    """Return the jobs on which nobody works, the oldest first."""
    from sqlalchemy import select

    from api.jobs.lease import claimable

    with app.app_context():
        return [*db.session.scalars(select(Job.id).where(claimable(moment)).order_by(Job.made_at, Job.id))]
