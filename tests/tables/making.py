"""Tables for tests: as workbook, csv or parquet."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from api.tables.reader import Table, read_table
from graph.loader import SHIPPED, load_catalogue

CATALOGUE = load_catalogue(SHIPPED)
ON = date(2026, 11, 21)
WHO = ("企业名称", "注册地行政区划")
CODE = "91410400MA0000015T"


def workbook(path: Path, rows: Sequence[Sequence[Any]], *, sheet: str = "企业") -> Path:
    """Write rows to a workbook; days as dates."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime | date):
                    page.write_datetime(place, column, value)
                elif value is not None:
                    page.write(place, column, value)
    return path


def read(path: Path, **options: Any) -> Table:
    return read_table(path, CATALOGUE, ON, **options)


def table(folder: Path, heads: Sequence[str], *rows: Sequence[Any]) -> Table:
    """Return what a workbook with such heads and rows says; name and place are put before."""
    lines = [[f"甲{place}公司", "410421", *row] for place, row in enumerate(rows, 1)]
    return read(workbook(folder / "table.xlsx", [[*WHO, *heads], *lines]))


def one(folder: Path, head: str, value: Any) -> Any:
    """Return what a cell becomes, or the message about it."""
    found = table(folder, [head], [value])
    if found.faults:
        (fault,) = found.faults
        return fault.message
    (column,) = [name for name in found.frame.columns if name not in ("row", "enterprise/name", "enterprise/region")][:1]
    return found.frame[column][0]
