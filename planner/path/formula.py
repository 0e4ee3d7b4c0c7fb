"""What an honor still needs of titles once everything else is settled: threshold formulas over titles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from graph.criteria import NeverHeld, TitleHeld
from graph.dates import add_years
from graph.facts import Facts, Holding
from graph.requirement import Gate, Requirement
from graph.verdict import Verdict


@dataclass(frozen=True)
class Wants:
    """A title that must be held when applying; `ladder` where only custom demands it."""

    rule: TitleHeld
    ladder: bool = False

    def __hash__(self) -> int:
        return hash(self.rule.honor)

    @property
    def honor(self) -> str:
        """The honor wanted."""
        return self.rule.honor


@dataclass(frozen=True)
class Shuns:
    """A title that must never have been granted before."""

    rule: NeverHeld

    def __hash__(self) -> int:
        return hash(self.rule.honor)

    @property
    def honor(self) -> str:
        """The honor shunned."""
        return self.rule.honor


@dataclass(frozen=True)
class AtLeast:
    """At least `count` of the parts; with no parts and count 0 it is true, with count 1 it is false."""

    count: int
    parts: tuple["Formula", ...]


Formula = Wants | Shuns | AtLeast
TRUE = AtLeast(0, ())
FALSE = AtLeast(1, ())


def residual(rule: Requirement, facts: Facts) -> Formula:
    """Return what a requirement needs of titles, its other criteria settled by `facts`.

    Unknown counts as met, for a title on the list as for a figure: whether it was renewed is asked on the step that needs it.
    """
    if isinstance(rule, Gate) and rule.holder is not None:
        views = facts.subjects(rule.holder)
        return simplified(1, [residual(rule.children[0], view) for view in views]) if views else TRUE
    if isinstance(rule, Gate):
        return _residual_of(rule, facts)
    if isinstance(rule, TitleHeld):
        already = [holding for holding in facts.holdings(rule.honor) if rule.satisfied_by(holding, facts.on) is not Verdict.UNMET]
        return TRUE if already else Wants(rule)
    if isinstance(rule, NeverHeld):
        return FALSE if rule.verdict(facts) is Verdict.UNMET else Shuns(rule)
    return FALSE if rule.verdict(facts) is Verdict.UNMET else TRUE


def _residual_of(rule: Gate, facts: Facts) -> Formula:
    """Return the residual of a gate, looking no further once too many of its children fail."""
    needed = len(rule.children) if rule.count is None else rule.count
    spare, parts = len(rule.children) - needed, []
    for child in rule.children:
        part = residual(child, facts)
        spare -= part == FALSE
        if spare < 0:
            return FALSE
        parts.append(part)
    return simplified(needed, parts)


def simplified(count: int, parts: list[Formula]) -> Formula:
    """Return at-least-`count` of `parts` with its constants folded away."""
    needed = count - sum(part == TRUE for part in parts)
    rest = tuple(part for part in parts if part not in (TRUE, FALSE))
    if needed <= 0:
        return TRUE
    if needed > len(rest):
        return FALSE
    return rest[0] if len(rest) == 1 else AtLeast(needed, rest)


def wanted(formula: Formula) -> Iterator[Wants]:
    """Yield the titles that a formula names."""
    if isinstance(formula, Wants):
        yield formula
    elif isinstance(formula, AtLeast):
        for part in formula.parts:
            yield from wanted(part)


def shunned(formula: Formula) -> Iterator[Shuns]:
    """Yield the titles that a formula forbids."""
    if isinstance(formula, Shuns):
        yield formula
    elif isinstance(formula, AtLeast):
        for part in formula.parts:
            yield from shunned(part)


def ripe(formula: Formula, days: Mapping[str, date]) -> date | None:
    """Return the first day on which a formula can hold, lapses and exclusions aside, given the days of the grants.

    A superior function (Knuth 1977): no later grant makes it earlier.
    """
    if isinstance(formula, Wants):
        day = days.get(formula.honor)
        return None if day is None else add_years(day, formula.rule.held_for_years or 0)
    if isinstance(formula, Shuns) or formula.count == 0:
        return date.min
    found = sorted(day for part in formula.parts if (day := ripe(part, days)) is not None)
    return found[formula.count - 1] if len(found) >= formula.count else None


def support(formula: Formula, days: Mapping[str, date]) -> frozenset[str]:
    """Return honors that make a formula hold on the first day on which it can."""
    if isinstance(formula, Wants):
        return frozenset({formula.honor})
    if isinstance(formula, Shuns):
        return frozenset()
    dated = [(day, place, part) for place, part in enumerate(formula.parts) if (day := ripe(part, days)) is not None]
    earliest = sorted(dated, key=lambda row: row[:2])[: formula.count]
    return frozenset[str]().union(*(support(part, days) for _, _, part in earliest))


def folded(formula: Formula, days: Mapping[str, date], end: date) -> Formula:
    """Return a formula without the titles that cannot be had by a day."""
    if isinstance(formula, Wants):
        day = ripe(formula, days)
        return formula if day is not None and day <= end else FALSE
    if isinstance(formula, Shuns):
        return formula
    return simplified(formula.count, [folded(part, days, end) for part in formula.parts])


def possible(formula: Formula, honors: frozenset[str]) -> bool:
    """Return whether a set of honors satisfies a formula, dates aside."""
    if isinstance(formula, AtLeast):
        return sum(possible(part, honors) for part in formula.parts) >= formula.count
    return isinstance(formula, Shuns) or formula.honor in honors


def repairs(formula: Formula, honors: frozenset[str]) -> list[frozenset[str]]:
    """Return groups of honors: every superset of `honors` that satisfies the formula holds one of each group; none if it does."""
    if isinstance(formula, Shuns):
        return []
    if isinstance(formula, Wants):
        return [] if formula.honor in honors else [frozenset({formula.honor})]
    inside = [groups for part in formula.parts if (groups := repairs(part, honors))]
    if len(formula.parts) - len(inside) >= formula.count:
        return []
    groups = [group for groups in inside for group in groups]
    return groups if formula.count == len(formula.parts) else [frozenset[str]().union(*groups)]


def true_on(formula: Formula, grants: Mapping[str, Holding], on: date) -> bool:
    """Return whether a formula holds on a day under the grants of a plan; a grant without a day has stood from the first."""
    if isinstance(formula, AtLeast):
        return sum(true_on(part, grants, on) for part in formula.parts) >= formula.count
    holding = grants.get(formula.honor)
    if isinstance(formula, Shuns):
        return holding is None or (holding.granted is not None and holding.granted > on)
    return holding is not None and formula.rule.satisfied_by(holding, on) is not Verdict.UNMET


def first_true(formula: Formula, grants: Mapping[str, Holding], start: date, end: date) -> date | None:
    """Return the first day from `start` to `end` on which a formula holds under the grants of a plan."""
    days = {start}
    for want in wanted(formula):
        holding = grants.get(want.honor)
        if holding is not None and holding.granted is not None:
            grown = add_years(holding.granted, want.rule.held_for_years or 0)
            days |= {grown} if start < grown <= end else set()
    return next((day for day in sorted(days) if true_on(formula, grants, day)), None)
