"""Screening a table of companies: one row per company and programme, in batches, with the nearest gap where it is asked for."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from api.tables.reader import Table
from graph.model import Catalogue
from planner.screening.compile import Screen, compile_catalogue
from planner.screening.rows import assessed, batches, long, profiles_of, with_nearest

if TYPE_CHECKING:
    import polars as pl

AT_ONCE = 4_000  # companies laid out as rows at a time: a million rows where all programmes are asked for
GAPS_OF_ALL = ("near",)
GAPS_OF_ONE = ("near", "far")
FITTING = ("eligible", "near", "unknown")
MOST_WITH_GAPS = 50_000  # companies; of more, the gaps of all programmes would take longer than all the rest


@dataclass
class Screening:
    """A table being screened.

    `programme`: one only. `counts`: how many companies are in which state of which programme, so far; `fitting`: the rows of those that
    fit the one programme, are near, or may fit. `gaps`: whether the nearest gap is shown, where that is settled already: of a piece.
    """

    table: Table
    catalogue: Catalogue
    on: date
    programme: str | None = None
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    fitting: "list[pl.DataFrame]" = field(default_factory=list)
    gaps: bool | None = None

    @property
    def with_gaps(self) -> bool:
        """Whether the nearest gap is shown: of one programme always, of all for a table that is not too long."""
        if self.gaps is not None:
            return self.gaps
        return self.programme is not None or self.table.height <= MOST_WITH_GAPS

    def rows(self, progress: Callable[[int], None]) -> "Iterator[pl.DataFrame]":
        """Yield the rows of all companies; `progress` is told how many companies are done.

        Columns: uscc, name, programme, state, verdict, unmet, unknown, nearest_gap, earliest. The gap is that of companies that are near;
        where one programme is asked for, also of those that are far.
        """
        screen = compile_catalogue(self.catalogue, self.on, self.table.frame.columns, self.programme)
        done = 0
        for batch in self._wide(screen):
            for part in batch.iter_slices(AT_ONCE):
                yield self._told(long(part, screen))
                done += part.height
                progress(done)

    def _wide(self, screen: Screen) -> "Iterator[pl.DataFrame]":
        """Yield the answers in the order of the table; where some companies are judged by themselves, at once."""
        import polars as pl

        found = batches(screen, self.table.frame.lazy()) if self.table.frame.height else iter(())
        if not self.table.profiles:
            yield from found
            return
        yield pl.concat([*found, assessed(self.table.profiles, screen, self.catalogue)]).sort("row")

    def _told(self, rows: "pl.DataFrame") -> "pl.DataFrame":
        import polars as pl

        for programme, state, count in rows.group_by("programme", "state").len().iter_rows():
            self.counts[programme, state] += count
        states = (GAPS_OF_ONE if self.programme else GAPS_OF_ALL) if self.with_gaps else ()
        asked = rows.filter(pl.col("state").is_in(states))
        companies = self.table.frame.filter(pl.col("row").is_in(asked["row"].unique().implode()))
        profiles = {**profiles_of(companies, self.catalogue), **dict(self.table.profiles)}
        found = with_nearest(rows, asked, profiles, self.catalogue, self.on)
        if self.programme:
            self.fitting.append(found.filter(pl.col("state").is_in(FITTING)))
        return found.drop("row")
