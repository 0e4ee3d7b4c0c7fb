"""Sheets of an Excel workbook as columns of cells: what stands in them, and what is wrong with how they are laid out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from io import BytesIO
from itertools import count, islice
from typing import Any

from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]

from api.errors import BadInput
from api.tables.faults import Fault
from api.tables.headings import Headings
from api.tables.packed import Marks, marks_in
from api.tables.source import PIECE, SEARCHED, Piece, Source, headed, header_among

BLOCK = 250  # rows turned into columns at a time, while they are at hand
_WRONG = "不是能读的 Excel 工作簿，请用 Excel 或 WPS 打开后另存为 .xlsx"
_LOCKED = "工作簿有密码，请去掉密码后另存再交"
_SEVERAL = "请只留一张，或用 --sheet 指明读哪一张"


def read_workbook(raw: bytes, file: object, headings: Headings, wanted: str | None) -> Source:
    """Return the sheet that is a table of companies.

    Raises
    ------
    BadInput
        Where it cannot be read, or it is not clear which sheet it is.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    marks = marks_in(raw, file)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(raw)) as book:
            told = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet and one.visible is SheetVisibleEnum.Visible]
            names = [one.name for one in told]
            if wanted is not None and wanted not in names:
                raise BadInput([f"{file}：没有工作表“{wanted}”，有：{'、'.join(names)}"])
            sheets = [book.get_sheet_by_name(name) for name in names if wanted in (None, name)]
            sheet, header, titles = _table(sheets, file, headings)
            return _source(sheet, header, titles, marks.get(sheet.name, Marks()))
    except PasswordError:
        raise BadInput([f"{file}：{_LOCKED}"]) from None
    except (CalamineError, OSError, ValueError):
        raise BadInput([f"{file}：{_WRONG}"]) from None


def _table(sheets: Sequence[Any], file: object, headings: Headings) -> tuple[Any, int, list[str]]:
    """Return the one sheet that has a header, in which row it stands, and what it says."""
    found = []
    for sheet in sheets:
        rows = _top(sheet)
        header = header_among(rows, headings)
        if header is not None:
            found.append((sheet, header, [str(cell).strip() for cell in rows[header]]))
    if not found:
        raise BadInput([f"{file}：{headed('、'.join(f'“{sheet.name}”' for sheet in sheets))}"])
    if len(found) > 1:
        raise BadInput([f"{file}：有几张工作表都像企业名单（{'、'.join(sheet.name for sheet, *_ in found)}），{_SEVERAL}"])
    return found[0]


def _top(sheet: Any) -> list[list[Any]]:
    """Return the first rows; what is merged downwards stands in the lowest of its cells, as headings do."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False, nrows=SEARCHED)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if left == right and top < bottom < len(rows) and left < len(rows[bottom]):
            rows[bottom][left] = rows[top][left]
    return rows


def _source(sheet: Any, header: int, titles: list[str], marks: Marks) -> Source:
    percent: dict[int, list[tuple[int, int]]] = {}
    for row, position in marks.percent:
        if row > header and position < len(titles):
            percent.setdefault((row - header - 1) // PIECE, []).append(((row - header - 1) % PIECE, position))
    faults = [*_merged(sheet.name, header, titles, sheet.merged_cell_ranges or []), *_without_value(sheet.name, header, titles, marks)]
    return Source(sheet.name, titles, header + 2, partial(_pieces, sheet, header + 1, len(titles), percent), faults)


def _pieces(sheet: Any, below: int, width: int, percent: Mapping[int, Sequence[tuple[int, int]]]) -> Iterator[Piece]:
    """Yield the cells column by column."""
    rows = islice(sheet.iter_rows(), below, None)
    for number in count():
        columns: list[list[Any]] = [[] for _ in range(width)]
        for _ in range(PIECE // BLOCK):
            _add(columns, [*islice(rows, BLOCK)])
        if not columns[0]:
            return
        for row, position in percent.get(number, ()):
            if row < len(columns[position]):
                columns[position][row] = _in_percent(columns[position][row])
        yield columns


def _add(columns: list[list[Any]], block: list[list[Any]]) -> None:
    for column, cells in zip(columns, zip(*block, strict=False), strict=False):
        column.extend(cells)


def _in_percent(cell: Any) -> Any:
    """Return a fraction that is shown in percent as it is shown."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    return f"{(Decimal(f'{cell:.15g}') * 100).normalize():f}%"


def _merged(name: str, header: int, titles: list[str], merged: Iterable[Any]) -> Iterator[Fault]:
    for (top, left), (bottom, right) in merged:
        if bottom < header or left >= len(titles) or (bottom == header and left == right):
            continue
        where = xl_range(top, left, bottom, right)
        said = f"标题合并了几列（{where}）" if top <= header else f"合并单元格（{where}）只有左上一格有值"
        yield Fault(name, top + 1, left, titles[left], "", f"{said}，请取消合并，每格各自填写", through=bottom + 1)


def _without_value(name: str, header: int, titles: list[str], marks: Marks) -> Iterator[Fault]:
    unsaved = "公式还没有结果，请用 Excel 或 WPS 打开并保存一次，或改填数值"
    failed = "公式结果是错误值（如 #DIV/0!），请改正公式，没有数据就清空"
    for places, said in ((marks.uncalculated, unsaved), (marks.errors, failed)):
        for row, position in places:
            if row > header and position < len(titles):
                yield Fault(name, row + 1, position, titles[position], "", said)
