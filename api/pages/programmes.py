"""The programmes to browse: a list with filters, and a page for each."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from flask import Blueprint, render_template, request

from api.answers_programmes import Wanted, contacts, opened_by, reward_text, rewards, state_of
from api.labels import HOLDER, KIND, LEVEL, STATUS
from api.pages.frame import show_fault
from api.phrases_programmes import by_topic, contact_text, duty_text, fund_lines, status_text, version_text
from api.web.requests import catalogue, today
from api.wording_libraries import region_name, ties_text
from graph.criteria import Criterion
from graph.model import Catalogue, Programme, Version
from planner.errors import UnknownProgramme

blueprint = Blueprint("programme_pages", __name__, url_prefix="/programmes")


@blueprint.get("")
def programmes() -> str:
    """Show the programmes that the query wants, by topic."""
    policies, on = catalogue(), today()
    options = filters(policies)
    asked = {name: value for name, value in request.args.items() if value in options.get(name, ())}
    text = request.args.get("q", "").strip()
    found = matching(Wanted(**asked).select(policies, on), text)
    return render_template(
        "programmes/list.html", topics=by_topic(found), options=options, asked=asked, text=text, state=lambda one: state_of(one, on)
    )


@blueprint.get("/<id>")
def programme(id: str) -> str:
    """Show one programme whole."""
    policies, on = catalogue(), today()
    if id not in policies.programmes:
        raise UnknownProgramme(id, policies.programmes)
    one = policies.programmes[id]
    return render_template(
        "programmes/programme.html",
        one=one,
        on=on,
        region=policies.regions[one.jurisdiction].name,
        state=state_of(one, on),
        status=status_text(one, policies, on),
        versions=[(version, version_text(version, policies, on)) for version in current_first(one, on)],
        anchors=Anchors(id),
        money=list(fund_lines(one, one.fund, policies)) if one.fund else [],
        duties=[(duty_text(duty, policies), duty.clause) for duty in one.maintenance],
        rewards=[(fund, reward_text(fund, one.id, policies)) for fund in rewards(one, policies)],
        opens=opened_by(one, policies),
        libraries=policies.libraries_of(id),
        ties=partial(ties_text, catalogue=policies),
        places=partial(region_name, catalogue=policies),
        forms=policies.forms,
        contacts=[contact_text(office, desk, policies) for office, desk in contacts(one, policies)],
        assumed_round=policies.defaults.round_text if one.obtainable and one.round is None else "",
    )


@blueprint.errorhandler(UnknownProgramme)
def unknown(error: UnknownProgramme) -> tuple[str, int]:
    """Say that there is no such programme."""
    return show_fault(404, "没有这个事项", str(error))


def filters(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """Return what the list can be narrowed by: for each filter its choices with their labels."""
    every = catalogue.programmes.values()
    places = dict.fromkeys(one.jurisdiction for one in every)
    return {
        "kind": KIND,
        "level": LEVEL,
        "holder": HOLDER,
        "jurisdiction": {id: region.name for id, region in catalogue.regions.items() if id in places},
        "status": STATUS,
        "topic": {topic: topic for topic in by_topic(every)},
    }


def matching(programmes: Iterable[Programme], text: str) -> list[Programme]:
    """Return the programmes that bear every word of a text in their id, names, topic or summary."""
    words = text.casefold().split()
    said = ((one, " ".join((one.id, one.name, *one.aliases, one.topic, one.summary)).casefold()) for one in programmes)
    return [one for one, its in said if all(word in its for word in words)]


def current_first(programme: Programme, on: date) -> list[Version]:
    """Return the versions, those in force first."""
    return sorted(programme.versions, key=lambda version: not version.in_force.covers(on))


class Anchors:
    """Names the places of a page by criterion: each once, where it first stands; rules of other programmes stand there."""

    def __init__(self, programme: str) -> None:
        self._programme = programme
        self._named: set[str] = set()

    def first(self, rule: Criterion) -> str:
        """Return the anchor of a criterion, or nothing where it has one already."""
        programme, _, anchor = rule.terms.id.partition("#")
        if programme != self._programme or anchor in self._named:
            return ""
        self._named.add(anchor)
        return anchor
