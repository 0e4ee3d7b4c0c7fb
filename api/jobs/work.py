"""A job in the hands of whoever carries it out: what it is about, how it reports, when it must stop, what it leaves."""

import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from api.accounts.regions import codes_within
from api.answers import Json
from api.jobs.files import Files
from api.jobs.lease import beat
from api.storage.database import writing
from api.storage.tables import Base, Job
from graph.model import Catalogue

TICK = 0.5  # seconds between reports
One = TypeVar("One")


class Stopped(Exception):
    """The job must not go on."""


class Cancelled(Stopped):
    """Somebody cancelled it."""


class Interrupted(Stopped):
    """The worker is to end; another begins the job anew."""


class Lost(Stopped):
    """Another has taken it."""


@dataclass(frozen=True)
class Outcome:
    """What a job leaves: a report, lines for who asked, a file with the name that it is fetched under, rows to keep with it."""

    report: Json
    errors: Sequence[str] = ()
    file: Path | None = None
    name: str | None = None
    rows: Sequence[Base] = ()


@dataclass
class Work:
    """One start of one job.

    `codes`: the 6-digit codes of the places it is about; `on`: the day in China on which it was begun; `folder`: gone at the end;
    `ending`: set where the worker is to end.
    """

    id: str
    holder: str
    parameters: Mapping[str, Any]
    region: str
    asked_by: str | None
    codes: frozenset[str]
    table: Path | None
    table_name: str
    catalogue: Catalogue
    on: date
    folder: Path
    ending: threading.Event
    told: float = 0.0
    done: int = 0
    total: int | None = None

    @classmethod
    def of(cls, job: Job, catalogue: Catalogue, files: Files, on: date, folder: Path, ending: threading.Event) -> "Work":
        """Return the work that a job asks for."""
        return cls(
            id=job.id,
            holder=job.holder or "",
            parameters=json.loads(job.parameters),
            region=job.region,
            asked_by=job.asked_by,
            codes=codes_within(job.region, catalogue),
            table=files.path(job.input_file) if job.input_file else None,
            table_name=job.input_name or "",
            catalogue=catalogue,
            on=on,
            folder=folder,
            ending=ending,
        )

    def tick(self, done: int, total: int | None) -> None:
        """Report how far the job is, now and then.

        Raises
        ------
        Stopped
            Where it must not go on.
        """
        last = done == total != self.done
        self.done, self.total = done, total
        if self.ending.is_set():
            raise Interrupted
        if time.monotonic() - self.told < TICK and not last:
            return
        self.told = time.monotonic()
        with writing() as session:
            asked = beat(session, self.id, self.holder, done=done, total=total)
        if asked is None:
            raise Lost
        if asked:
            raise Cancelled

    def check(self) -> None:
        """Stop where it must not go on."""
        self.tick(self.done, self.total)

    def ticking(self, items: Iterable[One], total: int | None) -> Iterator[One]:
        """Yield items, reporting how many are done."""
        done = 0
        self.tick(0, total)
        for done, item in enumerate(items, 1):
            yield item
            self.tick(done, total)
