"""The OpenAPI document: what answers hold, how our own field types read, and the profile as the catalogue's words make it."""

from functools import singledispatch
from typing import Any

from flask_smorest import Api
from marshmallow import INCLUDE, Schema, fields

from api.web.openapi_profile import TEXT, days, profile_document
from api.web.requests import FIRST, LAST, OnDay, ProfileObject, Programme, Region, Topic
from api.web.requests_enterprises import ClaimParts
from api.web.requests_jobs import ImportParts
from graph.model import Catalogue
from planner.profile_fields import MOST_ENTRIES, Choice, Listing, Strict, Text, Truth, Uscc, Whole

Document = dict[str, Any]


class _Open(Schema):
    """An answer may hold more than the document names."""

    class Meta:
        """Fields beside the named ones pass."""

        unknown = INCLUDE


def _answer(name: str, lists: tuple[str, ...] = (), objects: tuple[str, ...] = ()) -> type[Schema]:
    """Return the schema of an answer: its version, and its parts by kind."""
    parts: dict[str, fields.Field[Any]] = {"catalogue_version": fields.Str(required=True)}
    parts |= {part: fields.List(fields.Raw(), required=True) for part in lists}
    parts |= {part: fields.Dict(required=True) for part in objects}
    return type(name, (_Open,), parts)


ProgrammesAnswer = _answer("ProgrammesAnswer", ("programmes",))
ProgrammeAnswer = _answer("ProgrammeAnswer", ("versions", "notes", "contacts"))
GraphAnswer = _answer("GraphAnswer", ("nodes", "links"))
MetricsAnswer = _answer("MetricsAnswer", ("metrics", "declarations", "events", "fields"), ("project_figures",))
DocumentsAnswer = _answer("DocumentsAnswer", ("documents",))
RegionsAnswer = _answer("RegionsAnswer", ("regions",))
AssessmentsAnswer = _answer("AssessmentsAnswer", ("results",))
PlanAnswer = _answer("PlanAnswer", ("targets", "steps", "alternatives", "front", "causes"))
AwardsAnswer = _answer("AwardsAnswer", (), ("awards",))
QuestionAnswer = _answer("QuestionAnswer")
UnlockAnswer = _answer("UnlockAnswer", ("changes", "alternatives", "also_opens"))
CalendarAnswer = _answer("CalendarAnswer", ("entries",))


class ErrorEntry(Schema):
    """One fault: where and what."""

    pointer = fields.Str(required=True, metadata={"description": "JSON 指针，或 ?查询参数"})
    message = fields.Str(required=True)


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type = fields.Str(required=True)
    title = fields.Str(required=True)
    status = fields.Int(required=True)
    detail = fields.Str(required=True)
    code = fields.Str(required=True)
    errors = fields.List(fields.Nested(ErrorEntry), required=True)


def describe(api: Api, catalogue: Catalogue) -> None:
    """Teach the document our field types and the profile of a catalogue."""
    api.spec.components.security_scheme("session", {"type": "http", "scheme": "bearer", "description": "访问令牌，见 /sessions"})
    api.spec.components.schema("Profile", profile_document(catalogue))
    programmes = catalogue.programmes
    api.spec.components.schema("ProgrammeId", {"type": "string", "enum": [*programmes]})
    api.spec.components.schema("RegionId", {"type": "string", "enum": [*catalogue.regions]})
    topics = [*dict.fromkeys(one.topic for one in programmes.values())]
    api.spec.components.schema("Topic", {"type": "string", "enum": topics, "description": "主题；只写一部分也可以"})
    api.ma_plugin.converter.add_attribute_function(lambda _, field, **__: _own_type(field))
    for kind in (Programme, Region, Topic, Text, Truth, OnDay, Choice, Whole, Listing, ProfileObject, Uscc):
        api.register_field(kind, None, None)
    for form in (ClaimParts, ImportParts):
        api.spec.components.schema(form.__name__, schema=form)


def close(api: Api) -> None:
    """Say of every body that it has no other fields than those named; once all resources are registered."""
    for (kind, *_), name in api.ma_plugin.converter.refs.items():
        if issubclass(kind, Strict):
            api.spec.components.schemas[name]["additionalProperties"] = False


@singledispatch
def _own_type(field: fields.Field[Any]) -> Document:
    """Return how one of our own field types reads in the document."""
    return {}


@_own_type.register
def _(field: ProfileObject) -> Document:
    return {"$ref": "#/components/schemas/Profile"}


@_own_type.register
def _(field: Programme) -> Document:
    return {"$ref": "#/components/schemas/ProgrammeId"}


@_own_type.register
def _(field: Region) -> Document:
    return {"$ref": "#/components/schemas/RegionId"}


@_own_type.register
def _(field: Topic) -> Document:
    return {"$ref": "#/components/schemas/Topic"}


@_own_type.register
def _(field: OnDay) -> Document:
    return {**days(FIRST.year), "description": f"问题以哪一天为准，默认今天；{FIRST} 至 {LAST}"}


@_own_type.register
def _(field: Text) -> Document:
    most = getattr(field, "most", None)
    return {**TEXT, "maxLength": most} if most else dict(TEXT)


@_own_type.register
def _(field: Uscc) -> Document:
    return {"type": "string", "description": field.wants}


@_own_type.register
def _(field: Truth) -> Document:
    return {"type": "boolean"}


@_own_type.register
def _(field: Choice) -> Document:
    return {"type": "string", "enum": [*field.options]}


@_own_type.register
def _(field: Whole) -> Document:
    return {"type": "integer", "minimum": field.least, "maximum": field.most}


@_own_type.register
def _(field: Listing) -> Document:
    return {"type": "array", "maxItems": MOST_ENTRIES, "items": _own_type(field.item)}
