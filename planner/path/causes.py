"""Why there is no path: the minimal reasons, typed."""

from dataclasses import dataclass
from datetime import date

from graph.criteria import Criterion, NeverHeld, NoEvent, TitleHeld
from graph.model import Programme
from graph.requirement import Gate, Requirement
from graph.verdict import Verdict
from planner.assessment import outside
from planner.facts import CompanyFacts, Stance
from planner.path.chances import Chances
from planner.rounds import unannounced, windows


@dataclass(frozen=True)
class Cause:
    """One reason why an honor cannot be obtained.

    `kind`: out_of_scope, closed, unannounced, barred, excluded, fixed, unmet_in_time, no_version, not_applied_for, circular, horizon.
    """

    kind: str
    honor: str
    rule: Criterion | None = None
    until: date | None = None


def causes(targets: tuple[str, ...], chances: Chances) -> tuple[Cause, ...]:
    """Return why the targets cannot be reached, going down only where a title below is the reason."""
    found: list[Cause] = []
    seen: set[str] = set()
    for target in targets:
        found += _of_honor(target, chances, seen)
    return tuple(dict.fromkeys(found))


def _of_honor(honor: str, chances: Chances, seen: set[str]) -> list[Cause]:
    if honor in seen:
        return []
    seen.add(honor)
    programme, facts = chances.facts.catalogue.programmes[honor], chances.facts
    blocked = _at_the_door(programme, facts, chances.horizon)
    if blocked:
        return [blocked]
    below = [cause for rule in _blocking(programme, facts, chances.horizon) for cause in _of_rule(rule, honor, chances, seen)]
    return below or [Cause("horizon" if chances.of.get(honor) else "circular", honor, until=chances.horizon)]


def _at_the_door(programme: Programme, facts: CompanyFacts, horizon: date) -> Cause | None:
    if not programme.obtainable:
        return Cause("not_applied_for", programme.id)
    if outside(programme, facts):
        rule = next((rule for rule in programme.scope if rule.judge(facts).verdict is Verdict.UNMET), None)
        return Cause("out_of_scope", programme.id, rule)
    if programme.status.shut(facts.today):
        return Cause("closed", programme.id, until=programme.status.since)
    if not windows(programme, facts.catalogue.defaults, facts.today, horizon):
        return Cause("unannounced" if unannounced(programme, facts.today) else "horizon", programme.id, until=horizon)
    return None


def _blocking(programme: Programme, facts: CompanyFacts, horizon: date) -> list[Requirement]:
    """Return the requirements of the last window: what is not met then is not met in time."""
    last = windows(programme, facts.catalogue.defaults, facts.today, horizon)[-1]
    version = programme.version(max(last.opens, facts.today))
    if version is None:
        return []
    return [*programme.scope, *version.vetoes, version.requires]


def _of_rule(rule: Requirement, honor: str, chances: Chances, seen: set[str]) -> list[Cause]:
    facts = chances.facts.at(_last_day(honor, chances), Stance.HOPEFUL)
    if isinstance(rule, Gate):
        inside = [_of_rule(child, honor, chances, seen) for child in rule.children]
        blocked = [found for found in inside if found]
        needed = len(inside) if rule.count is None else rule.count
        return [cause for found in blocked for cause in found] if len(inside) - len(blocked) < needed else []
    if isinstance(rule, TitleHeld):
        if rule.judge(facts).verdict is not Verdict.UNMET or rule.honor in chances.credentials:
            return []
        return _of_honor(rule.honor, chances, seen) if not _reached(rule.honor, chances) else []
    finding = rule.judge(facts)
    if finding.verdict is not Verdict.UNMET:
        return []
    kind = "excluded" if isinstance(rule, NeverHeld) else "barred" if isinstance(rule, NoEvent) else "fixed" if finding.fixed else "unmet_in_time"
    return [Cause(kind, honor, rule, finding.free_on)]


def _last_day(honor: str, chances: Chances) -> date:
    programme = chances.facts.catalogue.programmes[honor]
    found = windows(programme, chances.facts.catalogue.defaults, chances.facts.today, chances.horizon)
    return max(found[-1].opens, chances.facts.today)


def _reached(honor: str, chances: Chances) -> bool:
    from planner.path.search import Search

    return honor in chances.of and Search(chances, (honor,)).reachable
