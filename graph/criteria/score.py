"""A score on a scorecard: parts with items, each scored by the first row whose criterion holds.

Unknown figures give bounds, never zero.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from math import lcm
from operator import add
from typing import TYPE_CHECKING, ClassVar

from graph.columns import Doubts, Screened, Table, Truth, doubtful, every, opposite, surely, surely_not
from graph.criteria.base import Criterion, Finding, Measure, Terms
from graph.facts import Ask, Facts
from graph.reader import Fields, nearest, number, pairs, reference
from graph.rounding import number as shown
from graph.source import Clause
from graph.verdict import Verdict, all_of
from graph.vocabulary import Vocabulary

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Row:
    """A score and the criterion that earns it; None: whatever is left."""

    score: Fraction
    when: Criterion | None


@dataclass(frozen=True)
class Item:
    """One line of a scorecard."""

    name: str
    rows: tuple[Row, ...]

    def bounds(self, facts: Facts) -> tuple[Fraction, Fraction, tuple[Ask, ...]]:
        """Return the least and greatest score that what is known allows, and what to ask."""
        possible: list[Fraction] = []
        asks: list[Ask] = []
        for row in self.rows:
            finding = row.when.judge(facts) if row.when else None
            if finding is not None and finding.verdict is Verdict.UNMET:
                continue
            possible.append(row.score)
            if finding is None or finding.verdict is Verdict.MET:
                break
            asks.extend(finding.asks)
        else:
            possible.append(Fraction(0))
        return min(possible), max(possible), tuple(asks)

    def columns(self, table: Table, unit: Fraction) -> "ItemColumns":
        """Return the same for every company, scores as whole numbers of `unit`."""
        import polars as pl

        possible: list[pl.Expr] = []
        asks: list[tuple[Ask, Truth]] = []
        reached: Truth = True
        for row in self.rows:
            screened = row.when.screen(table) if row.when else Screened(True)
            possible.append(_where(every((reached, opposite(surely_not(screened.holds)))), int(row.score / unit)))
            asks += [(ask, every((reached, doubtful(screened.holds), when))) for ask, when in screened.asks]
            reached = table.share(every((reached, opposite(surely(screened.holds)))))
        possible.append(_where(reached, 0))
        return ItemColumns(pl.min_horizontal(possible), pl.max_horizontal(possible), tuple(asks))


@dataclass(frozen=True, eq=False)
class ItemColumns:
    """The least and greatest score of each company, and what to ask."""

    least: "pl.Expr"
    most: "pl.Expr"
    asks: Doubts


def _where(truth: Truth, score: int) -> "pl.Expr":
    """Return the score where it is possible, else null."""
    import polars as pl

    return pl.when(False if truth is None else truth).then(pl.lit(score, pl.Int32))


@dataclass(frozen=True)
class Part:
    """A group of items with a score of its own."""

    id: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Scorecard:
    """A published table of scores."""

    id: str
    name: str
    source: Clause
    certainty: str
    parts: tuple[Part, ...]

    def criteria(self) -> Iterator[Criterion]:
        """Yield the criteria of all rows."""
        for part in self.parts:
            for item in part.items:
                yield from (row.when for row in item.rows if row.when)


@dataclass(frozen=True)
class ScoreAtLeast(Criterion):
    """`{scorecard: sme-innovative, at_least: 60, parts: {innovation: 20}}`: judged by the bounds of what is known."""

    scorecard: str
    at_least: Fraction
    parts: tuple[tuple[str, Fraction], ...]

    key: ClassVar[str] = "scorecard"
    turns: ClassVar[bool] = True

    @classmethod
    def read(cls, fields: Fields, terms: Terms, at_review: Criterion | None) -> "ScoreAtLeast":
        return cls(
            terms,
            at_review,
            fields.need("scorecard", reference("scorecards"), ""),
            fields.need("at_least", number, Fraction(0)),
            fields.take("parts", pairs(number), ()),
        )

    def concerns(self, honors: Set[str], words: Vocabulary) -> bool:
        return any(rule.concerns(honors, words) for rule in words.scorecards[self.scorecard].criteria())

    def judge(self, facts: Facts) -> Finding:
        card = facts.vocabulary.scorecards[self.scorecard]
        bounds, asks = part_bounds(card, facts)
        low = sum((least for least, _ in bounds.values()), Fraction(0))
        high = sum((most for _, most in bounds.values()), Fraction(0))
        checks = [(low, high, self.at_least), *((*bounds[part], need) for part, need in self.parts)]
        verdict = all_of(_bounded(least, most, need) for least, most, need in checks)
        if verdict is not Verdict.UNMET:
            return Finding(verdict, asks=asks if verdict is Verdict.UNKNOWN else ())
        missed = min(((most, need) for least, most, need in checks if most < need), key=lambda pair: pair[0] - pair[1])
        return Finding(verdict, Measure(self.scorecard, "分", missed[1], missed[0], missed[1] - missed[0]))

    def screen(self, table: Table) -> Screened:
        card = table.vocabulary.scorecards[self.scorecard]
        needs = dict(self.parts)
        scores = (row.score for part in card.parts for item in part.items for row in item.rows)
        unit = Fraction(1, lcm(*(one.denominator for one in (self.at_least, *needs.values(), *scores))))
        parts = {part.id: [item.columns(table, unit) for item in part.items] for part in card.parts}
        items = [item for part in parts.values() for item in part]
        checks = [(items, self.at_least), *((parts[part], need) for part, need in needs.items())]
        holds = table.share(every(_reaches(some, int(need / unit)) for some, need in checks))
        return Screened(holds, tuple((ask, every((doubtful(holds), when))) for item in items for ask, when in item.asks))

    def faults(self, words: Vocabulary) -> Iterator[tuple[str, str]]:
        card = words.scorecards.get(self.scorecard)
        known = {part.id: part.name for part in card.parts} if card else dict(self.parts)
        for part, _ in self.parts:
            if part not in known:
                yield f"{part} 不是评分表 {self.scorecard} 的部分", nearest(part, known)

    def text(self, words: Vocabulary) -> str:
        card = words.scorecards[self.scorecard]
        names = {part.id: part.name for part in card.parts}
        rest = "".join(f"，{names[part]}不低于 {shown(need)} 分" for part, need in self.parts)
        return f"{card.name}得分不低于 {shown(self.at_least)} 分{rest}"

    def turning_points(self, facts: Facts) -> tuple[date, ...]:
        rules = facts.vocabulary.scorecards[self.scorecard].criteria()
        return tuple(dict.fromkeys(day for rule in rules for day in rule.turning_points(facts)))

    def looks_at_years(self, words: Vocabulary) -> bool:
        return any(rule.looks_at_years(words) for rule in words.scorecards[self.scorecard].criteria())


def part_bounds(card: Scorecard, facts: Facts) -> tuple[dict[str, tuple[Fraction, Fraction]], tuple[Ask, ...]]:
    """Return the least and greatest score of each part, and what to ask."""
    bounds: dict[str, tuple[Fraction, Fraction]] = {}
    asks: list[Ask] = []
    for part in card.parts:
        items = [item.bounds(facts) for item in part.items]
        bounds[part.id] = (sum((i[0] for i in items), Fraction(0)), sum((i[1] for i in items), Fraction(0)))
        asks.extend(ask for item in items for ask in item[2])
    return bounds, tuple(dict.fromkeys(asks))


def _bounded(least: Fraction, most: Fraction, need: Fraction) -> Verdict:
    if least >= need:
        return Verdict.MET
    return Verdict.UNMET if most < need else Verdict.UNKNOWN


def _reaches(items: list[ItemColumns], need: int) -> Truth:
    """Return whether the sum of some items surely reaches `need`, surely does not, or may."""
    import polars as pl

    least, most = reduce(add, (item.least for item in items)), reduce(add, (item.most for item in items))
    return pl.when(least >= need).then(True).when(most < need).then(False)
