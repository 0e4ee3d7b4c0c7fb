"""Screening: all companies of a region against all programmes, or some; as a table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.jobs.stored import Unread, day_asked, place_asked, stored_batches
from api.jobs.work import Outcome, Work
from api.labels import STATE
from api.screening import GAPS_OF_ALL, GAPS_OF_ONE
from planner.profile import Profile
from planner.screening.profiles import ProfileScreen
from planner.screening.rows import with_nearest

if TYPE_CHECKING:
    import polars as pl

MOST_TOLD = 100
AT_ONCE = 2_000  # companies in memory at a time


def run_screening(work: Work) -> Outcome:
    """Screen the stored companies of a region."""
    from api.report_screening import HEADS, WIDTHS, words
    from api.tables.results import Heads, write_table

    on, place = day_asked(work), place_asked(work)
    path = work.folder / f"result.{work.parameters['format']}"
    table = Screened(work, ProfileScreen(work.catalogue, on, work.parameters.get("programmes") or ()))
    rows = write_table(table.batches(), path, Heads(HEADS, words(work.catalogue), WIDTHS, "筛查结果"))
    report = {
        "on": on.isoformat(),
        "region": place.id,
        "region_name": place.name,
        "companies": table.companies,
        "rows": rows,
        "states": {state: table.states[state] for state in STATE if table.states[state]},
        "unread": len(table.unread),
    }
    errors = [f"{one.name}（{one.uscc}）的档案按现行目录不能读取，未计入：{one.message}" for one in table.unread[:MOST_TOLD]]
    return Outcome(report, errors, path, f"筛查 {place.name} {on}{path.suffix}")


@dataclass
class Screened:
    """The stored companies of a region being screened: how many so far, in which states, and whose profile cannot be read."""

    work: Work
    screen: ProfileScreen
    companies: int = 0
    states: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)

    def batches(self) -> "Iterator[pl.DataFrame]":
        """Yield the answers some companies at a time; where there are none, an empty table."""
        for batch in stored_batches(self.work, AT_ONCE):
            self.unread += [one for one in batch if isinstance(one, Unread)]
            yield self.judged([one for one in batch if isinstance(one, Profile)])
        if not self.companies:
            yield self.judged([])

    def judged(self, profiles: list[Profile]) -> "pl.DataFrame":
        """Return the rows of some companies; the nearest gap of those that are near, where programmes are named also of those far."""
        import polars as pl

        rows = self.screen.rows(profiles)
        self.companies += len(profiles)
        self.states.update(dict(rows.group_by("state").len().iter_rows()))
        asked = rows.filter(pl.col("state").is_in(GAPS_OF_ONE if self.screen.wanted else GAPS_OF_ALL))
        companies = {row: profiles[row] for row in asked["row"].unique()}
        return with_nearest(rows, asked, companies, self.work.catalogue, self.screen.on).drop("row")
