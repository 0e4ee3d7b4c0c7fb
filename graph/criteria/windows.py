"""What a threshold on a metric is about: the years that it examines, and the figure that it compares with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm

from graph.columns import Table, every, opposite, surely
from graph.facts import Absent, Value
from graph.quantities import Figures, Quantity
from graph.reader import Fields, Node, nearest, number, positive, reference, text
from graph.vocabulary import EnterpriseField

WINDOWS = ("in", "each_of_last", "any_of_last", "sum_of_last", "average_of_last")
TOTALS = ("sum_of_last", "average_of_last")


@dataclass(frozen=True)
class Window:
    """The years that are examined on a day and how they are put together; the last of them is the calendar year before."""

    kind: str
    count: int = 1

    def years(self, on: date) -> tuple[int, ...]:
        """Return the years examined on a day, oldest first."""
        if self.kind == "this_year":
            return (on.year,)
        return tuple(range(on.year - self.count, on.year))


@dataclass(frozen=True)
class ByField:
    """A figure that depends on a field of the enterprise."""

    field: str
    figures: tuple[tuple[str, Fraction], ...]

    def faults(self, field: EnterpriseField) -> Iterator[tuple[str, str]]:
        """Yield the values that the field cannot have."""
        for value, _ in self.figures:
            if value not in field.choices:
                yield f"{value} 不是{field.name}的可选值", nearest(value, field.choices) or "可用：" + "、".join(field.choices)

    def columns(self, table: Table, space: Callable[[Fraction], Fraction]) -> Figures:
        """Return the figure of every company, in a space of measurement; a value without figure never has one."""
        import polars as pl

        told = table.field(self.field)
        if told.answer is None:
            return Figures((), free=told.free, unknown=told.unknown)
        figures = {name: space(figure) for name, figure in self.figures}
        unit = Fraction(1, lcm(*(figure.denominator for figure in figures.values())))
        wholes = {name: int(figure / unit) for name, figure in figures.items()}
        most = max(map(abs, wholes.values()))
        dtype = pl.Int64 if most < 2**63 else pl.Int128
        column = pl.coalesce(pl.when(told.answer == name).then(pl.lit(whole, dtype)) for name, whole in wholes.items())
        strange = every((surely(opposite(told.answer.is_in(list(wholes)))), opposite(told.free)))
        return Figures((Quantity(column, most, unit),), strange, told.free, told.unknown)


Asked = Fraction | str | ByField


def total(values: list[Value], *, average: bool) -> Value:
    """Return the sum or average of some years; years that do not exist add nothing to a sum and leave an average without value."""
    if not average and any(value is not Absent.NEVER for value in values):
        values = [value for value in values if value is not Absent.NEVER]
    for reason in (Absent.NEVER, Absent.FREE, Absent.UNKNOWN):
        if reason in values:
            return reason
    known = [value for value in values if isinstance(value, Fraction)]
    return sum(known, Fraction(0)) / (len(known) if average else 1)


def read_window(fields: Fields) -> Window | None:
    """Read which years are examined, where that is said."""
    there = [key for key in WINDOWS if key in fields]
    if not there:
        return None
    key = fields.one_of(WINDOWS, "年度口径")
    if key is None:
        return Window("last_year")
    if key == "in":
        kind = fields.take("in", text, "last_year")
        if kind not in ("last_year", "this_year"):
            fields.node.fault(f"in 不能是 {kind}", "可用：last_year、this_year")
        return Window(kind)
    return Window(key, fields.take(key, positive, 1))


def read_figure(node: Node) -> Asked | None:
    """Read a number, a metric, or numbers by a field."""
    if node.is_mapping:
        fields = Fields(node)
        field = fields.need("by", reference("fields"), "")
        figures = tuple((name, fields.take(name, number, Fraction(0))) for name in fields if name != "by")
        if not figures:
            node.fault("by 之外没有各类的数", "如 {by: sector_class, traditional: 5000}")
        return ByField(field, figures)
    if node.scalar and node.scalar[0].isalpha():
        return reference("metrics")(node)
    return number(node)
