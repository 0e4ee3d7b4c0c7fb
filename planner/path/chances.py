"""The chances of one company to obtain each honor: when one can apply, under which version, and what it needs of titles."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from graph.criteria import Terms, TitleHeld
from graph.dates import term_end
from graph.facts import Holding
from graph.model import Programme, Version
from graph.requirement import everything, leaves
from graph.verdict import Verdict
from planner.assessment import held_verdict, outside
from planner.facts import CompanyFacts, Stance
from planner.path.formula import FALSE, Formula, Wants, residual, simplified, wanted
from planner.rounds import Window, windows


@dataclass(frozen=True)
class Chance:
    """A stretch of one window in which nothing but titles changes: apply from `start` to `end`, granted on `result`."""

    honor: str
    start: date
    end: date
    result: date | None
    needs: Formula
    version: Version
    window: Window

    def granted(self, applied: date) -> date:
        """Return the day of the grant for an application on a day."""
        return applied if self.result is None else self.result


@dataclass(frozen=True)
class Fallen:
    """A customary rung that this company cannot hold, and why."""

    honor: str
    below: str
    because: str


@dataclass
class Chances:
    """All chances in the cone of some targets.

    `of[h]` is empty where h cannot be obtained within the horizon; `credentials` are titles from outside that are not held.
    """

    facts: CompanyFacts
    horizon: date
    of: dict[str, tuple[Chance, ...]] = field(default_factory=dict)
    credentials: set[str] = field(default_factory=set)
    fallen: list[Fallen] = field(default_factory=list)

    def holding(self, honor: str, granted: date) -> Holding:
        """Return the title that a plan supposes: renewed for ever by re-examination, or over at its term."""
        validity = self.facts.catalogue.programmes[honor].validity
        if validity is None or validity.renewal == "review":
            return Holding(honor, granted)
        return Holding(honor, granted, term_end(granted, validity.years), Verdict.UNMET)


def find_chances(facts: CompanyFacts, targets: tuple[str, ...], horizon: date, *, strict: bool) -> Chances:
    """Return the chances for the targets and everything that they may rest on."""
    chances = Chances(facts, horizon)
    waiting = list(targets)
    while waiting:
        honor = waiting.pop()
        if honor in chances.of or honor in chances.credentials:
            continue
        programme = facts.catalogue.programmes[honor]
        if programme.kind == "credential":
            chances.credentials.add(honor)
            continue
        chances.of[honor] = _chances(programme, chances, strict=strict)
        waiting += sorted({want.honor for chance in chances.of[honor] for want in wanted(chance.needs)})
    return chances


def _chances(programme: Programme, chances: Chances, *, strict: bool) -> tuple[Chance, ...]:
    facts = chances.facts
    if not programme.obtainable or outside(programme, facts):
        return ()
    rungs = () if strict else _rungs(programme, chances)
    found = []
    for window in windows(programme, facts.catalogue.defaults, facts.today, chances.horizon):
        for start, end in _stretches(programme, window, facts):
            chance = _chance(programme, window, start, end, facts, rungs)
            found += [chance] if chance else []
    return tuple(found)


def _chance(
    programme: Programme, window: Window, start: date, end: date, facts: CompanyFacts, rungs: tuple[Wants, ...]
) -> Chance | None:
    version = programme.version(start)
    if version is None:
        return None
    whole = everything((*programme.scope, *version.vetoes, version.requires))
    needs = residual(whole, facts.at(start, Stance.HOPEFUL))
    needs = simplified(1 + len(rungs), [needs, *rungs])
    if needs == FALSE:
        return None
    return Chance(programme.id, start, end, None if window.instant else window.result, needs, version, window)


def _rungs(programme: Programme, chances: Chances) -> tuple[Wants, ...]:
    """Return the customary steps that this company can take; those that it cannot fall away."""
    facts = chances.facts
    wants = []
    for rung in programme.after:
        below = facts.catalogue.programmes[rung.honor]
        if held_verdict(below, facts) is Verdict.MET:
            continue
        because = _cannot_hold(below, facts)
        if because:
            chances.fallen.append(Fallen(programme.id, rung.honor, because))
        else:
            rule = TitleHeld(Terms(f"{programme.id}#ladder", rung.clause), None, rung.honor, None, None, None)
            wants.append(Wants(rule, ladder=True))
    return tuple(wants)


def _cannot_hold(programme: Programme, facts: CompanyFacts) -> str | None:
    if outside(programme, facts):
        return "out_of_scope"
    return "closed" if programme.status.shut(facts.today) else None


def _stretches(programme: Programme, window: Window, facts: CompanyFacts) -> list[tuple[date, date]]:
    """Return the window cut where a version begins or a criterion turns by the passing of time."""
    start = max(window.opens, facts.today)
    cuts = {version.in_force.start for version in programme.versions if version.in_force.start}
    for version in programme.versions:
        for rule in (*programme.scope, *version.vetoes, *leaves(version.requires)):
            cuts |= set(rule.turning_points(facts))
    inside = sorted({start} | {cut for cut in cuts if start < cut <= window.closes})
    ends = [cut - timedelta(days=1) for cut in inside[1:]] + [window.closes]
    return list(zip(inside, ends, strict=True))


def any_way(chances: tuple[Chance, ...]) -> Formula:
    """Return what an honor needs of titles whichever chance is taken."""
    ways = list(dict.fromkeys(chance.needs for chance in chances))
    return simplified(1, list(ways))


