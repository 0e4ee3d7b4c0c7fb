"""The phone number: only together with an openid, only for this mini-program."""

import pytest

from api.fake_wechat.faults import Fault
from api.fake_wechat.world import World
from api.wechat.client import WeChat
from api.wechat.errors import CodeInvalid, Refused, TooManyCalls, Unavailable, WeChatError

CALL = "getPhoneNumber"


def test_a_code_gives_the_number_and_its_country(wechat: WeChat, world: World) -> None:
    found = wechat.phone(world.code("wang", "phone"), world.user("wang").openid)

    assert (found.number, found.country) == (world.user("wang").phone, "86")
    assert found.number not in repr(found)


def test_the_openid_is_always_sent(wechat: WeChat, world: World) -> None:
    code = world.code("wang", "phone")
    wechat.phone(code, world.user("wang").openid)

    assert dict(world.called(CALL)[0].body) == {"code": code, "openid": world.user("wang").openid}


def test_no_number_is_asked_for_without_an_openid(wechat: WeChat, world: World) -> None:
    with pytest.raises(ValueError, match="openid"):
        wechat.phone(world.code("wang", "phone"), "")
    assert world.calls == []


def test_the_code_of_somebody_else_is_refused(wechat: WeChat, world: World) -> None:
    with pytest.raises(CodeInvalid):
        wechat.phone(world.code("wang", "phone"), world.user("thief").openid)


def test_a_login_code_is_no_phone_code(wechat: WeChat, world: World) -> None:
    with pytest.raises(CodeInvalid):
        wechat.phone(world.code("wang"), world.user("wang").openid)


def test_a_number_watermarked_for_another_mini_program_is_refused(wechat: WeChat, world: World) -> None:
    world.watermark = "wx1111111111111111"

    with pytest.raises(CodeInvalid):
        wechat.phone(world.code("wang", "phone"), world.user("wang").openid)


def test_a_code_of_another_mini_program_is_refused(wechat: WeChat, world: World) -> None:
    with pytest.raises(CodeInvalid) as caught:
        wechat.phone(world.code("wang", "phone", "wx1111111111111111"), world.user("wang").openid)
    assert caught.value.errcode == 40013


def test_a_code_works_once_and_for_five_minutes(wechat: WeChat, world: World) -> None:
    once, late, openid = world.code("wang", "phone"), world.code("wang", "phone"), world.user("wang").openid
    wechat.phone(once, openid)
    world.pass_time(301)

    for code in (once, late):
        with pytest.raises(CodeInvalid):
            wechat.phone(code, openid)


@pytest.mark.parametrize(
    ("errcode", "error"),
    [(-1, Unavailable), (40013, CodeInvalid), (40029, CodeInvalid), (45011, TooManyCalls), (40003, Refused)],
)
def test_every_error_code_has_its_class(wechat: WeChat, world: World, errcode: int, error: type[WeChatError]) -> None:
    world.script(CALL, errcode, errcode)

    with pytest.raises(WeChatError) as caught:
        wechat.phone("code", "openid")
    assert type(caught.value) is error


@pytest.mark.parametrize("kind", ["empty", "drop", "lost", "html"])
def test_a_number_that_did_not_arrive_is_not_asked_for_again(wechat: WeChat, world: World, kind: str) -> None:
    world.script(CALL, Fault(kind))  # type: ignore[arg-type]

    with pytest.raises(Unavailable):
        wechat.phone(world.code("wang", "phone"), world.user("wang").openid)
    assert len(world.called(CALL)) == 1
