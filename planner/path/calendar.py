"""Laying a set of honors on the calendar: which application when, and when everything is granted."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.facts import Holding
from planner.path.budget import Budget
from planner.path.chances import Chance, Chances
from planner.path.formula import ripe, support, true_on
from planner.path.orders import Placed, every_order


@dataclass(frozen=True)
class Schedule:
    """The applications of a plan in the order of their dates; `completion` is the day on which the last target is granted."""

    placed: tuple[Placed, ...]
    completion: date


def lay(honors: frozenset[str], targets: tuple[str, ...], chances: Chances, budget: Budget) -> Schedule | None:
    """Return the earliest schedule in which exactly these honors are obtained, or None where there is none.

    Parameters
    ----------
    honors : frozenset[str]
        Honors to obtain, credentials from outside included (they count as held from the first day).
    targets : tuple[str, ...]
        The completion is the last grant among these.
    chances : Chances
        When each can be applied for, and what it needs.
    budget : Budget
        Pays for trying orders.

    Raises
    ------
    Spent
        If the budget does not suffice to try all orders.

    Notes
    -----
    Where titles neither lapse nor exclude each other, taking the earliest grant first is optimal; where they do, it bounds the
    completion from below, and is optimal if it stands up to lapses and exclusions all the same. Only otherwise are all orders tried.
    """
    outside = honors & chances.credentials
    own = honors - outside
    placed = earliest_dates(own, chances, outside)
    if len(placed) < len(own):
        return None
    if broken(placed, chances, outside) is None:
        return _schedule(placed, targets, chances)
    found = every_order(own, targets, chances, outside, _schedule(placed, targets, chances).completion, budget)
    return None if found is None else _schedule(found, targets, chances)


def earliest_dates(honors: Iterable[str], chances: Chances, outside: frozenset[str]) -> list[Placed]:
    """Return the earliest application of each honor, in the order of the grants, those that cannot be obtained left out.

    Lapses and exclusions are passed over: a lower bound where there are any.

    Notes
    -----
    The grant is a superior function of the grants below it: O(edges · chances · log honors).

    References
    ----------
    Knuth 1977, "A generalization of Dijkstra's algorithm", Information Processing Letters 6(1).
    """
    members = frozenset(honors)
    days = dict.fromkeys(outside, date.min)
    offers: dict[str, Placed] = {}
    queue: list[tuple[date, date, str]] = []

    def offer(honor: str) -> None:
        found = _earliest(honor, chances, days)
        if found is not None and (honor not in offers or found.when < offers[honor].when):
            offers[honor] = found
            heapq.heappush(queue, (*found.when, honor))

    for honor in members:
        offer(honor)
    placed: list[Placed] = []
    while queue:
        granted, _, honor = heapq.heappop(queue)
        if honor in days:
            continue
        days[honor] = granted
        placed.append(offers[honor])
        for user in chances.users.get(honor, ()):
            if user in members and user not in days:
                offer(user)
    return placed


def _earliest(honor: str, chances: Chances, days: Mapping[str, date]) -> Placed | None:
    found = []
    for needs, alike in chances.alike[honor].items():
        day = ripe(needs, days)
        if day is not None:
            first = next((chance for chance in alike if day <= chance.end), None)
            found += [_apply(first, max(first.start, day))] if first else []
    return min(found, key=lambda placed: placed.when, default=None)


def _apply(chance: Chance, day: date) -> Placed:
    return Placed(chance, day, chance.granted(day))


def broken(placed: list[Placed], chances: Chances, outside: frozenset[str]) -> Placed | None:
    """Return the first application that fails because a title has lapsed or one shuts out another."""
    grants = {name: Holding(name, None) for name in outside}
    for step in sorted(placed, key=lambda step: step.applied):
        if not true_on(step.chance.needs, grants, step.applied):
            return step
        grants[step.chance.honor] = chances.holding(step.chance.honor, step.granted)
    return None


def quickest(targets: tuple[str, ...], placed: list[Placed], outside: frozenset[str]) -> frozenset[str]:
    """Return the honors and credentials that the targets rest on in the earliest schedule of everything."""
    steps = {step.chance.honor: step for step in placed}
    days = dict.fromkeys(outside, date.min) | {honor: step.granted for honor, step in steps.items()}
    used: set[str] = set()
    waiting = list(targets)
    while waiting:
        honor = waiting.pop()
        if honor not in used and honor in steps:
            waiting += support(steps[honor].chance.needs, days)
        used.add(honor)
    return frozenset(used)


def _schedule(placed: list[Placed], targets: tuple[str, ...], chances: Chances) -> Schedule:
    ordered = tuple(sorted(placed, key=lambda step: step.applied))
    return Schedule(ordered, completion(ordered, targets, chances.facts.today))


def completion(placed: Iterable[Placed], targets: tuple[str, ...], today: date) -> date:
    """Return the day on which the last target is granted."""
    return max((step.granted for step in placed if step.chance.honor in targets), default=today)
