"""The columns of a table of companies: their paths in the company frame, their headings, and what their cells hold.

This is the one place that knows the naming: a path is that of the profile (`metrics/revenue/2025`, `titles/sme-specialized/granted`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graph.criteria.event import SEVERITIES
from graph.model import Catalogue, Programme
from graph.vocabulary import EnterpriseField, EventKind, Metric

HOLDER = "enterprise"
NAME, USCC, REGION = f"{HOLDER}/name", f"{HOLDER}/uscc", f"{HOLDER}/region"
GROUPS = ("企业", "称号", "年度指标", "其他指标", "事件", "声明")
COMPLETE = {"titles_complete": "称号列全了", "events_complete": "事件列全了"}
_KINDS = {"boolean": "truth", "date": "day"}


@dataclass(frozen=True)
class Column:
    """One column.

    `kind`: text, texts, uscc, region, day, truth, choice, choices, number, rank, title (a grant, or yes or no), held, granted, event (a
    day, or none), honor. `choices`: code to name. `word`: the id of the metric, declaration, field, honor or event kind.
    """

    path: str
    heading: str
    kind: str
    group: str
    word: str
    unit: str = ""
    year: int | None = None
    signed: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()

    @property
    def percent(self) -> bool:
        """Whether its figures are shares in percent."""
        return self.unit == "%"


def unit_of(metric: Metric) -> str:
    """Return the unit as a heading shows it."""
    return f"（{metric.unit}）" if metric.unit else ""


def identity_columns(catalogue: Catalogue) -> Iterator[Column]:
    """Yield who the company is."""
    yield Column(NAME, "企业名称", "text", "企业", "name", aliases=("名称", "单位名称", "公司名称"))
    yield Column(USCC, "统一社会信用代码", "uscc", "企业", "uscc", aliases=("社会信用代码", "信用代码"))
    for one in catalogue.words.fields.values():
        if not one.derived and (not one.holders or HOLDER in one.holders):
            yield _field(one, catalogue)
    yield Column(f"{HOLDER}/park", "所在园区", "text", "企业", "park")


def _field(one: EnterpriseField, catalogue: Catalogue) -> Column:
    aliases = (one.name.partition("（")[0],) if "（" in one.name else ()
    choices = one.choices
    if one.type == "region":
        choices = {region.code: region.name for region in catalogue.regions.values() if region.code}
        aliases = (*aliases, "注册地", "登记地", "所在县区")
    return Column(f"{HOLDER}/{one.id}", one.name, _KINDS.get(one.type, one.type), "企业", one.id, choices=choices, aliases=aliases)


def metric_column(metric: Metric, year: int | None = None) -> Column:
    """Return the column of a metric, of a year where it has one for each."""
    kind = "day" if metric.type == "date" else "number"
    if year is None:
        return Column(
            f"metrics/{metric.id}", f"{metric.name}{unit_of(metric)}", kind, "其他指标", metric.id, metric.unit, signed=metric.signed
        )
    heading = f"{metric.name}{unit_of(metric)}{year}年"
    return Column(f"metrics/{metric.id}/{year}", heading, kind, "年度指标", metric.id, metric.unit, year, metric.signed)


def declaration_column(id: str, catalogue: Catalogue) -> Column:
    """Return the column of a yes-or-no."""
    return Column(f"declarations/{id}", catalogue.words.declarations[id].name, "truth", "声明", id)


def complete_column(section: str) -> Column:
    """Return the column that says whether what is not listed is not there."""
    return Column(section, COMPLETE[section], "truth", "称号" if section == "titles_complete" else "事件", section)


def title_columns(honor: Programme) -> tuple[Column, ...]:
    """Return the columns of a title: the cell that says whether and when it was granted, then what may stand beside it."""
    lead, names = f"titles/{honor.id}", (honor.name, *honor.aliases)

    def beside(part: str, said: str, kind: str) -> Column:
        heading, *aliases = (f"{name} {said}" for name in names)
        return Column(f"{lead}/{part}", heading, kind, "称号", honor.id, aliases=tuple(aliases))

    return (
        Column(lead, honor.name, "title", "称号", honor.id, aliases=honor.aliases),
        beside("expires", "有效期至", "day"),
        beside("renewed", "复核日期", "day"),
        beside("rank", "排名", "rank"),
        beside("held", "是否获评", "held"),
        beside("granted", "获评日期", "granted"),
    )


def event_columns(kind: EventKind, catalogue: Catalogue) -> tuple[Column, ...]:
    """Return the columns of an event: when it happened, then what may stand beside it."""
    lead, name = f"events/{kind.id}", kind.name
    found = [Column(f"{lead}/on", name, "event", "事件", kind.id, aliases=(f"{name} 发生日期",))]
    if kind.severities:
        found.append(Column(f"{lead}/severity", f"{name} 等级", "choice", "事件", kind.id, choices=SEVERITIES))
    found.append(Column(f"{lead}/cleared", f"{name} 整改日期", "day", "事件", kind.id))
    if kind.honor:
        names = {one.id: one.name for one in honors(catalogue)}
        found.append(Column(f"{lead}/honor", f"{name} 所涉称号", "honor", "事件", kind.id, choices=names))
    return tuple(found)


def honors(catalogue: Catalogue) -> Iterator[Programme]:
    """Yield the programmes that can be held as titles; an umbrella is held through others only."""
    return (one for one in catalogue.programmes.values() if one.kind != "fund" and one.held_when is None)


def given_metrics(catalogue: Catalogue) -> Iterator[Metric]:
    """Yield the metrics that are filled in, not derived."""
    return (one for one in catalogue.words.metrics.values() if one.derivation is None)
