"""Login by a code: who it stands for, and each documented error as its own class."""

from dataclasses import replace

import pytest
import redis

from api.fake_wechat.world import World
from api.storage.valkey import connect
from api.wechat.client import WeChat, open_wechat
from api.wechat.config import WeChatConfig
from api.wechat.errors import CodeInvalid, Misconfigured, Refused, TooManyCalls, Unavailable, UserBlocked, WeChatError

CALL = "code2Session"


def test_a_code_gives_the_openid_and_nothing_else_that_could_leak(wechat: WeChat, world: World) -> None:
    found = wechat.login(world.code("wang"))

    assert (found.openid, found.unionid) == (world.user("wang").openid, None)
    assert not hasattr(found, "session_key")
    assert found.openid not in repr(found)


def test_the_unionid_comes_where_the_account_is_bound_to_an_open_platform(wechat: WeChat, world: World) -> None:
    world.with_unionid = True

    assert wechat.login(world.code("wang")).unionid == world.user("wang").unionid


def test_a_login_asks_neither_for_an_access_token_nor_for_redis(config: WeChatConfig, world: World) -> None:
    client = WeChat(config, connect("unix:///nowhere.sock"))
    client.login(world.code("wang"))
    client.close()

    assert [one.call for one in world.calls] == [CALL]
    assert "access_token" not in world.calls[0].query


def test_a_code_works_once(wechat: WeChat, world: World) -> None:
    code = world.code("wang")
    wechat.login(code)

    with pytest.raises(CodeInvalid):
        wechat.login(code)


@pytest.mark.parametrize(("seconds", "works"), [(299, True), (301, False)])
def test_a_code_works_for_five_minutes(wechat: WeChat, world: World, seconds: int, works: bool) -> None:
    code = world.code("wang")
    world.pass_time(seconds)

    if works:
        wechat.login(code)
    else:
        with pytest.raises(CodeInvalid):
            wechat.login(code)


def test_a_code_of_another_mini_program_is_refused(wechat: WeChat, world: World) -> None:
    with pytest.raises(CodeInvalid):
        wechat.login(world.code("wang", appid="wx1111111111111111"))


@pytest.mark.parametrize("code", ["", " ", "a b", "代码", "x" * 513, "a\nb"])
def test_what_cannot_be_a_code_is_not_sent(wechat: WeChat, world: World, code: str) -> None:
    with pytest.raises(CodeInvalid):
        wechat.login(code)
    assert world.calls == []


@pytest.mark.parametrize(
    ("errcode", "error"),
    [
        (-1, Unavailable),
        (40029, CodeInvalid),
        (40163, CodeInvalid),
        (40226, UserBlocked),
        (45011, TooManyCalls),
        (41002, Misconfigured),
        (41004, Misconfigured),
        (40001, Misconfigured),
        (40013, Misconfigured),
        (40125, Misconfigured),
        (40164, Misconfigured),
        (40243, Misconfigured),
        (41008, Refused),
        (99999, Refused),
    ],
)
def test_every_error_code_has_its_class(wechat: WeChat, world: World, errcode: int, error: type[WeChatError]) -> None:
    world.script(CALL, errcode, errcode)

    with pytest.raises(WeChatError) as caught:
        wechat.login(world.code("wang"))
    assert type(caught.value) is error
    assert (caught.value.errcode, caught.value.call) == (errcode, CALL)
    assert str(errcode) in str(caught.value)


def test_the_quota_of_a_minute_says_when_to_try_again_and_that_of_a_day_does_not(wechat: WeChat, world: World) -> None:
    world.script(CALL, 45011, 45009)
    waits = []
    for _ in range(2):
        with pytest.raises(TooManyCalls) as caught:
            wechat.login(world.code("wang"))
        waits.append(caught.value.retry_after)

    assert waits == [60, None]


def test_a_busy_wechat_is_asked_a_second_time(wechat: WeChat, world: World) -> None:
    world.script(CALL, -1)

    assert wechat.login(world.code("wang")).openid == world.user("wang").openid
    assert len(world.called(CALL)) == 2


def test_a_busy_wechat_is_not_asked_a_third_time(wechat: WeChat, world: World) -> None:
    world.script(CALL, -1, -1)

    with pytest.raises(Unavailable):
        wechat.login(world.code("wang"))
    assert len(world.called(CALL)) == 2


def test_a_refused_code_is_not_sent_again(wechat: WeChat, world: World) -> None:
    world.script(CALL, 40029)

    with pytest.raises(CodeInvalid):
        wechat.login(world.code("wang"))
    assert len(world.called(CALL)) == 1


@pytest.mark.parametrize(("change", "errcode"), [({"appid": "wx2222222222222222"}, 40013), ({"secret": "no"}, 40125)])
def test_a_wrong_account_is_for_an_operator(
    config: WeChatConfig, store: redis.Redis, world: World, change: dict[str, str], errcode: int
) -> None:
    client = WeChat(replace(config, **change), store)
    with pytest.raises(Misconfigured) as caught:
        client.login(world.code("wang"))
    client.close()

    assert caught.value.errcode == errcode


def test_without_a_mini_program_there_is_no_client(store: redis.Redis) -> None:
    assert open_wechat(WeChatConfig(), store) is None
