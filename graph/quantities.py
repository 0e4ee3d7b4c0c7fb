"""Exact figures in columns: whole numbers with proven bounds, compared by cross-multiplication, never as binary floats.

A raw figure is a count of millionths (money in 万元 is a count of 分), less than 10^18 in size. A comparison is done in Int64 where its
products provably fit, else in Int128; a sum of shares, whose common denominator may not fit either, by its integer parts, and where those
leave it open by Python's fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import ceil, floor, gcd, lcm
from operator import add, and_
from typing import TYPE_CHECKING, Any, TypeAlias

from graph.columns import Table, Truth, every, opposite, some

if TYPE_CHECKING:
    import polars as pl

PART = Fraction(1, 1_000_000)
RAW_LIMIT = 10**18  # raw figures are smaller in size
_WORD, _LONG = 2**63, 2**127
Whole: TypeAlias = "pl.Expr | int"


@dataclass(frozen=True, eq=False)
class Quantity:
    """scale · over ÷ under of each company, null where unknown; `most` and `under_most` are no smaller in size, `under` is positive."""

    over: Whole
    most: int
    scale: Fraction = Fraction(1)
    under: Whole = 1
    under_most: int = 1

    @property
    def whole(self) -> bool:
        """Whether nothing is divided by a column."""
        return isinstance(self.under, int)

    @property
    def told(self) -> Truth:
        """Where it is known."""
        return every(isinstance(side, int) or side.is_not_null() for side in (self.over, self.under))

    def times(self, factor: Fraction | int) -> "Quantity":
        """Return a positive multiple."""
        return replace(self, scale=self.scale * factor)


@dataclass(frozen=True, eq=False)
class Figures:
    """The twin of graph.facts.Value: the sum of some quantities, or where there is none, why; `never` outweighs `free`."""

    terms: tuple[Quantity, ...]
    never: Truth = False
    free: Truth = False
    unknown: Truth = False

    @property
    def known(self) -> Truth:
        """Where there is a figure."""
        return opposite(some((self.never, self.free, self.unknown)))


def kept(quantity: Quantity, table: Table) -> Quantity:
    """Return the same quantity, computed once however often it is used."""
    over, under = (side if isinstance(side, int) else table.column_of(side) for side in (quantity.over, quantity.under))
    return replace(quantity, over=over, under=under)


def figures_kept(figures: Figures, table: Table) -> Figures:
    """Return the same figures, computed once however often they are used."""
    never, free, unknown = (table.share(truth) for truth in (figures.never, figures.free, figures.unknown))
    return Figures(tuple(kept(term, table) for term in figures.terms), never, free, unknown)


def constant(value: Fraction) -> Quantity:
    """Return the same figure for every company."""
    return Quantity(value.numerator, abs(value.numerator), Fraction(1, value.denominator))


def nothing() -> Quantity:
    """Return no figure for any company."""
    import polars as pl

    return Quantity(pl.lit(None, pl.Int64), 0, PART)


def raw(column: "pl.Expr") -> Quantity:
    """Return the figures of a column of millionths."""
    return Quantity(column, RAW_LIMIT, PART)


def share(part: Quantity, whole: Quantity, times: Fraction) -> Quantity:
    """Return times · part ÷ whole, both undivided."""
    return Quantity(part.over, part.most, times * part.scale / whole.scale, whole.over, whole.most)


def summed(terms: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return terms of the same sum, as few as can be added as whole numbers."""
    whole = [term for term in terms if term.whole]
    rest = tuple(term for term in terms if not term.whole)
    return ((_added(whole), *rest) if len(whole) > 1 else (*whole, *rest)) if whole else rest


def _added(terms: Sequence[Quantity]) -> Quantity:
    scale = _unit_of(terms)
    factors = [int(term.scale / scale) for term in terms]
    most = sum(term.most * factor for term, factor in zip(terms, factors, strict=True))
    overs = [_product(most, factor, term.over) for term, factor in zip(terms, factors, strict=True)]
    return Quantity(reduce(add, overs), most, scale)


def _unit_of(terms: Sequence[Quantity]) -> Fraction:
    """Return the largest scale of which the scales of all terms are multiples; a term that is always zero fits any."""
    scales = [term.scale for term in terms if term.most] or [terms[0].scale]
    below = lcm(*(scale.denominator for scale in scales))
    return Fraction(gcd(*(int(scale * below) for scale in scales)), below)


def difference(one: Quantity, other: Quantity) -> Quantity:
    """Return one less the other, both undivided."""
    return _added((one, replace(other, over=-other.over)))


def chosen(where: Truth, one: Quantity, other: Quantity) -> Quantity:
    """Return one figure where something surely holds, elsewhere the other."""
    import polars as pl

    if isinstance(where, bool) or where is None:
        return one if where else other
    scale = _unit_of((one, other))
    tops = [quantity.most * int(quantity.scale / scale) for quantity in (one, other)]
    overs = [_product(max(tops), int(quantity.scale / scale), quantity.over) for quantity in (one, other)]
    under: Whole = 1
    if not (one.whole and other.whole):
        under = pl.when(where).then(one.under).otherwise(other.under)
    return Quantity(pl.when(where).then(overs[0]).otherwise(overs[1]), max(tops), scale, under, max(one.under_most, other.under_most))


def total(values: Sequence[Figures], *, average: bool) -> Figures:
    """Return the sum or average of some years; years that do not exist add nothing to a sum and leave an average without value."""
    never = (some if average else every)(value.never for value in values)
    free = every((opposite(never), some(value.free for value in values)))
    unknown = every((opposite(never), opposite(free), some(value.unknown for value in values)))
    if average:
        known = all(value.terms for value in values)
        terms = [term.times(Fraction(1, len(values))) for value in values for term in value.terms] if known else []
    else:
        terms = [term for value in values for term in _or_nothing(value)]
    return Figures(tuple(terms), never, free, unknown)


def _or_nothing(value: Figures) -> tuple[Quantity, ...]:
    """Return the terms of a figure, zero where it never exists."""
    terms = value.terms or (nothing(),)
    return terms if value.never is False else tuple(chosen(value.never, Quantity(0, 0, term.scale), term) for term in terms)


def floored(quantity: Quantity, unit: Fraction, *, up: bool) -> Quantity:
    """Return an undivided figure rounded down (or up) to a multiple of `unit`."""
    step = unit / quantity.scale
    sign = -1 if up else 1
    top = max(quantity.most * step.denominator, step.numerator) + step.numerator
    lifted = _product(top, sign * step.denominator, quantity.over)
    return Quantity(sign * (lifted // step.numerator), top, unit)


def compare(left: Figures, comparison: str, right: Figures) -> Truth:
    """Return whether figures satisfy a comparison (`at_least`, `more_than`, `at_most`, `less_than`).

    What never exists fails, what is free holds, what is unknown is unknown: in this order.
    """
    open_ = some((left.free, right.free))
    told = None if left.unknown is True or right.unknown is True else _compared(left.terms, comparison, right.terms)
    return every((some((told, open_)), opposite(left.never), opposite(right.never)))


def _compared(left: tuple[Quantity, ...], comparison: str, right: tuple[Quantity, ...]) -> Truth:
    if not left or not right:
        return None
    low, high = summed(left), summed(right)
    if comparison in ("at_least", "more_than"):
        low, high = high, low
    equal = comparison in ("at_least", "at_most")
    if len(low) == len(high) == 1:
        return less(low[0], high[0], equal=equal)
    return _less_in_parts(low, high, equal=equal)


def less(one: Quantity, other: Quantity, *, equal: bool = False) -> Truth:
    """Return whether one figure is less than another (or equal to it)."""
    ratio = one.scale / other.scale
    if one.whole and other.whole and isinstance(other.over, int):
        return _order(one.over, _limit(other.over / ratio, one.most, up=not equal), equal=equal)
    if one.whole and other.whole and isinstance(one.over, int):
        return _order(_limit(one.over * ratio, other.most, up=equal), other.over, equal=equal)
    size = _size(one, other)
    if size >= _LONG:
        return _less_in_parts((one,), (other,), equal=equal)
    low = _product(size, ratio.numerator, one.over, other.under)
    return _order(low, _product(size, ratio.denominator, other.over, one.under), equal=equal)


def _size(one: Quantity, other: Quantity) -> int:
    """Return how large the products of a cross-multiplication may become."""
    ratio = one.scale / other.scale
    return max(one.most * other.under_most * ratio.numerator, other.most * one.under_most * ratio.denominator)


def _limit(bound: Fraction, most: int, *, up: bool) -> int:
    """Return the whole number that tells apart what `bound` tells apart, no further out than needed."""
    return max(-most - 1, min(most + 1, ceil(bound) if up else floor(bound)))


def _order(low: Whole, high: Whole, *, equal: bool) -> Truth:
    holds: Truth = _lit(low) <= _lit(high) if equal else _lit(low) < _lit(high)
    return holds


def _lit(value: Whole) -> Any:
    if not isinstance(value, int) or abs(value) < _WORD:
        return value
    import polars as pl

    return pl.lit(value, pl.Int128)


def _product(size: int, number: int, *factors: Whole) -> Whole:
    """Return a product that is no larger than `size`, in the narrowest type that holds it."""
    import polars as pl

    assert size < _LONG, "products must fit in 127 bits"
    columns = [factor.cast(pl.Int64 if size < _WORD else pl.Int128) for factor in factors if not isinstance(factor, int)]
    for factor in factors:
        number *= factor if isinstance(factor, int) else 1
    for column in columns[1:]:
        columns[0] = columns[0] * column
    if not columns:
        return number
    return columns[0] if number == 1 else columns[0] * _lit(number)


def _less_in_parts(low: tuple[Quantity, ...], high: tuple[Quantity, ...], *, equal: bool) -> Truth:
    """Return whether one sum of shares is less than another: by integer parts, and by fractions where these leave it open."""
    import polars as pl

    signed = [(1, term) for term in high] + [(-1, term) for term in low]
    fixed = sum((sign * term.over * term.scale for sign, term in signed if term.whole and isinstance(term.over, int)), Fraction(0))
    moving = [(sign, term) for sign, term in signed if not (term.whole and isinstance(term.over, int))]
    holds, open_ = _by_parts(moving, fixed, equal=equal)
    sides = [
        _column(side).alias(f"{name}{place}")
        for place, (_, term) in enumerate(moving)
        for name, side in zip("ou", (term.over, term.under), strict=True)
    ]
    scales = [sign * term.scale for sign, term in moving]
    known = pl.struct(open_.alias("open"), holds.alias("holds"), *sides)
    settled: pl.Expr = known.map_batches(lambda rows: _settled(rows, scales, fixed, equal=equal), pl.Boolean, is_elementwise=True)
    return settled


def _by_parts(terms: list[tuple[int, Quantity]], fixed: Fraction, *, equal: bool) -> "tuple[pl.Expr, pl.Expr]":
    """Return whether a sum reaches (equal) or exceeds nothing, and where that is left open.

    In units so small that the constant is whole, the sum is at least the sum of the integer parts of its terms, and below that plus the
    number of those that leave a remainder. Rows in between are rare: an exact hit is none unless its shares have endless decimals. Where
    no such unit fits in 126 bits every row is left open.
    """
    import polars as pl

    top = max(term.most * term.scale.numerator for _, term in terms)
    unit = fixed.denominator
    if top * unit * 2 >= _LONG:
        told = reduce(and_, (_column(side).is_not_null() for _, term in terms for side in (term.over, term.under)))
        return pl.lit(None, pl.Boolean), told
    while top * unit * 20 < _LONG:
        unit *= 10
    tops = [_column(_product(_LONG - 1, sign * term.scale.numerator * unit, term.over)) for sign, term in terms]
    downs = [_column(_product(_LONG - 1, term.scale.denominator, term.under)) for _, term in terms]
    parts = reduce(add, (over // under for over, under in zip(tops, downs, strict=True))) + _lit(int(fixed * unit))
    rests = reduce(add, ((over % under != 0).cast(pl.Int64) for over, under in zip(tops, downs, strict=True)))
    holds = (parts >= 0) if equal else (parts > 0) | ((parts == 0) & (rests > 0))
    return holds, (parts < 0) & (parts + rests > 0)


def _column(value: Whole) -> "pl.Expr":
    import polars as pl

    return pl.lit(value, pl.Int128) if isinstance(value, int) else value


def _settled(rows: "pl.Series", scales: list[Fraction], fixed: Fraction, *, equal: bool) -> "pl.Series":
    """Return the verdicts, those left open by adding fractions."""
    import polars as pl

    table = rows.struct.unnest()
    places = table["open"].fill_null(False).arg_true()
    if not len(places):
        return table["holds"]
    sums = (
        fixed + sum(scale * Fraction(row[f"o{n}"], row[f"u{n}"]) for n, scale in enumerate(scales) if row[f"u{n}"])
        for row in table[places].iter_rows(named=True)
    )
    return table["holds"].scatter(places, pl.Series([total >= 0 if equal else total > 0 for total in sums], dtype=pl.Boolean))
