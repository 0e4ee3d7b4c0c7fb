"""Excel files: sheets of plain rows, or drawn row by row; nothing that is written can run as a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from math import ceil
from typing import Any

from api.documents.fonts import FANGSONG, HEITI
from api.documents.text import clean, decimal

Value = str | int | Fraction | None

LONGEST = 32_767  # characters in a cell
CUT = "……（过长，从略）"
NAME_LONGEST, NAME_FORBIDDEN = 31, "[]:*?/\\"
RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
DIGITS = 15  # that a number in Excel holds exactly
A4 = 9
MARGINS = {"left": 0.6, "right": 0.6, "top": 0.8, "bottom": 0.7}  # inches
WIDEST, NARROWEST, HEAD_WIDEST = 60, 6, 10  # characters
LOOKS: dict[str, dict[str, Any]] = {
    "annex": {"font_name": HEITI, "font_size": 14},
    "title": {"font_name": HEITI, "font_size": 18, "align": "center"},
    "line": {"font_size": 12},
    "note": {"font_size": 11},
    "head": {"font_name": HEITI, "align": "center", "border": 1, "text_wrap": True},
    "centred": {"align": "center", "border": 1, "text_wrap": True},
    "cell": {"border": 1, "text_wrap": True},
}
LINE, WIDE, ROOM = 14.5, 2.1, 1  # points a line; characters that a Chinese one takes; those lost at the edges
LOWEST, HIGHEST = 22, 409  # points of a row
HEIGHTS = {"annex": 22, "title": 34, "line": 22, "note": 22}
USUAL: dict[str, Any] = {"font_name": FANGSONG, "font_size": 11, "valign": "vcenter"}


@dataclass(frozen=True)
class Sheet:
    """A sheet of rows under heads; `widths` in characters, measured from what is written where none are given."""

    name: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Value]]
    widths: tuple[float, ...] = ()
    title: str = ""


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return sheets as one Excel file: heads stay in view and can be filtered, each page repeats them.

    Raises
    ------
    ValueError
        If two sheets have the same name, or a row has not as many values as there are heads.
    """
    book = Book()
    for sheet in sheets:
        if faulty := next((row for row in sheet.rows if len(row) != len(sheet.heads)), None):
            raise ValueError(f"{sheet.name}: {len(faulty)} values under {len(sheet.heads)} heads")
        drawn = book.sheet(sheet.name, sheet.widths or _measured(sheet))
        if sheet.title:
            drawn.across(sheet.title, "title")
        drawn.heads(sheet.heads, len(sheet.rows))
        for row in sheet.rows:
            drawn.row(row, "cell")
    return book.saved()


class Book:
    """An Excel file in the making."""

    def __init__(self) -> None:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]

        self._file = BytesIO()
        self._book = Workbook(self._file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self._looks = {name: self._book.add_format({**USUAL, **look}) for name, look in LOOKS.items()}
        self._quoted = {name: self._book.add_format({**USUAL, **look, "quote_prefix": True}) for name, look in LOOKS.items()}

    def sheet(self, name: str, widths: Sequence[float]) -> "Drawn":
        """Add a sheet with columns of these widths."""
        made = self._book.add_worksheet(_sheet_name(name))
        made.set_landscape()
        made.set_paper(A4)
        made.set_margins(**MARGINS)
        made.fit_to_pages(1, 0)
        made.set_footer("&C— &P —")
        for column, width in enumerate(widths):
            made.set_column(column, column, width)
        return Drawn(made, widths, self._looks, self._quoted)

    def saved(self) -> bytes:
        """Return the file."""
        self._book.close()
        return self._file.getvalue()


class Drawn:
    """A sheet that is written from the top; rows are as high as their longest text needs, for not every program sees to that."""

    def __init__(self, sheet: Any, widths: Sequence[float], looks: dict[str, Any], quoted: dict[str, Any]) -> None:
        self._sheet, self._widths, self._looks, self._quoted = sheet, widths, looks, quoted
        self._next = 0

    def across(self, text: str, look: str) -> None:
        """Write a line over all columns."""
        self._sheet.set_row(self._next, HEIGHTS[look])
        if len(self._widths) > 1:
            self._sheet.merge_range(self._next, 0, self._next, len(self._widths) - 1, "", self._looks[look])
        self._write(0, text, look)
        self._next += 1

    def heads(self, heads: Sequence[str], rows: int) -> None:
        """Write heads that stay in view, with filters for the rows below."""
        place = self._next
        self.row(heads, "head", repeated=True)
        self._sheet.freeze_panes(self._next, 0)
        if rows:
            self._sheet.autofilter(place, 0, place + rows, len(heads) - 1)

    def row(self, values: Sequence[Value], look: str, *, repeated: bool = False) -> None:
        """Write a row; `repeated`: on each printed page."""
        if repeated:
            self._sheet.repeat_rows(self._next)
        lines = max((_lines(value, width) for value, width in zip(values, self._widths, strict=True)), default=1)
        self._sheet.set_row(self._next, min(HIGHEST, max(LOWEST, LINE * lines + 5)))
        for column, value in enumerate(values):
            self._write(column, value, look)
        self._next += 1

    def _write(self, column: int, value: Value, look: str) -> None:
        if value is None or value == "":
            self._sheet.write_blank(self._next, column, None, self._looks[look])
        elif isinstance(value, str):
            text = cell_text(value)
            looks = self._quoted if text.startswith(RUNS_AS_FORMULA) else self._looks
            self._sheet.write_string(self._next, column, text, looks[look])
        else:
            self._number(column, decimal(Fraction(value)), self._looks[look])

    def _number(self, column: int, written: str, look: Any) -> None:
        """Write a number; one with more digits than Excel keeps is a text."""
        if len(written.strip("-").replace(".", "").lstrip("0")) <= DIGITS:
            self._sheet.write_number(self._next, column, float(written), look)
        else:
            self._sheet.write_string(self._next, column, written, look)


def cell_text(text: str) -> str:
    """Return a text that fits into a cell."""
    fit = clean(text)
    return fit if len(fit) <= LONGEST else fit[: LONGEST - len(CUT)] + CUT


def _sheet_name(name: str) -> str:
    kept = "".join(" " if letter in NAME_FORBIDDEN else letter for letter in clean(name)).strip(" '")
    return kept[:NAME_LONGEST] or "表"


def _measured(sheet: Sheet) -> tuple[float, ...]:
    """Return widths that hold what is written, within bounds; long heads are broken into lines."""
    widths = [min(HEAD_WIDEST, _width(head)) for head in sheet.heads]
    for row in sheet.rows:
        widths = [max(width, _width(value)) for width, value in zip(widths, row, strict=True)]
    return tuple(min(WIDEST, max(NARROWEST, width + 2)) for width in widths)


def _width(value: Value) -> float:
    return sum(WIDE if ord(letter) > 0xFF else 1 for letter in str(value or "")[:WIDEST])


def _lines(value: Value, width: float) -> int:
    """Return in how many lines a value stands in a column."""
    if not isinstance(value, str):
        return 1
    return ceil(sum(WIDE if ord(letter) > 0xFF else 1 for letter in value) / max(1, width - ROOM)) or 1
