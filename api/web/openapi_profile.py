"""The profile in the OpenAPI document: JSON Schema from the catalogue's words.

What it cannot say: check characters, references between the profile's own lists, which of two days comes first.
"""

from collections.abc import Iterable
from typing import Any

from graph.criteria.event import SEVERITIES
from graph.model import Catalogue
from graph.requirement import SUBJECTS
from graph.vocabulary import PROFILES, EnterpriseField, EventKind, Metric
from planner.profile_fields import MOST_ENTRIES
from planner.profile_reader import STATUSES

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
YEAR: Document = {"type": "integer", "minimum": 1990, "maximum": 2100}
GRANTED: Document = {"type": "string", "pattern": f"{DAY['pattern']}|^(19[0-9]{{2}}|20[0-9]{{2}}|2100)$", "description": "日期，或年份"}


def profile_document(catalogue: Catalogue) -> Document:
    """Return the JSON Schema of a profile: exactly one holder, the words of the catalogue, nothing else."""
    words = catalogue.words
    metrics = {metric.id: _or_unknown(_metric(metric)) for metric in words.metrics.values() if metric.derivation is None}
    declarations = {id: _or_unknown({"type": "boolean"}) for id in words.declarations}
    own = {"metrics": _object(metrics), "declarations": _object(declarations)}
    subject = _object({"id": TEXT, "name": TEXT, "kind": {"enum": [*SUBJECTS]}, **own}, "id", "name", "kind")
    flags = {name: {"type": "boolean"} for name in ("titles_complete", "events_complete", "claims_complete")}
    projects = _list(_project(words.project_figures))
    rest = {**own, **_entries(catalogue), **flags, "subjects": _list(subject), "projects": projects}
    holders = {holder: _or_unknown(_identity(holder, catalogue)) for holder in PROFILES}
    one_of = [{"required": [holder], "properties": {holder: {"type": "object"}}} for holder in PROFILES]
    return {**_object({**holders, **rest}), "oneOf": one_of}


def _entries(catalogue: Catalogue) -> dict[str, Document]:
    """Return the lists of what a company holds, applied for, met with and was paid."""
    held, paid = _programmes(catalogue, "honor", "credential"), _programmes(catalogue, "fund")
    reference, day, text = _or_unknown(TEXT), _or_unknown(DAY), _or_unknown(TEXT)
    place = _or_unknown({"type": "integer", "minimum": 1, "maximum": 10_000})
    terms = {"granted": _or_unknown(GRANTED), "expires": day, "renewed": day}
    title = _object({"honor": held, **terms, "subject": reference, "rank": place, "level": text}, "honor")
    either = {"enum": [*held["enum"], *paid["enum"]]}
    applied = {"honor": either, "year": YEAR, "status": {"enum": [*STATUSES]}, "subject": reference, "result_on": day}
    claim = {"fund": paid, "year": YEAR, "amount": _or_unknown(MONEY), "project": reference, "subject": reference}
    return {
        "titles": _list(title),
        "applications": _list(_object(applied, "honor", "year", "status")),
        "events": _list(_events(catalogue.words.events.values(), held)),
        "claims": _list(_object(claim, "fund", "year")),
        "members": _or_unknown(_list(_object({"name": TEXT, "titles": _list(title)}, "name", "titles"))),
    }


def _programmes(catalogue: Catalogue, *kinds: str) -> Document:
    """Return the ids that a list may name: an umbrella is only ever held through others."""
    return {"enum": [id for id, programme in catalogue.programmes.items() if programme.kind in kinds and programme.held_when is None]}


def _events(kinds: Iterable[EventKind], honors: Document) -> Document:
    """Return an event: some kinds are graded, some are about an honor."""
    alike: dict[tuple[bool, bool], list[str]] = {}
    for kind in kinds:
        alike.setdefault((kind.severities, kind.honor), []).append(kind.id)
    return {"oneOf": [_event(names, honors, graded=graded, about=about) for (graded, about), names in alike.items()]}


def _event(kinds: list[str], honors: Document, *, graded: bool, about: bool) -> Document:
    severity = {"enum": [*SEVERITIES, None]} if graded else {"type": "null"}
    parts = {"kind": {"enum": kinds}, "on": DAY, "cleared": _or_unknown(DAY), "severity": severity, "reason": _or_unknown(TEXT)}
    return _object({**parts, "honor": honors if about else {"type": "null"}}, "kind", "on", *(["honor"] if about else []))


def _project(figures: Iterable[str]) -> Document:
    loan = _object({"principal": MONEY, "central_interest_granted": _or_unknown({"type": "boolean"})}, "principal")
    own = {"id": TEXT, "name": TEXT, "year": _or_unknown(YEAR), "loan": _or_unknown(loan)}
    return _object({**own, **dict.fromkeys(figures, _or_unknown(MONEY))}, "id", "name")


def _identity(holder: str, catalogue: Catalogue) -> Document:
    found = catalogue.words.fields.values()
    asked = {one.id: _or_unknown(_field(one)) for one in found if not one.derived and (not one.holders or holder in one.holders)}
    codes = [region.code for region in catalogue.regions.values() if region.code]
    own = {"name": TEXT, "uscc": _or_unknown(USCC), "park": _or_unknown(TEXT), "region": {"enum": codes}}
    return _object({**asked, **own}, "name", "region")


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


def _list(item: Document) -> Document:
    return {"type": "array", "maxItems": MOST_ENTRIES, "items": item}


def _object(properties: Document, *required: str) -> Document:
    needed = {"required": [*required]} if required else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **needed}
