"""The calls that we make, as documented: where, with which errors, and what may be asked a second time."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.wechat import errors
from api.wechat.errors import WeChatError

_OPERATOR = (40002, 40013, 40125, 40164, 40243, 41002, 41004, 43002, 50004, 50007, 89503, 89506, 89507)
_EVERYWHERE: Mapping[int, type[WeChatError]] = {
    -1: errors.Unavailable,
    **dict.fromkeys((40001, 40014, 42001), errors.TokenRejected),
    **dict.fromkeys((45009, 45011), errors.TooManyCalls),
    **dict.fromkeys(_OPERATOR, errors.Misconfigured),
}


@dataclass(frozen=True)
class Call:
    """A call: what WeChat names it, its path, its own error codes before those of every call.

    `again`: after which causes of `Unavailable` it may be sent once more. Where nothing was sent (connect) always; where WeChat says that
    it is busy, unless a message might go out twice; where no answer came (lost, broken), only if asking twice changes nothing.
    """

    name: str
    path: str
    errors: Mapping[int, type[WeChatError]]
    again: frozenset[str]

    def error_of(self, errcode: int) -> type[WeChatError]:
        """Return the class of an error code."""
        return self.errors.get(errcode) or _EVERYWHERE.get(errcode, errors.Refused)


LOGIN = Call(
    "code2Session",
    "/sns/jscode2session",
    {40029: errors.CodeInvalid, 40163: errors.CodeInvalid, 40226: errors.UserBlocked, 40001: errors.Misconfigured},
    frozenset({"connect", "busy"}),
)
TOKEN = Call(
    "getStableAccessToken",
    "/cgi-bin/stable_token",
    {40001: errors.Misconfigured},
    frozenset({"connect", "busy", "lost", "broken"}),
)
PHONE = Call(
    "getPhoneNumber",
    "/wxa/business/getuserphonenumber",
    {40029: errors.CodeInvalid, 40013: errors.CodeInvalid},
    frozenset({"connect", "busy"}),
)
SEND = Call(
    "sendMessage",
    "/cgi-bin/message/subscribe/send",
    {
        40003: errors.BadRecipient,
        40037: errors.BadTemplate,
        41030: errors.BadContent,
        43101: errors.NoGrant,
        43107: errors.BadTemplate,
        43108: errors.SendLater,
        45168: errors.BadContent,
        47003: errors.BadContent,
    },
    frozenset({"connect"}),
)
CALLS = (LOGIN, TOKEN, PHONE, SEND)
