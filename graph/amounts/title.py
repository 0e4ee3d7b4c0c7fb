"""A sum for each title."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from graph.amounts.base import Amount, Offer, Payment, Project
from graph.facts import Facts
from graph.reader import Fields, number, pairs, reference
from graph.requirement import RuleReader
from graph.rounding import number as shown
from graph.source import Clause
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class ByTitle(Amount):
    """`{by_title: {green-factory-national: 50}}`: a lump sum for each title."""

    sums: tuple[tuple[str, Fraction], ...]

    key: ClassVar[str] = "by_title"
    kind: ClassVar[str] = "fixed"
    prefix: ClassVar[str] = ""

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "ByTitle":
        return cls(clause, fields.take(cls.key, pairs(number, reference("honors")), ()))

    def honors(self) -> tuple[str, ...]:
        return tuple(honor for honor, _ in self.sums)

    def only(self, honor: str) -> "ByTitle":
        return replace(self, sums=tuple((title, amount) for title, amount in self.sums if title == honor))

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        return tuple(Offer((Payment(amount, self.kind),)) for title, amount in self.sums if title == honor)

    def words(self, words: Vocabulary) -> str:
        return self.prefix + "；".join(f"{words.names[honor]} {shown(amount)} 万元" for honor, amount in self.sums)


@dataclass(frozen=True)
class UpToByTitle(ByTitle):
    """`{up_to_by_title: {smart-scenario: 50}}`: at most so much for each title."""

    key: ClassVar[str] = "up_to_by_title"
    kind: ClassVar[str] = "ceiling"
    prefix: ClassVar[str] = "最高："


@dataclass(frozen=True)
class CreditByTitle(ByTitle):
    """`{credit_by_title: {sme-little-giant: 5000}}`: a credit line, never cash."""

    key: ClassVar[str] = "credit_by_title"
    kind: ClassVar[str] = "credit"
    prefix: ClassVar[str] = "授信额度最高："
