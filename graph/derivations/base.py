"""What every kind of derivation has.

A derivation measures in its own space (a growth factor, a number of years); `threshold` carries a figure of the clause into
that space and `shown` carries a measurement back into the unit of the metric.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from graph.columns import Table
from graph.facts import Absent, Facts, Value
from graph.quantities import Figures, Quantity
from graph.rounding import rounded

if TYPE_CHECKING:
    pass


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


def why_absent(*values: Value) -> Absent | None:
    """Return why a figure that needs all of `values` has none: what never exists outweighs what is unknown, that what is free."""
    for reason in (Absent.NEVER, Absent.UNKNOWN, Absent.FREE):
        if reason in values:
            return reason
    return None
