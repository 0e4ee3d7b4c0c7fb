"""The companies of a frame as criteria see them: the twin of planner.facts.CompanyFacts, in columns."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypeVar

from graph.columns import Doubts, EventColumns, HoldingColumns, Told, Truth, doubtful, every, opposite, some, surely
from graph.dates import latest_start
from graph.facts import Ask
from graph.model import Catalogue, SizeClass, Validity
from graph.quantities import Figures, raw
from graph.vocabulary import Vocabulary
from planner.screening.frame import PARTS
from planner.screening.shared import Stages

if TYPE_CHECKING:
    import polars as pl

T = TypeVar("T")


@dataclass(frozen=True)
class CompanyTable:
    """The columns that are `given`, as seen on a day; `hopeful`: what can still be changed will be, from `mended` on."""

    catalogue: Catalogue
    given: frozenset[str]
    today: date
    on: date
    stages: Stages = field(compare=False)
    hopeful: bool = False
    mended: date | None = None

    def hoping(self, on: date, *, any_day: bool) -> "CompanyTable":
        """Return what may be hoped for on a day; what can be applied for on any day is not mended before the next year."""
        return replace(self, on=on, hopeful=True, mended=date(self.today.year + 1, 1, 1) if any_day else None)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the catalogue."""
        return self.catalogue.words

    def share(self, truth: Truth) -> Truth:
        """Return the same truth, computed once."""
        return self.stages.share(truth)

    def column_of(self, expression: "pl.Expr") -> "pl.Expr":
        """Return the same column, computed once."""
        return self.stages.column(expression)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` yields, made once for this day and stance."""
        return self.stages.once((key, self.on, self.hopeful, self.mended), make)

    def column(self, name: str) -> "pl.Expr | None":
        """Return a column of the frame; None: it is null throughout."""
        import polars as pl

        return pl.col(name) if name in self.given else None

    def truth(self, name: str) -> Truth:
        """Return a column of yes and no."""
        return self.column(name)

    @property
    def unlisted_titles(self) -> Truth:
        """Whether a title that is not listed is held."""
        return self.once("unlisted titles", lambda: self.share(_unlisted(self.column("titles_complete"), default=True)))

    @property
    def unlisted_events(self) -> Truth:
        """Whether an event that is not listed happened."""
        return self.once("unlisted events", lambda: self.share(_unlisted(self.column("events_complete"), default=False)))

    def number(self, metric: str, year: int | None) -> Figures:
        """Return a metric that is not derived."""
        open_ = self._may_improve(self.vocabulary.metrics[metric].change)
        if year is None:
            return Figures((), free=True) if open_ else _figures(self.column(f"metrics/{metric}"))
        never = self._before_founding(year)
        if open_ and year >= self.today.year:
            return Figures((), never, free=opposite(never))
        return _figures(self._year(metric, year), never)

    def _year(self, metric: str, year: int) -> "pl.Expr | None":
        """Return the figure of a year, or what is carried forward where no one can change it."""
        import polars as pl

        word = self.vocabulary.metrics[metric]
        lasts = self.hopeful and word.recurs and word.change == "fixed" and year >= self.today.year
        years = [one for one in self.years_of(metric) if one == year or (lasts and one < year)]
        columns = [pl.col(f"metrics/{metric}/{one}") for one in years]
        return (pl.coalesce(columns) if len(columns) > 1 else columns[0]) if columns else None

    def years_of(self, metric: str) -> list[int]:
        """Return the years of a metric that the frame has, latest first."""
        return self.stages.once("years", self._years).get(metric, [])

    def _years(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for path in (name.split("/") for name in sorted(self.given, reverse=True)):
            if path[0] == "metrics" and len(path) == 3:
                found.setdefault(path[1], []).append(int(path[2]))
        return found

    def last_known(self, metric: str) -> "pl.Expr | None":
        """Return the latest figure of a yearly metric."""
        import polars as pl

        columns = [pl.col(f"metrics/{metric}/{year}") for year in self.years_of(metric)]
        return self.once(("last known", metric), lambda: self.stages.column(pl.coalesce(columns))) if columns else None

    def _before_founding(self, year: int) -> Truth:
        founded = self.column("enterprise/registered_on")
        return False if founded is None else self.once(("founded", year), lambda: self.share(surely(founded > date(year, 12, 31))))

    def _may_improve(self, change: str) -> bool:
        open_from = self.mended or self.today + timedelta(days=1)
        return self.hopeful and change != "fixed" and self.on >= open_from

    def day(self, name: str) -> "pl.Expr | None":
        """Return a date: a metric or a field of the enterprise."""
        return self.column(f"metrics/{name}" if name in self.vocabulary.metrics else f"enterprise/{name}")

    def declared(self, declaration: str) -> Truth:
        """Return what was declared."""
        answer = self.truth(f"declarations/{declaration}")
        return some((answer, True)) if self._may_improve(self.vocabulary.declarations[declaration].change) else answer

    def field(self, name: str) -> Told:
        """Return a fact of the enterprise."""
        word = self.vocabulary.fields[name]
        answer = self.once("size", self._size) if word.derived else self.column(f"enterprise/{name}")
        missing: Truth = True if answer is None else answer.is_null()
        if not self._may_improve(word.change):
            return Told(answer, False, missing)
        empty = _is_empty(answer, word.type)
        return Told(answer, empty, every((missing, opposite(empty))))

    def asks(self, name: str) -> Doubts:
        """Return what to ask where a field is unknown."""
        word = self.vocabulary.fields.get(name)
        if word is None or not word.derived:
            return ((Ask(name, "field"), True),)
        year = self.today.year - 1
        needed = {metric for size in self.catalogue.defaults.size_classes for metric, _ in size.bounds}
        closed = {metric: self.column(f"metrics/{metric}/{year}") for metric in sorted(needed)}
        return tuple((Ask(metric, "metric", year), True if one is None else one.is_null()) for metric, one in closed.items())

    def _size(self) -> "pl.Expr | None":
        """Return the size class: the first, from large to micro, all of whose lower bounds are reached last year."""
        import polars as pl

        size: pl.Expr = pl.lit(None, pl.String)
        for one in reversed(self.catalogue.defaults.size_classes):
            if any(self.column(self._closed(metric)) is None for metric, _ in one.bounds):
                size = pl.lit(None, pl.String)
            else:
                missing, reached = self._reached(one)
                size = pl.when(missing).then(None).when(reached).then(pl.lit(one.name)).otherwise(size)
        return self.stages.column(size)

    def _reached(self, size: SizeClass) -> "tuple[pl.Expr, pl.Expr]":
        """Return where a bound of a size class has no figure, and where all are reached."""
        import polars as pl

        columns = [(pl.col(self._closed(metric)), bound * PARTS) for metric, bound in size.bounds]
        missing = reduce(or_, (column.is_null() for column, _ in columns))
        return missing, pl.all_horizontal([column >= -(-bound.numerator // bound.denominator) for column, bound in columns])

    def _closed(self, metric: str) -> str:
        return f"metrics/{metric}/{self.today.year - 1}"

    def holding(self, honor: str) -> HoldingColumns | None:
        """Return the title of an honor that a company may have; None: no company has one."""
        listed = surely(self.truth(f"titles/{honor}/held"))
        if listed is False:
            return None
        valid = self.once(("valid", honor), lambda: self.share(self._valid(honor)))
        return HoldingColumns(listed, self._title(honor, "granted"), self._title(honor, "rank"), valid)

    def lasting(self, honor: str) -> Truth:
        """Return where a title is listed of which nothing says how long it stands."""
        listed = surely(self.truth(f"titles/{honor}/held"))
        days = (self._title(honor, part).is_null() for part in ("granted", "renewed", "expires"))
        return every((listed, *days, *(day.is_null() for day in self._endings(honor))))

    def _title(self, honor: str, part: str) -> "pl.Expr":
        import polars as pl

        column = self.column(f"titles/{honor}/{part}")
        return pl.lit(None, pl.Int64 if part == "rank" else pl.Date) if column is None else column

    def _valid(self, honor: str) -> Truth:
        """Return whether a listed title stands on the day: the twin of `CompanyFacts._term` and `Holding.valid`."""
        programme = self.catalogue.programmes.get(honor)
        validity = programme.validity if programme else None
        granted, expires = self._title(honor, "granted"), self._title(honor, "expires")
        begun = _first(self._title(honor, "renewed"), granted)
        stands: Truth = opposite(surely(expires < self.on))
        if validity:
            stands = self._within_term(honor, validity, begun)
        ended = [self._ended(day, honor, validity, begun) for day in self._endings(honor)]
        return every((opposite(surely(granted > self.on)), opposite(some(ended)), stands))

    def _within_term(self, honor: str, validity: Validity, begun: "pl.Expr") -> Truth:
        """Return whether the term of a title has not ended: unknown where it has and a re-examination may have extended it."""
        import polars as pl

        expires, renewed = self._title(honor, "expires"), self._title(honor, "renewed")
        last = latest_start(self.on, validity.years)  # a term begun by this day is over
        said = opposite(surely(every((expires < self.on, opposite(surely(renewed > last))))))
        over = (begun <= last).fill_null(False)
        counted = pl.when(over).then(None if validity.renewal == "review" else False).otherwise(True)
        return pl.when(expires.is_not_null()).then(said).otherwise(counted)

    def _endings(self, honor: str) -> "list[pl.Expr]":
        """Return the days on which events took a title away."""
        import polars as pl

        granted = self._title(honor, "granted")
        found: list[pl.Expr] = []
        for kind, word in self.vocabulary.events.items():
            event = self.event(kind) if word.ends_title else None
            if event is not None:
                meant = (event.honor == honor) & (granted.is_null() | (event.on >= granted))
                found.append(pl.when(meant).then(event.on))
        return found

    def _ended(self, day: "pl.Expr", honor: str, validity: Validity | None, begun: "pl.Expr") -> Truth:
        """Return whether a title was taken away by the day, within its term."""
        by_now = surely(day <= self.on)
        if validity is None or validity.renewal != "review":
            return by_now
        after = surely(_order(day) >= _order(begun, validity.years))
        return every((by_now, opposite(every((self._title(honor, "expires").is_null(), after)))))

    def event(self, kind: str) -> EventColumns | None:
        """Return the event of a kind that a company may have had; None: no company had one."""
        import polars as pl

        on = self.column(f"events/{kind}/on")
        if on is None:
            return None
        cleared, severity, honor = (self.column(f"events/{kind}/{part}") for part in ("cleared", "severity", "honor"))
        return EventColumns(
            on,
            pl.lit(None, pl.Date) if cleared is None else cleared,
            pl.lit(None, pl.String) if severity is None else severity,
            pl.lit(None, pl.String) if honor is None else honor,
        )


def _unlisted(complete: "pl.Expr | None", *, default: bool) -> Truth:
    """Return False where a list is complete, unknown where it is not."""
    import polars as pl

    if complete is None:
        return False if default else None
    return pl.when(complete.fill_null(default)).then(False)


def _figures(column: "pl.Expr | None", never: Truth = False) -> Figures:
    if column is None:
        return Figures((), never, unknown=opposite(never))
    return Figures((raw(column),), never, unknown=every((doubtful(column), opposite(never))))


def _is_empty(answer: "pl.Expr | None", type: str) -> Truth:
    """Return where an answer is missing, no, or nothing."""
    if answer is None:
        return True
    if type == "boolean":
        return ~answer.fill_null(False)
    if type in ("texts", "choices"):
        return (answer.list.len() == 0).fill_null(True)
    return answer.is_null()


def _first(*days: "pl.Expr") -> "pl.Expr":
    import polars as pl

    return pl.coalesce(days)


def _order(day: "pl.Expr", later: int = 0) -> "pl.Expr":
    """Return a number that orders days, of the same day some years later: graph.dates.add_years of a column."""
    import polars as pl

    year = day.dt.year() + later
    number = day.dt.month().cast(pl.Int32) * 100 + day.dt.day()
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return year * 10_000 + pl.when((number == 229) & ~leap).then(228).otherwise(number)
