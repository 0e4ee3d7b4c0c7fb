"""The search for the shortest path: best-first over sets of honors, each set laid on the calendar."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph.facts import Holding
from planner.path.calendar import Schedule, delicate, earliest_dates, lay
from planner.path.chances import Chances, any_way
from planner.path.formula import Formula, possible, repairs, wanted
from planner.path.landmarks import Landmarks, find_landmarks

BUDGET = 4000
Cost = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """One way: the honors to obtain, the credentials that it needs from outside, and its schedule."""

    honors: frozenset[str]
    cost: Cost
    schedule: Schedule


@dataclass(frozen=True)
class Searched:
    """Ways in the order of their cost; `bound` is the least number of honors that any way can have."""

    ways: tuple[Found, ...]
    proven: bool
    bound: int | None


class Search:
    """Finds the cheapest sets of honors from which the targets can be reached.

    Cost is (credentials missing, honors). A set is cheap to bound from below: it must hold the landmarks of all of its members. A set
    that reaches the targets by derivation is laid on the calendar; one that does not is completed by honors of which every
    completion holds at least one, so that nothing is missed. Exact within the budget of expansions.

    References
    ----------
    Knuth 1977, IPL 6(1); Keyder, Richter, Helmert 2010, ECAI; reference/planning-algorithms.md.
    """

    def __init__(self, chances: Chances, targets: tuple[str, ...], budget: int = BUDGET) -> None:
        self.chances = chances
        self.targets = targets
        self.budget = budget
        self.needs: dict[str, Formula] = {honor: any_way(found) for honor, found in chances.of.items()}
        self.marks: dict[str, Landmarks] = find_landmarks(self.needs, frozenset(chances.credentials))
        self.spent = 0

    @property
    def reachable(self) -> bool:
        """Whether the targets can be reached at all, dates aside."""
        return all(self.marks[target] is not None for target in self.targets)

    def earliest(self) -> date | None:
        """Return a lower bound of the completion: every honor of the cone obtained as early as it can be."""
        cone = [honor for honor in sorted(self.chances.of) if self.marks[honor] is not None]
        if delicate(cone, self.chances):
            return None
        outside = {name: Holding(name, None) for name in self.chances.credentials}
        ends = {placed.chance.honor: placed.granted for placed in earliest_dates(cone, self.chances, outside)}
        return max((ends.get(target, date.max) for target in self.targets), default=None)

    def fewest(self, wanted_ways: int) -> Searched:
        """Return the cheapest way and up to `wanted_ways` in all, none a superset of another."""
        found: list[Found] = []
        for cost, honors, schedule in self._sets(found):
            enough = len(found) >= wanted_ways and cost > found[0].cost
            if enough or schedule is None:
                return self._searched(found, cost, complete=enough)
            found.append(Found(honors, cost, schedule))
        return self._searched(found, None, complete=True)

    def fastest(self) -> Searched:
        """Return the ways in the order of their completion, the earliest proven where the bound is reached."""
        bound = self.earliest()
        found: list[Found] = []
        first: Found | None = None
        for cost, honors, schedule in self._sets(found, keep_going=True):
            if schedule is None or (first is not None and cost > first.cost):
                return self._by_date(found, first is not None)
            found.append(Found(honors, cost, schedule))
            if first is None and schedule.completion == bound:
                first = found[-1]
        return self._by_date(found, proven=True)

    def _searched(self, found: list[Found], cost: Cost | None, *, complete: bool) -> Searched:
        proven = complete or (bool(found) and cost is not None and cost > found[0].cost)
        bound = found[0].cost[1] if proven and found else cost[1] if cost else None
        return Searched(tuple(found), proven, bound)

    def _by_date(self, found: list[Found], proven: bool) -> Searched:
        ordered = sorted(found, key=lambda way: (way.cost[0], way.schedule.completion, way.cost))
        least = min((way.cost[1] for way in found), default=None)
        return Searched(tuple(ordered), proven, least)

    def _sets(self, found: list[Found], *, keep_going: bool = False) -> Iterator[tuple[Cost, frozenset[str], Schedule | None]]:
        """Yield sets that can be laid on the calendar, cheapest first; a set without schedule says that the budget is spent."""
        start = self._closed(frozenset(self.targets))
        if start is None:
            return
        queue = [(self._cost(start), sorted(start), start)]
        seen = {start}
        while queue:
            cost, _, honors = heapq.heappop(queue)
            if not keep_going and any(way.honors <= honors for way in found):
                continue
            if self.spent >= self.budget:
                yield cost, honors, None
                return
            self.spent += 1
            more, schedule = self._look(honors)
            if schedule is not None:
                yield cost, honors, schedule
                more = self._growth(honors) if keep_going else frozenset()
            for name in sorted(more):
                grown = self._closed(honors | {name})
                if grown is not None and grown not in seen:
                    seen.add(grown)
                    heapq.heappush(queue, (self._cost(grown), sorted(grown), grown))

    def _look(self, honors: frozenset[str]) -> tuple[frozenset[str], Schedule | None]:
        """Return the schedule of a set, or the honors one of which must be added."""
        stuck = honors - self._derived(honors)
        if not stuck:
            schedule = lay(honors, self.targets, self.chances)
            return (self._growth(honors) if schedule is None else frozenset()), schedule
        for honor in sorted(stuck):
            if not possible(self.needs[honor], honors):
                return repairs(self.needs[honor], honors), None
        apart = honors - stuck
        return frozenset[str]().union(*(repairs(self.needs[honor], apart) for honor in stuck)) - honors, None

    def _derived(self, honors: frozenset[str]) -> frozenset[str]:
        """Return the members that can be obtained one after the other from nothing but members."""
        done = honors & self.chances.credentials
        while fresh := [name for name in honors - done if possible(self.needs[name], done)]:
            done |= set(fresh)
        return done

    def _growth(self, honors: frozenset[str]) -> frozenset[str]:
        """Return every honor outside the set that a member's formula names: a better or any schedule must use one."""
        own = honors - self.chances.credentials
        named = {want.honor for honor in own for want in wanted(self.needs[honor])}
        return frozenset(named) - honors

    def _closed(self, honors: frozenset[str]) -> frozenset[str] | None:
        """Return the set with the landmarks of all members; None where one cannot be reached."""
        closed = set(honors)
        for honor in honors:
            marks = self.marks.get(honor)
            if marks is None:
                return None
            closed |= marks
        return frozenset(closed)

    def _cost(self, honors: frozenset[str]) -> Cost:
        outside = len(honors & self.chances.credentials)
        return outside, len(honors) - outside


