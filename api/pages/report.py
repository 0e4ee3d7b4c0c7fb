"""The report on one company, and what would be if its figures were other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from flask import Blueprint, render_template, request
from flask.blueprints import BlueprintSetupState

from api import phrases
from api.answers_advice import doubtful_titles, evidence, unit, wording
from api.answers_plan import assumptions, cause_clause, cause_text, label, reasons
from api.pages.climb import missing_text, money_text, standing_titles
from api.pages.examples import example_text
from api.pages.reply import NUMBER, Form, answered, replies, title_choices
from api.pages.report_view import bar, pictures, report_on
from api.pages.sliders import Figures, Handle, known
from api.pages.what_if import what_if
from api.profile_text import Fault, Faulty, profile_of, values_in, written
from api.web.requests import FIRST, LAST, catalogue, today
from graph.criteria.event import SEVERITIES
from graph.model import Catalogue
from graph.rounding import number
from planner.errors import UnknownProgramme
from planner.profile import Profile

blueprint = Blueprint("report", __name__, url_prefix="/report")
UNREADABLE, NOT_THERE = 422, 404
FIELD = "figure:"


PHRASES: tuple[Callable[..., Any], ...] = (
    *(phrases.amount, phrases.money, phrases.year_end, phrases.round_text, phrases.step_when, phrases.figure, phrases.payers),
    *(phrases.claim_text, phrases.credit_text, phrases.loss_text, phrases.losses, phrases.unknown_funds, phrases.state_clause),
    *(phrases.entry_day, phrases.entry_text, phrases.first_gap, phrases.day_or_year, number, bar, label, money_text),
    *(replies, doubtful_titles),
)
TOLD: tuple[Callable[..., Any], ...] = (  # these speak the catalogue's words
    *(phrases.questions, phrases.standing, phrases.brief, phrases.granted_text, phrases.state_text, assumptions, reasons),
    *(cause_text, cause_clause, wording, unit, evidence, missing_text, title_choices),
)


@blueprint.record_once
def teach(state: BlueprintSetupState) -> None:
    """Give templates the phrases of the answers."""
    policies: Catalogue = state.app.extensions["tidu.catalogue"]
    filters = state.app.jinja_env.filters
    filters.update({one.__name__: one for one in PHRASES})
    filters.update({one.__name__: partial(one, catalogue=policies) for one in TOLD})
    filters["named"] = policies.words.names.__getitem__
    kinds = policies.words.events.values()
    state.app.jinja_env.globals.update(
        words=policies.words,
        severities=SEVERITIES,
        severe={kind.id for kind in kinds if kind.severities},
        entitled={kind.id for kind in kinds if kind.honor},
    )


@dataclass(frozen=True)
class Asked:
    """What a request asks about: the text of a profile (of an example, where it is one), the target, the day; what was wrong with it.

    `back`: where the page leads back to.
    """

    form: Form
    text: str | None
    example: str | None = None
    target: str | None = None
    on: date | None = None
    faults: list[Fault] = field(default_factory=list)
    back: str | None = None


@blueprint.get("")
def show() -> tuple[str, int] | str:
    """Return the report on an example, or a form to hand in a profile."""
    return _report(_asked(request.args, request.args.get("profile")))


@blueprint.post("")
def judge() -> tuple[str, int] | str:
    """Return the report on a profile, with the answer to the next question put in where there is one."""
    return _report(_asked(request.form, request.form.get("profile")))


def reported(text: str, back: str | None = None) -> tuple[str, int] | str:
    """Return the report on the text of a profile, nothing else being asked; it leads back to an address."""
    return _report(Asked(Form(), text, back=back))


@blueprint.post("/what-if")
def suppose() -> tuple[str, int] | str:
    """Return what some other figures change: as a part of the page to htmx, else on the whole page."""
    asked = _asked(request.form, request.form.get("profile"))
    if not request.headers.get("HX-Request"):
        return _report(asked)
    try:
        profile = profile_of(values_in(asked.text or ""), catalogue())
    except Faulty as error:
        return render_template("report/faults.html", faults=error.faults), UNREADABLE
    return render_template("report/what_if_result.html", **_outcome(asked, profile, asked.target))


def _asked(form: Form, text: str | None) -> Asked:
    example = form.get("example") if text is None else None
    asked = Asked(form, text if example is None else example_text(example), example)
    return _with_day(_with_target(asked, form.get("to", "").strip()), form.get("on", "").strip())


def _with_target(asked: Asked, target: str) -> Asked:
    programmes = catalogue().programmes
    if not target:
        return asked
    if target not in programmes:
        return replace(asked, faults=[*asked.faults, Fault("目标", "", str(UnknownProgramme(target, programmes)))])
    if programmes[target].kind != "honor":
        return replace(asked, faults=[*asked.faults, Fault("目标", "", f"{programmes[target].name}不是可规划的荣誉，请另选目标")])
    return replace(asked, target=target)


def _with_day(asked: Asked, said: str) -> Asked:
    try:
        on = date.fromisoformat(said) if said else None
    except ValueError:
        on = date.min
    if on is None or FIRST <= on <= LAST:
        return replace(asked, on=on)
    return replace(asked, faults=[*asked.faults, Fault("日期", "", f"应为 {FIRST} 至 {LAST} 之间的一天，如 2026-11-21；现按今天计")])


def _report(asked: Asked) -> tuple[str, int] | str:
    """Return the report; where the text is no profile, the form with its text and faults."""
    if asked.text is None:
        missing = [Fault("示例", "", f"没有示例“{asked.example}”")] if asked.example else []
        return _hand_in(asked, missing), NOT_THERE if missing else 200
    try:
        values = values_in(asked.text)
        profile = profile_of(values, catalogue())
    except Faulty as error:
        return _hand_in(asked, error.faults), UNREADABLE
    try:
        asked, profile = _answered(asked, values, profile)
        wrong: list[Fault] = []
    except Faulty as error:
        wrong = error.faults
    return _shown(asked, profile, wrong), UNREADABLE if wrong else 200


def _answered(asked: Asked, values: Any, profile: Profile) -> tuple[Asked, Profile]:
    told = answered(values, asked.form, catalogue())
    if told == values:
        return asked, profile
    return replace(asked, text=written(told), example=None), profile_of(told, catalogue())


def _hand_in(asked: Asked, faults: list[Fault]) -> str:
    return render_template("report/hand_in.html", asked=asked, faults=[*faults, *asked.faults])


def _shown(asked: Asked, profile: Profile, wrong: list[Fault]) -> str:
    report = report_on(profile, catalogue(), asked.on or today(), asked.target)
    outcome = _outcome(asked, profile, report.target) if _figures(asked.form, profile) else {"figures": {}}
    return render_template("report/page.html", report=report, asked=asked, wrong=wrong, **outcome)


def _outcome(asked: Asked, profile: Profile, target: str | None) -> dict[str, Any]:
    """Return what a part of the page on a what-if shows."""
    policies, on = catalogue(), asked.on or today()
    figures = _figures(asked.form, profile)
    found = what_if(profile, policies, on, target, figures)
    best = found.after.plan.best if found.after.plan else None
    drawn = pictures(best, found.after.money, standing_titles(profile, policies, on), policies)
    return {"outcome": found, "figures": figures, "pictures": drawn, "on": on}


def _figures(form: Mapping[str, str], profile: Profile) -> Figures:
    """Return the figures of a form that are other than those of the profile."""
    metrics = catalogue().words.metrics
    found: dict[Handle, Fraction] = {}
    for key, said in form.items():
        parts = key.removeprefix(FIELD).split(":", 2)
        if not key.startswith(FIELD) or len(parts) < 3 or parts[0] not in metrics or not NUMBER.fullmatch(said.strip()):
            continue
        handle = Handle(parts[0], int(parts[1]) if len(parts[1]) == 4 and parts[1].isdigit() else None, parts[2])
        value = Fraction(Decimal(said.strip()))
        found |= {handle: value} if value != known(handle, profile, catalogue()) else {}
    return found
