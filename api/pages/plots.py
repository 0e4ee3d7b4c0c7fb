"""What the plots of the report draw, in numbers; the tables beside them show the same. The drawing itself is static/plots.js."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, product

from api.answers import Json
from api.labels import COUNTS_FROM, PAYER
from graph.rounding import number
from planner.awards import Awards, Line
from planner.awards.model import totals
from planner.path.plan import Way


@dataclass(frozen=True)
class Series:
    """What one payer gives in each year, of one certainty (`counts_from` of a line), in 万元."""

    payer: str
    counts_from: str
    amounts: tuple[Fraction, ...]

    @property
    def name(self) -> str:
        """Who pays, and how sure it is."""
        return f"{PAYER[self.payer]}级（{COUNTS_FROM[self.counts_from]}）"


@dataclass(frozen=True)
class MoneyPlot:
    """Claims by year: a stack of series, surest first; those that are nought in every year are left out."""

    years: tuple[int, ...]
    series: tuple[Series, ...]

    @property
    def sums(self) -> list[Fraction]:
        """All that comes in each year."""
        return [sum(amounts, Fraction(0)) for amounts in zip(*(one.amounts for one in self.series), strict=True)]

    @property
    def drawn(self) -> Json:
        """The plot for the script that draws it."""
        parts = [
            {"name": one.name, "payer": one.payer, "sure": one.counts_from, "amounts": [number(amount) for amount in one.amounts]}
            for one in self.series
        ]
        return {"kind": "money", "years": list(self.years), "series": parts, "sums": [number(total) for total in self.sums]}


def money_plot(found: Awards) -> MoneyPlot:
    """Return the claims of a schedule by year (from the current one to the last that has any), payer and certainty."""
    last = max((line.year for line in found.claims), default=found.on.year - 1)
    years = tuple(range(found.on.year, last + 1))
    parts = {key: totals(lines) for key, lines in groupby(sorted(found.claims, key=_part), key=_part)}
    every = (
        Series(payer, sure, tuple(getattr(parts[year, sure], payer) if (year, sure) in parts else Fraction(0) for year in years))
        for sure, payer in product(COUNTS_FROM, PAYER)
    )
    return MoneyPlot(years, tuple(series for series in every if any(series.amounts)))


def _part(line: Line) -> tuple[int, str]:
    return line.year, line.counts_from


def ways_plot(ways: Sequence[tuple[str, Way, Awards]]) -> Json:
    """Return the ways to a target as points: honors, year of completion, fixed money in 万元; ways that coincide share a point."""
    points: dict[tuple[int, int | float], list[str]] = {}
    for title, way, money in ways:
        points.setdefault((way.completion.year, number(money.path.total)), []).append(f"{title} {way.length} 步")
    best = next(iter(points), None)
    return {
        "kind": "ways",
        "points": [{"year": key[0], "total": key[1], "name": "、".join(names), "best": key == best} for key, names in points.items()],
    }
