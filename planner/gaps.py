"""Gaps: what is missing, in the clause's own unit, how much, and the earliest day on which it can be met."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from graph.criteria import Criterion, Finding, Measure, MetricThreshold, TitleHeld
from graph.derivations import Base
from graph.requirement import SUBJECTS, Gate
from graph.source import Clause
from graph.verdict import Verdict
from planner.facts import CompanyFacts, Stance
from planner.judging import Judged
from planner.rounds import Window, openings


@dataclass(frozen=True)
class Gap:
    """An unmet criterion; or, with `branches`, a choice of which one branch is enough, cheapest first.

    Figures are in `unit`; `earliest` is the first day of application on which it can be met (None: no day is known);
    `stretch`: needs growth beyond the default a year; `fixed`: no one can change it.
    """

    criterion: str
    text: str
    clause: Clause
    metric: str | None = None
    need: Fraction | None = None
    have: Fraction | None = None
    short: Fraction = Fraction(0)
    unit: str = ""
    year: int | None = None
    base: Base | None = None
    earliest: date | None = None
    honor: str | None = None
    barred_until: date | None = None
    veto: bool = False
    fixed: bool = False
    stretch: bool = False
    certainty: str = "primary"
    branches: tuple[tuple["Gap", ...], ...] = ()

    @property
    def wants_title(self) -> bool:
        """Whether a title is missing, whichever branch is taken."""
        if self.branches:
            return all(any(gap.wants_title for gap in branch) for branch in self.branches)
        return self.honor is not None

    @property
    def hard(self) -> bool:
        """Whether it is fixed or a stretch, whichever branch is taken."""
        if self.branches:
            return all(any(gap.hard for gap in branch) for branch in self.branches)
        return self.fixed or self.stretch


@dataclass(frozen=True)
class GapReader:
    """Turns judgements of one programme into gaps."""

    facts: CompanyFacts
    windows: tuple[Window, ...]

    def of(self, judged: Judged) -> tuple[Gap, ...]:
        """Return the gaps of a judged requirement: all of an `all`, one with branches of an `any`."""
        if judged.verdict is not Verdict.UNMET:
            return ()
        if judged.finding is not None and isinstance(judged.rule, Criterion):
            return (self.leaf(judged.rule, judged.finding),)
        assert isinstance(judged.rule, Gate)
        if judged.rule.count is None:
            return tuple(gap for child in judged.children for gap in self.of(child))
        return (self._choice(judged.rule, judged),)

    def leaf(self, rule: Criterion, finding: Finding, *, veto: bool = False) -> Gap:
        """Return the gap of one unmet criterion."""
        measure = finding.measure
        gap = Gap(
            criterion=rule.terms.id,
            text=rule.text(self.facts.vocabulary),
            clause=rule.terms.clause,
            earliest=finding.free_on if finding.free_on else self.earliest(rule),
            honor=rule.honor if isinstance(rule, TitleHeld) else None,
            barred_until=finding.free_on,
            veto=veto,
            fixed=finding.fixed,
            certainty=rule.terms.certainty,
        )
        if measure is None:
            return gap
        return _with_measure(gap, finding, self._stretch(rule, finding, gap.earliest))

    def earliest(self, rule: Criterion) -> date | None:
        """Return the first day of application on which the criterion can be met, if what can change does."""
        if isinstance(rule, TitleHeld):
            return None
        any_day = any(window.instant for window in self.windows)
        mended = (day for day in openings(self.windows, self.facts.today) if _may_hold(rule, self.facts.hoping(day, any_day=any_day)))
        turns = sorted(turn for turn in rule.turning_points(self.facts) if turn > self.facts.today)
        by_itself = (day for day in turns if _may_hold(rule, self.facts.at(day, Stance.PROJECTED, self.facts.granted)))
        return min((day for day in (next(mended, None), next(by_itself, None)) if day), default=None)

    def _stretch(self, rule: Criterion, finding: Finding, earliest: date | None) -> bool:
        """Return whether the figure must grow faster than the default, compounded until the year that is examined."""
        if finding.measure is None or not isinstance(rule, MetricThreshold) or not rule.rises(self.facts.vocabulary):
            return False
        name, wanted, given = _growing(finding.measure)
        metric = self.facts.vocabulary.metrics[name]
        last = self.facts.last_known(name) if given is None else given
        if not metric.yearly or metric.derivation or last is None or wanted is None or wanted <= last:
            return False
        years = max((earliest.year if earliest else self.facts.on.year + 1) - self.facts.on.year, 1)
        factor = 1 + self.facts.catalogue.defaults.stretch_growth / 100
        return wanted > last * factor**years

    def _choice(self, gate: Gate, judged: Judged) -> Gap:
        views = self.facts.subjects(gate.holder) if gate.holder else (self.facts,) * len(judged.children)
        missed = [(view, child) for view, child in zip(views, judged.children, strict=True) if child.verdict is Verdict.UNMET]
        branches = tuple(sorted((GapReader(view, self.windows).of(child) for view, child in missed), key=_cost))
        first = branches[0][0]
        said = "；或".join("，且".join(gap.text for gap in branch) for branch in branches)
        wanted = f"任一{SUBJECTS[gate.holder]}" if gate.holder else "以下任一" if gate.count == 1 else f"以下至少 {gate.count} 项"
        days = [_latest(branch) for branch in branches]
        known = [day for day in days if day is not None]
        return Gap(
            criterion=first.criterion, text=f"{wanted}：{said}", clause=first.clause, earliest=min(known, default=None), branches=branches
        )


def _growing(measure: Measure) -> tuple[str, Fraction | None, Fraction | None]:
    """Return the figure that must grow, how high, and from where (None: from its last known value)."""
    if measure.base is None:
        return measure.metric, measure.need, measure.have
    if measure.base.metric == measure.metric:
        return measure.metric, measure.base.short, None
    return measure.base.metric, measure.base.level, None


def _with_measure(gap: Gap, finding: Finding, stretch: bool) -> Gap:
    measure = finding.measure
    assert measure is not None
    return replace(
        gap,
        metric=measure.metric,
        need=measure.need,
        have=measure.have,
        short=measure.short,
        unit=measure.unit,
        year=measure.year,
        base=measure.base,
        stretch=stretch,
    )


def _latest(branch: tuple[Gap, ...]) -> date | None:
    days = [gap.earliest for gap in branch]
    return None if any(day is None for day in days) else max((day for day in days if day), default=None)


def _cost(branch: tuple[Gap, ...]) -> tuple[int, int, int, Fraction]:
    """Order branches: fewest fixed or stretched, fewest titles, fewest gaps, least relative shortfall."""
    relative = sum((gap.short / gap.need for gap in branch if gap.need), Fraction(0))
    return (sum(gap.hard for gap in branch), sum(gap.wants_title for gap in branch), len(branch), relative)


def _may_hold(rule: Criterion, facts: CompanyFacts) -> bool:
    return rule.verdict(facts) is not Verdict.UNMET
