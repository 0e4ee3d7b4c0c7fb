"""What every kind of amount has, and what it offers; sums in 万元."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Protocol

from graph.criteria import Criterion
from graph.facts import Facts
from graph.reader import Fields, choice, number, reference
from graph.requirement import RuleReader
from graph.rounding import number as shown
from graph.source import Clause
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class Loan:
    """The loan of a project; `central_interest_granted` None: nobody has said."""

    principal: Fraction
    central_interest_granted: bool | None = None


class Project(Protocol):
    """An investment project of a company, figures in 万元."""

    @property
    def id(self) -> str: ...

    @property
    def year(self) -> int | None: ...

    @property
    def figures(self) -> Mapping[str, Fraction]: ...

    @property
    def loan(self) -> Loan | None: ...


@dataclass(frozen=True)
class Payment:
    """One sum, so many years after the claim; `kind` is fixed, ceiling, conditional or credit."""

    amount: Fraction
    kind: str
    years_later: int = 0


@dataclass(frozen=True)
class Offer:
    """What one claim may bring.

    `certain` False: nobody has said what decides whether it is due. `can_wait` False: it runs by itself from the first year in which
    it can be claimed.
    """

    payments: tuple[Payment, ...]
    project: str | None = None
    from_year: int | None = None
    certain: bool = True
    can_wait: bool = True


@dataclass(frozen=True)
class Cap:
    """At most so much in all, per year, or per item (product or project); a `name` joins the funds that bear it."""

    limit: Fraction
    per: str
    name: str = ""


@dataclass(frozen=True)
class Amount:
    """Common shape of all kinds; `caps` hold over all claims of the fund."""

    clause: Clause
    caps: tuple[Cap, ...] = field(default=(), kw_only=True)

    key: ClassVar[str]

    @classmethod
    def read(cls, fields: Fields, clause: Clause, rules: RuleReader) -> "Amount":
        """Read what is this kind's own."""
        raise NotImplementedError

    def honors(self) -> tuple[str, ...]:
        """Return the honors that the amount itself names."""
        return ()

    def rules(self) -> tuple[Criterion, ...]:
        """Return the criteria on which the sum depends."""
        return ()

    def faults(self, words: Vocabulary) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with the amount, given the words that it uses, and what would be right."""
        yield from ()

    def offers(self, honor: str, facts: Facts, projects: tuple[Project, ...]) -> tuple[Offer, ...]:
        """Return what may be paid for an honor when it is claimed on the day of `facts`."""
        raise NotImplementedError

    def only(self, honor: str) -> "Amount":
        """Return what is paid for one of its titles alone."""
        return self

    def text(self, words: Vocabulary) -> str:
        """Return the amount as a user reads it."""
        said = {"item": "单项累计", "year": "每年合计"}
        return self.words(words) + "".join(f"，{said[cap.per]}最高 {shown(cap.limit)} 万元" for cap in self.caps)

    def words(self, words: Vocabulary) -> str:
        """Return this kind's own part of the text."""
        raise NotImplementedError


@dataclass(frozen=True)
class Figure:
    """A metric of the company or of the product in view, of the year before the claim or of its own."""

    metric: str
    year: str = "last_year"

    def of(self, facts: Facts) -> Fraction | None:
        """Return the figure on the day of `facts`, if it is known."""
        yearly = facts.vocabulary.metrics[self.metric].yearly
        year = facts.on.year - (self.year == "last_year")
        value = facts.number(self.metric, year if yearly else None)
        return value if isinstance(value, Fraction) else None

    def faults(self, words: Vocabulary, unit: str | None) -> Iterator[tuple[str, str]]:
        """Yield why the metric cannot be counted or paid by."""
        metric = words.metrics.get(self.metric)
        if metric is None:
            return
        if metric.type != "number" or metric.derivation is not None:
            yield f"{metric.name}不能作为金额的基数", "用直接填报的数"
        elif unit is not None and metric.unit != unit:
            yield f"{metric.name}的单位是{metric.unit or '（无）'}，不是{unit}", f"用以{unit}计的指标"


def read_figure(fields: Fields, key: str) -> Figure | None:
    """Read a metric under a key and the year that counts, if they are there."""
    metric = fields.find(key, reference("metrics"))
    if metric is None:
        return None
    return Figure(metric, fields.take("in", choice("last_year", "this_year"), "last_year"))


def read_own_caps(fields: Fields) -> tuple[Cap, ...]:
    """Read the caps that hold for a fund by itself."""
    limits = ((per, fields.find(f"cap_per_{per}", number)) for per in ("item", "year"))
    return tuple(Cap(limit, per) for per, limit in limits if limit is not None)


def at_most(amount: Fraction, cap: Fraction | None) -> Fraction:
    """Return an amount, cut to a cap where there is one."""
    return amount if cap is None else min(amount, cap)
