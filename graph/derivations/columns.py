"""What derivations in columns have in common: figures that follow from others, and whole years since a day."""

from calendar import isleap
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from graph.columns import Truth, every, opposite, some, surely
from graph.quantities import Figures, Quantity

if TYPE_CHECKING:
    import polars as pl

MOST_YEARS = 10_000


def derived(terms: list[Quantity], inputs: tuple[Figures, ...], *undefined: Truth) -> Figures:
    """Return a figure that follows from others, and does not exist where they are known and one of `undefined` holds."""
    nothing = every((*(one.known for one in inputs), surely(some(undefined))))
    never = some((*(one.never for one in inputs), nothing))
    unknown = every((opposite(never), some(one.unknown for one in inputs)))
    free = every((opposite(never), opposite(unknown), some(one.free for one in inputs)))
    return Figures(tuple(terms), never, free, unknown)


def multiple(quantity: Quantity, factor: Fraction) -> Quantity:
    """Return a multiple of any sign."""
    if factor > 0:
        return quantity.times(factor)
    turned = replace(quantity, over=quantity.over * (-1 if factor else 0))
    return turned.times(abs(factor)) if factor else turned


def elapsed_years(start: "pl.Expr", end: date) -> "pl.Expr":
    """Return graph.dates.full_years of a column."""
    return end.year - start.dt.year() - (day_in(start, end.year) > day_number(end))


def day_in(start: "pl.Expr", year: int) -> "pl.Expr":
    """Return month and day as a number, as they fall in a year: 02-29 is 02-28 in common years."""
    day = start.dt.month().cast(int) * 100 + start.dt.day()
    return day if isleap(year) else day - (day == 229)


def day_number(day: date) -> int:
    """Return month and day of one day as the same number."""
    return day.month * 100 + day.day
