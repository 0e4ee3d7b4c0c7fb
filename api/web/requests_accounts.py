"""What requests of people say: logging in, consents, the inbox, subscriptions."""

from typing import Any

from marshmallow import ValidationError
from marshmallow.validate import Length

from planner.profile_fields import Choice, Strict, Text, Truth, Whole

MOST_SIGNS = 200
CONSENTS = {"privacy": "隐私政策", "terms": "用户协议"}


class Short(Text):
    """A text of one line, at most so many signs."""

    def __init__(self, most: int = MOST_SIGNS, **options: Any) -> None:
        super().__init__(validate=Length(max=most, error=f"最多 {most} 个字符"), **options)
        self.most = most

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        return super()._deserialize(value).strip()


class Lines(Short):
    """A text of several lines, at most so many signs."""

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        if not isinstance(value, str):
            return super()._deserialize(value)
        lines = value.strip().splitlines()
        super()._deserialize(" ".join(lines))
        return "\n".join(line.rstrip() for line in lines)


class OneTime(Text):
    """A one-time password."""

    wants = "6 位数字的动态码，如 123456"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        found = super()._deserialize(value).strip()
        if len(found) != 6 or not (found.isascii() and found.isdigit()):
            raise ValidationError(f"应为{self.wants}")
        return found


class WeChatLogin(Strict):
    """What wx.login gave."""

    code = Short(required=True)


class StaffLogin(Strict):
    """A member of staff with both factors."""

    name = Short(64, required=True)
    password = Short(required=True)
    totp = OneTime(required=True)


class MeBody(Strict):
    """What one is called; null forgets it."""

    name = Short(50, required=True, allow_none=True)


class RefreshBody(Strict):
    """A refresh token, which works once."""

    refresh_token = Short(required=True)


class ConsentBody(Strict):
    """What a user agrees to."""

    document = Choice(CONSENTS, required=True)
    version = Short(32, required=True)


class WithdrawBody(Strict):
    """What a user no longer agrees to."""

    document = Choice(CONSENTS, required=True)


class ReadBody(Strict):
    """Whether a message is read."""

    read = Truth(required=True)


class SubscribeBody(Strict):
    """What the mini-program says about a tap: the template, accepted or rejected."""

    template = Short(64, required=True)
    accepted = Truth(required=True)


class Counted(Whole):
    """A whole number in an address, where everything is text."""

    def _deserialize(self, value: object, *more: object, **rest: object) -> int:
        digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10
        return super()._deserialize(int(str(value)) if digits else value, *more, **rest)


class PageQuery(Strict):
    """Which page of a table."""

    page = Counted(1, 10_000, "1 至 10000 的整数", load_default=1)
    size = Counted(1, 100, "1 至 100 的整数", load_default=20)


class InboxQuery(PageQuery):
    """Which messages."""

    unread = Choice({"true": "只要未读", "false": "全部"}, load_default="false")


class ExportQuery(Strict):
    """As what to export."""

    format = Choice({"json": "JSON", "xlsx": "Excel"}, load_default="json")
