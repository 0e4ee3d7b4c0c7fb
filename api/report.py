"""Readable Chinese output: a page with a fixed width, folded Chinese text, and the sources that it has cited."""

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import zip_longest

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.table import Table

from api.citations import NUMBERS as NUMBERS
from api.citations import Citations
from api.citations import Row as Row
from graph.model import Catalogue
from graph.source import Clause
from planner.gaps import Gap

PLAIN_WIDTH, LEAST_WIDTH, MOST_WIDTH = 120, 90, 140
GUTTER = 2
STANDING, CLAUSE = 34, 27
_LEAD = re.compile(r"\s*(?:[✓✗？·①-⑳]\s)?")
_PIECE = re.compile(r"[（“《〔\[(]*(?:[!-'*-~]+|\s|.)[，。；、）”》〕：？！%)]*")


class Page:
    """What a report is written on; `cite` remembers the documents for `sources` at the end."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        terminal = sys.stdout.isatty()
        self.console = Console(
            force_terminal=terminal, color_system="auto" if terminal else None, markup=False, highlight=False, emoji=False
        )
        self.width = min(max(self.console.width, LEAST_WIDTH), MOST_WIDTH) if terminal else PLAIN_WIDTH
        self.console.width = self.width
        self.catalogue = catalogue
        self.on = on
        self._citations = Citations(catalogue)

    def line(self, text: str = "", *, style: str = "", indent: int = 0) -> None:
        """Write a paragraph, folded, all its lines indented."""
        for part in fold(text, self.width - indent):
            self.console.print(" " * indent + part, style=style, no_wrap=True, crop=False)

    def item(self, head: str, text: str, *, indent: int = 0, style: str = "") -> None:
        """Write a paragraph that hangs from a short head."""
        edge = indent + cell_len(head) + GUTTER
        first, *rest = fold(text, self.width - edge)
        self.console.print(" " * indent + head + " " * GUTTER + first, style=style, no_wrap=True, crop=False)
        for part in rest:
            self.console.print(" " * edge + part, style=style, no_wrap=True, crop=False)

    def grid(self, rows: Iterable[Row], widths: Sequence[int], *, styles: Sequence[str] = (), head: Row = ()) -> None:
        """Write rows in columns; a width of 0 takes what the others leave."""
        rest = self.width - sum(widths) - GUTTER * (len(widths) - 1)
        sizes = [width or rest for width in widths]
        table = Table.grid(padding=(0, GUTTER, 0, 0))
        for size, style in zip_longest(sizes, styles, fillvalue=""):
            table.add_column(width=int(size), no_wrap=True, style=str(style))
        for row in [head, *rows] if head else rows:
            cells = ("\n".join(hang(cell, size)) for cell, size in zip(row, sizes, strict=True))
            table.add_row(*cells, style="dim" if row is head else None)
        self.console.print(table)

    def cite(self, clause: Clause | None, certainty: str = "primary") -> str:
        """Return a clause in its short form; documents after the first have a number."""
        return self._citations.cite(clause, certainty)

    def sources(self) -> None:
        """Write which documents were cited."""
        said = self._citations.sources()
        if said:
            self.item("依据", said, style="dim")

    def gap_rows(self, gap: Gap, year: int) -> list[Row]:
        """Return a gap on a planned step as rows of text, how it stands, clause; `year` is the last that is examined on the step."""
        return self._citations.gap_rows(gap, year, self.on.year)


def hang(text: str, width: int) -> list[str]:
    """Return a text in lines; its indentation and its mark stand alone at the left."""
    lead = _LEAD.match(text)
    edge = lead.end() if lead else 0
    room = cell_len(text[:edge])
    first, *rest = fold(text[edge:], width - room)
    return [text[:edge] + first, *(" " * room + part for part in rest)]


def fold(text: str, width: int) -> list[str]:
    """Return a text in lines of at most `width` cells, broken between Chinese characters but not before closing marks."""
    lines, current = [], ""
    for piece in _PIECE.findall(text):
        for part in chop_cells(piece, width) if cell_len(piece) > width else [piece]:
            if cell_len(current + part.rstrip()) > width:
                lines.append(current.rstrip())
                current = ""
            current += part if current or part.strip() else ""
    return [*lines, current.rstrip()]
