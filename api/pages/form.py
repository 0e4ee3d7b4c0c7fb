"""The form: the profile of one holder, filled in bit by bit, kept by the browser alone."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.blueprints import BlueprintSetupState

from api.pages.report import reported
from api.profile_text import Fault, Faulty, profile_of, values_in, written
from api.questionnaire.fields import HOLDERS
from api.questionnaire.reader import is_workbook, located, read_questionnaire
from api.questionnaire.values import NONE, filled, is_day, value_at
from api.questionnaire.view import NEWCOMER, FormView
from api.questionnaire.workbook import questionnaire
from api.web.requests import catalogue, today

blueprint = Blueprint("form", __name__, url_prefix="/form")
UNREADABLE = 422
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Page = tuple[str, int]


@blueprint.record_once
def teach(state: BlueprintSetupState) -> None:
    """Let templates tell a day from other texts."""
    state.app.jinja_env.filters["is_day"] = is_day


@blueprint.get("")
def show() -> Page:
    """Return the empty form."""
    return _page(NEWCOMER, fresh=True)


@blueprint.post("")
def go_on() -> Page:
    """Return the form as filled in so far, with more lines where they are wanted; what is merely missing is no fault yet."""
    values, faults = _submitted()
    wrong = _wrong(values, faults)
    return _page(values, wrong, more=request.form.get("more", ""))


@blueprint.post("/report")
def report() -> Any:
    """Return the report on what was filled in; with faults the form."""
    values, faults = _submitted()
    if faults:
        return _page(values, faults)
    return reported(written(values))


@blueprint.post("/profile.json")
def download() -> Any:
    """Return the profile as a file; with faults the form."""
    values, faults = _submitted()
    if faults:
        return _page(values, faults)
    return _file(written(values).encode() + b"\n", "application/json", "tidu-profile.json")


@blueprint.get("/questionnaire.xlsx")
def blank_questionnaire() -> Response:
    """Return the questionnaire with nothing filled in."""
    return _file(questionnaire(_view(NEWCOMER)), WORKBOOK, "tidu-questionnaire.xlsx")


@blueprint.post("/questionnaire.xlsx")
def filled_questionnaire() -> Any:
    """Return the questionnaire as filled in so far; where something is wrong, the form."""
    values, faults = _submitted()
    wrong = _wrong(values, faults)
    return _page(values, wrong) if wrong else _file(questionnaire(_view(values)), WORKBOOK, "tidu-questionnaire.xlsx")


@blueprint.post("/upload")
def upload() -> Page:
    """Return the form filled in with the profile or questionnaire of a file.

    A file that is no profile is refused whole; a questionnaire is taken over as it is, with what is wrong told by sheet and cell.
    """
    file = request.files.get("file")
    raw = file.read() if file else b""
    try:
        if is_workbook(raw):
            return _from_questionnaire(raw)
        values = _uploaded(raw)
        profile_of(values, catalogue())
    except Faulty as error:
        return _page(NEWCOMER, error.faults, fresh=True)
    return _page(values)


def _from_questionnaire(raw: bytes) -> Page:
    form, places = read_questionnaire(raw, catalogue())
    values = filled({}, form, catalogue())
    return _page(values, located(_wrong(values, _faults(values)), places, catalogue()))


def _uploaded(raw: bytes) -> Any:
    if not raw:
        raise Faulty([Fault("文件", "", "没有选择文件，或文件是空的")])
    try:
        return values_in(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Faulty([Fault("文件", "", "不是 UTF-8 文本，应为企业档案的 JSON 文件，或从本页下载的 Excel 问卷")]) from None


def _submitted() -> tuple[Any, list[Fault]]:
    """Return the values of the submitted form, and what is wrong with them."""
    try:
        values = filled(values_in(request.form.get("carried") or "{}"), request.form, catalogue())
    except Faulty as error:
        return NEWCOMER, error.faults
    return values, _faults(values)


def _faults(values: Any) -> list[Fault]:
    try:
        profile_of(values, catalogue())
    except Faulty as error:
        return error.faults
    return []


def _wrong(values: Any, faults: list[Fault]) -> list[Fault]:
    """Return the faults of what was filled in, without those of what is merely missing."""
    return [fault for fault in faults if value_at(values, fault.pointer) is not None]


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(values: Any, faults: list[Fault] | None = None, *, more: str = "", fresh: bool = False) -> Page:
    view = _view(values, tuple(faults or ()), more, fresh)
    page = render_template("form/page.html", view=view, carried=written(values), HOLDERS=HOLDERS, NONE=NONE)
    return page, UNREADABLE if faults else 200


def _view(values: Any, faults: tuple[Fault, ...] = (), more: str = "", fresh: bool = False) -> FormView:
    return FormView(values, catalogue(), today(), faults, more, fresh)
