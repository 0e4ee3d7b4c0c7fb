"""Expressions that are used more than once, computed once: in stages, each over the columns of the ones before."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from graph.columns import Truth

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")


@dataclass(frozen=True)
class Stages:
    """What is computed, in order; a stage uses columns of the table and of earlier stages only."""

    steps: "list[list[pl.Expr]]" = field(default_factory=list)
    _stage_of: dict[str, int] = field(default_factory=dict)
    _made: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` yields, made only the first time."""
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found

    def share(self, truth: Truth) -> Truth:
        """Return the same truth as a column of its own; constants stay what they are."""
        return truth if truth is None or isinstance(truth, bool) else self.column(truth)

    def column(self, expression: "pl.Expr") -> "pl.Expr":
        """Return the same expression as a column of its own."""
        import polars as pl

        if expression.meta.is_column():
            return expression
        stage = max((self._stage_of.get(name, -1) for name in expression.meta.root_names()), default=-1) + 1
        name = f"·{len(self._stage_of)}"
        self._stage_of[name] = stage
        while len(self.steps) <= stage:
            self.steps.append([])
        self.steps[stage].append(expression.alias(name))
        return pl.col(name)

    def made(self, name: str) -> bool:
        """Return whether a column is one of the shared ones."""
        return name in self._stage_of

    def run(self, table: "pl.LazyFrame") -> "pl.LazyFrame":
        """Return the table with all shared columns."""
        for step in self.steps:
            table = table.with_columns(step)
        return table
