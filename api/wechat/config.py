"""Settings of WeChat, frozen, from the environment. docs/service.md has the table."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from api.errors import BadInput

PREFIX = "TIDU_WECHAT_"
FIELDS = 3
STATES = ("formal", "trial", "developer")
_LOCAL = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class WeChatConfig:
    """All settings; each is read from the variable of its name in capitals after `TIDU_WECHAT_`.

    `push_token` and `push_key` are Token and EncodingAESKey of the message push; `connect_timeout` and `timeout` in seconds, the latter
    for a whole answer; `at_once`: calls of one process at the same time; `state`: the edition of the mini-program that messages open.
    `template`: the id of the template of reminders (none: WeChat carries none); `template_fields`: the names of its fields for what, by
    which day, and the kind of reminder; `page`: the page of the mini-program that a reminder opens.
    """

    appid: str = ""
    secret: str = field(default="", repr=False)
    push_token: str = field(default="", repr=False)
    push_key: str = field(default="", repr=False)
    url: str = "https://api.weixin.qq.com"
    connect_timeout: float = 3.05
    timeout: float = 8.0
    at_once: int = 2
    state: str = "formal"
    template: str = ""
    template_fields: str = "thing1,date2,thing3"
    page: str = ""

    @property
    def login_is_on(self) -> bool:
        """Whether WeChat can be asked at all."""
        return bool(self.appid)

    @property
    def push_is_on(self) -> bool:
        """Whether message pushes can be checked and read."""
        return self.login_is_on and bool(self.push_token)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "WeChatConfig":
        """Return the settings that variables give.

        Raises
        ------
        BadInput
            With every variable that is unknown, missing or cannot be used; values are never repeated, they may be secret.
        """
        kinds = {one.name: type(getattr(cls, one.name)) for one in fields(cls)}
        found: dict[str, Any] = {}
        faults = []
        for name, value in environment.items():
            key = name.removeprefix(PREFIX).lower()
            if not name.startswith(PREFIX):
                continue
            if key not in kinds:
                faults.append(f"{name}：没有这个设置，可用：{'、'.join(PREFIX + kind.upper() for kind in kinds)}")
                continue
            try:
                found[key] = kinds[key](value)
            except ValueError:
                faults.append(f"{name}：应为{'整数' if kinds[key] is int else '数'}")
        config = cls(**found)
        if faults := [*faults, *_faults(config)]:
            raise BadInput(faults)
        return config


def _faults(config: WeChatConfig) -> list[str]:
    checks = (
        (bool(config.appid) == bool(config.secret), "APPID、TIDU_WECHAT_SECRET：要么都设，要么都不设"),
        (bool(config.push_token) == bool(config.push_key), "PUSH_TOKEN、TIDU_WECHAT_PUSH_KEY：要么都设，要么都不设"),
        (not config.push_token or bool(config.appid), "PUSH_TOKEN：消息推送还要 TIDU_WECHAT_APPID"),
        (not config.push_key or _is_key(config.push_key), "PUSH_KEY：EncodingAESKey 应为 43 个字母或数字"),
        (_is_safe(config.url), "URL：应以 https:// 开头（本机的模拟服务可用 http://）"),
        (0 < config.connect_timeout < 60, "CONNECT_TIMEOUT：应大于 0 秒、小于 60 秒"),
        (0 < config.timeout < 60, "TIMEOUT：应大于 0 秒、小于 60 秒"),
        (config.at_once > 0, "AT_ONCE：应大于 0"),
        (
            len(config.template_fields.split(",")) == FIELDS,
            "TEMPLATE_FIELDS：应为三个字段名，依次为事项、日期、类别，如 thing1,date2,thing3",
        ),
        (config.state in STATES, f"STATE：应为 {'、'.join(STATES)} 之一"),
    )
    return [PREFIX + fault for fine, fault in checks if not fine]


def _is_key(key: str) -> bool:
    try:
        return len(key) == 43 and len(base64.b64decode(key + "=", validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _is_safe(url: str) -> bool:
    """Whether a secret may go there: over TLS, or not off this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL))
