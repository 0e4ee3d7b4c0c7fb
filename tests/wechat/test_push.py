"""The message push: the documents' own vectors, both forms of body, and everything that must not be believed."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import redis

from api.fake_wechat.sender import Sender
from api.fake_wechat.world import APPID
from api.storage.valkey import connect
from api.wechat.config import WeChatConfig
from api.wechat.crypto import is_signed, seal, signature, unseal
from api.wechat.errors import PushRefused, PushRepeated, Unavailable
from api.wechat.events import (
    PHONE_NUMBER,
    Accepted,
    Cancelled,
    Declined,
    Delivered,
    Event,
    InfoModified,
    Other,
    Revoked,
    Unsubscribed,
    read_events,
)
from api.wechat.push import WINDOW, Push, open_push
from tests.wechat.conftest import PUSH_KEY, PUSH_TOKEN, TEMPLATE

DOC_APPID = "wxba5fad812f8e6fb9"
DOC_SEALED = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7v"
    "JVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOc"
    "fBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
DOC_REPLY = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
NOW = 1714112445
Make = Callable[..., Push]


@pytest.fixture
def make(store: redis.Redis) -> Make:
    config = WeChatConfig(APPID, "secret", PUSH_TOKEN, PUSH_KEY)
    return lambda **change: Push(replace(config, **change), store, lambda: NOW)


@pytest.fixture(params=["json", "xml"])
def sender(request: pytest.FixtureRequest) -> Sender:
    return Sender("http://unused", APPID, PUSH_TOKEN, PUSH_KEY, request.param)


def tap(sender: Sender, *answers: str) -> dict[str, object]:
    entries = [{"TemplateId": f"{TEMPLATE}-{at}", "SubscribeStatusString": answer} for at, answer in enumerate(answers)]
    return sender.about("subscribe_msg_popup_event", "openid-wang", entries, NOW)


def received(push: Push, query: dict[str, str], body: bytes) -> tuple[Event, ...]:
    with push.receive(query, body) as events:
        return events


@pytest.mark.parametrize(
    ("expected", "parts"),
    [
        ("f464b24fc39322e44b38aa78f5edd27bd1441696", ("AAAAA", "1714036504", "1514711492")),
        ("899cf89e464efb63f54ddac96b0a0a235f53aa78", ("AAAAA", "1714037059", "486452656")),
        ("6c5c811b55cc85e0e1b54100749188c20beb3f5d", ("AAAAA", "1714112445", "415670741")),
        ("046e02f8204d34f8ba5fa3b1db94908f3df2e9b3", ("AAAAA", "1714112445", "415670741", DOC_SEALED)),
        ("1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1", ("AAAAA", "1713424427", "415670741", DOC_REPLY)),
    ],
)
def test_signatures_are_those_of_the_documents(expected: str, parts: tuple[str, ...]) -> None:
    assert signature(*parts) == expected
    assert is_signed(expected, *parts)
    assert not is_signed(expected[:-1] + ("0" if expected[-1] != "0" else "1"), *parts)


def test_the_message_of_the_documents_is_opened() -> None:
    found = unseal(DOC_SEALED, DOC_APPID, "A" * 43)

    assert len(found) == 167
    assert json.loads(found) == {
        "ToUserName": "gh_97417a04a28d",
        "FromUserName": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        "CreateTime": 1714112445,
        "MsgType": "event",
        "Event": "debug_demo",
        "debug_str": "hello world",
    }


def test_the_reply_of_the_documents_is_sealed_to_the_letter() -> None:
    assert seal(b'{"demo_resp":"good luck"}', DOC_APPID, "A" * 43, b"707722b803182950") == DOC_REPLY


def test_the_whole_post_of_the_documents_is_received(make: Make) -> None:
    query = {
        "signature": "6c5c811b55cc85e0e1b54100749188c20beb3f5d",
        "timestamp": "1714112445",
        "nonce": "415670741",
        "openid": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        "encrypt_type": "aes",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
    }
    body = json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": DOC_SEALED}).encode()

    assert received(make(appid=DOC_APPID), query, body) == (Other("debug_demo"),)


def test_the_verification_of_the_documents_is_echoed(store: redis.Redis) -> None:
    push = Push(WeChatConfig(APPID, "secret", "AAAAA", PUSH_KEY), store, lambda: 1714036504)
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }

    assert push.echo(query) == "4375120948345356249"
    for wrong in ({"signature": "0" * 40}, {"nonce": "1"}, {"timestamp": "1714036505"}, {"signature": "签名"}):
        with pytest.raises(PushRefused):
            push.echo({**query, **wrong})
    with pytest.raises(PushRefused):
        push.echo({})


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 10_000])
def test_what_is_sealed_is_opened(length: int) -> None:
    message = "字".encode() * length

    assert unseal(seal(message, APPID, PUSH_KEY), APPID, PUSH_KEY) == message


def test_one_answer_is_an_object_and_several_are_a_list(make: Make, sender: Sender) -> None:
    one = received(make(), *sender.sealed(tap(sender, "accept"), NOW))
    two = received(make(), *sender.sealed(tap(sender, "accept", "reject"), NOW))

    assert one == (Accepted("openid-wang", f"{TEMPLATE}-0"),)
    assert two == (Accepted("openid-wang", f"{TEMPLATE}-0"), Declined("openid-wang", f"{TEMPLATE}-1"))


@pytest.mark.parametrize(
    ("event", "entry", "expected"),
    [
        ("subscribe_msg_change_event", {"SubscribeStatusString": "reject"}, Unsubscribed("openid-wang", TEMPLATE)),
        ("subscribe_msg_sent_event", {"MsgID": "17", "ErrorCode": "0"}, Delivered("openid-wang", TEMPLATE, "17", True)),
        ("subscribe_msg_sent_event", {"MsgID": "17", "ErrorCode": "1"}, Delivered("openid-wang", TEMPLATE, "17", False)),
    ],
)
def test_events_about_messages_are_typed(make: Make, sender: Sender, event: str, entry: dict[str, str], expected: Event) -> None:
    message = sender.about(event, "openid-wang", [{"TemplateId": TEMPLATE, **entry}], NOW)

    assert received(make(), *sender.sealed(message, NOW)) == (expected,)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("user_info_modified", InfoModified("openid-wang")),
        ("user_authorization_revoke", Revoked("openid-wang", PHONE_NUMBER)),
        ("user_authorization_cancellation", Cancelled("openid-wang")),
        ("wxa_media_check", Other("wxa_media_check")),
    ],
)
def test_events_about_a_person_name_the_person_and_not_the_platform(make: Make, sender: Sender, event: str, expected: Event) -> None:
    message = {
        "FromUserName": "the-platform",
        "MsgType": "event",
        "Event": event,
        "OpenID": "openid-wang",
        "AppID": APPID,
        "RevokeInfo": "8",
    }

    assert received(make(), *sender.sealed(message, NOW)) == (expected,)
    assert "openid-wang" not in repr(expected)


def test_numbers_may_be_texts_or_numbers() -> None:
    message = {
        "Event": "subscribe_msg_sent_event",
        "FromUserName": "o",
        "CreateTime": NOW,
        "List": {"TemplateId": "t", "MsgID": 17, "ErrorCode": 0},
    }

    assert read_events(json.dumps(message).encode()) == (Delivered("o", "t", "17", True),)


@pytest.mark.parametrize("seconds", [-WINDOW, WINDOW])
def test_a_message_at_the_edge_of_the_window_is_received(make: Make, sender: Sender, seconds: int) -> None:
    assert received(make(), *sender.sealed(tap(sender, "accept"), NOW + seconds))


@pytest.mark.parametrize("seconds", [-WINDOW - 1, WINDOW + 1])
def test_a_message_out_of_the_window_is_refused(make: Make, sender: Sender, seconds: int) -> None:
    with pytest.raises(PushRefused, match="时间戳"):
        received(make(), *sender.sealed(tap(sender, "accept"), NOW + seconds))


def test_a_message_is_handled_once_even_when_sealed_anew(make: Make, sender: Sender) -> None:
    message = tap(sender, "accept")
    first = sender.sealed(message, NOW)
    received(make(), *first)

    for again in (first, sender.sealed(message, NOW)):
        with pytest.raises(PushRepeated):
            received(make(), *again)


def test_a_message_whose_handling_failed_is_received_again(make: Make, sender: Sender) -> None:
    query, body = sender.sealed(tap(sender, "accept"), NOW)
    with pytest.raises(RuntimeError, match="database"), make().receive(query, body):
        raise RuntimeError("database")

    assert len(received(make(), query, body)) == 1


def test_what_was_handled_is_remembered_longer_than_it_could_be_replayed(make: Make, sender: Sender, store: redis.Redis) -> None:
    received(make(), *sender.sealed(tap(sender, "accept"), NOW))

    (key,) = store.keys("*:push:*")
    assert store.ttl(key) > 2 * WINDOW - 5


@pytest.mark.parametrize("name", ["timestamp", "nonce", "msg_signature"])
def test_a_changed_query_is_refused(make: Make, sender: Sender, name: str) -> None:
    query, body = sender.sealed(tap(sender, "accept"), NOW)
    for wrong in ("1", "", "签"):
        with pytest.raises(PushRefused, match="签名"):
            received(make(), {**query, name: wrong}, body)


def test_the_signature_of_plain_mode_is_not_enough(make: Make, sender: Sender) -> None:
    query, body = sender.sealed(tap(sender, "accept"), NOW)

    with pytest.raises(PushRefused, match="签名"):
        received(make(), {**query, "msg_signature": query["signature"]}, body)


def test_a_changed_body_is_refused(make: Make, sender: Sender) -> None:
    query, _ = sender.sealed(tap(sender, "accept"), NOW)
    _, other = sender.sealed(tap(sender, "reject"), NOW)

    with pytest.raises(PushRefused, match="签名"):
        received(make(), query, other)


def test_a_message_for_another_mini_program_is_refused(make: Make, sender: Sender) -> None:
    for_other = replace(sender, appid="wx1111111111111111")

    with pytest.raises(PushRefused, match="本小程序"):
        received(make(), *for_other.sealed(tap(sender, "accept"), NOW))


def test_a_message_sealed_with_another_key_is_refused(make: Make, sender: Sender) -> None:
    with_other = replace(sender, key="B" * 42 + "A")

    with pytest.raises(PushRefused):
        received(make(), *with_other.sealed(tap(sender, "accept"), NOW))


def test_plain_text_is_refused(make: Make, sender: Sender) -> None:
    query, _ = sender.sealed(tap(sender, "accept"), NOW)

    with pytest.raises(PushRefused, match="安全模式"):
        received(make(), query, json.dumps(tap(sender, "accept")).encode())


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b"<xml>", b"text", b"\xff\xfe", BOMB, b"[" * 100_000, b"<xml>text</xml>"],
    ids=["empty", "null", "list", "cut", "cut xml", "text", "bytes", "bomb", "deep", "flat"],
)
def test_a_body_that_is_no_message_is_refused(make: Make, body: bytes) -> None:
    with pytest.raises(PushRefused):
        received(make(), {}, body)


@pytest.mark.parametrize("sealed", ["", "A", "AAAA", "A" * 43 + "=", "不是密文", "A" * 64])
def test_a_sealed_text_that_is_none_is_refused(sealed: str) -> None:
    with pytest.raises(PushRefused):
        unseal(sealed, APPID, PUSH_KEY)


def test_without_redis_nothing_is_handled(sender: Sender) -> None:
    push = Push(WeChatConfig(APPID, "s", PUSH_TOKEN, PUSH_KEY), connect("unix:///nowhere.sock"), lambda: NOW)

    with pytest.raises(Unavailable):
        received(push, *sender.sealed(tap(sender, "accept"), NOW))


def test_without_a_token_there_is_no_message_push(store: redis.Redis) -> None:
    assert open_push(WeChatConfig(APPID, "secret"), store) is None
    assert open_push(WeChatConfig(APPID, "secret", PUSH_TOKEN, PUSH_KEY), store) is not None
