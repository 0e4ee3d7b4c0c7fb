"""One year against an earlier one: growth, compound or not, a fall, a rise in points."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from graph.columns import Table, Truth
from graph.derivations.base import Base, Derivation, why_absent
from graph.derivations.columns import derived, multiple
from graph.facts import Absent, Facts, Value
from graph.quantities import Figures, Quantity, constant, difference, less, share
from graph.reader import Fields, positive, reference
from graph.rounding import root, rounded

if TYPE_CHECKING:
    pass


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
        absent = why_absent(early, late)
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
