"""Honors and questions of a line each, for the named cases of the planner."""

from dataclasses import replace
from datetime import date

from graph.criteria import Criterion
from graph.model import Programme, Rung, Validity
from graph.requirement import Requirement
from graph.source import Clause
from planner.path.plan import Plan, Request, Way, plan
from planner.profile import Profile, Title
from tests.planner.random_catalogues import COMPANY, catalogue, founders, honor, version

ON = date(2026, 2, 5)
FREE = founders(1)


def one(id: str, rule: Requirement = FREE, *vetoes: Criterion, **parts: object) -> Programme:
    """Return an honor with one requirement."""
    return honor(id, version(rule, *vetoes), **parts)


def reapplied(years: int) -> Validity:
    return Validity(years, "reapply", Clause())


def rung(id: str) -> tuple[Rung, ...]:
    return (Rung(id, "", Clause()),)


def ask(target: str, *programmes: Programme, company: Profile = COMPANY, on: date = ON, **asked: object) -> Plan:
    return plan(company, catalogue(programmes), on, Request((target,), **asked))


def holder_of(id: str, granted: date | None = None, expires: date | None = None) -> Profile:
    return replace(COMPANY, titles=(Title(id, granted, expires),))


def best(answer: Plan) -> Way:
    assert answer.best is not None
    return answer.best


def names(way: Way | None) -> list[str]:
    return [] if way is None else [step.honor for step in way.steps]


def kinds(answer: Plan) -> list[tuple[str, str]]:
    return [(cause.kind, cause.honor) for cause in answer.causes]
