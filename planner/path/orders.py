"""Trying all orders of application, where titles lapse before they are needed or exclude one another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph.dates import add_years
from graph.facts import Holding
from planner.path.budget import Budget
from planner.path.chances import Chance, Chances
from planner.path.formula import first_true, true_on, wanted

Grants = dict[str, Holding]


@dataclass(frozen=True)
class Placed:
    """One application of a plan: when it is made and when it is granted."""

    chance: Chance
    applied: date
    granted: date

    @property
    def when(self) -> tuple[date, date]:
        """What earlier means: by the grant, then by the application."""
        return self.granted, self.applied


class Orders:
    """All orders in which a set of honors can be applied for, depth first, with the best completion as bound.

    Exact, exponential in the honors. An honor is taken at its earliest, except where its title passes (it lapses, or must be recent)
    or another member shuns it: then every window counts, and for honors granted on the day of application every day from which a title
    still reaches a day on which something begins.
    """

    def __init__(self, own: frozenset[str], targets: tuple[str, ...], chances: Chances, least: date, budget: Budget) -> None:
        self.own = own
        self.targets = targets
        self.chances = chances
        self.least = least
        self.budget = budget
        self.terms = self._terms()
        self.shunned = frozenset[str]().union(*(chances.shunned[honor] for honor in own))
        self.late = self._late() if any(chance.result is None for honor in self.terms for chance in chances.of[honor]) else []
        self.seen: set[tuple[frozenset[tuple[str, date | None]], date]] = set()
        self.best: list[Placed] | None = None

    def search(self, outside: frozenset[str]) -> list[Placed] | None:
        """Return the applications with the earliest completion."""
        self._go_on([], {name: Holding(name, None) for name in outside})
        return self.best

    @property
    def _limit(self) -> date:
        return date.max if self.best is None else self._completion(self.best)

    def _completion(self, placed: list[Placed]) -> date:
        return max((step.granted for step in placed if step.chance.honor in self.targets), default=date.min)

    def _go_on(self, placed: list[Placed], grants: Grants) -> None:
        since = placed[-1].applied if placed else date.min
        state = frozenset((honor, holding.granted) for honor, holding in grants.items()), since
        if state in self.seen or self._completion(placed) >= self._limit:
            return
        self.seen.add(state)
        self.budget.spend()
        if len(placed) == len(self.own):
            self.best = placed
            return
        for step in self._next(grants, since):
            if self._limit <= self.least:
                return
            name = step.chance.honor
            self._go_on([*placed, step], {**grants, name: self.chances.holding(name, step.granted)})

    def _next(self, grants: Grants, since: date) -> list[Placed]:
        found: list[Placed] = []
        for honor in self.own - grants.keys():
            steps = [step for chance in self.chances.of[honor] for step in self._steps(chance, grants, since)]
            every = honor in self.terms or honor in self.shunned
            found += steps if every else [min(steps, key=lambda step: step.when)] if steps else []
        return sorted(found, key=lambda step: (step.when, step.chance.honor))

    def _steps(self, chance: Chance, grants: Grants, since: date) -> Iterator[Placed]:
        start = max(chance.start, since)
        first = first_true(chance.needs, grants, start, chance.end) if start <= chance.end else None
        if first is None:
            return
        yield Placed(chance, first, chance.granted(first))
        if chance.result is None and chance.honor in self.terms:
            for day in self.late:
                if first < day <= chance.end and true_on(chance.needs, grants, day):
                    yield Placed(chance, day, day)

    def _terms(self) -> dict[str, set[int]]:
        """Return for each member whose title passes, and that another wants, after how many years."""
        terms: dict[str, set[int]] = {}
        for want in (want for honor in self.own for needs in self.chances.alike[honor] for want in wanted(needs)):
            if want.honor not in self.own:
                continue
            validity = self.chances.facts.catalogue.programmes[want.honor].validity
            years = {validity.years} if validity is not None and validity.renewal == "reapply" else set()
            years |= {want.rule.granted_within_years} if want.rule.granted_within_years is not None else set()
            if years:
                terms.setdefault(want.honor, set()).update(years)
        return terms

    def _late(self) -> list[date]:
        """Return the days that matter to a title granted on the day of application, in chains as long as the set."""
        starts = {day for honor in self.own for chance in self.chances.of[honor] for day in (chance.start, chance.result) if day}
        back = {years for terms in self.terms.values() for years in terms}
        on = {want.rule.held_for_years for honor in self.own for needs in self.chances.alike[honor] for want in wanted(needs)} - {None}
        fresh, days = starts, set(starts)
        for _ in self.own:
            fresh = {add_years(day, -years) + timedelta(days=1) for day in fresh for years in back}
            fresh |= {add_years(day, years) for day in days for years in on if years}
            fresh -= days
            days |= fresh
        return sorted(day for day in days if day >= self.chances.facts.today)


def every_order(
    own: frozenset[str], targets: tuple[str, ...], chances: Chances, outside: frozenset[str], least: date, budget: Budget
) -> list[Placed] | None:
    """Return the applications for a set of honors with the earliest completion, or None; none completes before `least`."""
    return Orders(own, targets, chances, least, budget).search(outside)
