"""The customary rungs: which of them stand for this company, which fall away and why."""

from dataclasses import replace
from datetime import date

from graph.criteria import Terms, TitleHeld
from graph.model import Rung
from planner.facts import CompanyFacts, Stance
from planner.path.causes import causes
from planner.path.chances import Chance, ChanceFinder, Chances, Fallen
from planner.path.formula import Wants, possible, residual, simplified, wanted
from planner.rounds import horizon_of

HOPEFUL = Stance.HOPEFUL


def customary_chances(finder: ChanceFinder, targets: tuple[str, ...], horizon: date) -> Chances:
    """Return the chances for the targets when customary rungs are taken too.

    A rung that is held asks for nothing; one that clauses alone do not let this company reach, dates aside, falls away.
    """
    facts = finder.facts
    anywhere = finder.find(targets, max(horizon, horizon_of(facts.today, facts.catalogue.defaults.horizon_years)), ladder=True)
    by_clause = finder.find(targets, horizon, ladder=True)
    within_reach, hopeful = derivable(anywhere), facts.at(facts.today, HOPEFUL)
    of: dict[str, tuple[Chance, ...]] = {}
    credentials: set[str] = set()
    fallen: list[Fallen] = []
    waiting = list(targets)
    while waiting:
        honor = waiting.pop()
        if honor in by_clause.credentials:
            credentials.add(honor)
        if honor in of or honor in credentials:
            continue
        rungs = facts.catalogue.programmes[honor].after if by_clause.of[honor] else ()
        standing = [_rule(honor, rung) for rung in rungs if rung.honor in within_reach or hopeful.holdings(rung.honor)]
        fallen += [_fallen(honor, rung, anywhere) for rung in rungs if _falls(rung, by_clause.of[honor], within_reach, facts)]
        of[honor] = tuple(_above(chance, standing, within_reach, facts) for chance in by_clause.of[honor])
        waiting += sorted({want.honor for chance in of[honor] for want in wanted(chance.needs)})
    return Chances(facts, horizon, of, frozenset(credentials), tuple(fallen), ladder=True)


def derivable(chances: Chances) -> frozenset[str]:
    """Return the honors that can be obtained one after the other, dates aside."""
    done = chances.credentials
    while fresh := {honor for honor in chances.of if honor not in done and possible(chances.needs(honor), done)}:
        done |= fresh
    return done


def _rule(honor: str, rung: Rung) -> TitleHeld:
    return TitleHeld(Terms(f"{honor}#ladder", rung.clause), None, rung.honor, None, None, None)


def _falls(rung: Rung, chances: tuple[Chance, ...], within_reach: frozenset[str], facts: CompanyFacts) -> bool:
    """Return whether a rung cannot be had and is not held whenever it is wanted."""
    wanted_on = (residual(_rule("", rung), facts.at(chance.start, HOPEFUL)) for chance in chances)
    return rung.honor not in within_reach and any(isinstance(want, Wants) for want in wanted_on)


def _above(chance: Chance, standing: list[TitleHeld], within_reach: frozenset[str], facts: CompanyFacts) -> Chance:
    """Return the chance with the rungs that can be had and are not held, nor awaited, on its first day."""
    missing = [residual(rule, facts.at(chance.start, HOPEFUL)) for rule in standing]
    wants = [replace(want, ladder=True) for want in missing if isinstance(want, Wants) and want.honor in within_reach]
    return replace(chance, needs=simplified(1 + len(wants), [chance.needs, *wants])) if wants else chance


def _fallen(honor: str, rung: Rung, chances: Chances) -> Fallen:
    return Fallen(honor, rung.honor, causes((rung.honor,), chances)[0].kind)
