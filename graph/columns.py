"""What criteria say of many companies at once: truths, holdings and events as Polars expressions over a table of companies.

A truth is a Boolean column, null where it is unknown, or a constant: True, False, None. The functions below are Kleene's logic over
truths and fold constants, so that a column that a table does not have costs nothing. Polars is imported only where it is needed: a single
company is judged without it.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import and_, or_
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from graph.facts import Ask

if TYPE_CHECKING:
    import polars as pl

    from graph.quantities import Figures, Quantity
    from graph.vocabulary import Vocabulary

T = TypeVar("T")
Truth: TypeAlias = "pl.Expr | bool | None"
Doubts: TypeAlias = "tuple[tuple[Ask, Truth], ...]"  # what to ask, and of which companies


def every(truths: Iterable[Truth]) -> Truth:
    """Return the conjunction."""
    return _joined(list(truths), decides=False)


def some(truths: Iterable[Truth]) -> Truth:
    """Return the disjunction."""
    return _joined(list(truths), decides=True)


def _joined(truths: list[Truth], *, decides: bool) -> Truth:
    if any(truth is decides for truth in truths):
        return decides
    columns = [truth for truth in truths if truth is not None and not isinstance(truth, bool)]
    unknown = any(truth is None for truth in truths)
    if not columns:
        return None if unknown else not decides
    join = or_ if decides else and_
    whole = balanced(join, columns)
    return join(whole, _unknown()) if unknown else whole


def balanced(join: "Callable[[pl.Expr, pl.Expr], pl.Expr]", columns: "list[pl.Expr]") -> "pl.Expr":
    """Return columns joined pairwise, as a shallow tree: what plans a query takes the square of its depth."""
    while len(columns) > 1:
        pairs = [join(*columns[place : place + 2]) for place in range(0, len(columns) - 1, 2)]
        columns = pairs + columns[len(columns) // 2 * 2 :]
    return columns[0]


def _unknown() -> "pl.Expr":
    import polars as pl

    return pl.lit(None, pl.Boolean)


def opposite(truth: Truth) -> Truth:
    """Return the negation."""
    return truth if truth is None else not truth if isinstance(truth, bool) else ~truth


def doubtful(truth: Truth) -> Truth:
    """Return where a truth is unknown."""
    return truth is None if truth is None or isinstance(truth, bool) else truth.is_null()


def surely(truth: Truth) -> Truth:
    """Return where a truth holds for certain; the rest is False."""
    return truth is True if truth is None or isinstance(truth, bool) else truth.fill_null(False)


def surely_not(truth: Truth) -> Truth:
    """Return where a truth certainly does not hold; the rest is False."""
    return surely(opposite(truth))


@dataclass(frozen=True, eq=False)
class Told:
    """An answer of each company: the column (None: no company has told), where it is open, where it is unknown."""

    answer: "pl.Expr | None"
    free: Truth
    unknown: Truth


@dataclass(frozen=True, eq=False)
class HoldingColumns:
    """The title of one honor that each company may have; `valid` is of use only where it is `listed`."""

    listed: Truth
    granted: "pl.Expr"
    rank: "pl.Expr"
    valid: Truth


@dataclass(frozen=True, eq=False)
class EventColumns:
    """The event of one kind that each company may have had; `on` is null where there was none."""

    on: "pl.Expr"
    cleared: "pl.Expr"
    severity: "pl.Expr"
    honor: "pl.Expr"


@dataclass(frozen=True, eq=False)
class Growing:
    """The yearly figure that would have to rise, how high, and from where (None, or null: from its last known value)."""

    metric: str
    wanted: "Quantity"
    given: "Quantity | None" = None


@dataclass(frozen=True, eq=False)
class Screened:
    """The judgement of one criterion for every company: the twin of graph.criteria.Finding."""

    holds: Truth
    asks: Doubts = ()
    fixed: Truth = False


class Table(Protocol):
    """Many companies as seen on a day: the twin of graph.facts.Facts."""

    @property
    def on(self) -> date:
        """The day of judgement."""

    @property
    def vocabulary(self) -> "Vocabulary":
        """Metrics, declarations, events, fields and scorecards by id."""

    @property
    def unlisted_titles(self) -> Truth:
        """Whether a title that is not listed is held: no, or unknown."""

    @property
    def unlisted_events(self) -> Truth:
        """Whether an event that is not listed happened: no, or unknown."""

    def number(self, metric: str, year: int | None) -> "Figures":
        """Return a metric that is not derived (of a year, where it is yearly)."""

    def day(self, name: str) -> "pl.Expr | None":
        """Return a metric or field that is a date; None: no company has told it."""

    def declared(self, declaration: str) -> Truth:
        """Return what was declared."""

    def field(self, name: str) -> Told:
        """Return a fact of the enterprise."""

    def asks(self, name: str) -> Doubts:
        """Return what to ask where a field is unknown."""

    def holding(self, honor: str) -> HoldingColumns | None:
        """Return the titles of an honor; None: no company has one."""

    def event(self, kind: str) -> EventColumns | None:
        """Return the events of a kind; None: no company had one."""

    def share(self, truth: Truth) -> Truth:
        """Return the same truth, computed once however often it is used."""

    def column_of(self, expression: "pl.Expr") -> "pl.Expr":
        """Return the same column, computed once however often it is used."""

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` yields, made only the first time on a day."""
