"""A share: one figure in percent of another."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from graph.columns import Table
from graph.derivations.base import Base, Derivation, why_absent
from graph.derivations.columns import derived, multiple
from graph.facts import Absent, Facts, Value
from graph.quantities import Figures, Quantity, constant, less, share
from graph.reader import Fields, positive, reference, some

if TYPE_CHECKING:
    pass


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
        absent = why_absent(part, whole)
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
