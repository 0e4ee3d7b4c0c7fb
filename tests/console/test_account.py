"""One's own account in the console: sessions, the password, the second factor."""

import pyotp

from api.console.account import device_text
from tests.accounts.world import World
from tests.console.conftest import ORIGIN, Desk, proof, sits_down
from tests.pages.markup import Page

LONG = "correct-horse-battery"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36 Edg/129.0"


def again(tidu: World, own: Desk) -> Desk:
    """Log in once more from elsewhere."""
    proof(tidu, own)
    found = Desk(tidu.app.test_client(), own.made)
    said = {"name": own.made.staff.account, "password": own.made.password, "totp": pyotp.TOTP(own.made.secret).now()}
    assert found.post("/bureau/login", **said).status_code == 303
    return found


def test_one_session_is_ended_and_the_current_one_stays(tidu: World) -> None:
    own = sits_down(tidu, "cn-410421")
    other = again(tidu, own)
    (address,) = (
        one["action"] for one in own.get("/bureau/account").having("form") if "/sessions/" in one["action"] and "s/end" not in one["action"]
    )
    page = own.done(address)

    assert "登录中的会话1个" in page.text
    assert other.client.get("/bureau").status_code == 303


def test_all_other_sessions_are_ended(tidu: World) -> None:
    own = sits_down(tidu, "cn-410421")
    others = [again(tidu, own), again(tidu, own)]
    own.done("/bureau/account/sessions/end")

    assert [one.client.get("/bureau").status_code for one in (own, *others)] == [200, 303, 303]


def test_the_session_of_somebody_else_is_not_there(tidu: World) -> None:
    own, other = sits_down(tidu, "cn-410421"), sits_down(tidu, "cn-410421")
    foreign = tidu.app.extensions["tidu.sessions"].all_of("staff", other.made.staff.id)[0].id

    assert own.post(f"/bureau/account/sessions/{foreign}/end").status_code == 404
    assert other.client.get("/bureau").status_code == 200


def test_the_password_is_changed_with_proof_and_other_sessions_end(tidu: World) -> None:
    own = sits_down(tidu, "cn-410421")
    other = again(tidu, own)
    page = own.done("/bureau/account/password", password=LONG, again=LONG, **proof(tidu, own))
    proof(tidu, own)
    said = {"name": own.made.staff.account, "totp": pyotp.TOTP(own.made.secret).now()}
    enter = [
        tidu.app.test_client().post("/bureau/login", data={**said, "password": one}, headers=ORIGIN) for one in (own.made.password, LONG)
    ]

    assert "密码已修改" in page.text
    assert [one.status_code for one in enter] == [401, 303]
    assert other.client.get("/bureau").status_code == 303


def test_a_bad_new_password_is_told_at_its_field(tidu: World) -> None:
    own = sits_down(tidu, "cn-410421")
    rest = proof(tidu, own)
    short = Page(own.post("/bureau/account/password", password="short", again="short", **rest).text)
    different = Page(own.post("/bureau/account/password", password=LONG, again=LONG + "x", **rest).text)
    same = Page(own.post("/bureau/account/password", password=own.made.password, again=own.made.password, **rest).text)

    assert "12" in short.within["fault-password"]
    assert "不一致" in different.within["fault-again"]
    assert "相同" in same.within["fault-password"]


def test_a_wrong_proof_changes_nothing(tidu: World) -> None:
    own = sits_down(tidu, "cn-410421")
    answer = own.post("/bureau/account/totp", own_password="wrong-password", totp="000000")

    assert answer.status_code == 401
    assert "secret" not in Page(answer.text).within


def test_the_second_factor_is_renewed_and_shown_once(tidu: World) -> None:
    own = sits_down(tidu, "cn-410421")
    said = proof(tidu, own)
    text = own.post("/bureau/account/totp", **said).text
    page = Page(text)
    key = page.within["secret"].replace(" ", "")

    assert own.post("/bureau/account/totp", **said).status_code == 401
    assert f"{key[:4]} {key[4:8]} " in text
    assert f"secret={key}" in page.within["otpauth"]
    proof(tidu, own)
    entered = {"name": own.made.staff.account, "password": own.made.password, "totp": pyotp.TOTP(key).now()}
    assert tidu.app.test_client().post("/bureau/login", data=entered, headers=ORIGIN).status_code == 303


def test_a_browser_is_told_in_a_word() -> None:
    assert device_text(AGENT) == "Edge，Windows"
    assert device_text("") == "未知设备"
