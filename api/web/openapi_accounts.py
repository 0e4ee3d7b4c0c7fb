"""What answers about accounts and enterprises hold, for the OpenAPI document."""

from marshmallow import INCLUDE, Schema, fields


class Shape(Schema):
    """An answer may hold more than the document names."""

    class Meta:
        """Fields beside the named ones pass."""

        unknown = INCLUDE


class TokensAnswer(Shape):
    """The tokens of a session."""

    access_token = fields.Str(required=True)
    token_type = fields.Str(required=True)
    expires_in = fields.Int(required=True, metadata={"description": "秒"})
    refresh_token = fields.Str(required=True)
    session = fields.Dict(required=True)


class SessionsAnswer(Shape):
    """Sessions."""

    sessions = fields.List(fields.Dict(), required=True)


class MeAnswer(Shape):
    """Oneself."""

    id = fields.Str(required=True)
    kind = fields.Str(required=True)
