"""The types of a profile's fields that depend on the words of the catalogue, or on the profile's own lists."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from marshmallow import ValidationError, post_load
from marshmallow.fields import Field

from graph.amounts import Loan
from graph.model import Catalogue, Programme
from graph.requirement import leaves
from graph.vocabulary import EnterpriseField, Metric
from planner.profile import ProjectFacts
from planner.profile_fields import Choice, Day, Listing, Number, Object, Series, Strict, Table, Text, Truth, Typed, Uscc, unknown, year


@dataclass(frozen=True)
class Names:
    """What a profile may name: the words of the catalogue, and its own subjects and projects (id to name)."""

    catalogue: Catalogue
    subjects: Mapping[str, str]
    projects: Mapping[str, str]


NAMES: ContextVar[Names] = ContextVar("names")


class RegionCode(Typed):
    """The code of a place that the catalogue knows."""

    wants = "六位行政区划代码，如 410421（加引号）"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{6}", value):
            raise self.make_error("invalid")
        places = {region.code: region.name for region in NAMES.get().catalogue.regions.values() if region.code}
        if value in places:
            return value
        nearest = next((code for code in (value[:4] + "00", value[:2] + "0000") if code in places), None)
        hint = f" {nearest}（{places[nearest]}）" if nearest else ""
        raise ValidationError(f"目录中没有行政区划代码 {value}，请填所在市（省外填所在省）的代码{hint}")


class ProgrammeId(Typed):
    """The id of a programme of certain kinds."""

    def __init__(self, *kinds: str, **options: Any) -> None:
        super().__init__(**options)
        self.kinds = kinds
        self.wants = "资金编号，如 fund-specialized-city" if kinds == ("fund",) else "荣誉编号，如 sme-specialized"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        programmes = NAMES.get().catalogue.programmes
        programme = programmes.get(value)
        if programme is None:
            fit = [id for id, other in programmes.items() if other.kind in self.kinds and other.held_when is None]
            raise ValidationError(unknown("编号", value, fit, f"应为目录中的{self.wants}"))
        if programme.kind not in self.kinds:
            raise ValidationError(f"{value}（{programme.name}）不属此类，应为{self.wants}")
        _refuse_umbrella(programme)
        return value


def _refuse_umbrella(programme: Programme) -> None:
    """Refuse a title that is only ever held through others."""
    if programme.held_when is not None:
        inside = dict.fromkeys(title for leaf in leaves(programme.held_when) for title in leaf.titles)
        raise ValidationError(f"{programme.id}（{programme.name}）是统称，请改填所获的那一个：{'、'.join(inside)}")


class Own(Typed):
    """The id of one of the profile's own subjects or projects."""

    def __init__(self, section: str, **options: Any) -> None:
        super().__init__(**options)
        self.section = section
        self.wants = f"{section} 中所列的 id"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        own: Mapping[str, str] = getattr(NAMES.get(), self.section)
        if value in own:
            return value
        named = next((id for id, name in own.items() if name == value), None)
        listed = f"（已列出 {'、'.join([*own][:5])}）" if own else ""
        right = f"是否应为 {named}？" if named else f"请先在 {self.section} 中列出{listed}，再在此填它的 id"
        raise ValidationError(unknown(f" {self.section} 编号", value, () if named else own, right))


class Metrics(Table):
    """Figures and dates by the ids of the catalogue."""

    def word(self, key: Any) -> str:
        """Refuse what is no metric or follows from others."""
        metrics = NAMES.get().catalogue.words.metrics
        if key not in metrics:
            raise ValidationError(unknown("指标", key, [id for id, metric in metrics.items() if metric.derivation is None]))
        metric = metrics[key]
        if metric.derivation is not None:
            raise ValidationError(f"{metric.name}由系统推算，不必填写；请填 {'、'.join(metric.derivation.inputs())}")
        return metric.id

    def entry(self, key: Any) -> Field[Any]:
        """Return the type of a metric."""
        return _metric_field(NAMES.get().catalogue.words.metrics[key])


def _metric_field(metric: Metric) -> Field[Any]:
    if metric.type == "date":
        return Day()
    return _figure_field(metric.yearly, metric.signed, metric.unit == "万元")


@cache
def _figure_field(yearly: bool, signed: bool, money: bool) -> Field[Any]:
    """Return the type of a figure; made once for each sort, for a profile has hundreds."""
    if yearly:
        return Series(Number(signed=signed, money=money))
    return Number(signed=signed, money=money, wants="一个数（不按年填写），如 3")


_TRUTH = Truth()


class Declarations(Table):
    """Yes or no by the ids of the catalogue."""

    def word(self, key: Any) -> str:
        """Refuse what is no declaration."""
        declarations = NAMES.get().catalogue.words.declarations
        if key not in declarations:
            raise ValidationError(unknown("声明", key, declarations))
        return declarations[key].id

    def entry(self, key: Any) -> Truth:
        """Return the type of every declaration."""
        return _TRUTH


class EventKind(Typed):
    """The id of an event kind."""

    wants = "事件种类，如 safety_accident"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        kinds = NAMES.get().catalogue.words.events
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if value not in kinds:
            raise ValidationError(unknown("事件种类", value, kinds))
        return value


class Derived(Typed):
    """A field that the planner derives."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(**options)
        self.derived = name

    def _deserialize(self, value: object, *_: object, **__: object) -> None:
        classes = NAMES.get().catalogue.defaults.size_classes
        needed = dict.fromkeys(metric for size in classes for metric, _ in size.bounds)
        raise ValidationError(f"{self.derived}由系统推算，不必填写；请填指标 {'、'.join(needed)}")


class Identity(Typed):
    """Who the holder is: name, region, and the fields of the catalogue."""

    wants = "对象 {…}"

    def __init__(self, holder: str, **options: Any) -> None:
        super().__init__(**options)
        self.holder = holder

    def _deserialize(self, value: Any, *_: object, **__: object) -> dict[str, object]:
        words = NAMES.get().catalogue.words.fields.values()
        fields = {field.id: _identity_field(field) for field in words if not field.holders or self.holder in field.holders}
        own = {"name": Text(required=True), "uscc": Uscc(allow_none=True), "park": Text(allow_none=True)}
        found = Strict.from_dict({**fields, **own})().load(value)
        return {name: fact for name, fact in found.items() if fact is not None}


def _identity_field(field: EnterpriseField) -> Field[Any]:
    if field.derived:
        return Derived(field.name, allow_none=True)
    match field.type:
        case "region":
            return RegionCode(required=True)
        case "text":
            return Text(allow_none=True)
        case "texts":
            return Listing(Text(), allow_none=True)
        case "boolean":
            return Truth(allow_none=True)
        case "choice":
            return Choice(field.choices, allow_none=True)
        case "choices":
            return Listing(Choice(field.choices), allow_none=True)
        case _:
            return Day(allow_none=True)


class LoanSchema(Strict):
    """The loan of a project."""

    principal = Number(money=True, required=True)
    central_interest_granted = Truth(allow_none=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Loan:
        return Loan(**data)


class Project(Typed):
    """An investment project with the figures of the catalogue, in 万元."""

    wants = "对象 {…}"

    def _deserialize(self, value: Any, *_: object, **__: object) -> ProjectFacts:
        figures = {id: Number(money=True, allow_none=True) for id in NAMES.get().catalogue.words.project_figures}
        own = {
            "id": Text(required=True),
            "name": Text(required=True),
            "year": year(allow_none=True),
            "loan": Object(LoanSchema(), allow_none=True),
        }
        found = Strict.from_dict({**figures, **own})().load(value)
        given = {id: found[id] for id in figures if found.get(id) is not None}
        return ProjectFacts(found["id"], found["name"], found.get("year"), given, found.get("loan"))
