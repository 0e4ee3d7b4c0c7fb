"""The first page of the console: how the region stands, and what is to be done."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request

from api.accounts.regions import is_within
from api.answers import Json
from api.bureau.ladders import ladders
from api.bureau.statistics import statistics
from api.bureau.waiting import waiting
from api.console.companies import places_below
from api.console.frame import read
from api.storage.database import db
from api.web.access import Caller, allow, places_of, regions_of, staff
from api.web.requests import catalogue, today
from api.web.requests_bureau import RegionQuery, codes_asked, judge
from planner.ahead import ahead

blueprint = Blueprint("console_overview", __name__, url_prefix="/bureau")
AHEAD = timedelta(days=90)
MOST_GAPS = 10
SHORT = 6  # rungs of a ladder that is shown whole
RUNG_STATES = ("held", "eligible", "near")


@blueprint.get("")
@allow(Caller.STAFF)
def show() -> str:
    """Return the figures of the region, or of a place in it."""
    query, faults = read(RegionQuery(), request.args.copy())
    place = catalogue().regions[query.get("region", staff().region)]
    figures = statistics(db.session, codes_asked(query), judge())
    states = {one["programme"]: one["states"] for one in figures["programmes"]}
    return render_template(
        "console/overview.html",
        place=place,
        below=places_below(catalogue()),
        faults=faults,
        figures=figures,
        gaps=figures["gaps"][:MOST_GAPS],
        ladders=[*_ladders(figures)],
        due=_due(place.id, states),
        waits=waiting(db.session, staff().region, places_of(staff()), regions_of(staff())),
        within=place.code if place.id != staff().region else None,
    )


def _ladders(figures: Json) -> Iterator[dict[str, Any]]:
    """Yield the ladders with their rungs from the lowest up, those on which most stand first.

    A long ladder leaves the rungs out on which nobody stands, and names them.
    """
    rungs = {one["programme"]: one for one in figures["rungs"]}
    found = [[rungs[id] for id in ladder] for ladder in ladders(judge())]
    for ladder in sorted(found, key=lambda ladder: -sum(map(_standing, ladder))):
        some = [rung for rung in ladder if _standing(rung)]
        shown = ladder if some and len(ladder) <= SHORT else some
        yield {"rungs": shown, "empty": [rung for rung in ladder if rung not in shown], "topic": ladder[0]["topic"]}


def _standing(rung: Json) -> int:
    return sum(rung[state] for state in RUNG_STATES)


def _due(region: str, states: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Return what comes up for the programmes of a place, above and below it, with how many companies may apply."""
    policies, on = catalogue(), today()
    found = ahead(policies, on, on + AHEAD)

    def concerns(programme: str) -> bool:
        granted = policies.programmes[programme].jurisdiction
        return is_within(region, granted, policies) or is_within(granted, region, policies)

    days = [(one, states[one.programme]["eligible"]) for one in found.days if concerns(one.programme)]
    undated = [(id, states[id]["eligible"]) for id in found.undated if states[id]["eligible"] and concerns(id)]
    return {"until": on + AHEAD, "days": days, "undated": sorted(undated, key=lambda one: -one[1])}
