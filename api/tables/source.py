"""A table as it comes: headings, cells by column, and where they stand; from whichever kind of file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.tables.columns import NAME, USCC
from api.tables.faults import Fault
from api.tables.headings import Headings

if TYPE_CHECKING:
    import polars as pl

SEARCHED = 30  # rows in which the header may stand
EXAMPLE = "【示例】"


@dataclass
class Source:
    """A table: `titles` and `columns` by position; `first`: the row, from 1, of the first cells; `faults` of its layout."""

    place: str
    titles: list[str]
    columns: "Sequence[list[Any] | pl.Series]"
    first: int
    faults: list[Fault] = field(default_factory=list)

    @property
    def height(self) -> int:
        """How many rows of cells there are."""
        return len(self.columns[0]) if self.columns else 0


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
