"""Subscribe messages: what is sent, what each refusal is, and that none goes out twice."""

import pytest

from api.errors import BadInput
from api.fake_wechat.faults import Fault
from api.fake_wechat.world import World
from api.wechat.client import Message, WeChat
from api.wechat.errors import (
    BadContent,
    BadRecipient,
    BadTemplate,
    NoGrant,
    NotSent,
    Refused,
    SendLater,
    TooManyCalls,
    Unavailable,
    WeChatError,
)
from tests.wechat.conftest import TEMPLATE, hurry

CALL = "sendMessage"
FIELDS = {"thing1": "专精特新“小巨人”企业", "date2": "2026年4月1日"}


def message(world: World, **change: object) -> Message:
    return Message(**{"openid": world.user("wang").openid, "template": TEMPLATE, "data": FIELDS, "page": "pages/inbox?id=3", **change})  # type: ignore[arg-type]


def test_a_message_arrives_as_documented_and_readable(wechat: WeChat, world: World) -> None:
    world.tap("wang", TEMPLATE)
    wechat.send(message(world))

    assert world.messages == [
        {
            "touser": world.user("wang").openid,
            "template_id": TEMPLATE,
            "page": "pages/inbox?id=3",
            "data": {"thing1": {"value": "专精特新“小巨人”企业"}, "date2": {"value": "2026年4月1日"}},
            "miniprogram_state": "formal",
            "lang": "zh_CN",
        }
    ]


def test_a_tap_is_good_for_one_message(wechat: WeChat, world: World) -> None:
    world.tap("wang", TEMPLATE)
    wechat.send(message(world))

    with pytest.raises(NoGrant):
        wechat.send(message(world))
    assert len(world.messages) == 1


@pytest.mark.parametrize(
    ("errcode", "error"),
    [
        (40003, BadRecipient),
        (40037, BadTemplate),
        (41030, BadContent),
        (43101, NoGrant),
        (43107, BadTemplate),
        (43108, SendLater),
        (45168, BadContent),
        (47003, BadContent),
        (45009, TooManyCalls),
        (-1, Unavailable),
        (40033, Refused),
    ],
)
def test_every_error_code_has_its_class(wechat: WeChat, world: World, errcode: int, error: type[WeChatError]) -> None:
    world.script(CALL, errcode)

    with pytest.raises(WeChatError) as caught:
        wechat.send(message(world))
    assert type(caught.value) is error
    assert len(world.called(CALL)) == 1


def test_the_refusals_of_a_message_have_one_class_in_common() -> None:
    assert {error.__name__ for error in NotSent.__subclasses__()} == {"NoGrant", "BadRecipient", "BadTemplate", "BadContent", "SendLater"}


@pytest.mark.parametrize("kind", ["drop", "lost", "slow", "html", "broken"])
def test_a_message_that_may_be_out_is_not_sent_again(wechat: WeChat, world: World, kind: str) -> None:
    world.tap("wang", TEMPLATE)
    world.tap("wang", TEMPLATE)
    world.script(CALL, Fault(kind))  # type: ignore[arg-type]

    with pytest.raises(Unavailable) as caught:
        hurry(wechat).send(message(world))
    assert caught.value.cause in ("lost", "broken")
    assert len(world.called(CALL)) == 1


@pytest.mark.parametrize(
    ("change", "error"),
    [({"openid": "nobody"}, BadRecipient), ({"template": "unknown"}, BadTemplate)],
)
def test_a_stranger_and_an_unknown_template_are_refused(wechat: WeChat, world: World, change: dict[str, str], error: type) -> None:
    with pytest.raises(error):
        wechat.send(message(world, **change))


def test_a_banned_template_and_a_sensitive_word_are_refused(wechat: WeChat, world: World) -> None:
    world.tap("wang", TEMPLATE)
    world.sensitive.add("小巨人")
    with pytest.raises(BadContent):
        wechat.send(message(world))

    world.banned.add(TEMPLATE)
    with pytest.raises(BadTemplate):
        wechat.send(message(world))


def test_fields_that_wechat_would_refuse_are_not_sent(wechat: WeChat, world: World) -> None:
    with pytest.raises(BadInput) as caught:
        wechat.send(message(world, data={"thing1": "长" * 21, "date2": "明天"}))

    assert [line.split("：")[0] for line in caught.value.lines] == ["thing1", "date2"]
    assert world.calls == []


def test_a_page_begins_without_a_slash(wechat: WeChat, world: World) -> None:
    with pytest.raises(BadContent):
        wechat.send(message(world, page="/pages/inbox"))
    assert world.calls == []
