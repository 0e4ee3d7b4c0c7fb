"""The accounts of one's own place and of those below it: opened, ended and opened again, reset; never one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from sqlalchemy.orm import Session

from api.accounts.paging import page_of
from api.accounts.staff import Made, Tending, exists, staff_in
from api.answers import Json
from api.console.companies import places_below
from api.console.frame import Faults, onward, read
from api.errors import Refused
from api.storage.database import db
from api.storage.tables import Staff
from api.web.access import Caller, allow, places_of, sessions, staff
from api.web.problems import KINDS
from api.web.proving import proven
from api.web.requests import catalogue
from api.web.requests_accounts import PageQuery
from api.web.requests_staff import NewStaff, Proof

blueprint = Blueprint("console_staff", __name__, url_prefix="/bureau/staff")
SIZE = 50


@dataclass(frozen=True)
class Step:
    """A step that wants proof, of an account in a state: its title, what it leads to, how the button calls it; what is said after it."""

    title: str
    leads_to: str
    button: str
    do: Callable[[Tending, Session, str], Made]
    state: str = "active"
    did: str = ""


STEPS = {
    "password": Step(
        "重置密码", "系统另定一个密码，只显示一次；原密码立即失效，所有登录随即结束。", "确定重置密码", Tending.reset_password
    ),
    "totp": Step(
        "重置动态码密钥", "系统另定一个密钥，只显示一次；原验证器立即失效，所有登录随即结束。", "确定重置密钥", Tending.reset_secret
    ),
    "end": Step("停用账号", "立即不能登录，所有登录随即结束；做过的事仍留痕。需要时可以恢复。", "确定停用", Tending.end, did="staff_ended"),
    "reopen": Step(
        "恢复账号",
        "可以用原来的密码和验证器登录，职权照旧；如已遗失，恢复后再重置。",
        "确定恢复",
        Tending.reopen,
        state="ended",
        did="staff_reopened",
    ),
}


@blueprint.get("")
@allow(Caller.STAFF)
def show() -> str:
    """Return the accounts of one's place and of those below it."""
    query, faults = read(PageQuery(), request.args)
    page = query if not faults else PageQuery().load({})
    found = page_of(db.session, staff_in(places_of(staff())), {**page, "size": SIZE}, "staff", _told)
    return render_template("console/staff.html", found=found, page_at=lambda number: url_for("console_staff.show", page=number))


@blueprint.get("/new")
@allow(Caller.STAFF)
def begin() -> str:
    """Return the form of a new account."""
    return _form({})


@blueprint.post("/new")
@allow(Caller.STAFF)
def add() -> str | tuple[str, int]:
    """Open an account and show its secrets this once."""
    body, faults = read(NewStaff(), request.form)
    if not faults and exists(db.session, body["account"]):
        faults = {"account": ["已有这个账号（停用的可以恢复），请换一个名称"]}
    if faults:
        return _form(faults), 422
    try:
        made = proven(body, lambda session: _kept(session, _tending().add(session, body["account"], body["name"], body["region"])))
    except Refused as error:
        return _form({}, error.detail or KINDS[error.code].detail), KINDS[error.code].status
    return _secrets(made, "账号已开通")


@blueprint.get("/<key:id>/<what>")
@allow(Caller.STAFF)
def ask(id: str, what: str) -> str:
    """Return the question before a step, with what it leads to."""
    _hold_step(what)
    return _question(id, what)


@blueprint.post("/<key:id>/<what>")
@allow(Caller.STAFF)
def do(id: str, what: str) -> Response | str | tuple[str, int]:
    """Take a step; new secrets are shown this once."""
    _hold_step(what)
    _tending().found(db.session, id, STEPS[what].state)
    body, faults = read(Proof(), request.form)
    if faults:
        return _question(id, what, faults), 422
    try:
        made = proven(body, lambda session: _kept(session, STEPS[what].do(_tending(), session, id)))
    except Refused as error:
        return _question(id, what, refused=error.detail or KINDS[error.code].detail), KINDS[error.code].status
    sessions().end_all("staff", id)
    if STEPS[what].did:
        return onward(url_for("console_staff.show"), STEPS[what].did)
    return _secrets(made, f"已{STEPS[what].title}")


def _hold_step(what: str) -> None:
    if what not in STEPS:
        raise Refused("nothing_there")


def _tending() -> Tending:
    return Tending(staff(), places_of(staff()), catalogue())


def _kept(session: Session, made: Made) -> Made:
    """Let what was made outlast its transaction."""
    session.flush()
    session.expunge(made.staff)
    return made


def _told(one: Staff) -> Json:
    places = catalogue().regions
    place = places[one.region].name if one.region in places else one.region
    said: dict[str, Any] = {name: getattr(one, name) for name in ("id", "account", "name", "state", "made_at")}
    return {**said, "place": place, "own": one.id == staff().id}


def _secrets(made: Made, title: str) -> str:
    return render_template("console/secrets.html", made=made, own=False, title=title, back=url_for("console_staff.show"))


def _question(id: str, what: str, faults: Faults | None = None, refused: str = "") -> str:
    found = _told(_tending().found(db.session, id, STEPS[what].state))
    db.session.rollback()  # nothing is locked while a page is read
    return render_template("console/staff_step.html", one=found, step=STEPS[what], what=what, faults=faults or {}, refused=refused)


def _form(faults: Faults, refused: str = "") -> str:
    own = catalogue().regions[staff().region]
    choices = {own.code or own.id: f"{own.name}（本级）", **places_below(catalogue())}
    return render_template("console/staff_new.html", faults=faults, refused=refused, choices=choices, said=request.form)
