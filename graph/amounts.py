"""What a fund pays: one small class per kind of amount, with how it is spelled and what it offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Protocol

from graph.reader import Fields, Node, integer, number, pairs, reference, some, text
from graph.rounding import number as shown
from graph.source import Clause, Source


class Project(Protocol):
    """An investment project of a company, figures in 万元."""

    @property
    def id(self) -> str: ...

    @property
    def year(self) -> int | None: ...

    @property
    def figures(self) -> Mapping[str, Fraction]: ...


@dataclass(frozen=True)
class Offer:
    """One sum that a fund may pay for one honor, in 万元; `kind` is fixed, ceiling, conditional or credit."""

    honor: str
    amount: Fraction
    kind: str
    project: str | None = None
    from_year: int | None = None
    years_later: int = 0


@dataclass(frozen=True)
class Amount:
    """Common shape of all kinds."""

    clause: Clause

    key: ClassVar[str]

    def honors(self) -> tuple[str, ...]:
        """Return the honors that the amount itself names."""
        return ()

    def offers(self, honors: tuple[str, ...], projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        """Return what may be paid for each of `honors`."""
        raise NotImplementedError

    def text(self, name: Callable[[str], str]) -> str:
        """Return the amount as a user reads it; `name` gives the name of an honor or figure."""
        raise NotImplementedError


@dataclass(frozen=True)
class ByTitle(Amount):
    """`{by_title: {green-factory-national: 50}}`: a lump sum for each title."""

    sums: tuple[tuple[str, Fraction], ...]

    key: ClassVar[str] = "by_title"
    kind: ClassVar[str] = "fixed"

    @classmethod
    def read(cls, fields: Fields, clause: Clause) -> "ByTitle":
        return cls(clause, fields.take(cls.key, pairs(number, reference("honors")), ()))

    def honors(self) -> tuple[str, ...]:
        return tuple(honor for honor, _ in self.sums)

    def offers(self, honors: tuple[str, ...], projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        return tuple(Offer(honor, amount, self.kind) for honor, amount in self.sums if honor in honors)

    def text(self, name: Callable[[str], str]) -> str:
        return "；".join(f"{name(honor)} {shown(amount)} 万元" for honor, amount in self.sums)


@dataclass(frozen=True)
class CreditByTitle(ByTitle):
    """`{credit_by_title: {sme-little-giant: 5000}}`: a credit line, never cash."""

    key: ClassVar[str] = "credit_by_title"
    kind: ClassVar[str] = "credit"

    def text(self, name: Callable[[str], str]) -> str:
        return "授信额度：" + super().text(name)


@dataclass(frozen=True)
class ShareOfProject(Amount):
    """`{share: 20, base: equipment_software_investment, floor: 500, cap: 500}`: a share of a project's figure."""

    share: Fraction
    base: str
    floor: Fraction
    cap: Fraction | None

    key: ClassVar[str] = "share"

    @classmethod
    def read(cls, fields: Fields, clause: Clause) -> "ShareOfProject":
        return cls(
            clause,
            fields.take("share", number, Fraction(0)),
            fields.need("base", reference("project_figures"), ""),
            fields.take("floor", number, Fraction(0)),
            fields.find("cap", number),
        )

    def offers(self, honors: tuple[str, ...], projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        fit = [project for project in projects if self.base in project.figures and project.figures[self.base] >= self.floor]
        return tuple(Offer(honor, self._of(project), "ceiling", project.id, project.year) for honor in honors for project in fit)

    def _of(self, project: Project) -> Fraction:
        paid = project.figures[self.base] * self.share / 100
        return paid if self.cap is None else min(paid, self.cap)

    def text(self, name: Callable[[str], str]) -> str:
        floor = f"（不低于 {shown(self.floor)} 万元）" if self.floor else ""
        cap = f"，最高 {shown(self.cap)} 万元" if self.cap is not None else ""
        return f"不超过{name(self.base)}{floor}的 {shown(self.share)}%{cap}"


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
    def read(cls, fields: Fields, clause: Clause) -> "Staged":
        total = fields.take("staged", number, Fraction(0))
        stages = fields.need("stages", some(_read_stage), ())
        if stages and sum(stage.share for stage in stages) != 100:
            fields.node.fault("各期比例之和不是 100", "各期 share 相加应为 100")
        return cls(clause, total, stages)

    def offers(self, honors: tuple[str, ...], projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        return tuple(
            Offer(honor, self.total * stage.share / 100, "conditional" if stage.condition else "ceiling", years_later=stage.after_years)
            for honor in honors
            for stage in self.stages
        )

    def text(self, name: Callable[[str], str]) -> str:
        stages = "、".join(f"{shown(s.share)}%" + (f"（{s.condition}）" if s.condition else "") for s in self.stages)
        return f"最高 {shown(self.total)} 万元，分期拨付：{stages}"


KINDS: tuple[type[ByTitle] | type[ShareOfProject] | type[Staged], ...] = (ByTitle, CreditByTitle, ShareOfProject, Staged)


def read_amount(node: Node, source: Source) -> Amount | None:
    """Read the amount of a fund."""
    fields = Fields(node)
    known = {kind.key: kind for kind in KINDS}
    key = fields.one_of(known, "金额") if node.is_mapping else None
    if key is None:
        return None
    amount = known[key].read(fields, fields.need("clause", source.clause, source.place))
    fields.done()
    return amount


def _read_stage(node: Node) -> Stage:
    fields = Fields(node)
    stage = Stage(fields.need("share", number, Fraction(0)), fields.take("after_years", integer, 0), fields.take("if", text, ""))
    fields.done()
    return stage
