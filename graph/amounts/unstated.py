"""Money whose sum the source does not say."""

from dataclasses import dataclass
from typing import ClassVar

from graph.amounts.base import Amount, Offer, Project
from graph.facts import Facts
from graph.reader import Fields, text
from graph.requirement import RuleReader
from graph.source import Clause
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class Unstated(Amount):
    """`{unstated: 给予财政资金支持}`: what the source says in place of a sum; nothing is added."""

    said: str

    key: ClassVar[str] = "unstated"

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "Unstated":
        return cls(clause, fields.take(cls.key, text, ""))

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        return ()

    def words(self, words: Vocabulary) -> str:
        return f"{self.said}（数额源文未载）"
