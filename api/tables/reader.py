"""A table of companies as the company frame: read in pieces, every fault at once, each with its cell."""

import gc
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from api.errors import BadInput
from api.tables.faults import Fault
from api.tables.headings import Headings
from api.tables.source import Source
from api.tables.waiting import Waiting
from graph.model import Catalogue
from planner.profile import Profile

if TYPE_CHECKING:
    import polars as pl

LARGEST_WORKBOOK = 4_000_000_000  # bytes, packed
MOST_FAULTS = 100_000  # that are told one by one
BEGINNING = 64_000  # bytes of a file by which its kind is told
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXTS = ("", ".csv", ".txt", ".tsv")
_NO_TITLES = "表中没有称号列，各企业均按没有称号计；如不清楚，请加一列“称号列全了”填“否”"


@dataclass(frozen=True)
class Table:
    """What a table says.

    Attributes
    ----------
    pieces : tuple of polars.LazyFrame
        One row per company, with the column names of the company frame; `row` is that of the source. Cells with faults are null. Each piece
        fits into memory; read one after the other they take no more, all at once Polars reads ahead in many.
    count : int
        How many rows there are.
    profiles : tuple
        Row (place in the folder, from 1) and profile of each that says more than a frame can hold.
    faults : tuple of Fault
        What is wrong, in order; of very many the first.
    beyond : sequence of int
        The row of each fault that is not among them.
    notes : tuple of str
        What was taken for granted.
    source : Source, optional
        The cells as they came; None for a folder.
    kept : Waiting, optional
        What holds the rows of a long table.
    """

    pieces: "tuple[pl.LazyFrame, ...]"
    count: int
    profiles: tuple[tuple[int, Profile], ...] = ()
    faults: tuple[Fault, ...] = ()
    beyond: Sequence[int] = ()
    notes: tuple[str, ...] = ()
    source: Source | None = None
    kept: Waiting | None = field(default=None, repr=False, compare=False)

    @property
    def rows(self) -> "pl.LazyFrame":
        """All pieces."""
        import polars as pl

        return pl.concat(self.pieces)

    @cached_property
    def frame(self) -> "pl.DataFrame":
        """The rows in memory."""
        return self.rows.collect()

    @property
    def fault_count(self) -> int:
        """How much is wrong."""
        return len(self.faults) + len(self.beyond)

    @property
    def bad_rows(self) -> set[int]:
        """The rows in which something is wrong."""
        return {row for fault in self.faults for row in fault.rows} | {*self.beyond}

    @property
    def whole(self) -> tuple[Fault, ...]:
        """What is wrong with the table as a whole: without it right no row is of use."""
        header = self.source.first - 1 if self.source else 0
        return tuple(fault for fault in self.faults if fault.row <= header)

    @property
    def height(self) -> int:
        """How many companies there are."""
        return self.count + len(self.profiles)

    @property
    def empty(self) -> bool:
        """Whether there are none."""
        return not self.height

    def good(self) -> "Table":
        """Return the table without the rows that have faults."""
        import polars as pl

        bad = self.bad_rows
        profiles = tuple((row, profile) for row, profile in self.profiles if row not in bad)
        good = ~pl.col("row").is_in(pl.Series([*bad], dtype=pl.UInt32).implode())
        pieces = tuple(piece.filter(good) for piece in self.pieces)
        count = pl.concat(pieces).select(pl.len()).collect(engine="streaming").item()
        return Table(pieces, count, profiles, (), (), self.notes, self.source, self.kept)


def read_table(
    path: Path, catalogue: Catalogue, on: date, *, sheet: str | None = None, progress: Callable[[int], None] = lambda done: None
) -> Table:
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
    progress : callable, optional
        Told how many companies are read.

    Raises
    ------
    BadInput
        Where nothing can be read; faults of cells and headings are in the table.

    Notes
    -----
    O(rows × columns). Exact: a row reads as a profile with the same values would. A csv or parquet file is never in memory as a whole,
    whatever its length: the rows that are read wait in files of their own, twelve bytes a row are held against each other for duplicates.
    """
    if path.is_dir():
        from api.tables.folder import read_folder

        return read_folder(path, catalogue, progress)
    headings = Headings(catalogue, on)
    with _uncollected():
        return _checked(_source(path, headings, sheet), headings, progress)


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
    from api.tables.columnar import read_parquet
    from api.tables.delimited import read_csv
    from api.tables.workbook import read_workbook

    try:
        with path.open("rb") as file:
            start = file.read(BEGINNING)
        if start.startswith((_OLD, b"PK")):
            return read_workbook(_packed(path), path, headings, sheet)
    except FileNotFoundError:
        raise BadInput([f"{path}：没有这个文件，请核对路径"]) from None
    except (OSError, ValueError):
        raise BadInput([f"{path}：文件无法读取，请检查权限和路径"]) from None
    if len(start) < BEGINNING and not start.strip():
        raise BadInput([f"{path}：文件是空的"])
    if start.startswith(b"PAR1"):
        return read_parquet(path, headings)
    if path.suffix.lower() not in _TEXTS:
        raise BadInput([f"{path}：内容与扩展名 {path.suffix} 不符，应为 .xlsx、.csv 或 .parquet"])
    return read_csv(path, headings)


def _packed(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_WORKBOOK:
        raise BadInput([f"{path}：文件过大，应不超过 {LARGEST_WORKBOOK // 1_000_000_000} GB；请改用 csv 或 parquet"])
    raw = path.read_bytes()
    if raw.startswith(_OLD):
        locked = _ENCRYPTED in raw
        raise BadInput([f"{path}：{'工作簿有密码，请去掉密码后另存再交' if locked else '是旧版 .xls，请另存为 .xlsx'}"])
    return raw


def _checked(source: Source, headings: Headings, progress: Callable[[int], None]) -> Table:
    """Return what a source says, gone through piece by piece."""
    from api.tables.duplicates import duplicates
    from api.tables.rules import row_faults
    from api.tables.understanding import understood

    about = understood(source, headings)
    found, beyond, rows = [*about.faults], array("L"), Waiting()
    for first, piece in source.numbered():
        frame, wrong = about.frame(first, piece)
        known = {(fault.row, fault.position) for fault in (*about.faults, *wrong)}
        wrong += row_faults(frame, about.columns, source, known, headings.catalogue)
        rows.put(frame)
        _add(found, beyond, wrong)
        progress(rows.height)
    if not about.columns or not rows.height:
        found.append(Fault(source.place, 0, 0, "", "", "表里没有企业，请从表头下一行起每行填一家"))
    table = Table(rows.pieces(), rows.height, source=source, kept=rows)
    _add(found, beyond, duplicates(table.rows, about))
    notes = () if any(column.group == "称号" for _, column in about.columns) else (_NO_TITLES,)
    return replace(table, faults=tuple(_in_order(found)), beyond=beyond, notes=notes)


def _add(found: list[Fault], beyond: "array[int]", more: Iterable[Fault]) -> None:
    """Keep faults while there are not too many, and of the others the rows."""
    for fault in _in_order(more):
        if len(found) < MOST_FAULTS or fault.row == 0:
            found.append(fault)
        else:
            beyond.extend(fault.rows)


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(set(faults), key=lambda one: (one.row, one.position, one.message))
