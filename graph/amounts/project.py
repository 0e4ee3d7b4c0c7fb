"""A share of what a project invests."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from graph.amounts.base import Amount, Offer, Payment, Project, at_most
from graph.facts import Facts
from graph.reader import Fields, Node, flag, number, reference
from graph.requirement import RuleReader
from graph.rounding import number as shown
from graph.source import Clause
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class ShareOfProject(Amount):
    """`{share: 20, base: equipment_software_investment, floor: 500, cap: 500}`: a share of a project's figure.

    `share` None: the source says a share without saying which, so that cap and figure alone bound it. `floor_of`: the figure that
    must reach the floor, where it is not the base. `up_to`: at most this share (不超过), otherwise just this one.
    """

    share: Fraction | None
    base: str
    floor: Fraction
    floor_of: str
    cap: Fraction | None
    up_to: bool

    key: ClassVar[str] = "share"

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "ShareOfProject":
        base = fields.need("base", reference("project_figures"), "")
        return cls(
            clause,
            fields.take("share", _read_share, None),
            base,
            fields.take("floor", number, Fraction(0)),
            fields.take("floor_of", reference("project_figures"), base),
            fields.find("cap", number),
            fields.take("up_to", flag, False),
        )

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        fit = [project for project in projects if project.figures.get(self.base) and self._reaches_floor(project)]
        return tuple(Offer((Payment(self._of(project), self._kind),), project.id, project.year) for project in fit)

    @property
    def _kind(self) -> str:
        return "ceiling" if self.up_to or self.share is None else "fixed"

    def _reaches_floor(self, project: Project) -> bool:
        return self.floor_of in project.figures and project.figures[self.floor_of] >= self.floor

    def _of(self, project: Project) -> Fraction:
        share = Fraction(100) if self.share is None else self.share
        return at_most(project.figures[self.base] * share / 100, self.cap)

    def words(self, words: Vocabulary) -> str:
        figures = words.project_figures
        least = "" if self.floor_of == self.base else figures[self.floor_of]
        floor = f"（{least}不低于 {shown(self.floor)} 万元）" if self.floor else ""
        share = "一定比例" if self.share is None else f" {shown(self.share)}%"
        cap = f"，最高 {shown(self.cap)} 万元" if self.cap is not None else ""
        return f"{'不超过' if self._kind == 'ceiling' else ''}{figures[self.base]}{floor}的{share}{cap}"


def _read_share(node: Node) -> Fraction | None:
    return None if node.scalar == "unstated" else number(node)
