"""A sum for each item: each title of its own, or as many as a metric counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from graph.amounts.base import Amount, Figure, Offer, Payment, Project, read_figure
from graph.facts import Facts
from graph.reader import Fields, number
from graph.requirement import RuleReader
from graph.rounding import number as shown
from graph.source import Clause
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class Each(Amount):
    """`{each: 100, cap_per_year: 500}`: so much for each grant, or with `count: METRIC` for each thing counted."""

    sum: Fraction
    count: Figure | None

    key: ClassVar[str] = "each"

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "Each":
        return cls(clause, fields.take(cls.key, number, Fraction(0)), read_figure(fields, "count"))

    def faults(self, words: Vocabulary) -> Iterator[tuple[str, str]]:
        return self.count.faults(words, None) if self.count else iter(())

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        count = self.count.of(facts) if self.count else 1
        return (Offer((Payment(self.sum * count, "fixed"),)),) if count else ()

    def words(self, words: Vocabulary) -> str:
        counted = f"（按{words.metrics[self.count.metric].name}计）" if self.count else ""
        return f"每项 {shown(self.sum)} 万元{counted}"
