"""Everything that may go wrong with WeChat: one tree. The text is for users; it holds no code, token, secret, number or openid.

WeChatError              `call`, `errcode`, `said` (WeChat's own words, secrets struck out): for the log
 ├── WeChatOff           no AppID or secret is set: login by WeChat is off
 ├── CodeInvalid         the code is expired, used or not ours: ask for a new one, never the same again
 ├── UserBlocked         WeChat holds the user for high-risk: refuse, audit, do not retry
 ├── TooManyCalls        a quota is spent: `retry_after` seconds for that of a minute, None for that of a day
 ├── Misconfigured       AppID, secret, allow-list or account: an operator must act
 ├── Unavailable         WeChat is slow, down, overloaded or answers nonsense: `cause`
 │    └── TokenRejected  the access token was refused, and so was the one fetched in its place
 ├── Refused             any other error code
 ├── NotSent             a subscribe message was refused
 │    ├── NoGrant        the user has not subscribed, or the one message granted is spent
 │    ├── BadRecipient   no user of this mini-program
 │    ├── BadTemplate    unknown or banned template
 │    ├── BadContent     a field, the page or a word is not accepted
 │    └── SendLater      another message to the same user is on its way
 └── PushRefused         a message push that WeChat did not send, or not now
      └── PushRepeated   it was handled before: answer success, do nothing
"""

from typing import ClassVar

from api.errors import ApiError


class WeChatError(ApiError):
    """Any error with WeChat."""

    text: ClassVar[str] = "微信没有完成这次操作"

    def __init__(self, call: str = "", errcode: int | None = None, said: str = "") -> None:
        self.call, self.errcode, self.said = call, errcode, said
        super().__init__(self.text if errcode is None else f"{self.text}（微信错误码 {errcode}）")


class WeChatOff(WeChatError):
    """Login by WeChat is off."""

    text = "本服务没有配置微信小程序，微信登录未开通"


class CodeInvalid(WeChatError):
    """A code of wx.login or of the phone button cannot be used (again)."""

    text = "微信凭证已失效或已使用，请重新登录或重新授权"


class UserBlocked(WeChatError):
    """WeChat bars a high-risk user from logging in."""

    text = "微信判定此账号存在风险，暂不能登录"


class TooManyCalls(WeChatError):
    """A quota of calls is spent; `retry_after` in seconds where it is that of a minute."""

    text = "微信接口调用过于频繁，请稍后再试"

    @property
    def retry_after(self) -> int | None:
        """Return the seconds after which a call may succeed, None where WeChat names no moment."""
        return 60 if self.errcode == 45011 else None


class Misconfigured(WeChatError):
    """An operator must set something right."""

    text = "微信小程序的配置有误，管理员须检查 AppID、密钥、IP 白名单和账号状态"


class Unavailable(WeChatError):
    """WeChat gives no usable answer; `cause` is one of connect, lost, broken, busy, token, open, full, storage."""

    text = "微信暂时没有响应，请稍后再试"

    def __init__(self, call: str = "", errcode: int | None = None, said: str = "", cause: str = "busy") -> None:
        super().__init__(call, errcode, said)
        self.cause = cause


class TokenRejected(Unavailable):
    """The access token was refused."""

    def __init__(self, call: str = "", errcode: int | None = None, said: str = "") -> None:
        super().__init__(call, errcode, said, cause="token")


class Refused(WeChatError):
    """An error code that no other class stands for."""

    text = "微信拒绝了这次操作"


class NotSent(WeChatError):
    """A subscribe message was refused."""

    text = "微信没有发出这条提醒"


class NoGrant(NotSent):
    """No grant is left."""

    text = "用户没有订阅此提醒，或订阅次数已用完"


class BadRecipient(NotSent):
    """The openid is none of this mini-program."""


class BadTemplate(NotSent):
    """The template is unknown or banned."""

    text = "提醒模板不存在或已被封禁"


class BadContent(NotSent):
    """What the message says is not accepted."""

    text = "提醒的内容不符合微信的要求"


class SendLater(NotSent):
    """Another message to the same user is being sent."""

    text = "正在给同一用户发送另一条提醒，稍后再发"


class PushRefused(WeChatError):
    """A message push that is not from WeChat or not for us; the text says which check failed."""

    def __init__(self, why: str) -> None:
        super().__init__("push")
        self.args = (f"消息推送未通过校验：{why}",)


class PushRepeated(PushRefused):
    """A message push that was handled before."""

    def __init__(self) -> None:
        super().__init__("已处理过")
