"""What is wrong with a table, cell by cell."""

from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from planner.profile_fields import quoted


@dataclass(frozen=True)
class Fault:
    """One fault: the sheet (or file, in a folder), the cell, the heading above it, what stands there, and what would be right.

    `row` counts from 1 (0: the table as a whole), `position` is that of the column, from 0 (-1: none); `through`:
    the last row that it concerns, where there are several.
    """

    place: str
    row: int
    position: int
    heading: str
    value: str
    message: str
    through: int = 0

    @property
    def rows(self) -> range:
        """The rows that cannot be used; none where the fault is of the whole table."""
        return range(self.row, max(self.row, self.through) + 1) if self.row else range(0)

    @property
    def cell(self) -> str:
        """The cell as Excel names it; nothing where the fault is of the whole table."""
        return xl_rowcol_to_cell(self.row - 1, self.position) if self.row and self.position >= 0 else ""

    def line(self, path: Path) -> str:
        """Return the fault as one line of a message."""
        if path.is_dir():
            return f"{path / self.place}:{self.message}"
        heading = f"（{self.heading}）" if self.heading else ""
        where = f"“{self.place}”{self.cell}" if self.place else self.cell
        colon = "：" if where or heading else ""
        return f"{path}: {where}{heading}{colon}{self.message}"


def shown(value: object) -> str:
    """Return what stands in a cell so that a message can show it."""
    return "" if value is None else quoted(value)[1:-1]
