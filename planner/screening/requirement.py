"""A requirement in columns: its verdict, what would be its gaps, what is undecided, for every company: the twin of planner.judging."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import add
from typing import TYPE_CHECKING

from graph.columns import Screened, Table, Truth, balanced, doubtful, every, opposite, some, surely, surely_not
from graph.criteria import Criterion, TitleHeld
from graph.facts import Ask
from graph.requirement import Gate, Requirement

if TYPE_CHECKING:
    import polars as pl

Judge = Callable[[Criterion], Screened]
Stretch = Callable[[Criterion], Truth]


@dataclass(frozen=True, eq=False)
class Front:
    """What is one gap where it is unmet: a criterion, or a choice; whether it then wants a title, and is fixed or a stretch."""

    unmet: Truth
    wants_title: Truth
    hard: Truth


@dataclass(frozen=True, eq=False)
class Doubt:
    """A criterion that may be unknown and could still decide: where, and what to ask where."""

    open: Truth
    asks: tuple[tuple[Ask, Truth], ...]


@dataclass(frozen=True, eq=False)
class Columns:
    """A requirement for every company."""

    holds: Truth
    fronts: tuple[Front, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class Compiler:
    """Compiles the requirements of one programme; criteria are judged once in a whole screening."""

    table: Table
    judge: Judge
    stretch: Stretch

    def columns(self, rule: Requirement) -> Columns:
        """Return a requirement in columns."""
        if isinstance(rule, Criterion):
            return self._leaf(rule)
        if rule.holder is not None:
            return Columns(None, (), (Doubt(True, ((Ask(rule.holder, "field"), True),)),))
        children = [self.columns(child) for child in rule.children]
        return self._all(children) if rule.count is None else self._choice(rule, rule.count, children)

    def _leaf(self, rule: Criterion) -> Columns:
        screened = self.judge(rule)
        unmet = surely_not(screened.holds)
        hard = every((unmet, some((screened.fixed, self.stretch(rule))))) if unmet is not False else False
        front = Front(unmet, isinstance(rule, TitleHeld), hard)
        open_ = doubtful(screened.holds)
        return Columns(screened.holds, (front,), (Doubt(open_, screened.asks),) if open_ is not False else ())

    def _all(self, children: list[Columns]) -> Columns:
        """Return the gate that wants all: its gaps are those of its children."""
        holds = self.table.share(every(child.holds for child in children))
        fronts = tuple(front for child in children for front in child.fronts)
        return Columns(holds, fronts, tuple(doubt for child in children for doubt in child.doubts))

    def _choice(self, rule: Gate, count: int, children: list[Columns]) -> Columns:
        """Return the gate that wants so many: one gap, whose branches are its unmet children; open while it is unknown."""
        holds = self.table.share(_at_least(count, [child.holds for child in children]))
        open_ = doubtful(holds)
        doubts = (_guarded(doubt, open_) for child in children for doubt in child.doubts)
        wants = every(some((opposite(surely_not(child.holds)), _any_title(child.fronts))) for child in children)
        hard = every(some((opposite(surely_not(child.holds)), _any_hard(child.fronts))) for child in children)
        unmet = surely_not(holds)
        front = Front(unmet, every((unmet, wants)), every((unmet, hard)))
        return Columns(holds, (front,), tuple(doubt for doubt in doubts if doubt.open is not False))


def _guarded(doubt: Doubt, open_: Truth) -> Doubt:
    return Doubt(every((open_, doubt.open)), tuple((ask, every((open_, when))) for ask, when in doubt.asks))


def _any_title(fronts: tuple[Front, ...]) -> Truth:
    return some(every((front.unmet, front.wants_title)) for front in fronts)


def _any_hard(fronts: tuple[Front, ...]) -> Truth:
    return some(front.hard for front in fronts)


def _at_least(count: int, truths: list[Truth]) -> Truth:
    """Return whether so many hold: the twin of graph.verdict.at_least."""
    if count == 1:
        return some(truths)
    if count >= len(truths):
        return every(truths) if count == len(truths) else False
    return _counted(count, truths)


def _counted(count: int, truths: list[Truth]) -> Truth:
    import polars as pl

    met, open_ = counted(surely(truth) for truth in truths), counted(doubtful(truth) for truth in truths)
    return pl.when(met >= count).then(True).when(met + open_ < count).then(False)


def counted(truths: Iterable[Truth]) -> "pl.Expr":
    """Return how many of some truths, none of them unknown, hold for each company."""
    import polars as pl

    listed = list(truths)
    dtype = pl.UInt8 if len(listed) < 256 else pl.UInt16
    whole = sum(truth is True for truth in listed)
    columns = [truth.cast(dtype) for truth in listed if truth is not None and not isinstance(truth, bool)]
    return balanced(add, columns + [pl.lit(whole, dtype)] * (whole > 0 or not columns))
