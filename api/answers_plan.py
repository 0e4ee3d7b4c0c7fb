"""Plans as plain dicts, ready for JSON, with the money along each way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from api.answers import Json, ask_answer, awards_fields, gap_answer, line_answer, plain, year_only
from api.labels import CAUSE, OBJECTIVE
from graph.criteria import TitleHeld
from graph.model import Catalogue
from graph.requirement import leaves
from graph.source import Clause
from planner.awards import Awards, awards
from planner.path.causes import Cause
from planner.path.plan import Plan, Request, Step, Way, plans
from planner.path.steps import titles_from
from planner.profile import Profile

NO_AWARD = "达到条件不等于获评（评审择优）"
HOPES = "假定能改进的都会改进、复核均通过、申报均获评"
FRONT_WAYS = 3


@dataclass(frozen=True)
class Point:
    """One end of a trade: honors to obtain, day of completion, money that is fixed."""

    length: int
    completion: date
    total: Fraction


@dataclass(frozen=True)
class Prospect:
    """A plan, the money along its best way (of today where there is none), the front of all ways of both objectives.

    `money`: what may be claimed along each way that was looked at, the alternatives among them.
    """

    plan: Plan
    awards: Awards
    front: tuple[Point, ...]
    money: Mapping[Way, Awards]


def prospect(profile: Profile, catalogue: Catalogue, on: date, request: Request) -> Prospect:
    """Return the plan for some targets and what may be claimed along it."""
    asked = [replace(request, objective=objective, alternatives=max(request.alternatives, FRONT_WAYS)) for objective in OBJECTIVE]
    answers = plans(profile, catalogue, on, tuple(dict.fromkeys((request, *asked))))
    found = next(answers)
    if found.best is None:
        return Prospect(found, awards(profile, catalogue, on), (), {})
    ways = dict.fromkeys(way for answer in (found, *answers) for way in (answer.best, *answer.alternatives) if way)
    money = {way: money_along(way, profile, catalogue, on) for way in ways}
    alike = [(way, money[way]) for way in ways if way.credentials == found.best.credentials]
    return Prospect(found, money[found.best], front(alike), money)


def money_along(way: Way, profile: Profile, catalogue: Catalogue, on: date) -> Awards:
    """Return what may be claimed along a way, at least until its last grant can be claimed."""
    last = way.completion.year + catalogue.defaults.claim_years
    years = max(catalogue.defaults.award_years, last - on.year + 1)
    return awards(profile, catalogue, on, years, titles_from(way, catalogue))


def plan_answer(found: Prospect, catalogue: Catalogue, on: date) -> Json:
    """Return a plan with its awards."""
    answer, best = found.plan, found.plan.best
    request = answer.request
    strict_way = {"strict_steps": _steps(answer.strict_way, catalogue)} if answer.strict_way else {}
    return {
        "on": plain(on),
        "catalogue_version": catalogue.version,
        "targets": list(request.targets),
        "objective": request.objective,
        "strict": request.strict,
        "status": answer.status,
        "proven": answer.proven,
        "bound": answer.bound,
        "length": best.length if best else 0 if answer.status == "already_held" else None,
        "completion": plain(best.completion) if best and best.dated else None,
        "label": label(answer),
        "strict_length": answer.strict_length,
        **strict_way,
        "steps": _steps(best, catalogue, found.awards) if best else [],
        "ladder_fallen": [{"honor": rung.below, "above": rung.honor, "because": rung.because} for rung in answer.fallen],
        "awards": awards_fields(found.awards, catalogue),
        "alternatives": [_alternative(way, answer, catalogue) for way in answer.alternatives],
        "front": plain(found.front),
        "causes": [_cause(cause, catalogue) for cause in answer.causes],
        "notes": [NO_AWARD, HOPES] if best else [],
    }


def label(answer: Plan) -> str | None:
    """Return what kind of best the best way is: customary where a step rests on custom alone."""
    if answer.best is None:
        return None
    custom = any(step.because == "ladder" for step in answer.best.steps)
    return ("按惯例" if custom else "") + OBJECTIVE[answer.request.objective]


def _alternative(way: Way, answer: Plan, catalogue: Catalogue) -> Json:
    steps = _steps(way, catalogue)
    return {"length": way.length, "completion": plain(way.completion), "steps": steps, "proven": answer.proven}


def front(ways: list[tuple[Way, Awards]]) -> tuple[Point, ...]:
    """Return what no other way betters in honors, completion and money at once, fewest honors first."""
    points = {Point(way.length, way.completion, found.path.total) for way, found in ways}
    best = [point for point in points if not any(_betters(other, point) for other in points)]
    return tuple(sorted(best, key=lambda point: (point.length, point.completion)))


def _betters(other: Point, point: Point) -> bool:
    return other != point and other.length <= point.length and other.completion <= point.completion and other.total >= point.total


def _steps(way: Way, catalogue: Catalogue, money: Awards | None = None) -> list[Json]:
    return [_step(step, way, catalogue, money) for step in way.steps]


def _step(step: Step, way: Way, catalogue: Catalogue, money: Awards | None) -> Json:
    paid = [line_answer(line, catalogue) for line in money.claims if line.honor == step.honor] if money else []
    return {
        "honor": step.honor,
        "subject": step.subject,
        "kind": step.kind,
        "name": catalogue.words.names[step.honor],
        "because": step.because,
        "needed_by": list(step.needed_by),
        "why": [{"honor": above, "clause": plain(clause)} for above, clause in reasons(step, way, catalogue)],
        "apply_from": plain(step.apply_from),
        "apply_by": plain(step.apply_by),
        "granted_by": plain(step.granted_by),
        "assumed": assumptions(step, catalogue),
        "gaps": [gap_answer(gap, catalogue) for gap in step.gaps],
        "unknowns": [ask_answer(ask, catalogue) for ask in step.unknowns],
        "notes": plain(catalogue.programmes[step.honor].notes),
        **({"awards": paid} if money else {}),
    }


def reasons(step: Step, way: Way, catalogue: Catalogue) -> list[tuple[str, Clause]]:
    """Return which later steps need this one, and the clause of each that says so."""
    found = []
    for later in way.steps:
        version = catalogue.programmes[later.honor].version(later.apply_from) if later.apply_from else None
        rules = leaves(version.requires) if version else ()
        clauses = [rule.terms.clause for rule in rules if isinstance(rule, TitleHeld) and rule.honor == step.honor]
        clauses += [rung.clause for rung in catalogue.programmes[later.honor].after if rung.honor == step.honor]
        found += [(later.honor, clauses[0])] if clauses and later.honor in step.needed_by else []
    return found


def assumptions(step: Step, catalogue: Catalogue) -> list[str]:
    """Return what the dates of a step rest on beside the source."""
    window, spec, said = step.window, catalogue.programmes[step.honor].round, catalogue.defaults.round
    found = []
    if year_only(window):
        found.append(catalogue.defaults.round_text)
    elif window and "result" in window.assumed and said.result:
        found.append(f"源文未载结果公布时间，按{said.result.month}月{said.result.day}日前公布计")
    if spec and spec.every_years > 1 and not spec.years:
        found.append(f"源文每{spec.every_years}年一批而未载起始年份，按每年都可能受理计")
    return found


def cause_text(cause: Cause, catalogue: Catalogue) -> str:
    """Return why an honor cannot be obtained, as a user reads it."""
    until = f"（至 {cause.until}）" if cause.until and cause.kind in ("barred", "horizon") else ""
    rule = f"：{cause.rule.text(catalogue.words)}" if cause.rule else ""
    return f"{catalogue.words.names[cause.honor]} {CAUSE.get(cause.kind, cause.kind)}{until}{rule}"


def cause_clause(cause: Cause, catalogue: Catalogue) -> Clause:
    """Return the clause of a cause: that of its criterion, else of the status, else the section."""
    programme = catalogue.programmes[cause.honor]
    if cause.rule:
        return cause.rule.terms.clause
    return programme.status.clause if cause.kind == "closed" else programme.source


def _cause(cause: Cause, catalogue: Catalogue) -> Json:
    return {
        "kind": cause.kind,
        "honor": cause.honor,
        "criterion": cause.rule.terms.id if cause.rule else None,
        "until": plain(cause.until),
        "text": cause_text(cause, catalogue),
        "clause": plain(cause_clause(cause, catalogue)),
    }
