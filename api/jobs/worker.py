"""The worker: takes jobs from the queue, each in a process of its own, and tends what the queue has lost."""

import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Flask
from redis import Redis, RedisError
from rq import Worker
from rq.exceptions import StopRequested
from rq.job import Job as Task
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from api.jobs.carrying_out import END, carry_out, release, waiting
from api.jobs.daily import open_day
from api.jobs.kinds import KINDS
from api.jobs.queue import JobQueue
from api.storage.columns import now
from api.storage.database import db
from api.storage.valkey import connect
from api.web.config import Config
from api.web.logs import Lines
from api.web.stores import stores_alone
from api.wechat.client import open_wechat
from api.wechat.config import WeChatConfig
from graph.loader import load_catalogue

if TYPE_CHECKING:
    from redis.client import Pipeline

LOG = logging.getLogger("tidu")
SWEEP = 4  # seconds that the worker waits for a job before it looks what is lost
PATIENCE = 10  # seconds that a worker whose starter is gone gets to end

Clock = Callable[[], datetime]

_here: list[Flask] = []  # of the worker's process, and of those it forks


def task(id: str, holder: str) -> None:
    """Carry out a job; called by RQ in a process of its own."""
    carry_out(_here[0], id, holder, KINDS)


class JobWorker(Worker):
    """RQ's worker, which also sends anew what was lost, and puts back at once what its own process dropped."""

    max_connection_wait_time = 5  # seconds between tries while Redis is gone

    def __init__(self, app: Flask, jobs: JobQueue, ending: threading.Event, clock: Clock) -> None:
        connection = Redis.from_url(jobs.url)
        super().__init__(
            [jobs.queue.name],
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=SWEEP + 15,  # RQ waits for a job 15 seconds less than that
            job_monitoring_interval=SWEEP,
            log_job_description=False,
        )
        self.app, self.jobs, self.ending, self.clock = app, jobs, ending, clock
        self.swept = float("-inf")

    def heartbeat(self, timeout: int | None = None, pipeline: "Pipeline | None" = None) -> None:
        """Say that the worker is alive; RQ does so every few seconds, idle or not."""
        super().heartbeat(timeout, pipeline)
        if not self.is_horse and time.monotonic() - self.swept >= SWEEP:
            self.swept = time.monotonic()
            self.tend()

    def tend(self) -> None:
        """Begin the day, send what is lost. A database that is gone keeps nobody from trying again."""
        try:
            open_day(self.app, self.clock())
            lost = self.jobs.send_lost(waiting(self.app, now()))
            if lost:
                LOG.info("sent again", extra={"fields": {"jobs": len(lost)}})
        except (SQLAlchemyError, RedisError, OSError) as error:
            LOG.warning("tending", extra={"fields": {"error": type(error).__name__}})
        finally:
            with self.app.app_context():
                db.engine.dispose()  # no process that is forked from here shares a connection

    def handle_work_horse_killed(self, job: Task, retpid: Any, ret_val: Any, rusage: Any) -> None:
        """Put back at once the job of a process that was killed."""
        id, holder = job.args
        try:
            if release(self.app, id, holder):
                self.jobs.send(id)
            LOG.warning("job killed", extra={"fields": {"job": id}})
        except (SQLAlchemyError, RedisError) as error:
            LOG.warning("tending", extra={"fields": {"error": type(error).__name__}})
        finally:
            with self.app.app_context():
                db.engine.dispose()

    def handle_warm_shutdown_request(self) -> None:
        """Have the running job put back, so that the worker ends soon; another start carries it out."""
        self.ending.set()
        if self.horse_pid:
            os.kill(self.horse_pid, END)


def run_worker(config: Config, wechat: WeChatConfig = WeChatConfig(), *, starter: int | None = None, clock: Clock = now) -> None:  # noqa: B008
    """Work until told to end.

    Parameters
    ----------
    config : Config
        The settings; `redis` is set.
    wechat : WeChatConfig, optional
        The mini-program that carries reminders.
    starter : int, optional
        The process that started this one: once it is gone, the worker ends as well.
    clock : callable, optional
        What says which day it is.
    """
    _log(config.log_level)
    _here[:] = [make_app(config, wechat)]
    gc.freeze()  # the catalogue lives as long as the process and the jobs that it forks
    if starter is not None:
        threading.Thread(target=_end_with, args=(starter,), daemon=True).start()
    signal.signal(signal.SIGTERM, _stop)  # until RQ, which begins later, listens itself
    LOG.info("worker", extra={"fields": {"pid": os.getpid()}})
    with suppress(StopRequested):
        _work(_here[0], JobQueue(config.redis), clock)


def _stop(*_: object) -> None:
    raise StopRequested


def _work(app: Flask, jobs: JobQueue, clock: Clock) -> None:
    """Work until told to end; RQ's worker gives up where Redis is gone at the wrong moment, and another follows it."""
    ending = threading.Event()
    while not ending.is_set():
        with suppress(RedisError):
            JobWorker(app, jobs, ending, clock).work(logging_level="WARNING")
        ending.wait(SWEEP)


def make_app(config: Config, wechat: WeChatConfig) -> Flask:
    """Return the stores, the catalogue and WeChat, as jobs need them; nothing is connected before it is used."""
    app = stores_alone(config)
    app.extensions["tidu.wechat"] = open_wechat(wechat, connect(config.redis))
    app.extensions["tidu.config"] = config
    app.extensions["tidu.catalogue"] = load_catalogue(config.catalogue)
    return app


def _log(level: str) -> None:
    """Write all logs as the service does: lines of JSON, with ids and nothing of what jobs are about."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    for name, least in (("tidu", level), ("rq.worker", "WARNING"), ("rq.job", "WARNING")):
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [handler], False
        logger.setLevel(least)


def _end_with(starter: int) -> None:
    while os.getppid() == starter:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)
