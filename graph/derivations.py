"""How a metric follows from others: one small class per kind, with what it needs and how a threshold reads in its base.

A derivation measures in its own space (a growth factor, a number of years); `threshold` carries a figure of the clause into
that space and `shown` carries a measurement back into the unit of the metric.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, ClassVar

from graph.columns import Table, Truth
from graph.dates import add_years, full_years
from graph.derived import MOST_YEARS, day_in, day_number, derived, elapsed_years, multiple
from graph.facts import Absent, Facts, Value
from graph.quantities import Figures, Quantity, constant, difference, less, share
from graph.reader import Fields, positive, reference, some
from graph.rounding import root, rounded

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Base:
    """The same shortfall told in a figure that people can change; `level` is what that figure would have to be."""

    metric: str
    short: Fraction
    level: Fraction | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Derivation:
    """Common shape of all kinds.

    `totals`: windows that put its years together; `yearly`: it compares years; `falls`: it becomes more as its base becomes less.
    """

    key: ClassVar[str]
    change: ClassVar[str] = "improvable"
    totals: ClassVar[tuple[str, ...]] = ()
    yearly: ClassVar[bool] = False
    falls: ClassVar[bool] = False

    def inputs(self) -> tuple[str, ...]:
        """Return the metrics that this one follows from."""
        raise NotImplementedError

    def needs(self, year: int | None) -> tuple[tuple[str, int | None], ...]:
        """Return the inputs with the years in which they are needed."""
        return tuple((name, year) for name in self.inputs())

    def value(self, facts: Facts, year: int | None) -> Value:
        """Return the measurement."""
        raise NotImplementedError

    def figures(self, table: Table, year: int | None) -> Figures:
        """Return the measurement of every company."""
        raise NotImplementedError

    def level(self, table: Table, year: int, figure: Fraction) -> tuple[str, Quantity] | None:
        """Return the figure that people can change and how high it would have to be: the twin of `base`."""
        return None

    def threshold(self, figure: Fraction) -> Fraction:
        """Return the clause's figure in the space of measurement."""
        return figure

    def shown(self, measured: Fraction, decimals: int, *, up: bool) -> Fraction:
        """Return a measurement in the unit of the metric, rounded."""
        return rounded(measured, decimals, up=up)

    def base(self, facts: Facts, year: int | None, figure: Fraction) -> Base | None:
        """Return what the first input is short of, the others standing still."""
        return None

    def turns(self, facts: Facts, figure: Fraction, *, beyond: bool) -> date | None:
        """Return the day on which the metric by itself reaches `figure`, or comes to lie beyond it."""
        return None


@dataclass(frozen=True)
class Ratio(Derivation):
    """A share in percent: 100 · first ÷ second.

    `per` divides the first (a quarter by its 3 months), `lag` takes the second so many years before.
    """

    numerator: str
    denominator: str
    per: int = 1
    lag: int = 0
    key: ClassVar[str] = "ratio"
    totals: ClassVar[tuple[str, ...]] = ("average_of_last",)

    @classmethod
    def read(cls, fields: Fields) -> "Ratio":
        names = fields.need("ratio", some(reference("metrics")), ())
        if names and len(names) != 2:
            fields.node.fault("ratio 应恰有两个指标", "如 ratio: [rd_expense, revenue]")
        first, second = (*names, "", "")[:2]
        return cls(first, second, fields.take("per", positive, 1), fields.take("lag", positive, 0))

    def inputs(self) -> tuple[str, ...]:
        return (self.numerator, self.denominator)

    def needs(self, year: int | None) -> tuple[tuple[str, int | None], ...]:
        return ((self.numerator, year), (self.denominator, None if year is None else year - self.lag))

    def value(self, facts: Facts, year: int | None) -> Value:
        part, whole = (facts.number(name, when) for name, when in self.needs(year))
        absent = _absent(part, whole)
        if absent:
            return absent
        assert isinstance(part, Fraction)
        assert isinstance(whole, Fraction)
        return 100 * part / self.per / whole if whole > 0 else Absent.NEVER

    def figures(self, table: Table, year: int | None) -> Figures:
        part, whole = (table.number(name, when) for name, when in self.needs(year))
        terms = [share(part.terms[0], whole.terms[0], Fraction(100, self.per))] if part.terms and whole.terms else []
        return derived(terms, (part, whole), *(less(one, constant(Fraction(0)), equal=True) for one in whole.terms))

    def level(self, table: Table, year: int, figure: Fraction) -> tuple[str, Quantity] | None:
        whole = table.number(self.denominator, year - self.lag)
        return (self.numerator, multiple(whole.terms[0], figure * self.per / 100)) if whole.terms else None

    def base(self, facts: Facts, year: int | None, figure: Fraction) -> Base | None:
        part, whole = (facts.number(name, when) for name, when in self.needs(year))
        if isinstance(part, Absent) or isinstance(whole, Absent):
            return None
        level = figure * whole * self.per / 100
        return Base(self.numerator, abs(level - part), level)


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


@dataclass(frozen=True)
class CompoundGrowth(Derivation):
    """Compound growth in percent a year over some years: (v(y) ÷ v(y−n))^(1/n) − 1, compared as a factor, exactly."""

    of: str
    over: int
    key: ClassVar[str] = "compound_growth"
    yearly: ClassVar[bool] = True

    @classmethod
    def read(cls, fields: Fields) -> "CompoundGrowth":
        return cls(fields.need(cls.key, reference("metrics"), ""), fields.need("over", positive, 1))

    def inputs(self) -> tuple[str, ...]:
        return (self.of,)

    def needs(self, year: int | None) -> tuple[tuple[str, int | None], ...]:
        return ((self.of, None if year is None else year - self.over), (self.of, year))

    def value(self, facts: Facts, year: int | None) -> Value:
        early, late = self._ends(facts, year)
        absent = _absent(early, late)
        if absent:
            return absent
        assert isinstance(early, Fraction)
        assert isinstance(late, Fraction)
        return self._measured(early, late)

    def _ends(self, facts: Facts, year: int | None) -> tuple[Value, Value]:
        assert year is not None
        return facts.number(self.of, year - self.over), facts.number(self.of, year)

    def _measured(self, early: Fraction, late: Fraction) -> Value:
        return late / early if early > 0 and late >= 0 else Absent.NEVER

    def figures(self, table: Table, year: int | None) -> Figures:
        early, late = (table.number(name, when) for name, when in self.needs(year))
        if not (early.terms and late.terms):
            return derived([], (early, late))
        one, other = early.terms[0], late.terms[0]
        return derived([self._quantity(one, other)], (early, late), *self._undefined(one, other))

    def _quantity(self, early: Quantity, late: Quantity) -> Quantity:
        return share(late, early, Fraction(1))

    def _undefined(self, early: Quantity, late: Quantity) -> tuple[Truth, ...]:
        nothing = constant(Fraction(0))
        return less(early, nothing, equal=True), less(late, nothing)

    def level(self, table: Table, year: int, figure: Fraction) -> tuple[str, Quantity] | None:
        early = table.number(self.of, year - self.over)
        return (self.of, self._leveled(early.terms[0], figure)) if early.terms else None

    def _leveled(self, early: Quantity, figure: Fraction) -> Quantity:
        return multiple(early, self.threshold(figure))

    def threshold(self, figure: Fraction) -> Fraction:
        return (1 + figure / 100) ** self.over

    def shown(self, measured: Fraction, decimals: int, *, up: bool) -> Fraction:
        return (root(measured, self.over, decimals + 2, up=up) - 1) * 100

    def base(self, facts: Facts, year: int | None, figure: Fraction) -> Base | None:
        early, late = self._ends(facts, year)
        if isinstance(early, Absent) or isinstance(late, Absent):
            return None
        level = self.threshold(figure) * early
        return Base(self.of, abs(level - late), level)


@dataclass(frozen=True)
class Growth(CompoundGrowth):
    """Growth in percent against an earlier year, not annualised: v(y) ÷ v(y−n) − 1."""

    key: ClassVar[str] = "growth"
    totals: ClassVar[tuple[str, ...]] = ("average_of_last",)

    def threshold(self, figure: Fraction) -> Fraction:
        return 1 + figure / 100

    def shown(self, measured: Fraction, decimals: int, *, up: bool) -> Fraction:
        return rounded((measured - 1) * 100, decimals, up=up)


@dataclass(frozen=True)
class Decline(CompoundGrowth):
    """A fall in percent against an earlier year, not annualised: 1 − v(y) ÷ v(y−n)."""

    key: ClassVar[str] = "decline"
    totals: ClassVar[tuple[str, ...]] = ("average_of_last",)
    falls: ClassVar[bool] = True

    def _measured(self, early: Fraction, late: Fraction) -> Value:
        return 1 - late / early if early > 0 and late >= 0 else Absent.NEVER

    def _quantity(self, early: Quantity, late: Quantity) -> Quantity:
        return share(difference(early, late), early, Fraction(1))

    def _leveled(self, early: Quantity, figure: Fraction) -> Quantity:
        return multiple(early, 1 - figure / 100)

    def threshold(self, figure: Fraction) -> Fraction:
        return figure / 100

    def shown(self, measured: Fraction, decimals: int, *, up: bool) -> Fraction:
        return rounded(measured * 100, decimals, up=up)

    def base(self, facts: Facts, year: int | None, figure: Fraction) -> Base | None:
        early, late = self._ends(facts, year)
        if isinstance(early, Absent) or isinstance(late, Absent):
            return None
        level = (1 - figure / 100) * early
        return Base(self.of, abs(level - late), level)


@dataclass(frozen=True)
class Rise(CompoundGrowth):
    """A rise in the unit of the metric over some years, such as percentage points: v(y) − v(y−n)."""

    key: ClassVar[str] = "rise"
    totals: ClassVar[tuple[str, ...]] = ("average_of_last",)

    def _measured(self, early: Fraction, late: Fraction) -> Value:
        return late - early

    def _quantity(self, early: Quantity, late: Quantity) -> Quantity:
        return difference(late, early)

    def _undefined(self, early: Quantity, late: Quantity) -> tuple[Truth, ...]:
        return ()

    def _leveled(self, early: Quantity, figure: Fraction) -> Quantity:
        return difference(early, constant(-figure))

    def threshold(self, figure: Fraction) -> Fraction:
        return figure

    def shown(self, measured: Fraction, decimals: int, *, up: bool) -> Fraction:
        return rounded(measured, decimals, up=up)

    def base(self, facts: Facts, year: int | None, figure: Fraction) -> Base | None:
        early, late = self._ends(facts, year)
        if isinstance(early, Absent) or isinstance(late, Absent):
            return None
        return Base(self.of, abs(early + figure - late), early + figure)


KINDS: tuple[type[Ratio] | type[YearsSince] | type[CompoundGrowth], ...] = (
    Ratio,
    YearsSince,
    TimeSince,
    CompoundGrowth,
    Growth,
    Decline,
    Rise,
)


def read_derivation(fields: Fields) -> Derivation | None:
    """Read the derivation of a metric, if it has one."""
    for kind in KINDS:
        if kind.key in fields:
            return kind.read(fields)
    return None


def _absent(*values: Value) -> Absent | None:
    """Return why a figure that needs all of `values` has none: what never exists outweighs what is unknown, that what is free."""
    for reason in (Absent.NEVER, Absent.UNKNOWN, Absent.FREE):
        if reason in values:
            return reason
    return None
