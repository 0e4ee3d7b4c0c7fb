"""Sums that are paid over several years."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from graph.amounts.base import Amount, Offer, Payment, Project
from graph.facts import Facts
from graph.reader import Fields, Node, integer, number, positive, some, text
from graph.requirement import RuleReader
from graph.rounding import number as shown
from graph.source import Clause
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class Stage:
    """One instalment: a share in %, so many years after the first, perhaps on a condition."""

    share: Fraction
    after_years: int
    condition: str


@dataclass(frozen=True)
class Staged(Amount):
    """`{staged: 600, stages: [{share: 50, after_years: 0}, …]}`: at most so much, in instalments."""

    total: Fraction
    stages: tuple[Stage, ...]

    key: ClassVar[str] = "staged"

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "Staged":
        total = fields.take(cls.key, number, Fraction(0))
        stages = fields.need("stages", some(_read_stage), ())
        if stages and sum(stage.share for stage in stages) != 100:
            fields.node.fault("各期比例之和不是 100", "各期 share 相加应为 100")
        return cls(clause, total, stages)

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        kinds = ("conditional" if stage.condition else "ceiling" for stage in self.stages)
        payments = (Payment(self.total * s.share / 100, kind, s.after_years) for s, kind in zip(self.stages, kinds, strict=True))
        return (Offer(tuple(payments)),)

    def words(self, words: Vocabulary) -> str:
        stages = "、".join(f"{shown(s.share)}%" + (f"（{s.condition}）" if s.condition else "") for s in self.stages)
        return f"最高 {shown(self.total)} 万元，分期拨付：{stages}"


@dataclass(frozen=True)
class Yearly(Amount):
    """`{yearly: 200, years: 3, if: 年度绩效合格}`: so much each year; the later years on the condition, where there is one."""

    sum: Fraction
    years: int
    condition: str

    key: ClassVar[str] = "yearly"

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "Yearly":
        return cls(clause, fields.take(cls.key, number, Fraction(0)), fields.need("years", positive, 1), fields.take("if", text, ""))

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        later = "conditional" if self.condition else "fixed"
        return (Offer(tuple(Payment(self.sum, later if year else "fixed", year) for year in range(self.years))),)

    def words(self, words: Vocabulary) -> str:
        condition = f"，第二年起以{self.condition}为条件" if self.condition else ""
        return f"每年 {shown(self.sum)} 万元，共 {self.years} 年{condition}"


def _read_stage(node: Node) -> Stage:
    fields = Fields(node)
    stage = Stage(fields.need("share", number, Fraction(0)), fields.take("after_years", integer, 0), fields.take("if", text, ""))
    fields.done()
    return stage
