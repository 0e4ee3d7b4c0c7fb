"""What comes up in the catalogue itself, whoever asks: days of rounds that a source gives, deadlines of libraries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph.model import Catalogue, Programme, Round
from graph.source import Clause
from planner.rounds import Window, windows

KINDS = ("opens", "closes", "deadline")


@dataclass(frozen=True)
class Day:
    """A day on which a round opens or closes, or by which somebody must act; `library`: whose deadline it is, of those that have one."""

    day: date
    kind: str
    programme: str
    actor: str
    clause: Clause
    library: str | None = None


@dataclass(frozen=True)
class Ahead:
    """The days in order, and the programmes that take applications in this time though their source gives no day."""

    days: tuple[Day, ...]
    undated: tuple[str, ...]


def ahead(catalogue: Catalogue, on: date, until: date) -> Ahead:
    """Return what comes up from a day through another.

    Programmes that can be applied for at any time have no days and are in neither part. O(programmes × years).
    """
    days = [*_libraries(catalogue)]
    undated = []
    for programme in catalogue.programmes.values():
        if programme.obtainable or (programme.fund and programme.round):
            rounds = [one for one in windows(programme, catalogue.defaults, on, until) if programme.version(one.closes) and not one.instant]
            days += [day for window in rounds for day in _days(programme, window)]
            undated += [programme.id] if any(_undated(programme, window) for window in rounds) else []
    order = {id: place for place, id in enumerate(catalogue.programmes)}
    within = (day for day in dict.fromkeys(days) if on <= day.day <= until)
    return Ahead(tuple(sorted(within, key=lambda one: (one.day, KINDS.index(one.kind), order[one.programme]))), tuple(undated))


def _days(programme: Programme, window: Window) -> Iterator[Day]:
    spec = programme.round or Round()
    clause = spec.clause or programme.source
    limits = [limit for limit in spec.deadlines if limit.by.year == window.opens.year]
    if "opens" not in window.assumed:
        yield Day(window.opens, "opens", programme.id, "enterprise", clause)
    if "closes" not in window.assumed and all(limit.by != window.closes for limit in limits):
        yield Day(window.closes, "closes", programme.id, "enterprise", clause)
    for limit in limits:
        yield Day(limit.by, "deadline", programme.id, limit.actor, limit.clause)


def _undated(programme: Programme, window: Window) -> bool:
    return {"opens", "closes"} <= set(window.assumed) and not (programme.round and programme.round.deadlines)


def _libraries(catalogue: Catalogue) -> Iterator[Day]:
    for library in catalogue.libraries.values():
        if library.deadline:
            yield Day(library.deadline.by, "deadline", library.honor, library.deadline.actor, library.deadline.clause, library.id)
