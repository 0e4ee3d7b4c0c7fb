"""Who may call what: every route of the table × every role, and nothing that is not listed here."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response

from api.web.access import callers_of, undeclared
from api.web.app import create_app
from tests.accounts.test_profiles import profile, save
from tests.accounts.world import Company, Person, World, claim, closed, company, joined

YES = 299  # the gate lets the call through
ROLES = ("anonymous", "stranger", "viewer", "editor", "owner", "county", "other_county", "city", "province")
RULES = {
    "open": (YES,) * 9,
    "signed in": (401, *(YES,) * 8),
    "user": (401, YES, YES, YES, YES, 403, 403, 403, 403),
    "staff": (401, 403, 403, 403, 403, YES, YES, YES, YES),
    "viewer or staff": (401, 404, YES, YES, YES, YES, 404, YES, YES),
    "viewer": (401, 404, YES, YES, YES, 403, 404, 403, 403),
    "editor": (401, 404, 403, YES, YES, 403, 404, 403, 403),
    "owner": (401, 404, 403, 403, YES, 403, 404, 403, 403),
    "staff of the region": (401, 403, 403, 403, 403, YES, 404, YES, YES),
    "the user whose it is": (401, 404, 404, 404, YES, 403, 403, 403, 403),
    "whose it is": (401, 404, 404, 404, YES, 404, 404, 404, 404),
    "staff whose it is": (401, 404, 403, 403, 403, YES, 404, YES, YES),
    "owner, or oneself": (401, 404, 403, 403, YES, 403, 404, 403, 403),
}
COMPANY = "/enterprises/<key:enterprise>"
PART, PLACE = f"{COMPANY}/<part:part>", "<int(max=9999):place>"
LIST = "/bureau/lists/<key:id>"
BUREAU = "/bureau/companies/<key:enterprise>"
TABLE = {
    "open": """
        GET /openapi.json, GET /programmes, GET /programmes/<id>, GET /graph, GET /metrics, GET /documents, GET /regions,
        POST /assessments, POST /plans, POST /awards, POST /questions, POST /unlocks, POST /calendars,
        POST /sessions/wechat, POST /sessions/staff, POST /sessions/refresh, GET /downloads/<string(length=43):token>,
        GET /wechat/push, POST /wechat/push""",
    "signed in": "GET /sessions, DELETE /sessions, DELETE /sessions/current, GET /me",
    "whose it is": "DELETE /sessions/<key:id>",
    "user": """
        PATCH /me, DELETE /me, PUT /me/phone, GET /me/export, GET /me/consents, POST /me/consents, POST /me/consents/withdrawals,
        GET /me/inbox, GET /me/subscriptions, POST /me/subscriptions, GET /claims, POST /claims, POST /invitations/accept""",
    "the user whose it is": "PATCH /me/inbox/<key:id>, GET /claims/<key:id>, DELETE /claims/<key:id>",
    "viewer or staff": f"""
        GET {COMPANY}, GET {COMPANY}/members, GET {COMPANY}/profile, GET {COMPANY}/profile/versions,
        GET {COMPANY}/profile/versions/<int(max=999999999):number>, POST {COMPANY}/assessments, POST {COMPANY}/plans,
        POST {COMPANY}/awards, POST {COMPANY}/calendars, GET {COMPANY}/titles, GET {PART}, POST {COMPANY}/tickets,
        GET {COMPANY}/calendar.ics, GET {COMPANY}/answers,
        GET {COMPANY}/answers/<key:id>""",
    "editor": f"PUT {COMPANY}/profile, POST {PART}, PUT {PART}/{PLACE}, DELETE {PART}/{PLACE}",
    "owner": f"""
        PUT {COMPANY}/members/<key:id>, GET {COMPANY}/invitations, POST {COMPANY}/invitations, DELETE {COMPANY}/invitations/<key:id>""",
    "owner, or oneself": f"DELETE {COMPANY}/members/<key:id>",
    "staff": """
        GET /bureau/claims, GET /bureau/companies, GET /bureau/statistics, GET /bureau/audit,
        GET /bureau/lists, POST /bureau/lists, POST /bureau/lists/joined,
        GET /bureau/jobs, POST /bureau/jobs, POST /bureau/imports""",
    "staff whose it is": f"""
        GET {BUREAU}, POST {BUREAU}/titles/confirm, POST {BUREAU}/titles/refuse, GET {BUREAU}/titles/decisions,
        GET {BUREAU}/notes, POST {BUREAU}/notes, DELETE {BUREAU}/notes/<key:id>""",
    "staff of the region": f"""
        GET {LIST}, DELETE {LIST}, POST {LIST}/moves, DELETE {LIST}/moves/<key:move>, POST {LIST}/sign, GET {LIST}/file,
        GET /bureau/claims/<key:id>, GET /bureau/claims/<key:id>/contact, GET /bureau/claims/<key:id>/evidence,
        POST /bureau/claims/<key:id>/confirm, POST /bureau/claims/<key:id>/refuse,
        POST /bureau/claims/<key:id>/reopen, GET /bureau/jobs/<key:id>,
        DELETE /bureau/jobs/<key:id>, POST /bureau/jobs/<key:id>/downloads, GET /bureau/imports/<key:id>/rows,
        POST /bureau/imports/<key:id>/commit, POST /bureau/imports/<key:id>/withdraw""",
}
LISTED = {route.strip(): rule for rule, routes in TABLE.items() for route in routes.split(",") if route.strip()}
BODIES = {
    f"POST {LIST}/moves": {"company": "x", "position": 1, "reason": "实地核查"},
    "PATCH /me/inbox/<key:id>": {"read": True},
    "POST /bureau/claims/<key:id>/refuse": {"reason": "缺章"},
    "POST /bureau/imports/<key:id>/commit": {},
}
PAGES = ("/", "/static", "/form", "/report", "/programmes", "/graph", "/docs", "/healthz", "/readyz", "/r")
EMPTY = "0" * 32


def filled(rule: str) -> str:
    return rule.replace("<part:part>", "projects").replace(PLACE, "0")


def routes(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1"):
            yield from (f"{method} {rule.rule.removeprefix('/api/v1')}" for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})


def test_every_route_is_listed_and_every_listed_route_is_there(tidu: World) -> None:
    assert set(routes(tidu.app)) == set(LISTED)


def test_every_address_outside_of_the_interface_is_a_known_page(tidu: World) -> None:
    rest = [rule for rule in tidu.app.url_map.iter_rules() if not rule.rule.startswith(("/api/v1", "/bureau"))]

    assert {f"/{rule.rule.split('/')[1].split('.')[0]}" for rule in rest} == set(PAGES)
    assert all({one.value for one in callers_of(tidu.app, rule.endpoint, "GET") or ()} == {"anyone"} for rule in rest)


def test_a_route_that_says_nothing_is_named(tidu: World) -> None:
    app = create_app(tidu.config)
    app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "", methods=["POST"])

    assert [*undeclared(app)] == ["POST /api/v1/forgotten"]
    assert app.test_client().post("/api/v1/forgotten").status_code == 401


@pytest.fixture(scope="module")
def gate(tidu: World) -> Iterator[Flask]:
    yield from gated(tidu)


def gated(tidu: World) -> Iterator[Flask]:
    """Yield the service with nothing behind its gate: whatever is let through is answered 299."""
    app = create_app(tidu.config, tidu.wechat)
    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = behind(view)
    yield app
    closed(app)


def behind(view: Any) -> Any:
    def let_through(**_: Any) -> Response:
        return Response(status=YES)

    for said in ("view_class", "callers"):
        if hasattr(view, said):
            setattr(let_through, said, getattr(view, said))
    return let_through


@pytest.fixture(scope="module")
def people(tidu: World, clerk: Person) -> tuple[Company, dict[str, Person]]:
    firm = company(tidu, clerk)
    members = {"anonymous": tidu.nobody, "stranger": tidu.user(), "owner": firm.owner, "county": clerk}
    members |= {role: joined(tidu, firm, role) for role in ("viewer", "editor")}
    regions = {"other_county": "cn-410422", "city": "cn-4104", "province": "cn-41"}
    return firm, members | {role: tidu.clerk(region) for role, region in regions.items()}


@pytest.fixture(scope="module")
def ids(people: tuple[Company, dict[str, Person]], clerk: Person) -> dict[str, str]:
    """Things that are the enterprise's, or its owner's."""
    firm, owner = people[0], people[0].owner
    save(owner, firm, profile(firm))
    job = people[1]["county"].post("/bureau/jobs", {"kind": "screening"}).get_json()["id"]
    return {
        "/sessions/": owner.tokens["session"]["id"],
        "/me/inbox/": owner.get("/me/inbox").get_json()["messages"][0]["id"],
        "/claims/": claim(owner).get_json()["id"],
        "/bureau/claims/": claim(owner).get_json()["id"],
        "/bureau/jobs/": job,
        "/bureau/imports/": job,
        "/bureau/lists/": clerk.post("/bureau/lists", {"library": "library-excellent-2026"}).get_json()["id"],
        f"{COMPANY}/members/": owner.id,
        f"{COMPANY}/invitations/": owner.post(f"/enterprises/{firm.id}/invitations", {"role": "viewer"}).get_json()["id"],
        f"{COMPANY}/answers/": owner.post(f"/enterprises/{firm.id}/awards", {}).get_json()["id"],
    }


@pytest.mark.parametrize("route", LISTED)
def test_a_route_is_for_those_whom_the_table_names(
    route: str, tidu: World, gate: Flask, people: tuple[Company, dict[str, Person]], ids: dict[str, str]
) -> None:
    method, rule = route.split()
    firm, callers = people
    address = rule.replace("<key:enterprise>", firm.id).replace("<int(max=999999999):number>", "1").replace("<id>", "sme-specialized")
    address = address.replace("<key:move>", EMPTY).replace("<key:id>", ids.get(rule.partition("<key:id>")[0], EMPTY))
    address = filled(address.replace("<string(length=43):token>", "x" * 43))
    expected = dict(zip(ROLES, RULES[LISTED[route]], strict=True))
    found = {}
    for role, status in expected.items():
        caller = Person(gate if status == YES else tidu.app, callers[role].tokens)
        found[role] = caller.call(method, address, BODIES.get(route)).status_code

    assert found == expected


@pytest.mark.parametrize("route", [route for route in LISTED if "<key:enterprise>" in route])
def test_an_enterprise_that_does_not_exist_is_as_one_that_is_not_yours(
    route: str, tidu: World, people: tuple[Company, dict[str, Person]]
) -> None:
    method, rule = route.split()
    rule = filled(rule.replace("<int(max=999999999):number>", "1").replace("<key:id>", EMPTY))
    address, yours = (rule.replace("<key:enterprise>", id) for id in (EMPTY, people[0].id))
    stranger = people[1]["stranger"]

    assert stranger.call(method, address).data == stranger.call(method, yours).data
