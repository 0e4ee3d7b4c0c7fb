"""The client: who logs in, their phone number, a reminder to them. The session key is thrown away: nothing here needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import redis

from api.wechat.breaker import Slots
from api.wechat.calls import LOGIN, PHONE, SEND, Call
from api.wechat.config import WeChatConfig
from api.wechat.errors import BadContent, CodeInvalid, TokenRejected, Unavailable
from api.wechat.fields import check_fields
from api.wechat.tokens import Tokens
from api.wechat.transport import Transport

_LONGEST_CODE = 512


@dataclass(frozen=True)
class Identity:
    """Who logged in: the openid of this mini-program, and the unionid where the account is bound to an open platform."""

    openid: str = field(repr=False)
    unionid: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Phone:
    """A phone number without its country, and the country's code as text (`86`)."""

    number: str = field(repr=False)
    country: str


@dataclass(frozen=True)
class Message:
    """A subscribe message: to whom, which template, its fields by name (`thing1`), the page that it opens."""

    openid: str = field(repr=False)
    template: str
    data: Mapping[str, str] = field(repr=False)
    page: str = ""


class WeChat:
    """One mini-program; safe to share between threads, and between processes where it was made before they forked."""

    def __init__(self, config: WeChatConfig, store: redis.Redis) -> None:
        self.config = config
        self.transport = Transport(config)
        self.tokens = Tokens(config, store, self.transport)
        self.slots = Slots(config.at_once)

    def login(self, code: str) -> Identity:
        """Return who a code of wx.login stands for; needs no access token, hence no Redis.

        Raises
        ------
        CodeInvalid, UserBlocked, TooManyCalls, Misconfigured, Unavailable
        """
        _check(code, LOGIN)
        query = {
            "appid": self.config.appid,
            "secret": self.config.secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        with self.slots.one(LOGIN.name):
            answer = self.transport.ask(LOGIN, query, secrets=(self.config.secret, code))
        openid, unionid = answer.get("openid"), answer.get("unionid")
        if not isinstance(openid, str) or not openid:
            raise Unavailable(LOGIN.name, cause="broken")
        return Identity(openid, unionid if isinstance(unionid, str) and unionid else None)

    def phone(self, code: str, openid: str) -> Phone:
        """Return the number that a code of the phone button stands for; WeChat checks that the code is that user's.

        Raises
        ------
        CodeInvalid
            Also where the answer is watermarked for another mini-program.
        TooManyCalls, Misconfigured, Unavailable, Refused
        """
        _check(code, PHONE)
        if not openid:
            raise ValueError("a phone number is only asked for together with an openid")
        answer = self._with_token(PHONE, {"code": code, "openid": openid}, (code, openid))
        info = answer.get("phone_info")
        found = info if isinstance(info, dict) else {}
        number, country, mark = found.get("purePhoneNumber"), found.get("countryCode"), found.get("watermark")
        if not isinstance(number, str) or not number or not isinstance(country, str | int) or not isinstance(mark, dict):
            raise Unavailable(PHONE.name, cause="broken")
        if mark.get("appid") != self.config.appid:
            raise CodeInvalid(PHONE.name)
        return Phone(number, str(country))

    def send(self, message: Message) -> None:
        """Send a subscribe message; `grants.after_sending` says what its error means.

        Raises
        ------
        BadInput
            Before sending, where fields are not what WeChat accepts.
        NotSent, TooManyCalls, Misconfigured, Unavailable, Refused
        """
        check_fields(message.data)
        if message.page.startswith("/"):
            raise BadContent(SEND.name)
        body = {
            "touser": message.openid,
            "template_id": message.template,
            **({"page": message.page} if message.page else {}),
            "data": {name: {"value": text} for name, text in message.data.items()},
            "miniprogram_state": self.config.state,
            "lang": "zh_CN",
        }
        self._with_token(SEND, body, (message.openid, *message.data.values()))

    def close(self) -> None:
        """Close the connections to WeChat."""
        self.transport.close()

    def _with_token(self, call: Call, body: Mapping[str, Any], secrets: tuple[str, ...]) -> dict[str, Any]:
        """Return the answer to a call with the access token; where the token is refused, once more with another."""
        with self.slots.one(call.name):
            token = self.tokens.current()
            try:
                return self.transport.ask(call, {"access_token": token}, body, secrets=(token, *secrets))
            except TokenRejected:
                self.tokens.drop(token)
            token = self.tokens.current()
            return self.transport.ask(call, {"access_token": token}, body, secrets=(token, *secrets))


def open_wechat(config: WeChatConfig, store: redis.Redis) -> WeChat | None:
    """Return the client, None where no mini-program is configured: answer with `errors.WeChatOff` then."""
    return WeChat(config, store) if config.login_is_on else None


def _check(code: str, call: Call) -> None:
    """Refuse what cannot be a code without asking: an empty one would be our error, not the user's."""
    if not code or len(code) > _LONGEST_CODE or not code.isascii() or not code.isprintable() or " " in code:
        raise CodeInvalid(call.name)
