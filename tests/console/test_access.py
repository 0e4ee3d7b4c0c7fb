"""Who may open which page of the console: every route × every role, and nothing that is not listed here."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.accounts.test_access import YES, gated
from tests.accounts.world import Company, Person, World, claim, company
from tests.console.conftest import ORIGIN, Desk

LOGIN = 303
ROLES = ("anonymous", "owner", "county", "other_county", "city", "province")
RULES = {
    "anyone": (YES,) * 6,
    "staff": (LOGIN, LOGIN, YES, YES, YES, YES),
    "staff whose it is": (LOGIN, LOGIN, YES, 404, YES, YES),
}
TABLE = {
    "anyone": "GET /bureau/login, POST /bureau/login",
    "staff": """
        GET /bureau, POST /bureau/logout, GET /bureau/companies, GET /bureau/companies/file, GET /bureau/claims,
        GET /bureau/claims/<key:id>, GET /bureau/claims/<key:id>/evidence, POST /bureau/claims/<key:id>/contact,
        POST /bureau/claims/<key:id>/confirm, POST /bureau/claims/<key:id>/refuse, POST /bureau/claims/<key:id>/reopen,
        GET /bureau/programmes,
        GET /bureau/programmes/graph.json, GET /bureau/imports, POST /bureau/imports, GET /bureau/imports/template,
        GET /bureau/imports/<key:id>, POST /bureau/imports/<key:id>/commit, POST /bureau/imports/<key:id>/withdraw,
        GET /bureau/imports/<key:id>/rows/<int:row>,
        GET /bureau/jobs, GET /bureau/jobs/new, POST /bureau/jobs/new, GET /bureau/jobs/<key:id>, GET /bureau/jobs/<key:id>/progress,
        POST /bureau/jobs/<key:id>/cancel, GET /bureau/jobs/<key:id>/result, GET /bureau/audit, GET /bureau/account,
        POST /bureau/account/sessions/<key:id>/end, POST /bureau/account/sessions/end, GET /bureau/account/password,
        POST /bureau/account/password, GET /bureau/account/totp, POST /bureau/account/totp, GET /bureau/staff, GET /bureau/staff/new,
        POST /bureau/staff/new, GET /bureau/staff/<key:id>/<what>, POST /bureau/staff/<key:id>/<what>, GET /bureau/lists,
        GET /bureau/lists/new, POST /bureau/lists/new, GET /bureau/lists/new/sum, GET /bureau/lists/drawing/<key:id>,
        GET /bureau/lists/join, POST /bureau/lists/join, GET /bureau/lists/<key:id>, GET /bureau/lists/<key:id>/file/<kind>,
        POST /bureau/lists/<key:id>/moves, POST /bureau/lists/<key:id>/moves/<key:move>/undo, GET /bureau/lists/<key:id>/sign,
        POST /bureau/lists/<key:id>/sign, GET /bureau/lists/<key:id>/drop, POST /bureau/lists/<key:id>/drop,
        POST /bureau/lists/<key:id>/restore""",
    "staff whose it is": """
        GET /bureau/companies/<key:enterprise>, GET /bureau/companies/<key:enterprise>/report,
        GET /bureau/companies/<key:enterprise>/versions, POST /bureau/companies/<key:enterprise>/titles/confirm,
        POST /bureau/companies/<key:enterprise>/titles/refuse, POST /bureau/companies/<key:enterprise>/notes,
        POST /bureau/companies/<key:enterprise>/notes/<key:id>/remove,
        POST /bureau/companies/<key:enterprise>/notes/<key:id>/restore""",
}
LISTED = {route.strip(): rule for rule, routes in TABLE.items() for route in routes.split(",") if route.strip()}


def routes(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/bureau"):
            yield from (f"{method} {rule.rule}" for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})


def test_every_page_is_listed_and_every_listed_page_is_there(tidu: World) -> None:
    assert set(routes(tidu.app)) == set(LISTED)


@pytest.fixture(scope="module")
def gate(tidu: World) -> Iterator[Flask]:
    yield from gated(tidu)


@pytest.fixture(scope="module")
def people(tidu: World, clerk: Person, desk: Callable[..., Desk]) -> tuple[Company, dict[str, dict[str, str]]]:
    """An enterprise of Baofeng county, and the headers of each who asks."""
    firm = company(tidu, clerk)
    regions = {"county": "cn-410421", "other_county": "cn-410422", "city": "cn-4104", "province": "cn-41"}
    cookies = {role: desk(region).client.get_cookie("console", path="/bureau") for role, region in regions.items()}
    told = {role: {"Cookie": f"console={cookie.value}"} for role, cookie in cookies.items() if cookie}
    return firm, {"anonymous": {}, "owner": {"Authorization": f"Bearer {firm.owner.tokens['access_token']}"}, **told}


@pytest.mark.parametrize("route", LISTED)
def test_a_page_is_for_those_whom_the_table_names(route: str, gate: Flask, people: tuple[Company, dict[str, dict[str, Any]]]) -> None:
    method, rule = route.split()
    firm, callers = people
    address = re.sub("<key:[a-z]+>", "0" * 32, rule.replace("<key:enterprise>", firm.id))
    address = address.replace("<int:row>", "2").replace("<what>", "end").replace("<kind>", "xlsx")
    found = {
        role: gate.test_client(use_cookies=False).open(address, method=method, headers={**ORIGIN, **headers}).status_code
        for role, headers in callers.items()
    }

    assert found == dict(zip(ROLES, RULES[LISTED[route]], strict=True))


@pytest.fixture(scope="module")
def county(tidu: World, clerk: Person, desk: Callable[..., Desk]) -> dict[str, str]:
    """What is the county's, or its clerk's: the id of one of each kind that addresses name."""
    job = clerk.post("/bureau/jobs", {"kind": "screening"}).get_json()["id"]
    drawn = clerk.post("/bureau/lists", {"library": "library-excellent-2026"}).get_json()["id"]
    claimed = claim(company(tidu, clerk).owner).get_json()["id"]
    session = clerk.get("/sessions").get_json()["sessions"][0]["id"]
    kinds = {"claims": claimed, "imports": job, "jobs": job, "lists": drawn, "lists/drawing": job, "staff": clerk.id}
    return {f"/bureau/{kind}/": id for kind, id in {**kinds, "account/sessions": session}.items()}


NOT_YET = ("imports/<key:id>", "rows/<int:row>", "drawing/<key:id>", "result")  # the job is a screening that waits


@pytest.mark.parametrize("route", [route for route in LISTED if "<key:id>" in route and "<key:enterprise>" not in route])
def test_what_a_county_has_is_not_there_for_the_next_county(route: str, county: dict[str, str], desk: Callable[..., Desk]) -> None:
    method, rule = route.split()
    address = rule.replace("<key:id>", county[rule.partition("<key:id>")[0]]).replace("<key:move>", "0" * 32)
    address = address.replace("<int:row>", "2").replace("<what>", "end").replace("<kind>", "xlsx")
    said = {"reason": "缺章", "version": "1", "own_password": "x" * 12, "totp": "000000", "company": "x", "position": "1"}
    answer = desk("cn-410422").client.open(address, method=method, headers=ORIGIN, data=said if method == "POST" else None)
    above = desk("cn-4104").client.get(address).status_code if method == "GET" else None

    assert answer.status_code == 404
    assert above != 404 or route.endswith(NOT_YET)
