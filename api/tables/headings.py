"""What a heading of a table means: Chinese names with unit and year, or ids; and the nearest right one where it means nothing."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from api.tables.columns import (
    COMPLETE,
    Column,
    complete_column,
    declaration_column,
    event_columns,
    given_metrics,
    honors,
    identity_columns,
    metric_column,
    title_columns,
    unit_of,
)
from graph.model import Catalogue
from graph.vocabulary import Metric
from planner.profile_fields import FIRST_YEAR, LAST_YEAR

PASSED_OVER = ("序号", "备注", "联系人", "联系电话", "联系方式")
_QUOTES = str.maketrans("", "", "“”\"'‘’「」『』*")
_YEAR_LAST = re.compile(r"(.*?)[/._-]?(\d{4})年?度?")
_YEAR_FIRST = re.compile(r"(\d{4})年?度?(.*)")


def plain(text: str) -> str:
    """Return a heading without what people write in different ways: widths of signs, spaces, quotes, asterisks, case.

    >>> plain("营业收入总额 （万元） ２０２５年")
    '营业收入总额(万元)2025年'
    """
    return "".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).split()).lower()


class Headings:
    """The headings that a catalogue knows; `on`: the day by whose years examples are given."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        self.catalogue, self.on = catalogue, on

    def column(self, text: str) -> Column | None:
        """Return the column that a heading means, or None."""
        said = plain(text)
        if said in self._fixed:
            return self._fixed[said]
        for name, year in _dated(said):
            if name in self._yearly and FIRST_YEAR <= year <= LAST_YEAR:
                return metric_column(self._yearly[name], year)
        return None

    def passed_over(self, text: str) -> bool:
        """Return whether a heading is of no concern: empty, or of a column that every list has."""
        return plain(text) in ("", *PASSED_OVER)

    def amiss(self, text: str) -> str:
        """Return what is wrong with a heading that means nothing, and what would be right."""
        said = plain(text)
        names = [said, *(name for name, _ in _dated(said))]
        derived = next((self._derived[name] for name in names if name in self._derived), None)
        if derived:
            return derived
        unit = next((self._bare[bare] for name in names for bare in (name, name.rpartition("(")[0]) if bare in self._bare), None)
        year = next((year for _, year in _dated(said)), self.on.year - 1)
        if unit:
            column = metric_column(unit, year if unit.yearly else None)
            return f"标题缺少单位或年份，或与本系统不符，应为“{column.heading}”"
        return f"不认识的标题，{self._nearest(said, year)}"

    def _nearest(self, said: str, year: int) -> str:
        known = {name: column.heading for name, column in self._fixed.items()}
        known |= {plain((column := metric_column(metric, year)).heading): column.heading for metric in self._yearly.values()}
        near = difflib.get_close_matches(said[:80], known, n=1)
        return f"是否应为“{known[near[0]]}”？" if near else "请改用模板（tidu template）中的标题，或删去此列"

    @cached_property
    def _fixed(self) -> Mapping[str, Column]:
        """Every column without a year, by heading, alias, path and id; what two columns share means neither."""
        found: dict[str, Column] = {}
        doubled = set()
        for column in self._columns():
            for name in {plain(name) for name in (column.heading, *column.aliases)}:
                doubled |= {name} & found.keys()
                found[name] = column
        for name in doubled:
            del found[name]
        found |= {plain(column.heading): column for column in self._columns()}
        return found | {name: column for column in self._columns() for name in _ids(column)}

    def _columns(self) -> Iterator[Column]:
        words = self.catalogue.words
        yield from identity_columns(self.catalogue)
        yield from (complete_column(section) for section in COMPLETE)
        yield from (metric_column(metric) for metric in given_metrics(self.catalogue) if not metric.yearly)
        yield from (declaration_column(id, self.catalogue) for id in words.declarations)
        yield from (column for kind in words.events.values() for column in event_columns(kind, self.catalogue))
        yield from (column for honor in honors(self.catalogue) for column in title_columns(honor))

    @cached_property
    def _yearly(self) -> Mapping[str, Metric]:
        metrics = [metric for metric in given_metrics(self.catalogue) if metric.yearly]
        found = {name: metric for metric in metrics for name in (metric.id, f"metrics/{metric.id}")}
        return found | {plain(f"{metric.name}{unit_of(metric)}"): metric for metric in metrics}

    @cached_property
    def _bare(self) -> Mapping[str, Metric]:
        """The metrics by name alone, and by name with unit: what is missing or different can be told."""
        metrics = [*given_metrics(self.catalogue)]
        found = {plain(f"{metric.name}{unit_of(metric)}"): metric for metric in metrics}
        return found | {plain(metric.name): metric for metric in metrics}

    @cached_property
    def _derived(self) -> Mapping[str, str]:
        """What is said of headings that ask for what follows from others."""
        words = self.catalogue.words
        found: dict[str, str] = {}
        for metric in words.metrics.values():
            if metric.derivation is not None:
                needed = "、".join(
                    words.metrics[id].name if id in words.metrics else words.fields[id].name for id in metric.derivation.inputs()
                )
                said = f"{metric.name}由系统推算，不必填写；请填 {needed}，并删去此列"
                found |= dict.fromkeys((metric.id, plain(f"{metric.name}{unit_of(metric)}"), plain(metric.name)), said)
        for field in words.fields.values():
            if field.derived:
                said = f"{field.name}由系统推算，不必填写，请删去此列"
                found |= dict.fromkeys((field.id, plain(field.name)), said)
        for one in self.catalogue.programmes.values():
            if one.held_when is not None:
                said = f"{one.name}是统称，请改填所获的那一个，并删去此列"
                found |= dict.fromkeys((one.id, *map(plain, (one.name, *one.aliases))), said)
        return found


def _dated(said: str) -> Iterator[tuple[str, int]]:
    """Yield how a heading may be read as a name with a year."""
    for pattern, name, year in ((_YEAR_LAST, 1, 2), (_YEAR_FIRST, 2, 1)):
        found = pattern.fullmatch(said)
        if found:
            yield found[name], int(found[year])


def _ids(column: Column) -> Iterator[str]:
    """Yield the ids that name a column: its path, and its word where the path is of that alone."""
    yield column.path.lower()
    if column.kind == "event":
        yield column.path.removesuffix("/on")
    if column.path.count("/") == 1 or column.kind == "event":
        yield column.word.lower()
