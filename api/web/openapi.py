"""The OpenAPI document: what answers hold, how our own field types read, and the profile as the catalogue's words make it."""

from functools import singledispatch
from typing import Any

from flask_smorest import Api
from marshmallow import INCLUDE, Schema, fields

from api.web.requests import FIRST, LAST, OnDay, ProfileObject, Programme, Region, Topic
from api.web.requests_enterprises import ClaimParts
from api.web.requests_jobs import ImportParts
from graph.model import Catalogue
from graph.requirement import SUBJECTS
from graph.vocabulary import PROFILES, EnterpriseField, Metric
from planner.profile_fields import MOST_ENTRIES, Choice, Listing, Strict, Text, Truth, Uscc, Whole

Document = dict[str, Any]
_SHOWN = r"[^\u0000-\u001f\u007f-\u009f]"
TEXT: Document = {"type": "string", "minLength": 1, "pattern": rf"^{_SHOWN}*[^\s\u0000-\u001f\u007f-\u009f]{_SHOWN}*$"}
USCC: Document = {"type": "string", "pattern": "^[0-9A-HJ-NPQRTUWXY]{18}$", "description": "统一社会信用代码，末位为校验码"}
MONEY: Document = {"type": "number", "minimum": 0, "description": "万元"}

_LONG, _SHORT, _FEBRUARY = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])", "(0[469]|11)-(0[1-9]|[12][0-9]|30)", "02-(0[1-9]|1[0-9]|2[0-8])"
_NINETEEN, _TWENTY = "19(0[48]|[2468][048]|[13579][26])", "20([02468][048]|[13579][26])"


def days(first: int) -> Document:
    """Return the schema of a day from 1900 or 2000 to 2100, leap years and all."""
    centuries, leaps = ("20", _TWENTY) if first == 2000 else ("(19|20)", f"({_NINETEEN}|{_TWENTY})")
    return {"type": "string", "format": "date", "pattern": f"^(({centuries}[0-9]{{2}}|2100)-({_LONG}|{_SHORT}|{_FEBRUARY})|{leaps}-02-29)$"}


DAY = days(1900)


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


def profile_document(catalogue: Catalogue) -> Document:
    """Return the JSON Schema of a profile: exactly one holder, the words of the catalogue, nothing else."""
    words = catalogue.words
    metrics = {metric.id: _or_unknown(_metric(metric)) for metric in words.metrics.values() if metric.derivation is None}
    declarations = {id: _or_unknown({"type": "boolean"}) for id in words.declarations}
    own = {"metrics": _object(metrics), "declarations": _object(declarations)}
    subject = {"id": TEXT, "name": TEXT, "kind": {"enum": [*SUBJECTS]}, **own}
    project = {"id": TEXT, "name": TEXT, "year": _year(), "loan": {"type": "object"}, **dict.fromkeys(words.project_figures, MONEY)}
    lists = {name: _list({"type": "object"}) for name in ("titles", "applications", "events", "claims", "members")}
    flags = {name: {"type": "boolean"} for name in ("titles_complete", "events_complete", "claims_complete")}
    rest = {**own, **lists, **flags, "subjects": _list(_object(subject)), "projects": _list(_object(project))}
    holders = {holder: _identity(holder, catalogue) for holder in PROFILES}
    return {**_object({**holders, **rest}), "oneOf": [{"required": [holder]} for holder in PROFILES]}


def _identity(holder: str, catalogue: Catalogue) -> Document:
    found = catalogue.words.fields.values()
    asked = {one.id: _or_unknown(_field(one)) for one in found if not one.derived and (not one.holders or holder in one.holders)}
    codes = [region.code for region in catalogue.regions.values() if region.code]
    own = {"name": TEXT, "uscc": _or_unknown(USCC), "park": _or_unknown(TEXT), "region": {"enum": codes}}
    return {**_object({**asked, **own}), "required": ["name", "region"]}


def _field(field: EnterpriseField) -> Document:
    said = {"description": field.name}
    match field.type:
        case "boolean":
            return {"type": "boolean", **said}
        case "choice":
            return {"enum": [*field.choices], **said}
        case "choices":
            return {**_list({"enum": [*field.choices]}), **said}
        case "texts":
            return {**_list(TEXT), **said}
        case "date":
            return {**DAY, **said}
        case _:
            return {**TEXT, **said}


def _metric(metric: Metric) -> Document:
    said = {"description": f"{metric.name}（{metric.unit}）" if metric.unit else metric.name}
    if metric.type == "date":
        return {**DAY, **said}
    number: Document = {"type": "number"} if metric.signed else {"type": "number", "minimum": 0}
    if not metric.yearly:
        return {**number, **said}
    return {
        "type": "object",
        "patternProperties": {"^(199[0-9]|20[0-9]{2}|2100)$": _or_unknown(number)},
        "additionalProperties": False,
        **said,
    }


def _or_unknown(said: Document) -> Document:
    """Let a value be null, which says the same as leaving it out."""
    return {**said, "enum": [*said["enum"], None]} if "enum" in said else {**said, "type": [said["type"], "null"]}


def _year() -> Document:
    return {"type": "integer", "minimum": 1990, "maximum": 2100}


def _list(item: Document) -> Document:
    return {"type": "array", "maxItems": MOST_ENTRIES, "items": item}


def _object(properties: Document) -> Document:
    return {"type": "object", "properties": properties, "additionalProperties": False}
