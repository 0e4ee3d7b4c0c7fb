"""What requests about accounts of staff say."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema
from marshmallow.validate import Length

from api.accounts.staff import SHORTEST
from api.web.requests_accounts import MOST_SIGNS, OneTime, Short
from api.web.requests_bureau import Place
from planner.profile_fields import Strict, Text

NAMED = re.compile(r"[a-z0-9][a-z0-9._-]{2,31}")


class Account(Text):
    """The name of a new account."""

    wants = "3 至 32 个小写字母、数字、点或连字符，如 wang.county"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        found = super()._deserialize(value).strip()
        if not NAMED.fullmatch(found):
            raise ValidationError(f"应为{self.wants}")
        return found


class Secret(Text):
    """A password, to the sign."""

    def __init__(self, shortest: int = 1) -> None:
        super().__init__(required=True, validate=Length(shortest, MOST_SIGNS, error=f"应为 {shortest} 至 {MOST_SIGNS} 个字符"))


class Proof(Strict):
    """That it is really oneself."""

    own_password = Secret()
    totp = OneTime(required=True)


class NewStaff(Proof):
    """Whose account is opened, and for which place."""

    account = Account(required=True)
    name = Short(50, required=True)
    region = Place(required=True)


class NewPassword(Proof):
    """One's own new password, twice."""

    password = Secret(SHORTEST)
    again = Secret()

    @validates_schema(skip_on_field_errors=True)
    def same(self, body: Mapping[str, Any], **_: object) -> None:
        """Hold that both are the same, and not the one before."""
        if body["password"] != body["again"]:
            raise ValidationError({"again": ["与上面的新密码不一致"]})
        if body["password"] == body["own_password"]:
            raise ValidationError({"password": ["与现在的密码相同，请换一个"]})
