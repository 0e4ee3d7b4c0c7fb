"""Sessions: tokens that work once or for a while, and end at once."""

import time
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
import redis

from api.accounts import staff
from api.accounts.staff import STEP
from api.storage.database import WRITES, db
from tests.accounts.world import Person, World


def refresh(tidu: World, token: str) -> object:
    return tidu.nobody.post("/sessions/refresh", {"refresh_token": token})


def test_the_same_openid_is_the_same_user(tidu: World) -> None:
    assert tidu.user("a").id == tidu.user("a").id != tidu.user("b").id


def test_two_first_logins_at_the_same_time_make_one_user(tidu: World) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = [*pool.map(lambda _: tidu.user("racing").id, range(6))]
    assert len(set(found)) == 1


def test_only_the_hash_of_a_token_is_kept(tidu: World, redis_url: str) -> None:
    tokens = tidu.user().tokens
    with redis.from_url(redis_url, decode_responses=True) as store:
        kept = " ".join([*store.keys(), *(str(store.hgetall(key)) for key in store.keys("session:*"))])

    assert tokens["access_token"] not in kept
    assert tokens["refresh_token"] not in kept


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer x", "Basic abc", "Bearer " + "x" * 5000, "Bearer Ä"])
def test_a_token_that_is_none_is_refused(tidu: World, said: str) -> None:
    found = tidu.nobody.get("/sessions", headers={"Authorization": said})

    assert (found.status_code, found.json["code"], found.headers["WWW-Authenticate"]) == (401, "not_signed_in", "Bearer")


def test_a_refresh_gives_new_tokens_and_ends_the_old_ones(tidu: World) -> None:
    old = tidu.user()
    new = refresh(tidu, old.tokens["refresh_token"]).json

    assert old.get("/sessions").status_code == 401
    assert Person(tidu.app, new).get("/sessions").status_code == 200


def test_a_refresh_token_that_comes_twice_ends_the_session(tidu: World) -> None:
    old = tidu.user()
    new = refresh(tidu, old.tokens["refresh_token"]).json
    again = refresh(tidu, old.tokens["refresh_token"])

    assert (again.status_code, again.json["code"]) == (401, "session_ended")
    assert Person(tidu.app, new).get("/sessions").status_code == 401
    assert refresh(tidu, new["refresh_token"]).status_code == 401


def test_of_many_refreshes_at_the_same_time_one_succeeds(tidu: World) -> None:
    token = tidu.user().tokens["refresh_token"]
    with ThreadPoolExecutor(6) as pool:
        found = [*pool.map(lambda _: refresh(tidu, token).status_code, range(6))]

    assert sorted(found) == [201, 401, 401, 401, 401, 401]


def test_an_access_token_is_no_refresh_token(tidu: World) -> None:
    tokens = tidu.user().tokens

    assert refresh(tidu, tokens["access_token"]).status_code == 401
    assert Person(tidu.app, {"access_token": tokens["refresh_token"]}).get("/sessions").status_code == 401


def test_one_sees_one_s_own_sessions_and_ends_them(tidu: World) -> None:
    phone, other = tidu.user("two"), tidu.user("two")
    listed = phone.get("/sessions").json["sessions"]
    [current] = [one for one in listed if one["current"]]
    [rest] = [one for one in listed if not one["current"]]

    assert current["id"] == phone.tokens["session"]["id"]
    assert phone.delete(f"/sessions/{rest['id']}").status_code == 204
    assert other.get("/sessions").status_code == 401
    assert phone.delete(f"/sessions/{rest['id']}").status_code == 404
    assert phone.delete("/sessions/current").status_code == 204
    assert phone.get("/sessions").status_code == 401


def test_nobody_ends_the_session_of_another(tidu: World) -> None:
    one, other = tidu.user(), tidu.user()

    assert one.delete(f"/sessions/{other.tokens['session']['id']}").status_code == 404
    assert other.get("/sessions").status_code == 200


def test_all_sessions_end_at_once(tidu: World) -> None:
    one, other = tidu.user("all"), tidu.user("all")

    assert one.delete("/sessions").status_code == 204
    assert [person.get("/sessions").status_code for person in (one, other)] == [401, 401]
    assert refresh(tidu, other.tokens["refresh_token"]).status_code == 401


def test_staff_log_in_with_both_factors(tidu: World) -> None:
    assert tidu.clerk("cn-410421").get("/sessions").status_code == 200


@pytest.mark.parametrize("changes", [{"password": "wrong password"}, {"totp": "000000"}, {"name": "nobody-of-this-name"}])
def test_whatever_is_wrong_the_refusal_is_the_same(tidu: World, changes: dict[str, str]) -> None:
    found = tidu.login(tidu.staff("cn-410421"), **changes)

    assert (found.status_code, found.json["code"], found.json["detail"]) == (
        401,
        "bad_credentials",
        "账号、密码或动态码不对；动态码只能用一次",
    )


def test_a_one_time_password_works_once(tidu: World) -> None:
    made = tidu.staff("cn-410421")
    code = pyotp.TOTP(made.secret).now()
    with ThreadPoolExecutor(4) as pool:
        found = [*pool.map(lambda _: tidu.login(made, totp=code).status_code, range(4))]

    assert sorted(found) == [201, 401, 401, 401]


def test_whoever_tries_passwords_keeps_no_writer_waiting(tidu: World, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, held = staff._right_password, []

    def watched(*of: str) -> bool:
        held.append((db.session.info.get(WRITES, False), db.session.in_transaction()))
        return slow(*of)

    monkeypatch.setattr(staff, "_right_password", watched)
    assert tidu.login(tidu.staff("cn-410421"), password="wrong password").status_code == 401
    assert held == [(False, False)]


def test_an_older_one_time_password_does_not_work_after_a_newer(tidu: World) -> None:
    made = tidu.staff("cn-410421")
    codes = pyotp.TOTP(made.secret)

    assert tidu.login(made, totp=codes.at(time.time() + STEP)).status_code == 201
    assert tidu.login(made, totp=codes.at(time.time())).status_code == 401


def test_after_five_failures_even_the_right_password_waits(tidu: World) -> None:
    made = tidu.staff("cn-410421")
    failed = [tidu.login(made, password="wrong password").status_code for _ in range(5)]
    found = tidu.login(made)

    assert failed == [401] * 5
    assert (found.status_code, found.json["code"]) == (429, "too_many_attempts")
    assert 0 < int(found.headers["Retry-After"]) <= 900


def test_an_account_that_was_ended_cannot_log_in_and_its_sessions_stop(tidu: World) -> None:
    from api.accounts.staff import end_staff
    from api.storage.database import writing

    made = tidu.staff("cn-410421")
    person = Person(tidu.app, tidu.login(made).get_json())
    with tidu.app.app_context(), writing() as session:
        end_staff(session, made.staff.account)

    assert person.get("/sessions").status_code == 401
    assert tidu.login(made, totp=pyotp.TOTP(made.secret).at(time.time() + STEP)).status_code == 401


def test_sessions_that_are_over_are_not_listed(tidu: World) -> None:
    first, second = tidu.user("over"), tidu.user("over")
    tidu.app.extensions["tidu.sessions"].store.delete(f"session:{first.tokens['session']['id']}")

    assert [one["id"] for one in second.get("/sessions").json["sessions"]] == [second.tokens["session"]["id"]]
    assert first.get("/sessions").status_code == 401
