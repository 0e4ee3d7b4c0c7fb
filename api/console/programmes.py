"""The ladders with a company's position on them; without a company, with how many companies of the region stand on each rung."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from api.accounts.profiles import current
from api.answers import Json
from api.bureau.companies import Filters, listed
from api.bureau.order import Order
from api.bureau.statistics import statistics
from api.console.companies import places_below
from api.console.company_view import Standing, standing
from api.console.frame import Faults, read
from api.errors import Refused
from api.labels import LEVEL, STATE
from api.pages.graph import drawing
from api.pages.ladder import ladders
from api.storage.database import db
from api.storage.tables import Enterprise
from api.web.access import Caller, allow, regions_of, staff
from api.web.answering import answer
from api.web.requests import catalogue, today
from api.web.requests_accounts import Short
from api.web.requests_bureau import RegionQuery, codes_asked, judge
from api.web.resources.bureau_companies import stored_profile
from graph.build import build_graph
from planner.assessment import Assessment
from planner.errors import ProfileError

blueprint = Blueprint("console_programmes", __name__, url_prefix="/bureau/programmes")
SIGN = {"held": "★", "eligible": "✓", "near": "△", "unknown": "？", "far": "…", "barred": "✕", "closed": "—", "out_of_scope": "○"}
COUNTED = {"held": "已持有", "eligible": "可申报", "near": "差一点"}
APART = ("closed", "out_of_scope")
MOST_FOUND = 10
LEAST = 0.8  # of the drawing: smaller, nobody reads it


class ProgrammesQuery(RegionQuery):
    """Whose position: a company's, or that of the companies of a place; or which companies to choose from."""

    company = Short(32)
    find = Short()


@blueprint.get("")
@allow(Caller.STAFF)
def show() -> tuple[str, int]:
    """Return the ladders as a drawing and as a list."""
    query, faults = read(ProgrammesQuery(), request.args)
    firm = _company(query)
    found, unreadable = _standing(firm)
    text = render_template(
        "console/programmes.html",
        firm=firm,
        report=found,
        unreadable=unreadable,
        faults=faults,
        said=request.args,
        region=query.get("region"),
        regions=places_below(catalogue()),
        matches=_matching(query),
        least=LEAST,
        drawn_from=url_for("console_programmes.graph", **_kept(query)),
        **(_positions(found) if firm else _counts(query, faults)),
    )
    return text, 422 if faults else 200


@blueprint.get("/graph.json")
@allow(Caller.STAFF)
def graph() -> Response:
    """Return what the drawing is made of, with what stands in each box."""
    query, faults = read(ProgrammesQuery(), request.args)
    if faults:
        raise Refused("invalid", "；".join(message for found in faults.values() for message in found))
    drawn = drawing(ladders(build_graph(catalogue())), catalogue())
    firm = _company(query)
    said = _of_company(_standing(firm)[0]) if firm else _of_region(query)
    return answer({**drawn, "nodes": [{**node, **said.get(node["id"], {})} for node in drawn["nodes"]]})


def _kept(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: query[name] for name in ("company", "region") if name in query}


def _company(query: Mapping[str, Any]) -> Enterprise | None:
    """Return the company that is asked about: one of the region."""
    if "company" not in query:
        return None
    found = db.session.get(Enterprise, query["company"])
    if found is None or found.region not in regions_of(staff()):
        raise Refused("nothing_there")
    return found


def _standing(firm: Enterprise | None) -> tuple[Standing | None, str]:
    """Return how a company stands; or nothing, with why its profile cannot be read."""
    if firm is None or current(db.session, firm.id) is None:
        return None, ""
    try:
        return standing(stored_profile(firm.id), catalogue(), today()), ""
    except ProfileError as error:
        return None, str(error).splitlines()[0]


def _matching(query: Mapping[str, Any]) -> list[Enterprise] | None:
    """Return the first companies whose name holds a text, or whose code begins with it."""
    text = query.get("find")
    if not text:
        return None
    wanted = {"uscc": text.upper()} if text[:2].isdigit() else {"name": text}
    return [enterprise for enterprise, _ in listed(db.session, Filters(regions_of(staff()), **wanted), Order("name"), MOST_FOUND)]


def _positions(found: Standing | None) -> dict[str, Any]:
    """Return the rungs by topic with the states of a company, apart those that are not for it."""
    rungs = set(judge().rungs)
    every = [one for one in found.results if one.programme.id in rungs] if found else []
    shown = [one for one in every if one.state not in APART]
    states = {state: _legend(state) for state in STATE}
    return {
        "topics": _grouped(shown, lambda one: one.programme.topic),
        "apart": [one for one in every if one.state in APART],
        "states": states,
    }


def _counts(query: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    """Return the rungs by topic with the counts of a region."""
    figures = statistics(db.session, codes_asked({} if faults else dict(query)), judge())
    states = {state: f"{SIGN[state]} 有企业{name}" for state, name in COUNTED.items()} | {"far": "都还没有"}
    return {"figures": figures, "topics": _grouped(figures["rungs"], lambda one: one["topic"]), "counted": COUNTED, "states": states}


def _grouped(rungs: list[Any], topic: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in rungs:
        found.setdefault(topic(one) or "其他", []).append(one)
    return found


def _legend(state: str) -> str:
    return f"{SIGN[state]} {STATE[state]}"


def _of_company(found: Standing | None) -> dict[str, Json]:
    return {one.programme.id: _box(one) for one in found.results} if found else {}


def _box(one: Assessment) -> Json:
    return {"state": one.state, "told": f"{_legend(one.state)} · {LEVEL[one.programme.level]}"}


def _of_region(query: Mapping[str, Any]) -> dict[str, Json]:
    figures = statistics(db.session, codes_asked(dict(query)), judge())
    table = partial(url_for, "console_companies.show", **({"region": query["region"]} if "region" in query else {}))
    return {one["programme"]: _counted(one, table) for one in figures["programmes"]}


def _counted(one: Json, table: Any) -> Json:
    counts = one["states"]
    told = " ".join(f"{SIGN[state]}{counts[state]}" for state in COUNTED)
    best = next((state for state in COUNTED if counts[state]), None)
    leads = {"leads": table(programme=one["programme"], state=best)} if best else {}
    return {"told": f"{told} · {LEVEL[one['level']]}", "state": best or "far", **leads}
