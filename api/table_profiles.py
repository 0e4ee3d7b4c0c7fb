"""The companies of a table as profiles, in batches that several processes can share."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.tables.reader import Table
from graph.model import Catalogue
from planner.profile import Profile
from planner.screening.rows import profiles_of

if TYPE_CHECKING:
    import polars as pl

BATCH = 200  # companies


@dataclass(frozen=True)
class Batch:
    """Some companies: rows of a company frame, and profiles that a frame cannot hold, with their rows."""

    rows: "pl.DataFrame | None"
    profiles: tuple[tuple[int, Profile], ...] = ()

    def read(self, catalogue: Catalogue) -> dict[int, Profile]:
        """Return the profiles by their rows."""
        told = {} if self.rows is None else profiles_of(self.rows, catalogue)
        return {**told, **dict(self.profiles)}


def batches_in(table: Table) -> list[Batch]:
    """Return the companies of a table in batches."""
    rows = [Batch(part) for part in table.frame.iter_slices(BATCH) if part.height]
    return rows + [Batch(None, table.profiles[start : start + BATCH]) for start in range(0, len(table.profiles), BATCH)]


def profiles_at(rows: list[int], table: Table, catalogue: Catalogue) -> list[Profile]:
    """Return the profiles of some rows, in the order of `rows`."""
    import polars as pl

    found = Batch(table.frame.filter(pl.col("row").is_in(rows)), table.profiles).read(catalogue)
    return [found[row] for row in rows]
