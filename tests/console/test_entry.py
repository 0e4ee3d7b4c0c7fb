"""Logging in to the console, staying, leaving; who is let in."""

from collections.abc import Callable

import pyotp
import pytest
from werkzeug.test import TestResponse

from tests.accounts.world import World
from tests.console.conftest import ORIGIN, Desk, sits_down

Desks = Callable[..., Desk]


def enter(tidu: World, headers: dict[str, str] = ORIGIN, **changes: str) -> TestResponse:
    made = tidu.staff("cn-410421")
    said = {"name": made.staff.account, "password": made.password, "totp": pyotp.TOTP(made.secret).now(), **changes}
    return tidu.app.test_client().post("/bureau/login", data=said, headers=headers)


def test_a_stranger_is_led_to_the_login_and_from_there_to_the_page_wanted(tidu: World) -> None:
    led = tidu.app.test_client().get("/bureau/companies?sort=name")
    entered = enter(tidu, next="/bureau/companies?sort=name")

    assert (led.status_code, led.headers["Location"]) == (303, "/bureau/login?next=/bureau/companies?sort%3Dname")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/bureau/companies?sort=name")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/bureau", "//evil.example/bureau", "/report", "/bureau/logout", "/bureau\\..", "x"]
)
def test_the_login_leads_nowhere_but_into_the_console(tidu: World, elsewhere: str) -> None:
    assert enter(tidu, next=elsewhere).headers["Location"] == "/bureau"


def test_a_wrong_second_factor_is_refused_in_words(tidu: World) -> None:
    refused = enter(tidu, totp="000000")

    assert refused.status_code == 401
    assert "账号、密码或动态码不对" in refused.text
    assert "Set-Cookie" not in refused.headers


def test_fields_left_blank_are_named(tidu: World) -> None:
    refused = enter(tidu, password="", totp="12")

    assert refused.status_code == 422
    assert refused.text.count('aria-invalid="true"') == 2


def test_too_many_attempts_wait(tidu: World) -> None:
    made = tidu.staff("cn-410421")
    said = {"name": made.staff.account, "password": "x" * 12, "totp": "123456"}
    found = [tidu.app.test_client().post("/bureau/login", data=said, headers=ORIGIN).status_code for _ in range(6)]

    assert found == [401] * 5 + [429]


def test_the_cookie_opens_pages_and_not_the_interface(tidu: World, desk: Desks) -> None:
    own = desk()

    assert "宝丰县概览" in own.get("/bureau").text
    assert own.client.get("/api/v1/bureau/companies").status_code == 401


def test_a_token_of_the_interface_opens_no_page(tidu: World) -> None:
    token = tidu.clerk("cn-410421").tokens["access_token"]

    assert tidu.app.test_client().get("/bureau", headers={"Authorization": f"Bearer {token}"}).status_code == 303
    assert tidu.app.test_client().get("/bureau", headers={"Cookie": f"console={token}"}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", **ORIGIN},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_does_nothing(tidu: World, desk: Desks, headers: dict[str, str]) -> None:
    own = desk()

    assert own.post("/bureau/logout", headers=headers).status_code == 403
    assert own.client.get("/bureau").status_code == 200
    assert enter(tidu, headers=headers).status_code == 403


def test_whoever_leaves_is_out_at_once(tidu: World) -> None:
    own = sits_down(tidu, "cn-410421")
    page = own.done("/bureau/logout")

    assert "已退出登录" in page.text
    assert own.client.get("/bureau").status_code == 303


def test_a_page_part_asks_to_log_in_where_the_session_has_ended(tidu: World) -> None:
    answer = tidu.app.test_client().get("/bureau", headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/bureau/login")


def test_pages_of_the_console_are_kept_nowhere(desk: Desks) -> None:
    answer = desk().client.get("/bureau")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
