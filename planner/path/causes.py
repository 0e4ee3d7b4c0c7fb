"""Why there is no path: the minimal reasons, typed."""

from dataclasses import dataclass, field
from datetime import date

from graph.criteria import Criterion, NeverHeld, NoEvent, TitleHeld
from graph.dates import add_years
from graph.facts import Holding
from graph.model import Programme
from graph.requirement import Gate, Requirement
from graph.verdict import Verdict
from planner.assessment import outside
from planner.facts import CompanyFacts, Stance
from planner.path.calendar import broken, earliest_dates, quickest
from planner.path.chances import Chances, stretches
from planner.path.formula import Wants, shunned, true_on, wanted
from planner.path.orders import Placed
from planner.rounds import unannounced, windows


@dataclass(frozen=True)
class Cause:
    """One reason why an honor cannot be obtained.

    `kind`: out_of_scope, closed, unannounced, barred, excluded, fixed, unmet_in_time, no_version, not_applied_for, fund, circular, horizon,
    lapses (the title is over before it is needed), undecided (the budget was spent before anything was found).
    """

    kind: str
    honor: str
    rule: Criterion | None = None
    until: date | None = None


def causes(targets: tuple[str, ...], chances: Chances, *, proven: bool = True) -> tuple[Cause, ...]:
    """Return why the targets cannot be reached, going down only where a title below is the reason."""
    if not proven:
        return tuple(Cause("undecided", target) for target in targets)
    placed = earliest_dates(chances.of, chances, chances.credentials)
    days = {step.chance.honor: step.granted for step in placed}
    reading = _Causes(chances, days)
    missed = [target for target in targets if target not in days and target not in chances.credentials]
    found = [cause for target in missed for cause in reading.of_honor(target)]
    return tuple(dict.fromkeys(found or _of_lapses(targets, placed, chances)))


@dataclass
class _Causes:
    """Reads causes off the clauses; `days`: the earliest grant of each honor that can be obtained at all."""

    chances: Chances
    days: dict[str, date]
    known: dict[str, tuple[Cause, ...]] = field(default_factory=dict)

    def of_honor(self, honor: str) -> tuple[Cause, ...]:
        """Return why an honor cannot be obtained; nothing while that very question is being asked (a circle)."""
        if honor not in self.known:
            self.known[honor] = ()
            programme = self.chances.facts.catalogue.programmes[honor]
            door = _at_the_door(programme, self.chances.facts, self.chances.horizon)
            self.known[honor] = (door,) if door else self._inside(programme) or (Cause("circular", honor),)
        return self.known[honor]

    def _inside(self, programme: Programme) -> tuple[Cause, ...]:
        """Return what is not met in the last stretch that has a version: what is not met then is not met in time."""
        facts, horizon = self.chances.facts, self.chances.horizon
        dated = [(start, end, programme.version(start)) for _, start, end in stretches(programme, facts, horizon)]
        last = next(((start, end, version) for start, end, version in reversed(dated) if version), None)
        if last is None:
            return (Cause("no_version", programme.id),)
        start, end, version = last
        late = _Late(self, programme, facts.at(start, Stance.HOPEFUL), end)
        rules = (*programme.scope, *version.vetoes, version.requires)
        return tuple(cause for rule in rules for cause in late.of_rule(rule) or ()) + late.of_rungs()


@dataclass(frozen=True)
class _Late:
    """What does not hold in one stretch of a programme's window; None where a rule holds."""

    reading: _Causes
    programme: Programme
    facts: CompanyFacts
    end: date

    def of_rule(self, rule: Requirement) -> tuple[Cause, ...] | None:
        """Return the causes of a gate that cannot open, those of a leaf that cannot be met."""
        if isinstance(rule, TitleHeld):
            return self._of_title(rule)
        if not isinstance(rule, Gate):
            return self._of_leaf(rule)
        inside = [self.of_rule(child) for child in rule.children]
        blocked = [found for found in inside if found is not None]
        needed = len(inside) if rule.count is None else rule.count
        if len(inside) - len(blocked) >= needed:
            return None
        return tuple(cause for found in blocked for cause in found)

    def of_rungs(self) -> tuple[Cause, ...]:
        """Return the causes of customary rungs that come too late or not at all."""
        chances = self.reading.chances.of.get(self.programme.id, ())
        rungs = dict.fromkeys(want for chance in chances for want in wanted(chance.needs) if want.ladder)
        return tuple(cause for want in rungs for cause in self._of_title(want.rule) or ())

    def _of_title(self, rule: TitleHeld) -> tuple[Cause, ...] | None:
        held = any(rule.satisfied_by(holding, self.facts.on) is not Verdict.UNMET for holding in self.facts.holdings(rule.honor))
        if held or rule.honor not in self.reading.chances.of:
            return None
        day = self.reading.days.get(rule.honor)
        if day is None:
            return self._lapse(rule.honor) + self.reading.of_honor(rule.honor)
        if add_years(day, rule.held_for_years or 0) <= self.end:
            return None
        named = self.programme.round is not None and self.programme.round.years
        return (Cause("unannounced" if named else "horizon", self.programme.id, until=self.reading.chances.horizon),)

    def _lapse(self, honor: str) -> tuple[Cause, ...]:
        """Return that a title held today will be over (or too old) by then."""
        standing = [holding for holding in self.facts.holdings(honor) if holding.valid(self.facts.today) is Verdict.MET]
        return (Cause("lapses", honor, until=standing[0].until),) if standing else ()

    def _of_leaf(self, rule: Criterion) -> tuple[Cause, ...] | None:
        finding = rule.judge(self.facts)
        if finding.verdict is not Verdict.UNMET:
            return None
        kinds = {NeverHeld: "excluded", NoEvent: "barred"}
        kind = kinds.get(type(rule), "fixed" if finding.fixed else "unmet_in_time")
        return (Cause(kind, self.programme.id, rule, finding.free_on),)


def _at_the_door(programme: Programme, facts: CompanyFacts, horizon: date) -> Cause | None:
    if not programme.obtainable:
        return Cause("fund" if programme.fund else "not_applied_for", programme.id)
    return shut_out(programme, facts, horizon)


def shut_out(programme: Programme, facts: CompanyFacts, horizon: date) -> Cause | None:
    """Return why this company has no round to apply in, whatever it meets."""
    if outside(programme, facts):
        rule = next((rule for rule in programme.scope if rule.verdict(facts) is Verdict.UNMET), None)
        return Cause("out_of_scope", programme.id, rule)
    if programme.status.shut(facts.today):
        return Cause("closed", programme.id, until=programme.status.since)
    if not windows(programme, facts.catalogue.defaults, facts.today, horizon):
        return Cause("unannounced" if unannounced(programme, facts.today) else "horizon", programme.id, until=horizon)
    return None


def _of_lapses(targets: tuple[str, ...], placed: list[Placed], chances: Chances) -> list[Cause]:
    """Return which titles lapse, or shut out another, on the quickest way: dates alone would allow it."""
    used = quickest(targets, placed, chances.credentials)
    outside = used & chances.credentials
    steps = [step for step in placed if step.chance.honor in used]
    failed = broken(steps, chances, outside)
    assert failed is not None, "the quickest way would be a path"
    grants = {name: Holding(name, None) for name in outside}
    grants |= {step.chance.honor: chances.holding(step.chance.honor, step.granted) for step in steps}
    lapsed = [want.honor for want in wanted(failed.chance.needs) if _over(want, grants, failed.applied)]
    found = [Cause("lapses", name, until=grants[name].until) for name in dict.fromkeys(lapsed)]
    return found or [Cause("excluded", failed.chance.honor, shun.rule) for shun in shunned(failed.chance.needs)]


def _over(want: Wants, grants: dict[str, Holding], on: date) -> bool:
    return want.honor in grants and not true_on(want, grants, on)
