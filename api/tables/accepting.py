"""Taking a table in: all of it, or, when the user says so, its good rows; what is wrong is told at once and marked in a workbook."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from api.errors import BadInput
from api.output_file import check_writable, refuse_same
from api.tables.marked import write_marked
from api.tables.reader import Table, read_table
from graph.model import Catalogue

MOST_TOLD = 200


def accepted(
    path: Path,
    catalogue: Catalogue,
    on: date,
    *,
    sheet: str | None = None,
    keep_good: bool = False,
    marked: Path | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Table, tuple[str, ...]]:
    """Return the table that a command works on, and the lines that the user is told about it.

    Parameters
    ----------
    path, catalogue, on, sheet
        As `read_table` takes them.
    keep_good : bool
        Go on with the rows that are right where others are not; a fault of the table as a whole refuses it all the same.
    marked : Path, optional
        Where the workbook with the marked cells goes; beside the table by default.
    progress : callable, optional
        Told how many companies are read.

    Raises
    ------
    BadInput
        With every fault, once the marked workbook is written.
    """
    if marked:
        _check_marked(marked, path)
    table = read_table(path, catalogue, on, sheet=sheet, progress=progress)
    if not table.faults:
        return table, table.notes
    told = _told(table, path, marked or beside(path))
    good = table.good()
    if not keep_good or table.whole or good.empty:
        raise BadInput(told)
    left = f"{path}：{len(table.bad_rows)} 行有问题，未计入；其余 {good.height} 家照常处理"
    return good, (*told, left, *table.notes)


def _check_marked(marked: Path, path: Path) -> None:
    if marked.suffix.lower() != ".xlsx":
        raise BadInput([f"{marked}：标出问题的工作簿应写成 .xlsx 文件"])
    check_writable(marked)
    refuse_same(marked, path)


def beside(path: Path) -> Path:
    """Return where the marked workbook of a table goes."""
    return path.absolute().parent / f"{path.absolute().stem}-问题.xlsx"


def _told(table: Table, path: Path, marked: Path) -> list[str]:
    lines = [fault.line(path) for fault in table.faults[:MOST_TOLD]]
    try:
        write_marked(table, marked)
    except BadInput as error:
        return [*lines, *error.lines]
    rest = f"，这里列出前 {MOST_TOLD} 处" if table.fault_count > MOST_TOLD else ""
    return [*lines, f"{path}：共 {table.fault_count} 处问题{rest}，已在 {marked} 中标出"]
