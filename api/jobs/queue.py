"""The queue: it carries ids to workers, and may lose them; what the database says is to be done is sent again."""

import logging
import secrets
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import event
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from rq import Queue

NAME = "tidu"
LONGEST = 3600  # seconds of one job
TASK = "api.jobs.worker.task"
MARK = "-"  # between a job's id and what tells one sending from another


class JobQueue:
    """The queue in a Redis; nothing is connected before it is used."""

    def __init__(self, url: str) -> None:
        self.url = url

    @cached_property
    def queue(self) -> "Queue":
        """The queue as RQ knows it. JSON, not pickle: whoever writes into the Redis runs no code of theirs."""
        from rq import Queue
        from rq.serializers import JSONSerializer

        retry = Retry(NoBackoff(), 1)
        client = Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=1, retry=retry, health_check_interval=15)
        return Queue(NAME, connection=client, serializer=JSONSerializer)

    def send(self, id: str) -> None:
        """Send a job to the workers, under a name of its own each time."""
        name = f"{id}{MARK}{secrets.token_hex(8)}"
        self.queue.enqueue_call(TASK, args=(id, name), job_id=name, timeout=LONGEST, result_ttl=0, failure_ttl=60)

    def send_soon(self, session: Session, id: str) -> None:
        """Send a job once the transaction that made it is kept; where the queue is gone, it is sent when it is back."""

        def send(_: Session) -> None:
            try:
                self.send(id)
            except RedisError as error:
                logging.getLogger("tidu").warning("queue", extra={"fields": {"job": id, "error": type(error).__name__}})

        event.listen(session, "after_commit", send, once=True)

    def send_lost(self, ids: Iterable[str]) -> list[str]:
        """Send those jobs that the queue does not hold; return them."""
        held = {name.partition(MARK)[0] for name in self.queue.get_job_ids()}
        lost = [id for id in ids if id not in held]
        for id in lost:
            self.send(id)
        return lost

    def close(self) -> None:
        """Close the connections."""
        if "queue" in vars(self):
            self.queue.connection.close()
