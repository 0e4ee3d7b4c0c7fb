"""A table with its faults, as a workbook: a list of all, and the rows with the bad cells marked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from api.output_file import output_file
from api.tables.faults import Fault
from api.tables.reader import Table
from api.tables.source import Source

WHOLE = 2000  # rows of a table that is repeated whole; of a longer one only those with faults
MOST_NOTED = 10_000
HEADS = (("工作表或文件", 18), ("单元格", 10), ("标题", 40), ("现在的内容", 30), ("问题和正确写法", 80))
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_marked(table: Table, path: Path) -> None:
    """Write the workbook, whole or not at all.

    Parameters
    ----------
    table : Table
        A table with faults.
    path : Path
        Where it goes (.xlsx); what stood there is replaced.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    with output_file(path) as unfinished, xlsxwriter.Workbook(str(unfinished), _OPTIONS) as book:
        _list(book, table)
        if table.source:
            _Marked(book, table.source, table.faults, long=table.count > WHOLE).write()


def _list(book: Any, table: Table) -> None:
    page = book.add_worksheet("问题清单")
    head = book.add_format({"bold": True, "bg_color": "#D9E2EC", "border": 1, "border_color": "#8A949E"})
    told = book.add_format({"text_wrap": True, "valign": "top"})
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for column, (title, width) in enumerate(HEADS):
        page.set_column(column, column, width, told)
        page.write_string(0, column, title, head)
    for row, fault in enumerate(table.faults, 1):
        for column, said in enumerate((fault.place, fault.cell, fault.heading, fault.value, fault.message)):
            page.write_string(row, column, said, told)
    if table.beyond:
        page.write_string(len(table.faults) + 1, 0, f"另有 {len(table.beyond)} 处，改正以上后再查", told)
    page.autofilter(0, 0, len(table.faults), len(HEADS) - 1)


class _Marked:
    """The rows of a table, bad cells in red with what is wrong as a note; the first column says which row it was."""

    def __init__(self, book: Any, source: Source, faults: Iterable[Fault], *, long: bool) -> None:
        self.page = book.add_worksheet("标出的表")
        self.source, self.long = source, long
        self.bad: dict[tuple[int, int], list[str]] = defaultdict(list)
        for fault in faults:
            if fault.row:
                self.bad[fault.row, fault.position].append(fault.message)
        self.left = MOST_NOTED
        self.red = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 1, "border_color": "#9C0006"})
        self.red_day = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006", "num_format": "yyyy-mm-dd"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#D9E2EC"})

    def write(self) -> None:
        """Write the heads and the rows."""
        self.page.freeze_panes(1, 1)
        self.page.set_column(0, 0, 8)
        self.page.set_column(1, len(self.source.titles), 16)
        self.page.write_string(0, 0, "序号", self.head)
        header = self.source.first - 1
        for position, title in enumerate(self.source.titles):
            self._cell(0, header, position, title, self.head)
        for place, (row, cells) in enumerate(self._rows(), 1):
            self.page.write_number(place, 0, row)
            for position, value in enumerate(cells):
                self._cell(place, row, position, value)

    def _rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield all rows, of a long table those with faults."""
        rows = {row for row, _ in self.bad}
        return self.source.rows(lambda row: row in rows or not self.long)

    def _cell(self, place: int, row: int, position: int, value: Any, plain: Any = None) -> None:
        messages = self.bad.get((row, position), [])
        style = self.red if messages else plain
        column = position + 1
        if value is None or value == "":
            self.page.write_blank(place, column, None, style)
        elif isinstance(value, bool):
            self.page.write_string(place, column, "是" if value else "否", style)
        elif isinstance(value, int | float):
            self.page.write_number(place, column, value, style)
        elif isinstance(value, date | datetime):
            self.page.write_datetime(place, column, value, self.red_day if messages else self.day)
        else:
            self.page.write_string(place, column, str(value), style)
        if messages and self.left:
            self.left -= 1
            self.page.write_comment(place, column, "\n".join(messages), {"x_scale": 2, "author": "梯度"})
