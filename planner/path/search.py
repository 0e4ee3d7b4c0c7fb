"""The search for the shortest path: best-first over sets of honors, each set laid on the calendar."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from planner.path.budget import Budget, Spent
from planner.path.calendar import Schedule, completion, earliest_dates, lay, quickest
from planner.path.chances import Chances
from planner.path.formula import Formula, repairs
from planner.path.landmarks import Landmarks, find_landmarks

BUDGET = 4000
Cost = tuple[int, int]
Queue = list[tuple[Cost, list[str], frozenset[str]]]


@dataclass(frozen=True)
class Found:
    """One way: the honors to obtain, the credentials that it needs from outside, and its schedule."""

    honors: frozenset[str]
    cost: Cost
    schedule: Schedule

    def __hash__(self) -> int:
        return hash(self.honors)

    @property
    def by_length(self) -> tuple[Cost, date, list[str]]:
        """The order of `fewest`."""
        return self.cost, self.schedule.completion, sorted(self.honors)

    @property
    def by_date(self) -> tuple[int, date, Cost, list[str]]:
        """The order of `fastest`."""
        return self.cost[0], self.schedule.completion, self.cost, sorted(self.honors)


@dataclass(frozen=True)
class Searched:
    """Ways, the best first; `bound` is the least number of honors of any way that needs no more credentials than the best."""

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
    Knuth 1977, Information Processing Letters 6(1); Keyder, Richter, Helmert 2010, ECAI.
    """

    def __init__(self, chances: Chances, targets: tuple[str, ...], budget: Budget) -> None:
        self.targets = targets
        self.budget = budget
        self.earliest = earliest_dates(chances.of, chances, chances.credentials)
        days = dict.fromkeys(chances.credentials, date.min) | {step.chance.honor: step.granted for step in self.earliest}
        self.reachable = all(target in days for target in targets)
        self.chances = chances.reachable(days)
        self.needs: dict[str, Formula] = {honor: self.chances.needs(honor) for honor in days if honor in chances.of}
        self.names = {honor: frozenset(self.chances.named[honor]) for honor in self.needs}
        self.known: dict[tuple[str, frozenset[str]], list[frozenset[str]]] = {}
        self.marks: dict[str, Landmarks] = find_landmarks(self.needs, chances.credentials)

    def fewest(self, count: int, credentials: int | None = None) -> Searched:
        """Return the cheapest way and up to `count` in all, none a superset of another, with so many credentials at most."""
        found: list[Found] = []
        queue = self._start()
        seen = {honors for _, _, honors in queue}
        while queue and not _enough(found, queue[0][0], count, credentials):
            honors = queue[0][2]
            try:
                grown, schedule = (frozenset[str](), None) if _above(honors, found) else self._look(honors)
            except Spent:
                return self._cut_short(found, queue)
            heapq.heappop(queue)
            if schedule is not None:
                found.append(Found(honors, self._cost(honors), schedule))
            for name in sorted(grown):
                self._push(honors | {name}, queue, seen)
        ways = tuple(sorted(found, key=lambda way: way.by_length))
        return Searched(ways, True, ways[0].cost[1] if ways else None)

    def fastest(self, count: int) -> Searched:
        """Return the way that completes first, its alternatives after it, none a superset of another."""
        shortest = self.fewest(count)
        if not shortest.ways:
            return shortest
        best, proven, ways = shortest.ways[0], shortest.proven, list(shortest.ways)
        least = deadline = completion(self.earliest, self.targets, self.chances.facts.today)
        while proven and best.schedule.completion > least:
            sooner = Search(self.chances.by(deadline), self.targets, self.budget).fewest(count, best.cost[0])
            proven = sooner.proven
            ways += sooner.ways
            if sooner.ways:
                best = sooner.ways[0]
            else:
                least = deadline + timedelta(days=1)
            deadline = best.schedule.completion - timedelta(days=1)
        return Searched(tuple(_apart(sorted(ways, key=lambda way: way.by_date))), proven, shortest.bound)

    def _start(self) -> Queue:
        queue: Queue = []
        if self.reachable:
            self._push(frozenset(self.targets), queue, set())
        return queue

    def _cut_short(self, found: list[Found], queue: Queue) -> Searched:
        """Return the best found when the budget is spent; where there is nothing yet, the quickest way."""
        proven = bool(found) and queue[0][0] > found[0].cost
        bound = found[0].cost[1] if proven else min(cost[1] for cost, _, _ in queue)
        return Searched(tuple(sorted(found, key=lambda way: way.by_length)) or self._quickest(), proven, bound)

    def _quickest(self) -> tuple[Found, ...]:
        honors = quickest(self.targets, self.earliest, self.chances.credentials)
        try:
            schedule = lay(honors, self.targets, self.chances, Budget(0))
        except Spent:
            return ()
        return (Found(honors, self._cost(honors), schedule),) if schedule else ()

    def _push(self, honors: frozenset[str], queue: Queue, seen: set[frozenset[str]]) -> None:
        closed = self._closed(honors)
        if closed is not None and closed not in seen:
            seen.add(closed)
            heapq.heappush(queue, (self._least(closed), sorted(closed), closed))

    def _look(self, honors: frozenset[str]) -> tuple[frozenset[str], Schedule | None]:
        """Return the schedule of a set, or the honors one of which must be added."""
        self.budget.spend()
        stuck = honors - self._derived(honors)
        if not stuck:
            schedule = lay(honors, self.targets, self.chances, self.budget)
            return (self._growth(honors) if schedule is None else frozenset()), schedule
        groups = self._repairs(stuck, honors)
        if groups:
            return min(groups, key=lambda group: (len(group), sorted(group))), None
        circles = self._repairs(stuck, honors - stuck)
        return frozenset[str]().union(*circles) - honors, None

    def _repairs(self, members: frozenset[str], honors: frozenset[str]) -> list[frozenset[str]]:
        return [group for honor in sorted(members - self.chances.credentials) for group in self._missing(honor, honors)]

    def _missing(self, honor: str, honors: frozenset[str]) -> list[frozenset[str]]:
        """Return what one honor still needs beside others, worked out once for those that it names."""
        asked = honor, honors & self.names[honor]
        if asked not in self.known:
            self.known[asked] = repairs(self.needs[honor], asked[1])
        return self.known[asked]

    def _derived(self, honors: frozenset[str]) -> frozenset[str]:
        """Return the members that can be obtained one after the other from nothing but members."""
        done = honors & self.chances.credentials
        while fresh := [name for name in honors - done if not self._missing(name, done)]:
            done |= set(fresh)
        return done

    def _growth(self, honors: frozenset[str]) -> frozenset[str]:
        """Return every honor outside the set that a chance of a member names: another schedule must use one."""
        named = (self.chances.named[honor] for honor in honors - self.chances.credentials)
        return frozenset(name for names in named for name in names) - honors

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

    def _least(self, honors: frozenset[str]) -> Cost:
        """Return what any completion of a set costs at least: one more honor for each group of honors of which it must hold one."""
        groups = [group for group in self._repairs(honors, honors) if group.isdisjoint(self.chances.credentials)]
        outside, own = self._cost(honors)
        return outside, own + _disjoint(groups)


def _enough(found: list[Found], cost: Cost, count: int, credentials: int | None) -> bool:
    """Return whether nothing that costs so much is asked for: all ways as short as the best are, to choose the earliest."""
    if credentials is not None and cost[0] > credentials:
        return True
    return len(found) >= count and cost > found[0].cost


def _disjoint(groups: list[frozenset[str]]) -> int:
    """Return how many honors it takes at least to hold one of each group."""
    taken: set[str] = set()
    count = 0
    for group in sorted(groups, key=len):
        if taken.isdisjoint(group):
            taken |= group
            count += 1
    return count


def _above(honors: frozenset[str], found: list[Found]) -> bool:
    return any(way.honors <= honors for way in found)


def _apart(ways: Iterable[Found]) -> Iterator[Found]:
    """Yield ways in their order, each that neither holds nor lies within one before it."""
    kept: list[Found] = []
    for way in ways:
        if not any(other.honors <= way.honors or way.honors <= other.honors for other in kept):
            kept.append(way)
            yield way
