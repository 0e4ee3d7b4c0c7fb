"""The report page of a stored company: a ticket opens it once, a cookie keeps it open there and nowhere else."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.web.resources.report_page import COOKIE
from tests.accounts.test_profiles import profile, save
from tests.accounts.world import Company, Person, World, joined


@pytest.fixture
def stored(firm: Company) -> Company:
    save(firm.owner, firm, profile(firm))
    return firm


def ticket(person: Person, firm: Company) -> str:
    found = person.post(f"/enterprises/{firm.id}/tickets")
    assert (found.status_code, found.json["expires_in"], found.headers["Cache-Control"]) == (201, 60, "no-store")
    return found.json["address"]


def test_a_ticket_is_exchanged_for_a_cookie_that_works_on_that_page_alone(tidu: World, stored: Company) -> None:
    web_view = tidu.app.test_client()
    opened = web_view.get(ticket(stored.owner, stored))
    page = web_view.get(opened.headers["Location"])
    cookie = opened.headers["Set-Cookie"]

    assert (opened.status_code, page.status_code) == (303, 200)
    assert "示例电气有限公司" in page.text
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", f"Path=/r/of/{stored.id}", "Max-Age=1800"))
    assert page.headers["Cache-Control"] == "no-store"
    assert web_view.get("/api/v1/me").status_code == 401


def test_a_ticket_works_once_even_if_many_come_at_the_same_time(tidu: World, stored: Company) -> None:
    address = ticket(stored.owner, stored)
    with ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(lambda _: tidu.app.test_client().get(address).status_code, range(6)))

    assert found == [303, 410, 410, 410, 410, 410]


def test_a_look_at_the_head_spends_no_ticket(tidu: World, stored: Company) -> None:
    address = ticket(stored.owner, stored)
    tidu.app.test_client().head(address)

    assert tidu.app.test_client().get(address).status_code == 303


def test_a_ticket_lasts_a_minute_and_only_its_hash_is_kept(tidu: World, stored: Company) -> None:
    store = tidu.app.extensions["tidu.sessions"].store
    before = set(store.keys("ticket:*"))
    address = ticket(stored.owner, stored)
    [key] = set(store.keys("ticket:*")) - before

    assert 55 <= store.ttl(key) <= 60
    assert address.removeprefix("/r/") not in key + store.get(key)
    store.expire(key, 0)
    assert tidu.app.test_client().get(address).status_code == 410


def test_the_cookie_of_one_company_opens_no_other(tidu: World, stored: Company, clerk: Person) -> None:
    from tests.accounts.world import company

    other = company(tidu, clerk)
    save(other.owner, other, profile(other))
    web_view = tidu.app.test_client()
    web_view.get(ticket(stored.owner, stored))
    cookie = web_view.get_cookie(COOKIE, path=f"/r/of/{stored.id}")
    assert cookie
    web_view.set_cookie(COOKIE, cookie.value, path="/")

    assert web_view.get(f"/r/of/{other.id}").status_code == 410
    assert tidu.app.test_client().get(f"/r/of/{stored.id}").status_code == 410


@pytest.mark.parametrize("how", ["session", "membership"])
def test_the_page_closes_when_the_session_or_the_membership_ends(tidu: World, stored: Company, how: str) -> None:
    viewer, web_view = joined(tidu, stored, "viewer"), tidu.app.test_client()
    page = web_view.get(ticket(viewer, stored)).headers["Location"]
    opened = web_view.get(page).status_code
    if how == "session":
        viewer.delete("/sessions/current")
    else:
        stored.owner.delete(f"/enterprises/{stored.id}/members/{viewer.id}")

    assert (opened, web_view.get(page).status_code) == (200, 410)


def test_staff_open_the_report_of_a_company_of_their_region(tidu: World, stored: Company, clerk: Person) -> None:
    web_view = tidu.app.test_client()

    assert web_view.get(web_view.get(ticket(clerk, stored)).headers["Location"]).status_code == 200


def test_a_company_without_a_profile_has_no_report(firm: Company) -> None:
    found: Any = firm.owner.post(f"/enterprises/{firm.id}/tickets")

    assert (found.status_code, found.json["code"]) == (409, "no_profile")
