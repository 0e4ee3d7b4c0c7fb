"""Who may open which page of the console: every route × every role, and nothing that is not listed here."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from api.web.app import create_app
from tests.accounts.test_access import YES, behind
from tests.accounts.world import Company, Person, World, closed, company
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
    "staff": "GET /bureau, POST /bureau/logout, GET /bureau/companies, GET /bureau/companies/file, "
    "GET /bureau/claims, GET /bureau/claims/<key:id>, GET /bureau/claims/<key:id>/evidence, POST /bureau/claims/<key:id>/contact, "
    "POST /bureau/claims/<key:id>/confirm, POST /bureau/claims/<key:id>/refuse, GET /bureau/programmes, GET /bureau/programmes/graph.json",
    "staff whose it is": ", ".join(
        (
            "GET /bureau/companies/<key:enterprise>",
            "GET /bureau/companies/<key:enterprise>/report",
            "GET /bureau/companies/<key:enterprise>/versions",
            "POST /bureau/companies/<key:enterprise>/titles/confirm",
            "POST /bureau/companies/<key:enterprise>/titles/refuse",
            "POST /bureau/companies/<key:enterprise>/notes",
            "POST /bureau/companies/<key:enterprise>/notes/<key:id>/remove",
            "POST /bureau/companies/<key:enterprise>/notes/<key:id>/restore",
        )
    ),
}
DESK_WORK = """
    GET /bureau/imports, POST /bureau/imports, GET /bureau/imports/template,
    GET /bureau/imports/<key:id>, POST /bureau/imports/<key:id>/commit,
    GET /bureau/imports/<key:id>/rows/<int:row>, GET /bureau/jobs, GET /bureau/jobs/new, POST /bureau/jobs/new, GET /bureau/jobs/<key:id>,
    GET /bureau/jobs/<key:id>/progress, POST /bureau/jobs/<key:id>/cancel, GET /bureau/jobs/<key:id>/result, GET /bureau/audit,
    GET /bureau/account, POST /bureau/account/sessions/<key:id>/end, POST /bureau/account/sessions/end, GET /bureau/account/password,
    POST /bureau/account/password, GET /bureau/account/totp, POST /bureau/account/totp, GET /bureau/staff, GET /bureau/staff/new,
    POST /bureau/staff/new, GET /bureau/staff/<key:id>/<what>, POST /bureau/staff/<key:id>/<what>
"""
TABLE["staff"] += "," + DESK_WORK
DESK_LISTS = """
    GET /bureau/lists, GET /bureau/lists/new, POST /bureau/lists/new, GET /bureau/lists/new/sum, GET /bureau/lists/drawing/<key:id>,
    GET /bureau/lists/join, POST /bureau/lists/join, GET /bureau/lists/<key:id>, GET /bureau/lists/<key:id>/file/<kind>,
    POST /bureau/lists/<key:id>/moves, POST /bureau/lists/<key:id>/moves/<key:move>/undo, GET /bureau/lists/<key:id>/sign,
    POST /bureau/lists/<key:id>/sign, GET /bureau/lists/<key:id>/drop, POST /bureau/lists/<key:id>/drop, POST /bureau/lists/<key:id>/restore
"""
TABLE["staff"] += "," + DESK_LISTS
LISTED = {route.strip(): rule for rule, routes in TABLE.items() for route in routes.split(",") if route.strip()}


def routes(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/bureau"):
            yield from (f"{method} {rule.rule}" for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})


def test_every_page_is_listed_and_every_listed_page_is_there(tidu: World) -> None:
    assert set(routes(tidu.app)) == set(LISTED)


@pytest.fixture(scope="module")
def gate(tidu: World) -> Iterator[Flask]:
    """The service with nothing behind its gate: whatever is let through is answered 299."""
    app = create_app(tidu.config, tidu.wechat)
    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = behind(view)
    yield app
    closed(app)


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
