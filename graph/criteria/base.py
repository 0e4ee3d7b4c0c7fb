"""What every kind of criterion has, and what judging one yields."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar

from graph.columns import Screened, Table
from graph.derivations import Base
from graph.facts import Ask, Facts
from graph.source import NOWHERE, Clause
from graph.verdict import Verdict
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class Measure:
    """How a figure stands against its threshold, in `unit`; None where there is no figure."""

    metric: str
    unit: str
    need: Fraction | None
    have: Fraction | None
    short: Fraction
    year: int | None = None
    base: Base | None = None


@dataclass(frozen=True)
class Finding:
    """The judgement of one criterion on one day, with its cause.

    `free_on`: the first day on which a bar has ended (None with UNMET: no end is known).
    """

    verdict: Verdict
    measure: Measure | None = None
    asks: tuple[Ask, ...] = ()
    free_on: date | None = None
    fixed: bool = False


@dataclass(frozen=True)
class Terms:
    """What every leaf may carry beside its rule."""

    id: str = ""
    clause: Clause = NOWHERE
    soft: bool = False
    certainty: str = "primary"
    note: str = ""
    dropped_at_review: bool = False


@dataclass(frozen=True)
class Criterion:
    """One leaf of a requirement: a rule with its clause; `at_review` stands instead when a title is re-examined."""

    terms: Terms
    at_review: "Criterion | None"

    key: ClassVar[str]
    exclusive: ClassVar[tuple[frozenset[str], ...]] = ()
    turns: ClassVar[bool] = False  # whether a kind has turning points

    @property
    def titles(self) -> tuple[str, ...]:
        """Programmes that this criterion wants held."""
        return ()

    @property
    def excludes(self) -> tuple[str, ...]:
        """Programmes that this criterion wants never held."""
        return ()

    def concerns(self, honors: Set[str], words: Vocabulary) -> bool:
        """Return whether titles of some honors bear on it."""
        return not honors.isdisjoint((*self.titles, *self.excludes))

    def judge(self, facts: Facts) -> Finding:
        """Return whether the criterion holds for a company on a day, and why."""
        raise NotImplementedError

    def verdict(self, facts: Facts) -> Verdict:
        """Return the verdict of `judge` alone."""
        return self.judge(facts).verdict

    def screen(self, table: Table) -> Screened:
        """Return the same for all companies of a table: `judge` as columns, equal to it for every company."""
        raise NotImplementedError

    def text(self, words: Vocabulary) -> str:
        """Return the rule as a user reads it."""
        raise NotImplementedError

    def faults(self, words: Vocabulary) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with the rule, given the words that it uses, and what would be right."""
        yield from ()

    def turning_points(self, facts: Facts) -> tuple[date, ...]:
        """Return the days on which the verdict may change by the mere passing of time, within a calendar year."""
        return ()

    def looks_at_years(self, words: Vocabulary) -> bool:
        """Return whether the verdict may change when a calendar year begins, as other years are examined."""
        return False
