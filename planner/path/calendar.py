"""Laying a set of honors on the calendar: which application when, and when everything is granted."""

from dataclasses import dataclass
from datetime import date

from graph.facts import Holding
from planner.path.chances import Chance, Chances
from planner.path.formula import first_true, shuns, wanted


@dataclass(frozen=True)
class Placed:
    """One application of a plan: when it is made and when it is granted."""

    chance: Chance
    applied: date
    granted: date


@dataclass(frozen=True)
class Schedule:
    """The applications of a plan in the order of their dates; `completion` is the day on which all targets are held."""

    placed: tuple[Placed, ...]
    completion: date


def lay(honors: frozenset[str], targets: tuple[str, ...], chances: Chances) -> Schedule | None:
    """Return the earliest schedule in which exactly these honors are obtained, or None where there is none.

    Parameters
    ----------
    honors : frozenset[str]
        Honors to obtain, credentials from outside included (they count as held from the first day).
    targets : tuple[str, ...]
        The completion is the last grant among these.
    chances : Chances
        When each can be applied for, and what it needs.

    Notes
    -----
    Where titles neither lapse nor exclude each other, the grant is a superior function of the grants below it, and taking the earliest
    grant first is optimal (Knuth 1977, "A generalization of Dijkstra's algorithm"); O(|honors|² · chances). Otherwise all orders of
    application are tried with the best completion as bound: exact, exponential in |honors|.
    """
    outside = {name: Holding(name, None) for name in honors & chances.credentials}
    own = sorted(honors - chances.credentials)
    if delicate(own, chances):
        return _every_order(own, targets, chances, outside)
    placed = earliest_dates(own, chances, outside)
    return _schedule(placed, targets, chances) if len(placed) == len(own) else None


def delicate(honors: list[str], chances: Chances) -> bool:
    """Return whether a title may lapse or exclude another, so that earlier is not always better."""
    for honor in honors:
        validity = chances.facts.catalogue.programmes[honor].validity
        if validity is not None and validity.renewal == "reapply":
            return True
        for chance in chances.of[honor]:
            if shuns(chance.needs) or any(want.rule.granted_within_years is not None for want in wanted(chance.needs)):
                return True
    return False


def _next(honor: str, chances: Chances, grants: dict[str, Holding], since: date | None = None) -> list[Placed]:
    """Return the possible applications for an honor under the grants so far, none before `since`."""
    found = []
    for chance in chances.of[honor]:
        start = chance.start if since is None else max(chance.start, since)
        applied = first_true(chance.needs, grants, start, chance.end) if start <= chance.end else None
        if applied is not None:
            found.append(Placed(chance, applied, chance.granted(applied)))
    return found


def earliest_dates(own: list[str], chances: Chances, outside: dict[str, Holding]) -> list[Placed]:
    """Return the earliest application of each honor, those that cannot be obtained left out (Knuth 1977; a bound where titles lapse)."""
    grants = dict(outside)
    placed: list[Placed] = []
    waiting = list(own)
    while True:
        ready = [min(found, key=lambda p: (p.granted, p.applied)) for honor in waiting if (found := _next(honor, chances, grants))]
        if not ready:
            return placed
        first = min(ready, key=lambda p: (p.granted, p.applied, p.chance.honor))
        grants[first.chance.honor] = chances.holding(first.chance.honor, first.granted)
        placed.append(first)
        waiting.remove(first.chance.honor)


def _every_order(own: list[str], targets: tuple[str, ...], chances: Chances, outside: dict[str, Holding]) -> Schedule | None:
    best: Schedule | None = None

    def go_on(waiting: list[str], placed: list[Placed], grants: dict[str, Holding]) -> None:
        nonlocal best
        if not waiting:
            found = _schedule(placed, targets, chances)
            if best is None or (found.completion, [p.applied for p in found.placed]) < (best.completion, [p.applied for p in best.placed]):
                best = found
            return
        since = placed[-1].applied if placed else None
        for honor in waiting:
            for step in _next(honor, chances, grants, since):
                if best is None or step.granted <= best.completion or honor not in targets:
                    rest = [name for name in waiting if name != honor]
                    go_on(rest, [*placed, step], {**grants, honor: chances.holding(honor, step.granted)})

    go_on(own, [], outside)
    return best


def _schedule(placed: list[Placed], targets: tuple[str, ...], chances: Chances) -> Schedule:
    ordered = tuple(sorted(placed, key=lambda p: (p.applied, p.granted, p.chance.honor)))
    ends = [p.granted for p in ordered if p.chance.honor in targets]
    return Schedule(ordered, max(ends, default=chances.facts.today))
