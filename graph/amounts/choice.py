"""The first of several sums whose condition holds."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from graph.amounts.base import Amount, Offer, Payment, Project
from graph.criteria import Criterion
from graph.facts import Facts
from graph.reader import Fields, Node, number, some
from graph.requirement import RuleReader
from graph.rounding import number as shown
from graph.source import Clause
from graph.verdict import Verdict
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class Sum:
    """A sum and when it is paid; without condition always."""

    amount: Fraction
    condition: Criterion | None


@dataclass(frozen=True)
class HighestOf(Amount):
    """`{highest_of: [{sum: 20, if: {metric: …}}, {sum: 10}]}`: the first whose condition holds.

    As long as a condition is unknown, the sum that is sure is fixed and the rest conditional.
    """

    sums: tuple[Sum, ...]

    key: ClassVar[str] = "highest_of"

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "HighestOf":
        sums = fields.take(cls.key, some(lambda node: _read_sum(node, rules)), ())
        amounts = [sum.amount for sum in sums]
        if amounts != sorted(amounts, reverse=True) or any(sum.condition is None for sum in sums[:-1]):
            fields.node.fault("highest_of 应由高到低排列，只有最后一档可以没有 if", "如 [{sum: 20, if: {…}}, {sum: 10}]")
        return cls(clause, sums)

    def rules(self) -> tuple[Criterion, ...]:
        return tuple(sum.condition for sum in self.sums if sum.condition)

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        possible: list[Fraction] = []
        for sum in self.sums:
            verdict = sum.condition.verdict(facts) if sum.condition else Verdict.MET
            possible += [] if verdict is Verdict.UNMET else [sum.amount]
            if verdict is Verdict.MET:
                break
        else:
            possible.append(Fraction(0))
        sure, rest = possible[-1], possible[0] - possible[-1]
        payments = (Payment(sure, "fixed"), Payment(rest, "conditional"))
        due = tuple(payment for payment in payments if payment.amount)
        return (Offer(due),) if due else ()

    def words(self, words: Vocabulary) -> str:
        told = (f"{sum.condition.text(words) if sum.condition else '其余'}的 {shown(sum.amount)} 万元" for sum in self.sums)
        return "；".join(told)


def _read_sum(node: Node, rules: RuleReader) -> Sum:
    fields = Fields(node)
    sum = Sum(fields.need("sum", number, Fraction(0)), fields.find("if", rules.criterion))
    fields.done()
    return sum
