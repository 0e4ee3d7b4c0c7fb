"""What would be if some figures were other: which programmes stand differently, the path and the money then."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from api.answers_plan import money_along
from api.pages.sliders import Figures, supposed
from graph.criteria import Criterion, FieldIs, MetricThreshold, ScoreAtLeast
from graph.criteria.measured import inputs
from graph.criteria.windows import ByField
from graph.model import Catalogue, Programme
from graph.requirement import leaves
from planner.assessment import Assessment, assess_one
from planner.awards import Awards, awards
from planner.facts import CompanyFacts
from planner.path.plan import Plan, Request, plan
from planner.profile import Profile


@dataclass(frozen=True)
class Shift:
    """A programme that stands differently today, or in its next round, or lacks more or less."""

    before: Assessment
    after: Assessment

    @property
    def today(self) -> bool:
        """Whether its state of today is another."""
        return self.before.state != self.after.state

    @property
    def later(self) -> bool:
        """Whether its verdict in the next round is another."""
        return bool(self.before.outlook and self.after.outlook and self.before.outlook.verdict is not self.after.outlook.verdict)

    @property
    def gaps(self) -> bool:
        """Whether more or less is missing today, the state being the same."""
        return not self.today and len(self.before.gaps) != len(self.after.gaps)


@dataclass(frozen=True)
class Side:
    """The path and the money of one side of a what-if; `plan` None: no target."""

    plan: Plan | None
    money: Awards


@dataclass(frozen=True)
class WhatIf:
    """What some other figures change."""

    figures: Figures
    shifts: tuple[Shift, ...]
    before: Side
    after: Side


def what_if(profile: Profile, catalogue: Catalogue, on: date, target: str | None, figures: Figures) -> WhatIf:
    """Return what some other figures change for a company.

    Parameters
    ----------
    profile : Profile
        The company as it is.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day of the question.
    target : str or None
        Where the path leads.
    figures : Figures
        The figures that are other, in the units of their metrics.

    Notes
    -----
    Only programmes that read one of the figures are judged anew.
    """
    other = supposed(profile, figures)
    was, now = CompanyFacts(profile, catalogue, on, on), CompanyFacts(other, catalogue, on, on)
    changed = [one for one in readers({handle.metric for handle in figures}, catalogue) if one.obtainable or one.fund]
    shifts = (Shift(assess_one(one, was), assess_one(one, now)) for one in changed)
    return WhatIf(
        figures,
        tuple(shift for shift in shifts if shift.today or shift.later or shift.gaps),
        _side(profile, catalogue, on, target),
        _side(other, catalogue, on, target),
    )


def _side(profile: Profile, catalogue: Catalogue, on: date, target: str | None) -> Side:
    found = plan(profile, catalogue, on, Request((target,), alternatives=0)) if target else None
    best = found.best if found else None
    return Side(found, money_along(best, profile, catalogue, on) if best else awards(profile, catalogue, on))


def readers(metrics: Collection[str], catalogue: Catalogue) -> list[Programme]:
    """Return the programmes one of whose rules reads one of some metrics."""
    wanted = set(metrics)
    return [
        programme
        for programme in catalogue.programmes.values()
        if any(wanted & _read(rule, catalogue) for rule in _rules(programme, catalogue))
    ]


def _rules(programme: Programme, catalogue: Catalogue) -> Iterator[Criterion]:
    """Yield the rules by which a programme is judged; a fund is in the scope of the honors that it rewards."""
    yield from programme.scope
    for honor in programme.fund.claim.of if programme.fund else ():
        yield from catalogue.programmes[honor].scope
    for version in programme.versions:
        yield from version.vetoes
        yield from leaves(version.requires)


def _read(rule: Criterion, catalogue: Catalogue) -> set[str]:
    """Return the metrics that a rule reads, those included from which others follow."""
    if isinstance(rule, MetricThreshold):
        named = [rule.metric, *([rule.figure] if isinstance(rule.figure, str) else [])]
        fields = [rule.figure.field] if isinstance(rule.figure, ByField) else []
        return {name for metric in named for name in _inputs(metric, catalogue)} | _of_fields(fields, catalogue)
    if isinstance(rule, ScoreAtLeast):
        return {name for inside in catalogue.words.scorecards[rule.scorecard].criteria() for name in _read(inside, catalogue)}
    return _of_fields(rule.fields, catalogue) if isinstance(rule, FieldIs) else set()


def _inputs(metric: str, catalogue: Catalogue) -> Iterator[str]:
    return (name for name, _ in inputs(catalogue.words, catalogue.words.metrics[metric], 0))


def _of_fields(fields: Collection[str], catalogue: Catalogue) -> set[str]:
    """Return the metrics that derived fields follow from: the size class."""
    derived = any(catalogue.words.fields[field].derived for field in fields)
    return {metric for size in catalogue.defaults.size_classes for metric, _ in size.bounds} if derived else set()
