"""Screening a table of companies: one row per company and programme, in batches, with the nearest gap where it is asked for."""

from array import array
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from api.tables.reader import Table
from graph.model import Catalogue
from planner.profile import Profile
from planner.screening.compile import Screen, compile_catalogue
from planner.screening.rows import KEYS, assessed, batches, long, profiles_of, with_nearest

if TYPE_CHECKING:
    import polars as pl

AT_ONCE = 4_000  # companies laid out as rows at a time: a million rows where all programmes are asked for
ALONE = 100  # companies judged by themselves before the next rows are written
MOST_SHOWN = 30  # companies of a state
GAPS_OF_ALL = ("near",)
GAPS_OF_ONE = ("near", "far")
FITTING = ("eligible", "near", "unknown")
MOST_WITH_GAPS = 50_000  # companies; of more, the gaps of all programmes would take longer than all the rest


@dataclass
class Screening:
    """A table being screened.

    `programme`: one only. `counts`: how many companies are in which state of which programme, so far; `fitting`: the rows of those that
    fit the one programme, are near, or may fit; `shown`: of each of these states the first answers. `gaps`: whether the
    nearest gap is shown, where that is settled already: of a piece.
    """

    table: Table
    catalogue: Catalogue
    on: date
    programme: str | None = None
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    fitting: "array[int]" = field(default_factory=lambda: array("L"))
    shown: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {state: [] for state in FITTING})
    gaps: bool | None = None

    def add(self, counts: Counter[tuple[str, str]], fitting: "array[int]", shown: dict[str, list[dict[str, Any]]]) -> None:
        """Take in what was found in a further piece of the table."""
        self.counts += counts
        self.fitting.extend(fitting)
        for state, found in self.shown.items():
            found += shown[state][: MOST_SHOWN - len(found)]

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
        columns = self.table.rows.collect_schema().names()
        screen = compile_catalogue(self.catalogue, self.on, columns, self.programme)
        carried = columns if self.with_gaps else []
        done = 0
        for part in self._wide(screen, tuple(dict.fromkeys((*KEYS, *carried)))):
            yield self._told(long(part, screen), part.select(name for name in carried if name in part.columns))
            done += part.height
            progress(done)

    def _wide(self, screen: Screen, keys: tuple[str, ...]) -> "Iterator[pl.DataFrame]":
        """Yield the answers in the order of the table, those of companies that are judged by themselves in their places."""
        import polars as pl

        profiles, done = self.table.profiles, 0
        judged = (batch for piece in self.table.pieces for batch in batches(screen, piece, keys))
        for batch in judged if self.table.count else ():
            for part in batch.iter_slices(AT_ONCE):
                first, done = done, bisect(profiles, part["row"][-1], done, key=itemgetter(0))
                alone = assessed(profiles[first:done], screen, self.catalogue)
                yield pl.concat([part, alone], how="diagonal").sort("row") if alone.height else part
        for start in range(done, len(profiles), ALONE):
            yield assessed(profiles[start : start + ALONE], screen, self.catalogue)

    def _told(self, rows: "pl.DataFrame", companies: "pl.DataFrame") -> "pl.DataFrame":
        """Return rows with the nearest gaps, counted; `companies`: what the table says of them, where gaps are wanted."""
        import polars as pl

        for programme, state, count in rows.group_by("programme", "state").len().iter_rows():
            self.counts[programme, state] += count
        states = (GAPS_OF_ONE if self.programme else GAPS_OF_ALL) if self.with_gaps else ()
        asked = rows.filter(pl.col("state").is_in(states))
        profiles = self._profiles({*asked["row"]}, companies)
        found = with_nearest(rows, asked, profiles, self.catalogue, self.on)
        if self.programme:
            self._keep(found.filter(pl.col("state").is_in(FITTING)))
        return found.drop("row")

    def _profiles(self, wanted: set[int], companies: "pl.DataFrame") -> dict[int, Profile]:
        import polars as pl

        if not wanted:
            return {}
        alone = {row: profile for row, profile in self.table.profiles if row in wanted}
        plain = companies.filter(pl.col("row").is_in([*(wanted - alone.keys())]))
        return {**profiles_of(plain, self.catalogue), **alone}

    def _keep(self, fitting: "pl.DataFrame") -> None:
        import polars as pl

        self.fitting.extend(fitting["row"])
        for state, shown in self.shown.items():
            shown += fitting.filter(pl.col("state") == state).head(MOST_SHOWN - len(shown)).to_dicts()
