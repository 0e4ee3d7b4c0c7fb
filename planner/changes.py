"""Changes: what a company may do about a criterion that is not met, and the company once it is done."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from heapq import heappop, heappush

from graph.criteria import Criterion, Declared, MetricThreshold, Terms, TitleHeld
from graph.criteria.measured import measured
from graph.criteria.windows import TOTALS
from graph.dates import add_years
from graph.facts import Ask, Holding
from graph.requirement import Gate, Requirement, everything
from graph.rounding import places
from graph.vocabulary import Metric
from planner.facts import CompanyFacts
from planner.gaps import Gap
from planner.profile import Profile

BUDGET = 5000
Cost = tuple[Fraction, ...]
FREE: Cost = (Fraction(0),) * 4
Figures = dict[tuple[str, int | None], Fraction]


@dataclass(frozen=True)
class Change:
    """One rule to be met, however many clauses name it: by closing a gap, or by favourable answers."""

    rule: Criterion
    place: int = field(compare=False)
    gap: Gap | None = field(compare=False, default=None)
    asks: tuple[Ask, ...] = field(compare=False, default=())

    @property
    def cost(self) -> Cost:
        """How gaps are ordered: hard ones, titles, their number, relative shortfall."""
        if self.gap is None:
            return (Fraction(0), Fraction(0), Fraction(1), Fraction(0))
        relative = abs(self.gap.short / self.gap.need) if self.gap.need else Fraction(0)
        return (Fraction(self.gap.hard), Fraction(self.gap.wants_title), Fraction(1), relative)


@dataclass(frozen=True)
class AtLeast:
    """At least `count` of the parts are wanted, each of which can be had."""

    count: int
    parts: tuple["Wanted", ...]


Wanted = Change | AtLeast
DONE = AtLeast(0, ())


def same(rule: Criterion) -> Criterion:
    """Return a rule without its clause: what two clauses share that demand the same."""
    return replace(rule, terms=Terms(), at_review=None)


def wanting(count: int, parts: Iterable[Wanted | None]) -> Wanted | None:
    """Return at-least-`count` of what can be had (None: cannot), constants folded away; None where too little can be had."""
    open_parts = [part for part in parts if part is not None]
    rest = tuple(part for part in open_parts if part != DONE)
    needed = count - (len(open_parts) - len(rest))
    if needed <= 0:
        return DONE
    return AtLeast(needed, rest) if needed <= len(rest) else None


def cost_of(changes: Iterable[Change]) -> Cost:
    """Return the cost of some changes together."""
    return _total([change.cost for change in changes])


def minimal_sets(wanted: Wanted) -> Iterator[frozenset[Change]]:
    """Yield the sets of changes that are enough, none a superset of another, cheapest first.

    Notes
    -----
    A* (Hart, Nilsson and Raphael 1968) over partial sets: a set that is not enough grows by each of some changes of which every
    sufficient superset holds one. The bound splits the cost of a change among the clauses that name it, so that it is exact for trees
    that name each rule once. Exact within `BUDGET` expansions; nothing is yielded after it.
    """
    times = Counter(_changes(wanted))
    queue: list[tuple[Cost, tuple[int, ...], frozenset[Change]]] = [(FREE, (), frozenset())]
    seen: set[frozenset[Change]] = set()
    found: list[frozenset[Change]] = []
    for _ in range(BUDGET):
        if not queue:
            return
        chosen = heappop(queue)[2]
        if any(enough <= chosen for enough in found):
            continue
        if _left(wanted, chosen, times) == FREE:
            found.append(chosen)
            yield chosen
            continue
        for change in _repairs(wanted, chosen, times):
            grown = chosen | {change}
            if grown not in seen:
                seen.add(grown)
                estimate = _total([cost_of(grown), _left(wanted, grown, times)])
                heappush(queue, (estimate, tuple(sorted(one.place for one in grown)), grown))


def _changes(wanted: Wanted) -> Iterator[Change]:
    if isinstance(wanted, Change):
        yield wanted
    else:
        for part in wanted.parts:
            yield from _changes(part)


def _left(wanted: Wanted, chosen: frozenset[Change], times: Mapping[Change, int]) -> Cost:
    """Return a lower bound on the cost of what must still be chosen; free exactly where nothing must be."""
    if isinstance(wanted, Change):
        return FREE if wanted in chosen else tuple(part / times[wanted] for part in wanted.cost)
    return _total(sorted(_left(part, chosen, times) for part in wanted.parts)[: wanted.count])


def _repairs(wanted: Wanted, chosen: frozenset[Change], times: Mapping[Change, int]) -> tuple[Change, ...]:
    """Return changes of which every sufficient superset of `chosen` holds at least one."""
    if isinstance(wanted, Change):
        return (wanted,)
    missing = [_repairs(part, chosen, times) for part in wanted.parts if _left(part, chosen, times) != FREE]
    if wanted.count == len(wanted.parts):
        return min(missing, key=len)
    return tuple(dict.fromkeys(change for found in missing for change in found))


def _total(costs: Iterable[Cost]) -> Cost:
    return tuple(sum(parts, Fraction(0)) for parts in zip(*costs, strict=True)) or FREE


def supposing(rule: Requirement, met: Collection[Criterion]) -> Requirement:
    """Return a requirement with the rules that count as met taken out."""
    if isinstance(rule, Gate):
        return replace(rule, children=tuple(supposing(child, met) for child in rule.children))
    return everything(()) if same(rule) in met else rule


def improved(facts: CompanyFacts, changes: Iterable[Change]) -> CompanyFacts:
    """Return a company after some changes: titles granted, declarations true, figures as high (or low) as the gap asks, no further.

    Favourable answers, bars and scores leave the facts as they are: they are met by `supposing`.
    """
    for change in changes:
        if change.gap is None:
            continue
        if isinstance(change.rule, TitleHeld):
            facts = replace(facts, granted=(*facts.granted, _granted(change.rule, facts)))
        elif isinstance(change.rule, Declared):
            facts = _told(facts, {}, {change.rule.declaration: True})
        elif isinstance(change.rule, MetricThreshold):
            facts = _told(facts, _figures(change.rule, change.gap, facts), {})
    return facts


def _granted(rule: TitleHeld, facts: CompanyFacts) -> Holding:
    day = add_years(facts.today, -(rule.held_for_years or 0))
    return Holding(rule.honor, day, rank=rule.rank_at_most, subject=facts.subject.id if facts.subject else None)


def _told(facts: CompanyFacts, figures: Figures, declarations: Mapping[str, bool]) -> CompanyFacts:
    """Return a company with other figures and declarations: those of the product in view, where there is one."""
    owner = facts.subject or facts.profile
    metrics = dict(owner.metrics)
    for (name, year), value in figures.items():
        known = metrics.get(name, facts.profile.metrics.get(name))
        metrics[name] = value if year is None else {**(known if isinstance(known, Mapping) else {}), year: value}
    told = replace(owner, metrics=metrics, declarations={**owner.declarations, **declarations})
    if isinstance(told, Profile):
        return replace(facts, profile=told)
    subjects = tuple(told if subject.id == told.id else subject for subject in facts.profile.subjects)
    return replace(facts, subject=told, profile=replace(facts.profile, subjects=subjects))


def _figures(rule: MetricThreshold, gap: Gap, facts: CompanyFacts) -> Figures:
    """Return the figures that close a gap, by metric and year; none where no figure is to be changed (years that pass)."""
    metric = facts.vocabulary.metrics[rule.metric]
    years: tuple[int | None, ...] = rule.window.years(facts.on) if rule.window else (None,)
    if gap.need is None:
        return {}
    if rule.window and rule.window.kind in TOTALS:
        share = gap.short * (rule.window.count if rule.window.kind == "average_of_last" else 1)
        return {} if metric.derivation else _moved(rule, metric, years[-1], share, facts)
    found: Figures = {}
    for year in years[-1:] if rule.window and rule.window.kind == "any_of_last" else years:
        found |= _of_year(rule, metric, year, gap.need, facts)
    return found


def _of_year(rule: MetricThreshold, metric: Metric, year: int | None, need: Fraction, facts: CompanyFacts) -> Figures:
    value = measured(facts, metric, year)
    derivation = metric.derivation
    figure = derivation.threshold(need) if derivation else need
    if not isinstance(value, Fraction) or rule.holds(value, figure):
        return {}
    if derivation is None:
        return _moved(rule, metric, year, abs(need - value), facts)
    base = derivation.base(facts, year, need)
    return _moved(rule, facts.vocabulary.metrics[base.metric], year, base.short, facts) if base else {}


def _moved(rule: MetricThreshold, metric: Metric, year: int | None, by: Fraction, facts: CompanyFacts) -> Figures:
    """Return a figure moved towards the threshold, and past it where reaching it is not enough."""
    value = facts.number(metric.id, year if metric.yearly else None)
    if not isinstance(value, Fraction):
        return {}
    step = by + (Fraction(1, 10 ** places(metric.unit)) if rule.comparison in ("more_than", "less_than") else 0)
    return {(metric.id, year): value + step if rule.comparison in ("at_least", "more_than") else value - step}
