"""The message push of WeChat: what it says of grants, phone numbers and accounts is kept; nobody else is believed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from api.accounts.users import first_identity
from api.fake_wechat.sender import Sender
from api.fake_wechat.world import APPID
from api.web.app import create_app
from tests.accounts.world import COUNT, Person, World, closed
from tests.wechat.conftest import PUSH_KEY, PUSH_TOKEN

TEMPLATE = "template-of-pushes"
ADDRESS = "/api/v1/wechat/push"
SENDER = Sender("", APPID, PUSH_TOKEN, PUSH_KEY)


@pytest.fixture(scope="module")
def pushed(tidu: World) -> Iterator[World]:
    app = create_app(tidu.config, replace(tidu.wechat, push_token=PUSH_TOKEN, push_key=PUSH_KEY))
    yield replace(tidu, app=app)
    closed(app)


def openid(tidu: World, person: Person) -> str:
    with tidu.stored() as session:
        return first_identity(session, person.id).openid


def send(tidu: World, message: dict[str, Any], **changes: str) -> Any:
    query, body = SENDER.sealed(message)
    return tidu.app.test_client().post(ADDRESS, query_string={**query, **changes}, data=body, content_type="application/json")


def event(tidu: World, person: Person, name: str, answer: str) -> dict[str, Any]:
    import time

    entry = {"TemplateId": TEMPLATE, "SubscribeStatusString": answer, "PopupScene": "0"}
    return SENDER.about(name, openid(tidu, person), [entry], int(time.time()))


def left(person: Person) -> list[int]:
    return [one["remaining"] for one in person.get("/me/subscriptions").json["subscriptions"]]


def test_the_address_answers_the_verification_of_wechat_verbatim(pushed: World) -> None:
    query = SENDER.verification()
    found = pushed.app.test_client().get(ADDRESS, query_string=query)
    wrong = pushed.app.test_client().get(ADDRESS, query_string={**query, "signature": "0" * 40})

    assert (found.text, found.mimetype) == (query["echostr"], "text/plain")
    assert (wrong.status_code, wrong.json["code"]) == (403, "push_refused")


def test_a_tap_counts_once_though_both_report_it_and_wechat_sends_it_twice(pushed: World) -> None:
    person = replace(pushed.user(), app=pushed.app)
    message = event(pushed, person, "subscribe_msg_popup_event", "accept")
    answers = [send(pushed, message).text for _ in range(2)]
    person.post("/me/subscriptions", {"template": TEMPLATE, "accepted": True})

    assert answers == ["success", "success"]
    assert left(person) == [1]


def test_who_refuses_in_the_settings_of_wechat_has_no_grant_left(pushed: World) -> None:
    person = replace(pushed.user(), app=pushed.app)
    send(pushed, event(pushed, person, "subscribe_msg_popup_event", "accept"))
    send(pushed, event(pushed, person, "subscribe_msg_change_event", "reject"))

    assert left(person) == [0]


def test_what_wechat_did_not_sign_changes_nothing(pushed: World) -> None:
    person = replace(pushed.user(), app=pushed.app)
    found = send(pushed, event(pushed, person, "subscribe_msg_popup_event", "accept"), msg_signature="0" * 40)

    assert (found.status_code, found.json["code"]) == (403, "push_refused")
    assert left(person) == []


def test_who_closes_the_wechat_account_leaves(pushed: World) -> None:
    person = replace(pushed.user(), app=pushed.app)
    message = {"MsgType": "event", "Event": "user_authorization_cancellation", "OpenID": openid(pushed, person), "AppID": APPID}

    assert send(pushed, message).text == "success"
    assert person.get("/me").status_code == 401


def test_a_phone_number_taken_back_is_forgotten(pushed: World) -> None:
    name = f"phoned{next(COUNT)}"
    person = replace(pushed.user(name), app=pushed.app)
    person.put("/me/phone", {"code": pushed.fake.world.code(name, "phone")})
    had = person.get("/me").json["phone"]
    message = {"MsgType": "event", "Event": "user_authorization_revoke", "OpenID": openid(pushed, person), "RevokeInfo": "8"}
    send(pushed, message)

    assert had
    assert person.get("/me").json["phone"] is None


def test_of_users_whom_we_do_not_know_nothing_is_kept(pushed: World) -> None:
    message = SENDER.about("subscribe_msg_popup_event", "nobody", [{"TemplateId": TEMPLATE, "SubscribeStatusString": "accept"}], 1)

    assert send(pushed, message).text == "success"


def test_without_settings_the_push_is_off(tidu: World) -> None:
    assert tidu.app.test_client().post(ADDRESS, data=b"{}").status_code == 403
