"""Time since a day, in years."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, ClassVar

from graph.columns import Table
from graph.dates import add_years, full_years
from graph.derivations.base import Derivation
from graph.derivations.columns import MOST_YEARS, day_in, day_number, elapsed_years
from graph.facts import Absent, Facts, Value
from graph.quantities import Figures, Quantity
from graph.reader import Fields, reference

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class YearsSince(Derivation):
    """Whole years since a day: at the end of the year for a yearly metric, else on the day of judgement."""

    since: str
    key: ClassVar[str] = "years_since"
    change: ClassVar[str] = "timed"

    @classmethod
    def read(cls, fields: Fields) -> "YearsSince":
        return cls(fields.need(cls.key, reference("dates"), ""))

    def inputs(self) -> tuple[str, ...]:
        return (self.since,)

    def needs(self, year: int | None) -> tuple[tuple[str, int | None], ...]:
        return ((self.since, None),)

    def value(self, facts: Facts, year: int | None) -> Value:
        start = facts.day(self.since)
        return start if isinstance(start, Absent) else self._years(start, facts.on if year is None else date(year + 1, 1, 1))

    def _years(self, start: date, end: date) -> Fraction:
        return Fraction(full_years(start, end))

    def figures(self, table: Table, year: int | None) -> Figures:
        start = table.day(self.since)
        if start is None:
            return Figures((), unknown=True)
        return Figures((self._elapsed(start, table.on if year is None else date(year + 1, 1, 1)),), unknown=start.is_null())

    def _elapsed(self, start: "pl.Expr", end: date) -> Quantity:
        return Quantity(elapsed_years(start, end), MOST_YEARS)

    def turns(self, facts: Facts, figure: Fraction, *, beyond: bool) -> date | None:
        start = facts.day(self.since)
        return None if isinstance(start, Absent) else add_years(start, floor(figure) + 1 if beyond else ceil(figure))


@dataclass(frozen=True)
class TimeSince(YearsSince):
    """Time since a day, in years: exactly n on the anniversary, somewhat more from the day after (满 n 年, 超过 n 年)."""

    key: ClassVar[str] = "time_since"

    def _years(self, start: date, end: date) -> Fraction:
        years = full_years(start, end)
        return Fraction(years) if add_years(start, years) == end else Fraction(2 * years + 1, 2)

    def _elapsed(self, start: "pl.Expr", end: date) -> Quantity:
        halves = 2 * elapsed_years(start, end) + (day_in(start, end.year) != day_number(end))
        return Quantity(halves, 2 * MOST_YEARS + 1, Fraction(1, 2))

    def shown(self, measured: Fraction, decimals: int, *, up: bool) -> Fraction:
        return Fraction(ceil(measured) if up else floor(measured))

    def turns(self, facts: Facts, figure: Fraction, *, beyond: bool) -> date | None:
        start = facts.day(self.since)
        if isinstance(start, Absent):
            return None
        return add_years(start, floor(figure)) + timedelta(days=1) if beyond else add_years(start, ceil(figure))
