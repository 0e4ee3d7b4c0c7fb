"""No secret, code, token, number or openid reaches a log or an exception, whatever goes wrong."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import replace

import pytest
import redis

from api.errors import BadInput
from api.fake_wechat import answers
from api.fake_wechat.faults import Fault
from api.fake_wechat.world import SECRET, World
from api.wechat.client import Message, WeChat
from api.wechat.config import WeChatConfig
from api.wechat.errors import WeChatError
from api.wechat.redaction import STRUCK
from tests.wechat.conftest import PUSH_KEY, PUSH_TOKEN, TEMPLATE, Log, hurry

FAULTS: list[int | Fault] = [
    *(40029, 40125, 40226, 45011, 40001, 47003, 43101, 99999, -1),
    *(Fault("html"), Fault("broken"), Fault("drop"), Fault("slow", 2), Fault("status"), Fault("huge")),
]
LOGIN_CODE, PHONE_CODE, CONTENT = "login-code-0000", "phone-code-0000", "某企业的内容"
CALLS: dict[str, Callable[[WeChat, str], object]] = {
    "code2Session": lambda wechat, openid: wechat.login(LOGIN_CODE),
    "getPhoneNumber": lambda wechat, openid: wechat.phone(PHONE_CODE, openid),
    "sendMessage": lambda wechat, openid: wechat.send(Message(openid, TEMPLATE, {"thing1": CONTENT})),
    "getStableAccessToken": lambda wechat, openid: wechat.tokens.current(),
}


def secrets_of(world: World) -> list[str]:
    user = world.user("wang")
    given = [world.token.value, *world.token.valid, *world.token.refused]
    return [one for one in (SECRET, LOGIN_CODE, PHONE_CODE, user.openid, user.phone, CONTENT, "session_key", *given) if one]


def assert_clean(text: str, world: World) -> None:
    assert text
    assert [secret for secret in secrets_of(world) if secret in text] == []


def wordy(errcode: int, world: World) -> dict[str, object]:
    """An error whose words repeat all that was sent, and the user's number, as a chatty server might."""
    last = world.calls[-1]
    return {"errcode": errcode, "errmsg": f"bad: {dict(last.query)} {dict(last.body)} {world.user('wang').phone}"}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_no_fault_of_any_call_leaks(
    wechat: WeChat, world: World, log: Log, monkeypatch: pytest.MonkeyPatch, call: str, fault: int | Fault
) -> None:
    monkeypatch.setattr("api.fake_wechat.server.error", lambda errcode: wordy(errcode, world))
    world.script(call, fault, fault)
    openid = world.user("wang").openid
    with pytest.raises(WeChatError) as caught:
        CALLS[call](hurry(wechat) if isinstance(fault, Fault) and fault.kind == "slow" else wechat, openid)

    error = caught.value
    said = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error)) + error.said
    assert_clean(said, world)
    assert error.__cause__ is None
    assert error.__context__ is None
    assert_clean(log.text, world)
    assert any(one.get("call") == call and one.get("error") == type(error).__name__ for one in log.fields)


def test_what_wechat_says_is_kept_but_for_the_secrets(wechat: WeChat, world: World, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(answers._SAYS, 40164, f"invalid ip 10.0.0.9, not in whitelist, secret {SECRET}")
    world.script("code2Session", 40164)
    with pytest.raises(WeChatError) as caught:
        wechat.login(LOGIN_CODE)

    assert "10.0.0.9" in caught.value.said
    assert STRUCK in caught.value.said
    assert "10.0.0.9" in log.text
    assert "10.0.0.9" not in str(caught.value)


def test_success_leaks_nothing_even_at_the_lowest_level(wechat: WeChat, world: World, log: Log) -> None:
    user = world.user("wang")
    world.tap("wang", TEMPLATE)
    code = world.code("wang")
    wechat.login(code)
    phone = world.code("wang", "phone")
    wechat.phone(phone, user.openid)
    wechat.send(Message(user.openid, TEMPLATE, {"thing1": CONTENT}))

    assert "/sns/jscode2session?" + STRUCK in log.text
    assert_clean(log.text, world)
    assert code not in log.text
    assert phone not in log.text


def test_the_session_key_is_kept_nowhere(wechat: WeChat, world: World, store: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    real = answers.secrets.token_urlsafe
    monkeypatch.setattr(answers.secrets, "token_urlsafe", lambda size: (given.append(real(size)), given[-1])[1])
    found = wechat.login(world.code("wang"))

    assert len(given) == 1
    assert given[0] not in repr(vars(found)) + repr(vars(wechat)) + repr(vars(wechat.transport))
    assert store.keys() == []


def test_the_settings_show_no_secret(config: WeChatConfig) -> None:
    text = repr(config)

    assert config.appid in text
    assert [one for one in (SECRET, PUSH_TOKEN, PUSH_KEY) if one in text] == []


def test_a_bad_setting_is_named_and_its_value_is_not() -> None:
    with pytest.raises(BadInput) as caught:
        WeChatConfig.from_environment({"TIDU_WECHAT_APPID": "wx1", "TIDU_WECHAT_SECRT": "hush", "TIDU_WECHAT_TIMEOUT": "hush"})

    assert "hush" not in str(caught.value)


def test_a_wrong_address_does_not_leak(config: WeChatConfig, store: redis.Redis, world: World, log: Log) -> None:
    client = WeChat(replace(config, url="http://127.0.0.1:1"), store)
    with pytest.raises(WeChatError) as caught:
        client.login(LOGIN_CODE)
    client.close()

    assert_clean("".join(traceback.format_exception(caught.value)) + log.text, world)


def test_urllib3_is_filtered_once_however_many_clients_there_are(config: WeChatConfig, store: redis.Redis) -> None:
    for _ in range(3):
        WeChat(config, store).close()

    assert len(logging.getLogger("urllib3.connectionpool").filters) == 1
