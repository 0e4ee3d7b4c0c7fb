"""The record of the region: who did what, when, in words."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from sqlalchemy import select

from api.accounts.paging import page_of
from api.accounts.regions import key_of
from api.accounts.staff import staff_in
from api.answers import Json
from api.bureau.trail import Wanted, entries, entry_answer
from api.console.companies import places_below
from api.console.frame import read
from api.console.people import people
from api.phrases_audit import GROUPS, OBJECTS, action_text, detail_text
from api.storage.database import db
from api.storage.tables import CultivationList, Enterprise, Job, Staff
from api.web.access import Caller, allow, places_of, staff
from api.web.requests import catalogue
from api.web.requests_bureau import AuditQuery, codes_asked

blueprint = Blueprint("console_audit", __name__, url_prefix="/bureau/audit")
SIZE = 50
PAGES = {"job": "/bureau/jobs/", "list": "/bureau/lists/", "claim": "/bureau/claims/", "enterprise": "/bureau/companies/"}
FILTERS = ("action", "actor_id", "object_id", "region", "since", "until")


@blueprint.get("")
@allow(Caller.STAFF)
def show() -> Response:
    """Return the entries that the address asks for, the latest first."""
    query, faults = read(AuditQuery(), request.args)
    said: dict[str, Any] = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    page = page_of(db.session, entries(_wanted(query)), {**query, "size": SIZE}, "entries", entry_answer) if not faults else None
    accounts = {one.id: f"{one.account}（{one.name}）" for one in db.session.scalars(staff_in(places_of(staff())))}
    shown = render_template(
        "console/audit.html",
        found=page,
        rows=_told(page["entries"]) if page else [],
        said=said,
        faults=faults,
        accounts=accounts,
        groups=GROUPS,
        below=places_below(catalogue()),
        object=_named([("", said["object_id"])]).get(said["object_id"], said["object_id"]) if "object_id" in said else "",
        page_at=lambda number: url_for("console_audit.show", **said, page=number),
        at=lambda **changes: url_for("console_audit.show", **{**said, **changes}),
    )
    return make_response(shown, 422 if faults else 200)


def _wanted(query: Mapping[str, Any]) -> Wanted:
    """Return which entries a query asks for; its last day is meant whole."""
    policies = catalogue()
    own = codes_asked(dict(query)) if "region" in query else {key_of(id, policies) for id in places_of(staff())}
    until = query["until"] + timedelta(days=1) if "until" in query else None
    return Wanted(own, query.get("action"), query.get("object_id"), query.get("actor_id"), query.get("since"), until)


def _told(found: list[Json]) -> list[Json]:
    """Return entries in words."""
    keys = {f"{one['actor']}:{one['actor_id'] or ''}" for one in found}
    who = people(db.session, keys)
    what = _named([(one["object"], one["object_id"]) for one in found if one["object_id"]])
    return [
        {
            **one,
            "who": _who(one, who),
            "did": action_text(one["action"]),
            "object_word": OBJECTS.get(one["object"], one["object"]),
            "object_name": what.get(one["object_id"]),
            "address": f"{PAGES[one['object']]}{one['object_id']}" if one["object"] in PAGES and one["object_id"] else None,
            "more": detail_text(one["detail"], catalogue()),
        }
        for one in found
    ]


def _who(one: Json, names: Mapping[str, str]) -> str:
    return "未登录者" if one["actor"] == "nobody" else names[f"{one['actor']}:{one['actor_id'] or ''}"]


def _named(objects: list[tuple[str, str]]) -> dict[str, str]:
    """Return what the objects of entries are called, those that have a name."""
    ids = {id for _, id in objects}
    firms = db.session.execute(select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(ids)))
    lists = db.session.execute(select(CultivationList.id, CultivationList.name).where(CultivationList.id.in_(ids)))
    tables = db.session.execute(select(Job.id, Job.input_name).where(Job.id.in_(ids), Job.input_name.is_not(None)))
    accounts = db.session.execute(select(Staff.id, Staff.account).where(Staff.id.in_(ids)))
    return {id: str(name) for found in (firms, lists, tables, accounts) for id, name in found}
