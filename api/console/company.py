"""One company of the region: how it stands, its titles to confirm, notes, the versions of its profile."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from api.accounts import members, profiles
from api.accounts.answers import member_answer
from api.accounts.paging import page_of
from api.bureau import notes, titles
from api.console.company_view import Standing, standing
from api.console.frame import Faults, onward, read
from api.console.people import people
from api.errors import Refused
from api.pages.report import reported
from api.storage.database import db, writing
from api.storage.tables import Judgement, ProfileVersion
from api.web.access import Caller, allow, named_enterprise, staff
from api.web.problems import KINDS
from api.web.requests import catalogue, today
from api.web.requests_accounts import PageQuery
from api.web.requests_bureau import NoteBody, TitleBody
from api.web.requests_enterprises import ROLES
from api.web.resources.bureau_companies import decided, stored_profile
from planner.errors import ProfileError

blueprint = Blueprint("console_company", __name__, url_prefix="/bureau/companies/<key:enterprise>")
MOST_VERSIONS = 5  # on the page of the company
WHICH = ("honor", "granted", "subject")


@dataclass(frozen=True)
class Refusal:
    """A form that was not accepted: which, why, its faults by field, what was typed into it."""

    form: str
    said: MultiDict[str, str]
    faults: Faults = field(default_factory=dict)
    why: str = ""


@blueprint.get("")
@allow(Caller.STAFF)
def show(enterprise: str) -> str:
    """Return all about a company."""
    return _page(enterprise)


@blueprint.get("/report")
@allow(Caller.STAFF)
def report(enterprise: str) -> Response:
    """Return the report on the stored profile."""
    version = profiles.current(db.session, enterprise)
    if version is None:
        raise Refused("no_profile")
    return make_response(reported(version.text, url_for("console_company.show", enterprise=enterprise)))


@blueprint.post("/titles/confirm", defaults={"decision": "confirmed"})
@blueprint.post("/titles/refuse", defaults={"decision": "refused"})
@allow(Caller.STAFF)
def decide(enterprise: str, decision: str) -> Response:
    """Confirm a title, or refuse to."""
    body, faults = read(TitleBody(), request.form)
    if faults:
        return _again(enterprise, Refusal("title", request.form, faults))
    try:
        decided(body, enterprise, decision)
    except Refused as error:
        return _again(enterprise, _refusal("title", error))
    return onward(url_for("console_company.show", enterprise=enterprise), f"title_{decision}")


@blueprint.post("/notes")
@allow(Caller.STAFF)
def note(enterprise: str) -> Response:
    """Take a note."""
    body, faults = read(NoteBody(), request.form)
    if faults:
        return _again(enterprise, Refusal("note", request.form, faults))
    with writing() as session:
        notes.add(session, staff(), enterprise, body["text"])
    return onward(url_for("console_company.show", enterprise=enterprise), "note_added")


@blueprint.post("/notes/<key:id>/remove")
@allow(Caller.STAFF)
def remove_note(enterprise: str, id: str) -> Response:
    """Remove a note of one's own."""
    with writing() as session:
        notes.remove(session, staff(), enterprise, id)
    return onward(url_for("console_company.show", enterprise=enterprise, removed=id), "note_removed")


@blueprint.post("/notes/<key:id>/restore")
@allow(Caller.STAFF)
def restore_note(enterprise: str, id: str) -> Response:
    """Bring back a note that was just removed."""
    with writing() as session:
        notes.restore(session, staff(), enterprise, id)
    return onward(url_for("console_company.show", enterprise=enterprise), "note_restored")


def _refusal(form: str, error: Refused) -> Refusal:
    return Refusal(form, request.form, why=error.detail or KINDS[error.code].detail)


def _again(enterprise: str, refusal: Refusal) -> Response:
    return make_response(_page(enterprise, refusal), 422)


def _page(enterprise: str, refusal: Refusal | None = None) -> str:
    query, _ = read(PageQuery(), MultiDict((name, text) for name, text in request.args.items() if name == "page"))
    noted = page_of(db.session, notes.notes_of(enterprise), query or {"page": 1, "size": 20}, "notes", notes.note_answer)
    version = profiles.current(db.session, enterprise)
    history = titles.history(db.session, enterprise)
    latest = [*db.session.scalars(profiles.versions_of(enterprise).limit(MOST_VERSIONS))]
    wrote = (*(one["made_by"] for one in noted["notes"]), *(one["decided_by"] for one in history), *(one.saved_by for one in latest))
    return render_template(
        "console/company.html",
        firm=named_enterprise(),
        version=version,
        versions=latest,
        judgement=db.session.get(Judgement, enterprise),
        noted=noted,
        history=history,
        members=[member_answer(*found) for found in members.members_of(db.session, enterprise)],
        who=people(db.session, wrote),
        refusal=refusal,
        which=WHICH,
        ROLES=ROLES,
        page_at=lambda number: url_for("console_company.show", enterprise=enterprise, page=number, _anchor="notes"),
        **_standing(version),
    )


def _standing(version: ProfileVersion | None) -> dict[str, Any]:
    """Return how a company stands by its current profile and what is decided about its titles; or why that cannot be said."""
    if version is None:
        return {"report": None, "titles": (), "unreadable": ""}
    id, policies = version.enterprise_id, catalogue()
    try:
        profile = stored_profile(id)
    except ProfileError as error:
        return {"report": None, "titles": (), "unreadable": str(error).splitlines()[0]}
    found: Standing = standing(profile, policies, today())
    held = titles.titles_answer(db.session, id, profile, policies)
    return {"report": found, "titles": held, "unreadable": "", "subjects": {one.id: one.name for one in profile.subjects}}
