"""A yes that a person gives: what no machine can decide."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from graph.columns import Screened, Table, doubtful
from graph.criteria.base import Criterion, Finding, Terms
from graph.facts import Absent, Ask, Facts
from graph.reader import Fields, reference
from graph.verdict import Verdict
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class Declared(Criterion):
    """`{declared: class1_ip_in_use}`."""

    declaration: str

    key: ClassVar[str] = "declared"

    @classmethod
    def read(cls, fields: Fields, terms: Terms, at_review: Criterion | None) -> "Declared":
        return cls(terms, at_review, fields.need("declared", reference("declarations"), ""))

    def judge(self, facts: Facts) -> Finding:
        answer = facts.declared(self.declaration)
        if answer is Absent.UNKNOWN:
            return self._open
        fixed = facts.vocabulary.declarations[self.declaration].change == "fixed"
        return Finding(Verdict.of(answer in (True, Absent.FREE)), fixed=fixed)

    @cached_property
    def _open(self) -> Finding:
        return Finding(Verdict.UNKNOWN, asks=(Ask(self.declaration, "declaration"),))

    def verdict(self, facts: Facts) -> Verdict:
        answer = facts.declared(self.declaration)
        return Verdict.UNKNOWN if answer is Absent.UNKNOWN else Verdict.of(answer in (True, Absent.FREE))

    def screen(self, table: Table) -> Screened:
        holds = table.declared(self.declaration)
        fixed = table.vocabulary.declarations[self.declaration].change == "fixed"
        return Screened(holds, ((Ask(self.declaration, "declaration"), doubtful(holds)),), fixed)

    def text(self, words: Vocabulary) -> str:
        return words.declarations[self.declaration].name
