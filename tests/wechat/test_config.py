"""The settings of WeChat: all faults at once, by the name of the variable."""

import pytest

from api.errors import BadInput
from api.wechat.config import WeChatConfig

GOOD = {"APPID": "wx1", "SECRET": "s", "PUSH_TOKEN": "t", "PUSH_KEY": "A" * 43}


def read(**values: str) -> WeChatConfig:
    return WeChatConfig.from_environment({f"TIDU_WECHAT_{name}": value for name, value in values.items()})


def test_without_any_variable_wechat_is_off() -> None:
    config = WeChatConfig.from_environment({"PATH": "/bin", "TIDU_PORT": "1"})

    assert (config.login_is_on, config.push_is_on) == (False, False)


def test_every_setting_is_read_from_its_variable() -> None:
    config = read(**GOOD, URL="http://127.0.0.1:9", CONNECT_TIMEOUT="1.5", TIMEOUT="2", AT_ONCE="3", STATE="trial")

    assert config == WeChatConfig("wx1", "s", "t", "A" * 43, "http://127.0.0.1:9", 1.5, 2.0, 3, "trial")
    assert (config.login_is_on, config.push_is_on) == (True, True)


def test_login_works_without_message_push() -> None:
    config = read(APPID="wx1", SECRET="s")

    assert (config.login_is_on, config.push_is_on) == (True, False)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET": ""}, "TIDU_WECHAT_SECRET"),
        ({"APPID": ""}, "TIDU_WECHAT_APPID"),
        ({"PUSH_KEY": ""}, "TIDU_WECHAT_PUSH_KEY"),
        ({"PUSH_TOKEN": ""}, "TIDU_WECHAT_PUSH_TOKEN"),
        ({"PUSH_KEY": "A" * 42}, "TIDU_WECHAT_PUSH_KEY"),
        ({"PUSH_KEY": "?" * 43}, "TIDU_WECHAT_PUSH_KEY"),
        ({"URL": "http://api.weixin.qq.com"}, "TIDU_WECHAT_URL"),
        ({"URL": "api.weixin.qq.com"}, "TIDU_WECHAT_URL"),
        ({"URL": "http://[1"}, "TIDU_WECHAT_URL"),
        ({"STATE": "beta"}, "TIDU_WECHAT_STATE"),
        ({"TIMEOUT": "0"}, "TIDU_WECHAT_TIMEOUT"),
        ({"TIMEOUT": "nan"}, "TIDU_WECHAT_TIMEOUT"),
        ({"CONNECT_TIMEOUT": "soon"}, "TIDU_WECHAT_CONNECT_TIMEOUT"),
        ({"AT_ONCE": "0"}, "TIDU_WECHAT_AT_ONCE"),
        ({"AT_ONCE": "1.5"}, "TIDU_WECHAT_AT_ONCE"),
        ({"APPSECRET": "x"}, "TIDU_WECHAT_APPSECRET"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(change: dict[str, str], named: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(**{**GOOD, **change})
    assert any(named in line for line in caught.value.lines)


def test_all_faults_come_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        read(APPID="wx1", STATE="beta", AT_ONCE="0", NOTHING="1")
    assert len(caught.value.lines) == 4
