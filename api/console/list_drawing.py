"""Drawing up a cultivation list step by step: a library or an honor; the place, the day, the weights; or joining lists signed below."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from api.accounts.regions import codes_within, is_within
from api.bureau import drafting, lists
from api.bureau.below import UNREAD, lists_below, signed_below
from api.console.frame import Faults, onward, read
from api.console.list_forms import DrawForm, SourceQuery
from api.console.lists import has_below, short_name
from api.console.people import people
from api.errors import Refused
from api.jobs import records
from api.labels import HOLDER, LEVEL
from api.storage.database import db
from api.storage.tables import CultivationList
from api.web.access import Caller, allow, places_of, staff
from api.web.requests import catalogue, today
from api.web.requests_jobs import STATES
from api.web.resources.bureau_lists import MOST, drawn, joined
from api.web.resources.jobs import submitted_job
from graph.libraries import FULL_SCORE, Library
from graph.model import Programme
from graph.requirement import SUBJECTS
from planner.cultivation.places import lies_in
from planner.cultivation.standing import Call

blueprint = Blueprint("console_list_drawing", __name__, url_prefix="/bureau/lists")
Page = str | tuple[str, int]
Source = dict[str, Any]  # library, or honor and year
PLACES = {"library", "honor", "year", "region", "on", "weights"}  # fields that show their own faults


@blueprint.get("/new")
@allow(Caller.STAFF)
def new() -> Page:
    """Ask for a library or an honor, then for the place, the day and the weights."""
    source, faults = read(SourceQuery(), request.args)
    if faults or not (source.get("library") or source.get("honor")):
        return _sources(faults, request.args)
    try:
        call = drafting.call_of(_asked(source), catalogue(), today())
    except Refused as error:
        return _sources(_faults_of(error), request.args)
    return _settings(call, source, _defaults(call))


@blueprint.get("/new/sum")
@allow(Caller.STAFF)
def show_sum() -> str:
    """Return the sum of the weights as they are typed."""
    return render_template("console/lists/sum.html", sum=_sum(request.args.getlist("weights")), full=FULL_SCORE)


@blueprint.post("/new")
@allow(Caller.STAFF)
def draw() -> Response | Page:
    """Draw the list up, as a job where there are too many companies and that is wanted."""
    typed = {**request.form.to_dict(), "weights": request.form.getlist("weights")}
    source = {name: typed[name] for name in ("library", "honor", "year") if typed.get(name)}
    try:
        body = DrawForm().load({name: value for name, value in typed.items() if name != "as_job" and value and value != [""]})
    except ValidationError as error:
        return _settings_again(source, typed, _flat(error.messages_dict))
    if body.get("weights") == _default_weights(source):
        del body["weights"]
    try:
        return _as_job(body) if typed.get("as_job") else onward(url_for("console_lists.show", id=drawn(body)), "list_drawn")
    except Refused as error:
        if error.code == "needs_job":
            return _settings_again(source, typed, {}, too_many=True)
        if error.code == "invalid":
            return _settings_again(source, typed, _faults_of(error))
        raise


@blueprint.get("/drawing/<key:id>")
@allow(Caller.STAFF)
def follow(id: str) -> Response | str:
    """Show how far a job is that draws a list up; once it is there, lead to the list."""
    job = records.job_answer(records.job_in(db.session, places_of(staff()), id))
    made = (job["report"] or {}).get("list")
    if job["state"] == "done" and made:
        return _lead_to(url_for("console_lists.show", id=made, done="list_drawn"))
    return render_template("console/lists/drawing.html", job=job, states=STATES, running=job["state"] in records.OPEN)


@blueprint.get("/join")
@allow(Caller.STAFF)
def ask_to_join() -> Page:
    """Show which lists of the places right below are signed and which are missing."""
    source, faults = read(SourceQuery(), request.args)
    if faults or not (source.get("library") or source.get("honor")):
        return _joinable(faults)
    return _join_page(source)


@blueprint.post("/join")
@allow(Caller.STAFF)
def join() -> Response | Page:
    """Put the signed lists of the places right below together."""
    source, faults = read(SourceQuery(), request.form)
    if faults:
        return _joinable(faults)
    try:
        return onward(url_for("console_lists.show", id=joined(source)), "list_joined")
    except Refused as error:
        if error.code == "invalid":
            return _joinable(_faults_of(error))
        raise


def _asked(source: Source, **more: Any) -> drafting.Asked:
    return drafting.Asked(staff().region, more.pop("region", staff().region), **source, **more)


def _sources(faults: Faults, typed: Mapping[str, str]) -> Page:
    """Return the first step."""
    own = catalogue().regions[staff().region]
    found = render_template(
        "console/lists/new.html",
        libraries=[(library, _quota_here(library), _own_lists(library)) for library in catalogue().libraries.values()],
        honors=_honors(),
        place=own.name,
        today=today(),
        typed=typed,
        faults=faults,
        has_below=has_below(),
    )
    return (found, 422) if faults else found


def _honors() -> dict[str, list[Programme]]:
    """Return the honors that companies, or what belongs to them, can apply for, by level and topic."""
    holders = {"enterprise", *SUBJECTS}
    found: dict[str, list[Programme]] = {}
    known = [one for one in catalogue().programmes.values() if one.obtainable and holders & set(one.holders)]
    for one in sorted(known, key=lambda one: ([*LEVEL].index(one.level), one.topic)):
        found.setdefault(f"{LEVEL[one.level]} · {one.topic}", []).append(one)
    return found


def _quota_here(library: Library) -> str:
    """Return in words how many of one's own place a library takes."""
    place = catalogue().regions[staff().region]
    if library.recommended is None:
        return f"共入库 {library.selected.total} 家，不分到各地" if library.selected else "没有名额"
    inside = [number for code, number in library.recommended.regions if lies_in(code, place, catalogue())]
    return f"{sum(inside)} 家" if inside else "名额分到市，本地没有单独的名额"


def _own_lists(library: Library) -> list[CultivationList]:
    """Return the lists of one's own bureau for a library."""
    same = (CultivationList.honor == library.honor, CultivationList.year == library.year)
    return [*db.session.scalars(lists.lists_in([staff().region], None).where(*same).options(*UNREAD))]


def _settings_again(source: Source, typed: Source, faults: Faults, *, too_many: bool = False) -> Page:
    """Return the second step as it was filled in, with what is wrong."""
    read_again, wrong = read(SourceQuery(), MultiDict(source))
    try:
        call = drafting.call_of(_asked(read_again), catalogue(), today())
    except Refused as error:
        return _sources({**wrong, **_faults_of(error)}, source)
    return _settings(call, source, typed, faults, too_many=too_many), 409 if too_many else 422


def _settings(call: Call, source: Source, typed: Source, faults: Faults | None = None, *, too_many: bool = False) -> str:
    """Return the second step."""
    places = [id for id in catalogue().regions if is_within(id, staff().region, catalogue())]
    region = typed["region"] if typed.get("region") in places else staff().region
    stored = len(drafting.stored_in(db.session, codes_within(region, catalogue())))
    return render_template(
        "console/lists/settings.html",
        call=call,
        library=call.library,
        source=source,
        typed=typed,
        places=[(id, catalogue().regions[id].name) for id in places],
        defaults=_defaults(call),
        sum=_sum(typed["weights"]),
        full=FULL_SCORE,
        stored=stored,
        most=MOST[call.planned],
        quota=_quota_here(call.library),
        faults=faults or {},
        others={name: found for name, found in (faults or {}).items() if name not in PLACES},
        too_many=too_many,
        holders=HOLDER,
    )


def _defaults(call: Call) -> Source:
    """Return what the second step is filled in with."""
    weights = [str(key.weight) for key in call.library.ranking.keys]
    return {"region": staff().region, "on": call.on.isoformat(), "weights": weights}


def _default_weights(source: Source) -> tuple[int, ...]:
    known = catalogue().libraries.get(source.get("library", ""))
    ranking = known.ranking if known else catalogue().defaults.ranking
    return tuple(key.weight for key in ranking.keys) if ranking else ()


def _sum(typed: list[str]) -> int | None:
    """Return the sum of the weights; None where one of them is no number."""
    numbers = [one.strip() or "0" for one in typed]
    return sum(map(int, numbers)) if all(one.isascii() and one.isdigit() and len(one) < 6 for one in numbers) else None


def _as_job(body: dict[str, Any]) -> Response:
    """Let the worker draw the list up, and follow it."""
    place = catalogue().regions[body.pop("region", staff().region)]
    if not is_within(place.id, staff().region, catalogue()):
        raise Refused("nothing_there", "该地区不在您的辖区之内")
    job = submitted_job({**body, "kind": "cultivation", "region": place.code or place.id})
    return redirect(url_for(".follow", id=job["id"]), 303)  # type: ignore[return-value]


def _lead_to(address: str) -> Response:
    """Return the way to a page, for a browser and for a part of a page that asks again and again."""
    if request.headers.get("HX-Request"):
        response = make_response("", 204)
        response.headers["HX-Redirect"] = address
        return response
    return redirect(address, 303)  # type: ignore[return-value]


def _joinable(faults: Faults) -> Page:
    """Return what can be joined: libraries, and what is signed below."""
    signed = signed_below(db.session, staff().region, catalogue())
    libraries = [(library, signed.get((library.id, library.honor, library.year), 0)) for library in catalogue().libraries.values()]
    honors = [(honor, year, count) for (library, honor, year), count in signed.items() if library is None]
    found = render_template("console/lists/joinable.html", libraries=libraries, honors=honors, faults=faults, has_below=has_below())
    return (found, 422) if faults else found


def _join_page(source: Source) -> Page:
    try:
        call = drafting.call_of(_asked(source), catalogue(), today())
    except Refused as error:
        return _joinable(_faults_of(error))
    below = lists_below(db.session, staff().region, call.library, catalogue())
    return render_template(
        "console/lists/join.html",
        library=call.library,
        source=source,
        below=below,
        signed=[one for one in below if one.signed],
        missing=[one for one in below if not one.signed],
        people=people(db.session, (one.found.signed_by for one in below if one.found)),
        own=_own_lists(call.library),
        place=short_name(staff().region),
    )


def _faults_of(error: Refused) -> Faults:
    return {fault["pointer"].strip("/").partition("/")[0]: [fault["message"]] for fault in error.errors}


def _flat(messages: Mapping[str, Any]) -> Faults:
    """Return faults by field; those of one weight say which."""
    found: Faults = {}
    for name, told in messages.items():
        inside = told.items() if isinstance(told, Mapping) else [(None, told)]
        lines = [(place, one) for place, texts in inside for one in (texts if isinstance(texts, list) else [texts])]
        found[name] = [f"第 {place + 1} 项：{one}" if isinstance(place, int) else str(one) for place, one in lines]
    return found
