"""The customary rungs: which of them stand for this company, which fall away and why."""

from dataclasses import replace
from datetime import date

from graph.criteria import Terms, TitleHeld
from graph.model import Rung
from graph.verdict import Verdict
from planner.assessment import held_verdict
from planner.facts import CompanyFacts
from planner.path.causes import causes
from planner.path.chances import Chance, Chances, Fallen, find_chances
from planner.path.formula import Wants, possible, simplified


def customary_chances(facts: CompanyFacts, targets: tuple[str, ...], horizon: date) -> Chances:
    """Return the chances for the targets when customary rungs are taken too.

    A rung that is held asks for nothing; one that clauses alone do not let this company reach, dates aside, falls away.
    """
    by_clause = find_chances(facts, targets, horizon, ladder=True)
    within_reach = derivable(by_clause)
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
        rungs = [rung for rung in facts.catalogue.programmes[honor].after if not _held(rung, facts)] if by_clause.of[honor] else []
        standing = [_wants(honor, rung) for rung in rungs if rung.honor in within_reach]
        fallen += [_fallen(honor, rung, by_clause) for rung in rungs if rung.honor not in within_reach]
        of[honor] = tuple(_above(chance, standing) for chance in by_clause.of[honor])
        waiting += sorted(set(by_clause.named[honor]) | {want.honor for want in standing})
    return Chances(facts, horizon, of, frozenset(credentials), tuple(fallen))


def derivable(chances: Chances) -> frozenset[str]:
    """Return the honors that can be obtained one after the other, dates aside."""
    done = chances.credentials
    while fresh := {honor for honor in chances.of if honor not in done and possible(chances.needs(honor), done)}:
        done |= fresh
    return done


def _held(rung: Rung, facts: CompanyFacts) -> bool:
    return held_verdict(facts.catalogue.programmes[rung.honor], facts) is Verdict.MET


def _wants(honor: str, rung: Rung) -> Wants:
    return Wants(TitleHeld(Terms(f"{honor}#ladder", rung.clause), None, rung.honor, None, None, None), ladder=True)


def _above(chance: Chance, standing: list[Wants]) -> Chance:
    return replace(chance, needs=simplified(1 + len(standing), [chance.needs, *standing])) if standing else chance


def _fallen(honor: str, rung: Rung, chances: Chances) -> Fallen:
    return Fallen(honor, rung.honor, causes((rung.honor,), chances)[0].kind)
