"""Linear packing, exactly: how much of each part to take so that no limit is passed and the worth is greatest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Worth = tuple[Fraction, Fraction, Fraction]
NOTHING: Worth = (Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Limit:
    """At most `bound` ≥ 0 of the weighted sum of some parts."""

    weights: Mapping[int, Fraction]
    bound: Fraction


def pack(worths: Sequence[Worth], limits: Sequence[Limit]) -> list[Fraction]:
    """Return how much of each part to take (0 or more) for the greatest worth, compared entry by entry.

    Parameters
    ----------
    worths : Sequence[Worth]
        What one whole of each part is worth; parts worth more should come first. Limits may name further parts, worth nothing.
    limits : Sequence[Limit]
        Between them they must bound every part of positive worth.

    Notes
    -----
    Primal simplex over fractions, rows sparse. Bland's rule, under which no basis comes twice; the worths, compared entry by entry, order
    bases as one number would.
    """
    tableau = _Tableau(worths, limits)
    while (entering := tableau.improving()) is not None:
        tableau.pivot(entering)
    return tableau.taken(len(worths))


def plus(one: Worth, other: Worth, times: Fraction = Fraction(1)) -> Worth:
    """Return the first worth and so many times the other."""
    return one[0] + times * other[0], one[1] + times * other[1], one[2] + times * other[2]


Number = int | Fraction


def _lean(value: Number) -> Number:
    """Return a whole number as int: most weights are, and ints are ten times as fast."""
    return value.numerator if value.denominator == 1 else value


class _Tableau:
    """The rows in the present basis: each says how a basic column follows from the others; slack columns come after the parts."""

    def __init__(self, worths: Sequence[Worth], limits: Sequence[Limit]) -> None:
        parts = 1 + max((part for limit in limits for part in limit.weights), default=0)
        slacks = range(parts, parts + len(limits))
        self.gain: list[dict[int, Number]] = [
            {part: _lean(worth[entry]) for part, worth in enumerate(worths) if worth[entry]} for entry in range(3)
        ]
        self.basic = list(slacks)
        self.bounds = [_lean(limit.bound) for limit in limits]
        self.rows: list[dict[int, Number]] = [
            {**{part: _lean(weight) for part, weight in limit.weights.items()}, slack: 1}
            for slack, limit in zip(slacks, limits, strict=True)
        ]

    def improving(self) -> int | None:
        """Return the first column of which more would be better."""
        columns = {column for gain in self.gain for column in gain}
        return min((column for column in columns if self._gains(column)), default=None)

    def _gains(self, column: int) -> bool:
        return next((gain[column] > 0 for gain in self.gain if column in gain), False)

    def pivot(self, column: int) -> None:
        """Bring a column into the basis, as far as the tightest row lets it."""
        tight = [(Fraction(self.bounds[r]) / row[column], self.basic[r], r) for r, row in enumerate(self.rows) if row.get(column, 0) > 0]
        _, _, chosen = min(tight)
        scale = Fraction(self.rows[chosen][column])
        pivot = self.rows[chosen] = {other: _lean(weight / scale) for other, weight in self.rows[chosen].items()}
        self.bounds[chosen] = _lean(self.bounds[chosen] / scale)
        self.basic[chosen] = column
        for r, row in enumerate(self.rows):
            if r != chosen and column in row:
                self.bounds[r] -= row[column] * self.bounds[chosen]
                _clear(row, column, pivot)
        for gain in self.gain:
            if column in gain:
                _clear(gain, column, pivot)

    def taken(self, parts: int) -> list[Fraction]:
        """Return how much of each part is in the basis."""
        amounts = dict(zip(self.basic, self.bounds, strict=True))
        return [Fraction(amounts.get(part, 0)) for part in range(parts)]


def _clear(row: dict[int, Number], column: int, pivot: dict[int, Number]) -> None:
    """Take the pivot row from another so often that its column vanishes."""
    times = row[column]
    for other, weight in pivot.items():
        left = row.get(other, 0) - times * weight
        if left:
            row[other] = left
        else:
            row.pop(other, None)
