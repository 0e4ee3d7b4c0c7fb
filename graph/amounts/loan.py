"""Interest points on the loan of a project."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from graph.amounts.base import Amount, Offer, Payment, Project, at_most
from graph.facts import Facts
from graph.reader import Fields, choice, number, positive
from graph.requirement import RuleReader
from graph.rounding import number as shown
from graph.source import Clause
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class InterestPoints(Amount):
    """`{points: 1, years: 2, cap_per_project_year: 500, cap_per_year: 1000, central_interest: granted}`.

    So many percent of the principal each year, for at most so many years. `central`: only where the central interest subsidy was
    granted (True) or was not (False). The bank deducts it from the interest due, so that it runs with the loan.
    """

    points: Fraction
    years: int
    cap: Fraction | None
    central: bool | None

    key: ClassVar[str] = "points"

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "InterestPoints":
        central = fields.find("central_interest", choice("granted", "not_granted"))
        return cls(
            clause,
            fields.take(cls.key, number, Fraction(0)),
            fields.need("years", positive, 1),
            fields.find("cap_per_project_year", number),
            None if central is None else central == "granted",
        )

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        found = []
        for project in projects:
            if project.loan is None or not project.loan.principal:
                continue
            granted = project.loan.central_interest_granted
            if None not in (self.central, granted) and granted != self.central:
                continue
            yearly = at_most(project.loan.principal * self.points / 100, self.cap)
            payments = tuple(Payment(yearly, "ceiling", later) for later in range(self.years))
            certain = self.central is None or granted is not None
            found.append(Offer(payments, project.id, project.year, certain, can_wait=False))
        return tuple(found)

    def words(self, words: Vocabulary) -> str:
        central = {None: "", True: "（已获中央财政贴息的）", False: "（未获中央财政贴息的）"}[self.central]
        cap = f"，单个项目每年最高 {shown(self.cap)} 万元" if self.cap is not None else ""
        return f"按项目贷款本金{central}贴息 {shown(self.points)} 个百分点，最多 {self.years} 年{cap}"
