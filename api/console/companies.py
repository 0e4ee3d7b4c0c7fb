"""The companies of a region as a table: searched, filtered and sorted by its address, downloaded as it stands there."""

from collections.abc import Mapping
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from api.accounts.regions import key_of
from api.bureau.companies import MOST_SKIPPED, filed_of, highest_of, page
from api.bureau.companies_file import FORMATS, MOST, companies_file
from api.bureau.judging import KEPT
from api.console.frame import Faults, read
from api.errors import Refused
from api.storage.database import db
from api.web.access import Caller, allow, places_of, staff
from api.web.requests import catalogue, today
from api.web.requests_bureau import PROFILES, CompaniesQuery, filters_asked, judge
from graph.model import Catalogue, Programme

blueprint = Blueprint("console_companies", __name__, url_prefix="/bureau/companies")
SIZES = (20, 50, 100)
HEADS = {  # what can be sorted, with the direction that comes first
    "name": ("企业名称", ""),
    "uscc": ("统一社会信用代码", ""),
    "region": ("登记地", ""),
    "held": ("已持有", "-"),
    "eligible": ("可申报", "-"),
    "near": ("差一点", "-"),
    "unclaimed": ("未申领（万元）", "-"),
    "updated": ("档案更新", "-"),
}
FIGURES = ("held", "eligible", "near", "unclaimed")
PLACE = ("page", "after", "before")
FIELDS = {
    "name": "名称中的字",
    "uscc": "代码开头",
    "region": "登记地",
    "updated_since": "此日以后更新",
    "profile": "档案",
    "programme": "事项",
    "state": "该事项的状态",
    "held": "所持荣誉",
    "size": "每页",
    **dict.fromkeys(PLACE, "页"),
    "sort": "次序",
}
USUAL = {"page": "1", "size": "20", "sort": "name"}
Said = MultiDict[str, str]


@blueprint.get("")
@allow(Caller.STAFF)
def show() -> Response:
    """Return a page of the companies that the address asks for; what lies back at the beginning has the address of the first page."""
    said, query, faults = _asked()
    found = _found(query, faults)
    if found and "before" in said and not found["previous"]:
        return make_response(redirect(_turned(said)))
    response = make_response(_shown(said, query, faults, found), 200 if found or request.headers.get("HX-Request") else 422)
    response.headers["HX-Push-Url"] = address(said)
    return response


def _found(query: dict[str, Any], faults: Faults) -> Any:
    """Return the page asked for; or nothing, where something is wrong with that, and then say so among the faults."""
    if faults:
        return None
    filters = filters_asked(query)
    try:
        return page(db.session, filters, query)
    except Refused:
        faults["page"] = [f"没有这一页，或地址不完整（按页码最多翻到第 {MOST_SKIPPED:,} 家，再往后用“下一页”）"]
        return None


@blueprint.get("/file")
@allow(Caller.STAFF)
def download() -> Response:
    """Return all companies that the address asks for as a file."""
    said, query, faults = _asked()
    if faults:
        return make_response(_shown(said, query, faults, None), 422)
    kind = said.get("format", "xlsx")
    kind = kind if kind in FORMATS else "xlsx"
    with TemporaryDirectory() as folder:
        file = companies_file(db.session, filters_asked(query), query["sort"], judge(), folder, kind)
        content = file.read_bytes()
    name = f"companies-{key_of(query.get('region', staff().region), catalogue())}-{today()}.{kind}"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, headers=headers, content_type=FORMATS[kind])


def _asked() -> tuple[Said, dict[str, Any], Faults]:
    """Return what the address says, as it means it, and what is wrong with it; a state without a programme says nothing."""
    said = MultiDict((name, text.strip()) for name, text in request.args.items() if text.strip() and name != "done")
    if "programme" not in said:
        said.pop("state", None)
    plain = MultiDict((name, text) for name, text in said.items() if name != "format")
    query, faults = read(CompaniesQuery(), plain)
    return said, query, faults


def _shown(said: Said, query: Mapping[str, Any], faults: Faults, found: Any) -> str:
    policies = catalogue()
    listed = [one["id"] for one in found["companies"]] if found else []
    return render_template(
        "console/companies.html",
        said=said,
        faults=faults,
        found=found,
        filtered=[name for name in said if name not in (*PLACE, "size", "sort")],
        sort=query.get("sort", "name"),
        fields=FIELDS,
        heads=HEADS,
        figures=FIGURES,
        sizes=SIZES,
        at=partial(address, said),
        first_page=_turned(said),
        previous_page=_previous(said, found),
        next_page=_next(said, found),
        file_at=partial(address, said, "console_companies.download", **dict.fromkeys((*PLACE, "size"))),
        most_in_file=MOST,
        choices={"profile": PROFILES, "region": places_below(policies)},
        states=KEPT,
        topics=by_topic(policies),
        highest=highest_of(db.session, listed, judge().rungs),
        filed=filed_of(db.session, listed),
    )


def address(said: Said, view: str = "console_companies.show", **changes: Any) -> str:
    """Return the address of the table with changes; what is not said there stays out of it. Another order begins at the first page."""
    kept = {**said, **changes}
    if "sort" in changes or "size" in changes:
        kept = {name: value for name, value in kept.items() if name not in PLACE}
    return url_for(view, **{name: value for name, value in kept.items() if value not in (None, "") and str(value) != USUAL.get(name)})


def _turned(said: Said, **place: Any) -> str:
    """Return the address of another page of the same table; the first, unless told."""
    return address(said, **{**dict.fromkeys(PLACE), **place})


def _previous(said: Said, found: Any) -> str:
    """Return the address of the page before, where there is one: by its number, far on by where this one begins."""
    if not found or not found["previous"]:
        return ""
    return _turned(said, page=found["page"] - 1) if found["page"] else _turned(said, before=found["previous"])


def _next(said: Said, found: Any) -> str:
    """Return the address of the following page, where there is one: by its number, far on by where this one ends."""
    if not found or not found["next"]:
        return ""
    near = found["page"] and found["page"] * found["size"] <= MOST_SKIPPED
    return _turned(said, page=found["page"] + 1) if near else _turned(said, after=found["next"])


def places_below(policies: Catalogue) -> dict[str, str]:
    """Return the places of whoever asks by their code, those below a city led by its name."""
    own = places_of(staff())
    regions = [policies.regions[id] for id in policies.regions if id in own and id != staff().region]
    return {place.code: _path(place.id, own, policies) for place in regions if place.code}


def _path(id: str, own: frozenset[str], policies: Catalogue) -> str:
    above = policies.regions[id].parent
    lead = f"{policies.regions[above].name} · " if above in own and above != staff().region else ""
    return lead + policies.regions[id].name


def by_topic(policies: Catalogue) -> dict[str, list[Programme]]:
    """Return the programmes by topic, in the order of the catalogue."""
    found: dict[str, list[Programme]] = {}
    for one in policies.programmes.values():
        found.setdefault(one.topic or "其他", []).append(one)
    return found
