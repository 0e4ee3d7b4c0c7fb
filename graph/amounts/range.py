"""A sum between two bounds."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from graph.amounts.base import Amount, Offer, Payment, Project
from graph.facts import Facts
from graph.reader import Fields, number, some
from graph.requirement import RuleReader
from graph.rounding import number as shown
from graph.source import Clause
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class Between(Amount):
    """`{between: [200, 500]}`: the lower end is fixed, the rest conditional."""

    low: Fraction
    high: Fraction

    key: ClassVar[str] = "between"

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "Between":
        bounds = fields.take(cls.key, some(number), ())
        if len(bounds) != 2 or bounds[0] >= bounds[1]:
            fields.node.fault("between 应为由低到高的两个数", "如 between: [200, 500]")
        return cls(clause, *(*bounds, Fraction(0), Fraction(0))[:2])

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        return (Offer((Payment(self.low, "fixed"), Payment(self.high - self.low, "conditional"))),)

    def words(self, words: Vocabulary) -> str:
        return f"{shown(self.low)} 至 {shown(self.high)} 万元"
