"""The form: the profile of one holder, filled in bit by bit, kept by the browser alone."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.datastructures import ImmutableMultiDict

from api.pages.form_fields import HOLDERS
from api.pages.form_values import NONE, filled, is_day, value_at
from api.pages.form_view import NEWCOMER, FormView
from api.pages.profile_text import Fault, Faulty, profile_of, values_in, written
from api.pages.report import judge
from api.web.requests import catalogue, today

blueprint = Blueprint("form", __name__, url_prefix="/form")
UNREADABLE = 422
Page = tuple[str, int]


@blueprint.record_once
def teach(state: BlueprintSetupState) -> None:
    """Let templates tell a day from other texts."""
    state.app.jinja_env.filters["is_day"] = is_day


@blueprint.before_request
def _admit_long_profiles() -> None:
    """Let a profile be as long as a body may be."""
    request.max_form_memory_size = current_app.config["MAX_CONTENT_LENGTH"]


@blueprint.get("")
def show() -> Page:
    """Return the empty form."""
    return _page(NEWCOMER, fresh=True)


@blueprint.post("")
def go_on() -> Page:
    """Return the form as filled in so far, with more lines where they are wanted; what is merely missing is no fault yet."""
    values, faults = _submitted()
    wrong = [fault for fault in faults if fault.pointer and value_at(values, fault.pointer) is not None]
    return _page(values, wrong, more=request.form.get("more", ""))


@blueprint.post("/report")
def report() -> Any:
    """Return the report on what was filled in; with faults the form."""
    values, faults = _submitted()
    if faults:
        return _page(values, faults)
    request.form = ImmutableMultiDict({"profile": written(values)})
    return judge()


@blueprint.post("/profile.json")
def download() -> Any:
    """Return the profile as a file; with faults the form."""
    values, faults = _submitted()
    if faults:
        return _page(values, faults)
    return _file(written(values).encode() + b"\n", "application/json", "tidu-profile.json")


@blueprint.post("/upload")
def upload() -> Page:
    """Return the form filled in with the profile of a file; with faults they are told, and nothing is taken over."""
    file = request.files.get("file")
    try:
        values = _uploaded(file.read() if file else b"")
        profile_of(values, catalogue())
    except Faulty as error:
        return _page(NEWCOMER, error.faults, fresh=True)
    return _page(values)


def _uploaded(raw: bytes) -> Any:
    if not raw:
        raise Faulty([Fault("文件", "", "没有选择文件，或文件是空的")])
    try:
        return values_in(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Faulty([Fault("文件", "", "不是 UTF-8 文本，应为企业档案的 JSON 文件")]) from None


def _submitted() -> tuple[Any, list[Fault]]:
    """Return the values of the submitted form, and what is wrong with them."""
    try:
        values = filled(values_in(request.form.get("carried") or "{}"), request.form, catalogue())
    except Faulty as error:
        return NEWCOMER, error.faults
    try:
        profile_of(values, catalogue())
    except Faulty as error:
        return values, error.faults
    return values, []


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(values: Any, faults: list[Fault] | None = None, *, more: str = "", fresh: bool = False) -> Page:
    view = FormView(values, catalogue(), today(), tuple(faults or ()), more, fresh)
    page = render_template("form/page.html", view=view, carried=written(values), HOLDERS=HOLDERS, NONE=NONE)
    return page, UNREADABLE if faults else 200
