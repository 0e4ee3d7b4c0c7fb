"""The companies of a table as profiles, in batches that several processes can share."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.tables.reader import Table
from api.tables.source import PIECE
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


def batches_in(table: Table) -> Iterator[Batch]:
    """Yield the companies of a table in batches."""
    for piece in table.rows.collect_batches(chunk_size=PIECE, maintain_order=True, engine="streaming"):
        yield from (Batch(part) for part in piece.iter_slices(BATCH) if part.height)
    yield from (Batch(None, table.profiles[start : start + BATCH]) for start in range(0, len(table.profiles), BATCH))


def profiles_at(rows: list[int], table: Table, catalogue: Catalogue) -> list[Profile]:
    """Return the profiles of some rows, in the order of `rows`."""
    import polars as pl

    asked = table.rows.filter(pl.col("row").is_in(pl.Series(rows, dtype=pl.UInt32).implode())).collect(engine="streaming")
    found = Batch(asked, table.profiles).read(catalogue)
    return [found[row] for row in rows]
