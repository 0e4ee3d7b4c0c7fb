"""A share of what a company, or one of its products, took in or spent in a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from graph.amounts.base import Amount, Figure, Offer, Payment, Project, at_most, read_figure
from graph.facts import Facts
from graph.reader import Fields, flag, number
from graph.requirement import RuleReader
from graph.rounding import number as shown
from graph.source import Clause
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class ShareOfMetric(Amount):
    """`{share_of_metric: 5, base: product_sales, cap: 200, cap_per_item: 500, cap_per_year: 500}`; `cap` is that of one claim.

    `up_to`: at most this share (不超过), otherwise just this one.
    """

    share: Fraction
    base: Figure
    cap: Fraction | None
    up_to: bool

    key: ClassVar[str] = "share_of_metric"

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "ShareOfMetric":
        if "base" not in fields:
            fields.node.fault("缺少 base")
        share = fields.take(cls.key, number, Fraction(0))
        base = read_figure(fields, "base") or Figure("")
        return cls(clause, share, base, fields.find("cap", number), fields.take("up_to", flag, False))

    def faults(self, words: Vocabulary) -> Iterator[tuple[str, str]]:
        return self.base.faults(words, "万元")

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        base = self.base.of(facts)
        paid = at_most(base * self.share / 100, self.cap) if base else None
        return (Offer((Payment(paid, "ceiling" if self.up_to else "fixed"),)),) if paid else ()

    def words(self, words: Vocabulary) -> str:
        year = {"last_year": "上年度", "this_year": "本年度"}[self.base.year]
        metric = words.metrics[self.base.metric]
        cap = f"，最高 {shown(self.cap)} 万元" if self.cap is not None else ""
        return f"{'不超过' if self.up_to else ''}{year if metric.yearly else ''}{metric.name}的 {shown(self.share)}%{cap}"
