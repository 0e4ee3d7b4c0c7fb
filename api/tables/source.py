"""A table as it comes: headings, cells by column, and where they stand; in pieces, from whichever kind of file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.tables.columns import NAME, USCC
from api.tables.faults import Fault
from api.tables.headings import Headings

if TYPE_CHECKING:
    import polars as pl

SEARCHED = 30  # rows in which the header may stand
EXAMPLE = "【示例】"
PIECE = 20_000  # rows of a long table that are in memory at a time

Piece = Sequence["list[Any] | pl.Series"]
"""Some rows of a table: for each heading its cells."""


@dataclass
class Source:
    """A table: `titles` by position; `first`: the row, from 1, of the first cells; `faults` of its layout.

    `pieces`: yields the cells from the first row on; it may be called again, and reads the file anew.
    """

    place: str
    titles: list[str]
    first: int
    pieces: Callable[[], Iterator[Piece]]
    faults: list[Fault] = field(default_factory=list)

    def numbered(self) -> Iterator[tuple[int, Piece]]:
        """Yield each piece with the row, from 1, of its first cells; where there is none, one without rows."""
        first = self.first
        for piece in self.pieces():
            yield first, piece
            first += height_of(piece)
        if first == self.first:
            yield first, [[] for _ in self.titles]

    def rows(self, wanted: Callable[[int], bool]) -> Iterator[tuple[int, list[Any]]]:
        """Yield some of the rows with their cells; what is a list in the file is a text, as a cell."""
        for first, piece in self.numbered():
            for row in filter(wanted, range(first, first + height_of(piece))):
                yield row, [_cell(cells[row - first]) for cells in piece]


def height_of(piece: Piece) -> int:
    """Return how many rows there are in a piece."""
    return len(piece[0]) if piece else 0


def _cell(value: Any) -> Any:
    """Return a cell of a parquet file as one that a sheet can hold."""
    return "、".join(map(str, value)) if hasattr(value, "to_list") or isinstance(value, list) else value


def header_among(rows: Sequence[Sequence[Any]], headings: Headings) -> int | None:
    """Return which of the first rows is the header: that with the most columns that are known, one of them saying who the company is."""
    best, most = None, 1
    for place, row in enumerate(rows):
        known = {column.path for cell in row if isinstance(cell, str) and (column := headings.column(cell))}
        if len(known) > most and known & {NAME, USCC}:
            best, most = place, len(known)
    return best


def headed(where: str) -> str:
    """Return what is said of a table without a header."""
    lead = f"{where} " if where else ""
    return f"{lead}前 {SEARCHED} 行里找不到表头，应有“企业名称”“注册地行政区划”等标题（tidu template 可写出模板）"
