"""What a bureau does to its own list: moves a candidate for a reason, undoes a move, signs, drops, takes up again."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from api.bureau import lists
from api.bureau.lists import changes_since, signed_in_place_of
from api.console.frame import Faults, moment, onward, read
from api.console.list_forms import ListPage, MoveForm, VersionForm
from api.console.list_view import could_enter, page_with, quota_line, ties_at_line
from api.console.lists import Act, Told, asked, head_of, joined_lists, look_of, own, page_of_list, people_of
from api.console.people import people
from api.errors import Refused
from api.storage.database import db, writing
from api.storage.tables import AuditEntry, CultivationList
from api.web.access import Caller, allow, staff
from api.web.problems import KINDS
from api.web.requests import catalogue
from planner.cultivation.moves import BadMoves

blueprint = Blueprint("console_list_changes", __name__, url_prefix="/bureau/lists")
Answer = Response | tuple[str, int]
OVERTAKEN = ("list_changed", "list_signed")
PHRASES = {
    "list.move": "把{company}调到第 {place} 位",
    "list.undo_move": "撤销了对{company}的调整",
    "list.sign": "签发了名单",
    "list.drop": "放弃了这份草稿",
    "list.restore": "恢复了这份草稿",
}


@blueprint.post("/<key:id>/moves")
@allow(Caller.STAFF)
def move(id: str) -> Answer:
    """Put a candidate to a place."""
    own(id)
    body, faults = read(MoveForm(), request.form)
    said = request.form.get
    act = Act(uscc=said("company", ""), position=said("position", ""), reason=said("reason", ""))
    if faults:
        return _again(id, act, faults)
    try:
        with writing() as session:
            wanted = (body["company"], body["position"], body["reason"])
            lists.move(session, staff(), id, body["version"], wanted, catalogue())
    except BadMoves as error:
        return _again(id, act, {"position": [line.partition("：")[2] for line in error.lines]})
    except Refused as error:
        if error.code == "invalid":
            return _again(id, act, {fault["pointer"].lstrip("/"): [fault["message"]] for fault in error.errors})
        return _overtaken(id, body["version"], error, act)
    page = page_with(body["position"])
    return onward(url_for("console_lists.show", id=id, page=page if page > 1 else None), "move_made", f"row-{body['company']}")


@blueprint.post("/<key:id>/moves/<key:move>/undo")
@allow(Caller.STAFF)
def undo(id: str, move: str) -> Answer:
    """Undo a move; that it was made stays written."""
    return _change(id, "move_undone", lambda version: lists.undo_move(db.session, staff(), id, version, move, catalogue()))


@blueprint.get("/<key:id>/sign")
@allow(Caller.STAFF)
def ask_to_sign(id: str) -> str:
    """Return what will be signed."""
    return _sign_page(own(id))


@blueprint.post("/<key:id>/sign")
@allow(Caller.STAFF)
def sign(id: str) -> Answer:
    """Sign a list for good."""
    return _change(id, "list_signed", lambda version: lists.sign(db.session, staff(), id, version, catalogue()), _sign_page)


@blueprint.get("/<key:id>/drop")
@allow(Caller.STAFF)
def ask_to_drop(id: str) -> str:
    """Ask whether a draft is to be given up."""
    found = own(id)
    answer = lists.list_answer(db.session, found, catalogue())
    return render_template("console/lists/drop.html", **head_of(found, answer), people=people_of(answer))


@blueprint.post("/<key:id>/drop")
@allow(Caller.STAFF)
def drop(id: str) -> Answer:
    """Give a draft up."""
    return _change(id, "list_dropped", lambda version: lists.drop(db.session, staff(), id, version, catalogue()))


@blueprint.post("/<key:id>/restore")
@allow(Caller.STAFF)
def restore(id: str) -> Answer:
    """Take a draft up again."""
    return _change(id, "list_restored", lambda version: lists.restore(db.session, staff(), id, version, catalogue()))


Ask = Callable[[CultivationList, Told], str]


def _change(id: str, did: str, change: Callable[[int], object], ask: Ask | None = None) -> Answer:
    """Do to a list what its version allows, and show it; where others were first, say what they did."""
    own(id)
    body, _ = read(VersionForm(), request.form)
    version = body.get("version", 0)
    try:
        with writing():
            change(version)
    except Refused as error:
        return _overtaken(id, version, error, Act(), ask)
    return onward(url_for("console_lists.show", id=id), did)


def _again(id: str, act: Act, faults: Faults) -> Answer:
    """Return the list with the form as it was filled in, and what is wrong with it."""
    shown = Act(act.uscc, act.position, act.reason, act.undo, faults)
    return page_of_list(own(id), look_of(asked(ListPage())), shown), 422


def _overtaken(id: str, version: int, error: Refused, act: Act, ask: Ask | None = None) -> Answer:
    """Return the list as it is now, and what others did to it; any other refusal is not ours to answer."""
    found = own(id)
    if error.code not in OVERTAKEN or (error.code == "list_signed" and found.state != "signed"):
        raise error
    entries = changes_since(db.session, id, version) if version else []
    told = Told("名单已被他人修改，您的操作没有执行。下面是现在的名单，请核对后再操作。", _phrases(found, entries))
    page = ask(found, told) if ask and found.state == "draft" else page_of_list(found, look_of(asked(ListPage())), act, told)
    return page, KINDS[error.code].status


def _phrases(found: CultivationList, entries: list[AuditEntry]) -> list[str]:
    data = lists.shown(db.session, found, catalogue())
    companies = {row["uscc"]: row["name"] for row in data["candidates"]}
    names = people(db.session, (one.actor_id for one in entries))
    return [f"{moment(one.at)} {names.get(one.actor_id or '', '')} {_phrase(one, companies)}" for one in entries]


def _phrase(one: AuditEntry, companies: dict[str, str]) -> str:
    uscc, _, place = (one.detail or "").partition(" ")
    return PHRASES[one.action].format(company=companies.get(uscc, uscc), place=place)


def _sign_page(found: CultivationList, told: Told | None = None) -> str:
    answer = lists.list_answer(db.session, found, catalogue())
    data: dict[str, Any] = answer["list"]
    other = signed_in_place_of(db.session, found)
    return render_template(
        "console/lists/sign.html",
        **head_of(found, answer),
        told=told,
        line=quota_line(data),
        listed=[row for row in data["candidates"] if row["listed"]],
        ties=ties_at_line(data),
        could_enter=could_enter(data),
        moves=[one for one in answer["moves"] if one["undone_at"] is None],
        joined=joined_lists(answer),
        signed_already=other if other != found.id else None,
        people=people_of(answer),
    )
