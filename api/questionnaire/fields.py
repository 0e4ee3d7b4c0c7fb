"""The fields of the form, out of the catalogue's words; the name of a field is its JSON pointer in the profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from api.labels import HOLDER
from graph.criteria.event import SEVERITIES
from graph.model import Catalogue
from graph.requirement import SUBJECTS
from graph.vocabulary import PROFILES

MOST_ROWS = 1000
COMPLETE = {
    "titles_complete": {"true": "列全了，没列的就是没有", "false": "没有列全，没列的算未知"},
    "events_complete": {"true": "列全了，没列的就是没有发生", "false": "没有列全，没列的算未知"},
}
HOLDERS = {holder: HOLDER[holder] for holder in PROFILES}
_KINDS = {"boolean": "truth", "date": "day"}


@dataclass(frozen=True)
class Field:
    """One thing to fill in.

    `kind`: text, id (of a line, given to it where it has none), texts (one a line), number, whole, day, granted (a day or a year), truth,
    choice, choices, honor, or own (a product of the profile's own). `choices`: code to name.
    """

    pointer: str
    label: str
    kind: str = "text"
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    hint: str = ""


ID = Field("id", "编号（可不填）", "id")


def field_at(pointer: str, catalogue: Catalogue) -> Field | None:
    """Return the field of a pointer, or None where the form has none."""
    section, *rest = pointer.split("/")[1:] or [""]
    if section in COMPLETE and not rest:
        return complete_field(section)
    if section in ROWS and len(rest) >= 2 and rest[0].isdigit() and len(rest[0]) < 5 and int(rest[0]) < MOST_ROWS:
        return _row_field(pointer, section, int(rest[0]), rest[1:], catalogue)
    if section in HOLDERS and len(rest) == 1:
        return next((one for one in identity_fields(section, catalogue) if one.pointer == pointer), None)
    if section == "declarations" and len(rest) == 1 and rest[0] in catalogue.words.declarations:
        return declaration_field(rest[0], catalogue)
    return _metric_at(rest, catalogue) if section == "metrics" else None


def _row_field(pointer: str, section: str, place: int, keys: list[str], catalogue: Catalogue) -> Field | None:
    """Return a field of a line: of a product also a figure or declaration of its own."""
    if section == "subjects" and keys[0] in ("metrics", "declarations"):
        own = field_at("/" + "/".join(keys), catalogue)
        return replace(own, pointer=pointer) if own else None
    return next((one for one in row_fields(section, place, catalogue) if one.pointer == pointer), None)


def _metric_at(keys: list[str], catalogue: Catalogue) -> Field | None:
    metric = catalogue.words.metrics.get(keys[0]) if keys else None
    if metric is None or metric.derivation is not None or len(keys) != 1 + metric.yearly:
        return None
    if metric.yearly and not (keys[1].isdigit() and len(keys[1]) == 4):
        return None
    return metric_field(metric.id, int(keys[1]) if metric.yearly else None, catalogue)


def complete_field(section: str) -> Field:
    """Return whether a list is complete."""
    return Field(f"/{section}", "列全了吗？", "truth", choices=COMPLETE[section])


def metric_field(id: str, year: int | None, catalogue: Catalogue) -> Field:
    """Return a figure or date, of a year where it has one for each."""
    metric = catalogue.words.metrics[id]
    kind = "day" if metric.type == "date" else "number"
    label = f"{metric.name}，{year} 年" if year else metric.name
    return Field(
        f"/metrics/{id}/{year}" if year else f"/metrics/{id}",
        label,
        kind,
        metric.unit,
        hint=f"佐证：{metric.evidence}" if metric.evidence else "",
    )


def declaration_field(id: str, catalogue: Catalogue) -> Field:
    """Return a yes-or-no."""
    declaration = catalogue.words.declarations[id]
    plain = declaration.ask == f"是否符合：{declaration.name}？"
    return Field(f"/declarations/{id}", declaration.name if plain else declaration.ask, "truth")


def identity_fields(holder: str, catalogue: Catalogue) -> tuple[Field, ...]:
    """Return who the holder is: name, place, and the fields of the catalogue."""
    words = [one for one in catalogue.words.fields.values() if not one.derived and (not one.holders or holder in one.holders)]
    fields = (Field(f"/{holder}/{one.id}", one.name, _KINDS.get(one.type, one.type), choices=one.choices) for one in words)
    regions = {region.code: region.name for region in catalogue.regions.values() if region.code}
    return (
        Field(f"/{holder}/name", "名称", required=True),
        Field(f"/{holder}/uscc", "统一社会信用代码"),
        *(replace(one, kind="choice", choices=regions, required=True) if one.kind == "region" else one for one in fields),
        Field(f"/{holder}/park", "所在园区"),
    )


def row_fields(section: str, place: int, catalogue: Catalogue) -> tuple[Field, ...]:
    """Return one line of a list."""
    return tuple(replace(one, pointer=f"/{section}/{place}/{one.pointer}") for one in ROWS[section](catalogue))


def _title(catalogue: Catalogue) -> tuple[Field, ...]:
    return (
        Field("honor", "称号", "honor"),
        Field("granted", "获评日期（如 2024-09-10）或年份", "granted"),
        Field("expires", "有效期至", "day"),
        Field("subject", "哪个产品的（企业自己的不填）", "own"),
    )


def _event(catalogue: Catalogue) -> tuple[Field, ...]:
    return (
        Field("kind", "事件", "choice", choices={kind.id: kind.name for kind in catalogue.words.events.values()}),
        Field("on", "发生日期", "day"),
        Field("severity", "等级（分等级的事故）", "choice", choices=SEVERITIES),
        Field("cleared", "整改、修复、移出或恢复日期", "day"),
        Field("honor", "所涉称号（撤销、移出等）", "honor"),
    )


def _project(catalogue: Catalogue) -> tuple[Field, ...]:
    return (
        ID,
        Field("name", "项目名称"),
        Field("year", "年度", "whole"),
        *(Field(id, name, "number", "万元") for id, name in catalogue.words.project_figures.items()),
        Field("loan/principal", "贷款本金", "number", "万元"),
        Field("loan/central_interest_granted", "是否已获中央财政贴息", "truth"),
    )


def _subject(catalogue: Catalogue) -> tuple[Field, ...]:
    return (ID, Field("kind", "种类", "choice", choices=SUBJECTS), Field("name", "名称"))


ROWS: Mapping[str, Callable[[Catalogue], tuple[Field, ...]]] = {
    "titles": _title,
    "events": _event,
    "projects": _project,
    "subjects": _subject,
}
