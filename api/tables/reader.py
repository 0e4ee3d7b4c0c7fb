"""A table of companies as the company frame: every fault at once, each with its cell."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.errors import BadInput
from api.tables.columns import NAME, REGION, Column
from api.tables.faults import Fault, shown
from api.tables.headings import Headings
from api.tables.source import EXAMPLE, Source
from graph.model import Catalogue
from planner.profile import Profile

if TYPE_CHECKING:
    import polars as pl

LARGEST_FILE = 4_000_000_000  # bytes
REQUIRED = {NAME: "企业名称", REGION: "注册地行政区划"}
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXTS = ("", ".csv", ".txt", ".tsv")


@dataclass(frozen=True)
class Table:
    """What a table says.

    Attributes
    ----------
    frame : polars.DataFrame
        One row per company, with the column names of the company frame; `row` is that of the source. Cells with faults are null.
    profiles : tuple
        Row (place in the folder, from 1) and profile of each that says more than a frame can hold.
    faults : tuple of Fault
        Everything that is wrong.
    notes : tuple of str
        What was taken for granted.
    source : Source, optional
        The cells as they came; None for a folder.
    """

    frame: "pl.DataFrame"
    profiles: tuple[tuple[int, Profile], ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    source: Source | None = None

    @property
    def bad_rows(self) -> set[int]:
        """The rows in which something is wrong."""
        return {row for fault in self.faults for row in fault.rows}

    @property
    def whole(self) -> tuple[Fault, ...]:
        """What is wrong with the table as a whole: without it right no row is of use."""
        header = self.source.first - 1 if self.source else 0
        return tuple(fault for fault in self.faults if fault.row <= header)

    @property
    def height(self) -> int:
        """How many companies there are."""
        return self.frame.height + len(self.profiles)

    @property
    def empty(self) -> bool:
        """Whether there are none."""
        return not self.height

    def good(self) -> "Table":
        """Return the table without the rows that have faults."""
        import polars as pl

        bad = self.bad_rows
        rows = tuple((row, profile) for row, profile in self.profiles if row not in bad)
        return Table(self.frame.filter(~pl.col("row").is_in([*bad])), rows, (), self.notes, self.source)


def read_table(path: Path, catalogue: Catalogue, on: date, *, sheet: str | None = None) -> Table:
    """Return the companies in a table: xlsx, csv, parquet, or a folder of profiles.

    Parameters
    ----------
    path : Path
        The file or folder; of which kind a file is is told by what is in it, not by its name.
    catalogue : Catalogue
        The words that headings and cells may use.
    on : datetime.date
        The day by whose years right headings are shown.
    sheet : str, optional
        The sheet of a workbook, where several look like tables.

    Raises
    ------
    BadInput
        Where nothing can be read; faults of cells and headings are in the table.

    Notes
    -----
    O(rows × columns). Exact: a row reads as a profile with the same values would.
    """
    if path.is_dir():
        from api.tables.folder import read_folder

        return read_folder(path, catalogue)
    headings = Headings(catalogue, on)
    with _uncollected():
        return _told(_source(path, headings, sheet), headings)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from searching millions of cells, none of which is garbage: a sixth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _source(path: Path, headings: Headings, sheet: str | None) -> Source:
    from api.tables.delimited import read_csv, read_parquet
    from api.tables.workbook import read_workbook

    raw = _bytes(path)
    if raw.startswith(_OLD):
        locked = _ENCRYPTED in raw
        raise BadInput([f"{path}：{'工作簿有密码，请去掉密码后另存再交' if locked else '是旧版 .xls，请另存为 .xlsx'}"])
    if raw.startswith(b"PK"):
        return read_workbook(raw, path, headings, sheet)
    if raw.startswith(b"PAR1"):
        return read_parquet(raw, path, headings)
    if path.suffix.lower() not in _TEXTS:
        raise BadInput([f"{path}：内容与扩展名 {path.suffix} 不符，应为 .xlsx、.csv 或 .parquet"])
    return read_csv(raw, path, headings)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if 0 < size <= LARGEST_FILE else b""
    except FileNotFoundError:
        raise BadInput([f"{path}：没有这个文件，请核对路径"]) from None
    except (OSError, ValueError):
        raise BadInput([f"{path}：文件无法读取，请检查权限和路径"]) from None
    if size > LARGEST_FILE:
        raise BadInput([f"{path}：文件过大，应不超过 {LARGEST_FILE // 1_000_000_000} GB"])
    if not raw.strip():
        raise BadInput([f"{path}：文件是空的"])
    return raw


def _told(source: Source, headings: Headings) -> Table:
    import polars as pl

    from api.tables.rules import row_faults

    columns, faults = _understood(source, headings)
    rows = _filled_rows(source, columns)
    numbers = pl.Series("row", [source.first + row for row in rows], dtype=pl.UInt32)
    series: dict[str, pl.Series] = {"row": numbers}
    for position, column in columns:
        found, wrong = _column(source, position, column, rows)
        series |= found
        faults += wrong
    frame = _with_titles(pl.DataFrame(series))
    if not columns or frame.is_empty():
        faults.append(Fault(source.place, 0, 0, "", "", "表里没有企业，请从表头下一行起每行填一家"))
    places = {column.path: position for position, column in columns}
    faults += row_faults(frame, columns, source, {(fault.row, fault.position) for fault in faults}, headings.catalogue)
    return Table(frame, (), tuple(sorted(set(faults), key=lambda one: (one.row, one.position, one.message))), _notes(places), source)


def _with_titles(frame: "pl.DataFrame") -> "pl.DataFrame":
    """Return the frame in which a title whose grant is known is held, where nothing is said of that."""
    import polars as pl

    leads = [name.removesuffix("/granted") for name in frame.columns if name.startswith("titles/") and name.endswith("/granted")]
    granted = {f"{lead}/held": pl.col(f"{lead}/granted").is_not_null().replace(False, None) for lead in leads}
    said = {name: pl.col(name).fill_null(known) if name in frame.columns else known for name, known in granted.items()}
    return frame.with_columns(**said)


def _notes(paths: Iterable[str]) -> tuple[str, ...]:
    paths = [*paths]
    if any(path.startswith("titles/") for path in paths) or "titles_complete" in paths:
        return ()
    return ("表中没有称号列，各企业均按没有称号计；如不清楚，请加一列“称号列全了”填“否”",)


def _understood(source: Source, headings: Headings) -> tuple[list[tuple[int, Column]], list[Fault]]:
    """Return the columns that are known, and what is wrong with the headings."""
    known: dict[str, tuple[int, Column]] = {}
    faults = [*source.faults]
    header = source.first - 1
    for position, title in enumerate(source.titles):
        column = headings.column(title)
        if column is None:
            if not headings.passed_over(title) or (not title and _given(source.columns[position])):
                said = headings.amiss(title) if title else "此列有内容却没有标题，请补上标题或删去此列"
                faults.append(Fault(source.place, header, position, title, shown(title), said))
        elif column.path in known:
            first = known[column.path][0]
            other = Fault(source.place, header, first, "", "", "").cell
            faults.append(Fault(source.place, header, position, title, shown(title), f"标题与 {other} 重复，同一项只能有一列"))
        else:
            known[column.path] = (position, column)
    for path, (position, column) in [*known.items()]:
        if column.kind in ("held", "granted") and f"titles/{column.word}" in known:
            other = source.titles[known[f"titles/{column.word}"][0]]
            said = f"与“{other}”重复，请只留一列"
            faults.append(Fault(source.place, header, position, source.titles[position], "", said))
            del known[path]
    missing = [name for path, name in REQUIRED.items() if path not in known]
    faults += [Fault(source.place, 0, 0, "", "", f"缺少“{name}”列") for name in missing]
    return [*known.values()], faults


def _given(cells: "Sequence[Any] | pl.Series") -> bool:
    return any(cell is not None and str(cell).strip() for cell in cells)


def _filled_rows(source: Source, columns: list[tuple[int, Column]]) -> Sequence[int]:
    """Return which rows say something and are no examples."""
    ordered = sorted(columns, key=lambda one: one[1].path != NAME)
    empty: Iterable[int] = range(source.height)
    examples: set[int] = set()
    for position, column in ordered:
        cells = source.columns[position]
        if column.path == NAME:
            examples = {row for row, cell in enumerate(cells) if isinstance(cell, str) and cell.strip().startswith(EXAMPLE)}
        empty = [row for row in empty if cells[row] is None or (isinstance(cells[row], str) and not cells[row].strip())]
    left_out = examples | {*empty}
    return range(source.height) if not left_out else [row for row in range(source.height) if row not in left_out]


def _column(source: Source, position: int, column: Column, rows: Sequence[int]) -> tuple[dict[str, Any], Iterator[Fault]]:
    import polars as pl

    from api.tables.parsing import parse

    cells = source.columns[position]
    if len(rows) != len(cells):
        cells = cells.gather(pl.Series(rows, dtype=pl.UInt32)) if isinstance(cells, pl.Series) else [cells[row] for row in rows]
    found = parse(cells, column)
    title = source.titles[position]
    faults = (
        Fault(source.place, source.first + rows[place], position, title, shown(cells[place]), message)
        for place, message in found.faults.items()
    )
    return found.series, faults
