"""The region's cultivation lists, and one of them: read, looked through, downloaded."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, render_template, request, send_file, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.accounts.paging import page_of
from api.answers import Json
from api.bureau import list_files, lists
from api.bureau.below import UNREAD
from api.console.frame import Faults, read
from api.console.list_forms import STATES, ListPage, ListsPage
from api.console.list_view import Look, Seen, earned, place_of_row, quota_line, seen, steps_of
from api.console.people import people
from api.documents.folder import file_names
from api.errors import BadFilter
from api.phrases_cultivation import points_text
from api.storage.database import db, writing
from api.storage.tables import CultivationList, Enterprise
from api.web.access import Caller, allow, places_of, staff
from api.web.requests import catalogue

blueprint = Blueprint("console_lists", __name__, url_prefix="/bureau/lists")

Maker = Callable[[Session, CultivationList, Json], bytes]
KINDS: dict[str, tuple[str, str, Maker]] = {  # what a file is called, its type, how it is made
    "docx": ("推荐汇总表", "docx", lambda session, found, data: list_files.word(session, found, data, catalogue())),
    "xlsx": ("推荐汇总表", "xlsx", lambda session, found, data: list_files.excel(session, found, data, catalogue())),
    "reasons": ("逐企说明", "xlsx", lambda session, found, data: list_files.reasons(data, catalogue())),
    "zip": ("全部材料", "zip", lambda session, found, data: list_files.packed(session, found, data, catalogue())),
}


@dataclass(frozen=True)
class Act:
    """What is about to be done to a row: a move to a place for a reason, or the undoing of a move."""

    uscc: str = ""
    position: str = ""
    reason: str = ""
    undo: str = ""
    faults: Faults = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """What stands above a list that others have changed meanwhile: what was not done, and what they did."""

    text: str
    changes: Sequence[str] = ()


@blueprint.app_template_filter("points")
def points(exact: str) -> str:
    """Return points to two decimals."""
    return points_text(Fraction(exact))


@blueprint.app_template_filter("causes")
def causes(excluded: list[Json]) -> list[tuple[str, int]]:
    """Return why companies are excluded, and how many for each reason, the most frequent first."""
    return Counter(row["cause_text"] for row in excluded).most_common()


@blueprint.get("")
@allow(Caller.STAFF)
def index() -> str:
    """Return all lists of the region, and the drafts that wait for one's own bureau."""
    query = asked(ListsPage())
    places = places_of(staff())
    wanted = lists.lists_in(places, query.get("state")).order_by(None)
    if query.get("year"):
        wanted = wanted.where(CultivationList.year == query["year"])
    ordered = wanted.order_by(CultivationList.year.desc(), CultivationList.name, CultivationList.office, CultivationList.made_at.desc())
    found = page_of(db.session, ordered.options(*UNREAD), {**query, "size": 50}, "lists", lambda one: one)
    own = lists.lists_in([staff().region], "draft").options(*UNREAD)
    drafts = [*db.session.scalars(own)]
    years = [*db.session.scalars(select(CultivationList.year).where(CultivationList.office.in_(places)).distinct())]
    return render_template(
        "console/lists/index.html",
        found=found,
        drafts=drafts,
        years=sorted(years, reverse=True),
        query=query,
        states=STATES,
        people=people(db.session, (id for one in (*found["lists"], *drafts) for id in (one.made_by, one.signed_by))),
        places=catalogue().regions,
        has_below=has_below(),
        address=lambda number: url_for(".index", **{**query, "page": number}),
    )


@blueprint.get("/<key:id>")
@allow(Caller.STAFF)
def show(id: str) -> str:
    """Return a list."""
    query = asked(ListPage())
    position = str(query["to"] or "")
    return page_of_list(own(id), look_of(query), Act(uscc=query["move"], position=position, undo=query["undo"]))


@blueprint.get("/<key:id>/file/<kind>")
@allow(Caller.STAFF)
def file(id: str, kind: str) -> Response:
    """Return a list as a file; that of a draft says so in its name."""
    if kind not in KINDS:
        raise BadFilter({"kind": f"应为下列之一：{'、'.join(KINDS)}"})
    found = own(id)
    title, ending, make = KINDS[kind]
    made = make(db.session, found, lists.shown(db.session, found, catalogue()))
    with writing() as session:
        record(session, "list.download", "list", id, detail=kind)
    found = own(id)
    draft = "" if found.state == "signed" else "（草稿）"
    place = short_name(found.region)
    (name,) = file_names([f"{found.name} {place} {title}{draft}"], f".{ending}")
    return send_file(BytesIO(made), list_files.TYPES[ending], as_attachment=True, download_name=name)


def asked(schema: ListsPage | ListPage) -> dict[str, Any]:
    """Return what the address says."""
    values, faults = read(schema, request.args)
    if faults:
        raise BadFilter({name: "；".join(messages) for name, messages in faults.items()})
    return values


def own(id: str) -> CultivationList:
    """Return a list of the region."""
    return lists.list_in(db.session, places_of(staff()), id)


def has_below() -> bool:
    """Return whether there are places below one's own."""
    return any(place.parent == staff().region for place in catalogue().regions.values())


def look_of(query: dict[str, Any]) -> Look:
    """Return what of a list an address asks for."""
    return Look(query["part"], query["q"], query["page"])


def short_name(region: str) -> str:
    """Return what a place is called, without what stands in brackets."""
    return catalogue().regions[region].name.partition("（")[0]


def page_of_list(found: CultivationList, look: Look, act: Act = Act(), told: Told | None = None) -> str:
    """Return the page of a list."""
    answer = lists.list_answer(db.session, found, catalogue())
    view = seen(answer, look)
    by_hand = {one["uscc"]: one for one in answer["moves"] if one["undone_at"] is None}
    joined = joined_lists(answer)
    at = partial(_at, found.id, view.look)
    return render_template(
        "console/lists/show.html",
        **head_of(found, answer),
        view=view,
        act=act,
        told=told,
        line=quota_line(answer["list"]),
        by_hand=by_hand,
        joined=joined,
        people=people_of(answer, joined.values()),
        companies=companies_of(view),
        earned=earned,
        place_of_row=place_of_row,
        steps_of=partial(steps_of, count=len(answer["list"]["candidates"]), taken={one["position"] for one in by_hand.values()}),
        region_names={id: short_name(id) for id in {found.office, *(one.office for one in joined.values())}},
        at=at,
        page_at=lambda number: at(page=number),
    )


def head_of(found: CultivationList, answer: Json) -> dict[str, Any]:
    """Return what all pages about a list say of it."""
    return {
        "found": found,
        "answer": answer,
        "list": answer["list"],
        "place": short_name(found.region),
        "office": short_name(found.office),
        "is_own": found.office == staff().region,
        "has_form": list_files.has_form(found, catalogue()),
    }


def people_of(answer: Json, others: Any = ()) -> dict[str, str]:
    """Return the names of all members of staff that pages about a list name, by id."""
    ids = [answer["made_by"], answer["signed_by"], *(one.signed_by for one in others)]
    return people(db.session, [*ids, *(one[who] for one in answer["moves"] for who in ("made_by", "undone_by"))])


def joined_lists(answer: Json) -> dict[str, CultivationList]:
    """Return the signed lists that a list was put together from, by id."""
    joined = answer["list"]["joined"]
    wanted = select(CultivationList).where(CultivationList.id.in_(joined["lists"] if joined else ())).options(*UNREAD)
    return {one.id: one for one in db.session.scalars(wanted)} if joined else {}


def companies_of(view: Seen) -> dict[str, str]:
    """Return the ids of the stored companies that are seen, by code."""
    rows = db.session.execute(select(Enterprise.uscc, Enterprise.id).where(Enterprise.uscc.in_(view.usccs)))
    return {uscc: id for uscc, id in rows}


def _at(id: str, look: Look, **more: Any) -> str:
    """Return the address of another look at the same list: another part begins at its first page."""
    stays = {"part": look.part, "q": look.name or None, "page": look.page}
    wanted = {**stays, **({"page": 1} if "part" in more else {}), **more}
    usual = {"part": "candidates", "page": 1}
    said = {name: value for name, value in wanted.items() if value not in (None, "") and usual.get(name) != value}
    return url_for("console_lists.show", id=id, **said)
