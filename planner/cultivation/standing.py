"""Where one company stands for a library: candidate, near, undecided or excluded, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from graph.criteria import Criterion
from graph.dates import add_years
from graph.facts import Ask
from graph.libraries import Library
from graph.model import Catalogue, Programme
from graph.requirement import everything
from graph.verdict import Verdict
from planner.assessment import Assessment, assess_one, held_verdict, outside, rules_on, views
from planner.cultivation.ranking import Contribution, Tie, contributions, points_of, precedence, ties_of
from planner.facts import CompanyFacts, Stance
from planner.gaps import Gap
from planner.judging import verdict_of
from planner.path.causes import Cause
from planner.path.plan import Request, Way, plan
from planner.profile import Profile

TIERS = 3  # the years after that of the library in which a company still counts as near
GROUPS = ("candidate", "near", "undecided", "excluded")
GROUP_OF = {"eligible": "candidate", "near": "near", "unknown": "undecided"}


@dataclass(frozen=True)
class Call:
    """What is asked: the library, on a day.

    `planned`: companies stand by the year in which the planner can bring them to the honor; otherwise by the conditions on the day.
    """

    library: Library
    on: date
    planned: bool = False


@dataclass(frozen=True)
class Milestone:
    """One step of the way to the honor; `granted_by` None: from outside, without a date."""

    honor: str
    kind: str
    granted_by: date | None


@dataclass(frozen=True)
class Standing:
    """One company; `year` in which it can enter (None: not known, or never).

    `cause` of an excluded one: a state (held, out_of_scope, closed, barred, far), late (only after `TIERS` more years), or why the
    planner finds no way. `until`: the first day free of a bar. `rules`: what of its scope it does not meet, or no way can meet.
    """

    uscc: str
    name: str
    region: str
    group: str
    cause: str = ""
    until: date | None = None
    year: int | None = None
    gaps: tuple[Gap, ...] = ()
    unknowns: tuple[Ask, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    ties: tuple[Tie, ...] = ()
    rules: tuple[Criterion, ...] = ()
    way: tuple[Milestone, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from other companies."""
        return self.uscc, self.name

    @property
    def points(self) -> Fraction:
        """The sum over the ranking keys."""
        return points_of(self.contributions)

    @property
    def wanting(self) -> int:
        """How many conditions are open: gaps, and credentials from outside."""
        return len(self.gaps) + sum(step.kind == "credential" for step in self.way)

    @property
    def order(self) -> tuple[object, ...]:
        """The order among its group: soonest, fewest stretches, fewest open conditions and unknowns, most points, ties; then code, name."""
        return (
            self.year or 0,
            self.wanting,
            len(self.unknowns),
            -self.points,
            *(precedence(tie) for tie in self.ties),
            self.uscc,
            self.name,
        )


def stand(profile: Profile, call: Call, catalogue: Catalogue) -> Standing:
    """Return where a company stands.

    Parameters
    ----------
    profile : Profile
        The company.
    call : Call
        The library and the day of judgement: the conditions in force on it and the figures known on it count.
    catalogue : Catalogue
        The policies.

    Notes
    -----
    Exact. One assessment, or one search of the planner (objective fastest); what is held, out of scope or closed is settled before.
    """
    facts = CompanyFacts(profile, catalogue, call.on, call.on)
    code = profile.identity.get("uscc")
    blank = Standing(code if isinstance(code, str) else "", profile.name, profile.region, "excluded")
    found = _by_plan(blank, call, facts) if call.planned else _by_conditions(blank, call, facts)
    if found.group == "excluded":
        return found
    return replace(found, contributions=contributions(facts, call.library), ties=ties_of(facts, call.library))


def _by_conditions(blank: Standing, call: Call, facts: CompanyFacts) -> Standing:
    programme = facts.catalogue.programmes[call.library.honor]
    found = assess_one(programme, facts)
    group = GROUP_OF.get(found.state, "excluded")
    return replace(
        blank,
        group=group,
        cause=found.state if group == "excluded" else "",
        until=found.barred_until,
        year=_year(group, found, call, facts),
        gaps=found.gaps,
        unknowns=found.unknowns if group != "excluded" else (),
        rules=_outside(programme, facts) if found.state == "out_of_scope" else (),
    )


def _outside(programme: Programme, facts: CompanyFacts) -> tuple[Criterion, ...]:
    """Return the scope that a company does not meet; nothing where its place or its kind is the reason."""
    return tuple(rule for rule in programme.scope if rule.verdict(facts) is Verdict.UNMET)


def _year(group: str, found: Assessment, call: Call, facts: CompanyFacts) -> int | None:
    if group == "candidate":
        return call.library.year
    return _first_year(found, call, facts) if group == "near" else None


def _first_year(found: Assessment, call: Call, facts: CompanyFacts) -> int | None:
    """Return the first year in which the same conditions, on the day of the same deadline, may be met if what can change does."""
    programme = found.programme
    view = next((view for view in views(programme, facts) if view.subject and view.subject.id == found.subject), facts)
    first = call.library.deadline.by if call.library.deadline else call.on
    for years in range(facts.catalogue.defaults.horizon_years + 1):
        day = add_years(first, years)
        if day > call.on and _may_be_met(programme, call.on, view.at(day, Stance.HOPEFUL)):
            return call.library.year + years
    return None


def _may_be_met(programme: Programme, on: date, hopeful: CompanyFacts) -> bool:
    vetoes, requires = rules_on(programme, on)
    return verdict_of(everything((*programme.scope, *vetoes, requires)), hopeful) is not Verdict.UNMET


def _by_plan(blank: Standing, call: Call, facts: CompanyFacts) -> Standing:
    programme = facts.catalogue.programmes[call.library.honor]
    if held_verdict(programme, facts) is Verdict.MET:
        return replace(blank, cause="held")
    if outside(programme, facts):
        return replace(blank, cause="out_of_scope", rules=_outside(programme, facts))
    if programme.status.shut(call.on):
        return replace(blank, cause="closed")
    years = call.library.year + TIERS - call.on.year + 1
    found = plan(facts.profile, facts.catalogue, call.on, Request((programme.id,), "fastest", horizon=years, alternatives=0))
    if found.best is None:
        return _excluded(blank, found.status, found.causes)
    return _on_the_way(blank, found.best, call, facts)


def _excluded(blank: Standing, status: str, causes: tuple[Cause, ...]) -> Standing:
    if status == "already_held" or not causes:
        return replace(blank, cause="held")
    first = causes[0]
    rules = dict.fromkeys(cause.rule for cause in causes if cause.rule is not None)
    return replace(blank, cause=first.kind, until=first.until if first.kind == "barred" else None, rules=tuple(rules))


def _on_the_way(blank: Standing, way: Way, call: Call, facts: CompanyFacts) -> Standing:
    """Return the tier of a way: the library's year (or before), near within `TIERS` more; with unknowns on the way undecided."""
    year = max(way.completion.year, call.library.year)
    late = year > call.library.year + TIERS
    unknowns = _to_collect((ask for step in way.steps for ask in step.unknowns), facts)
    group = "excluded" if late else "undecided" if unknowns else "candidate" if year == call.library.year else "near"
    return replace(
        blank,
        group=group,
        cause="late" if late else "",
        year=year,
        gaps=tuple(gap for step in way.steps for gap in step.gaps),
        unknowns=() if late else unknowns,
        way=tuple(Milestone(step.honor, step.kind, step.granted_by) for step in way.steps),
    )


def _to_collect(asks: Iterable[Ask], facts: CompanyFacts) -> tuple[Ask, ...]:
    """Return what can be collected: a year that has not closed has no figure; where last year's would be carried forward, ask for that."""
    found: dict[Ask, None] = {}
    for ask in asks:
        if ask.year is None or ask.year < facts.today.year:
            found[ask] = None
        elif facts.vocabulary.metrics[ask.id].recurs:
            found[replace(ask, year=facts.today.year - 1)] = None
    return tuple(found)
