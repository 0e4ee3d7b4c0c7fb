"""Tables of answers to csv, parquet or xlsx: whole or not at all, and nothing in them that a spreadsheet would take for a formula."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.errors import BadInput
from api.output_file import check_writable, output_file

if TYPE_CHECKING:
    import polars as pl

A4 = 9
MOST_ROWS = 1_048_575  # of a sheet, below its heads
FORMULA = r"^[\s]*[=+\-@\t\r\n＝＋－＠]"  # full-width signs too: a program may fold them
KINDS = (".csv", ".parquet", ".xlsx")
_NUMBER = r"^[+-]?\d+(\.\d+)?$"
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Heads:
    """How a table is shown in a workbook: Chinese headings, words for codes, widths; by column."""

    names: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)
    sheet: str = "结果"


def harmless(text: "pl.Expr") -> "pl.Expr":
    """Return texts led by an apostrophe where a spreadsheet would run them: `=1+1` becomes `'=1+1`; plain numbers stay."""
    import polars as pl

    runs = text.str.contains(FORMULA) & ~text.str.contains(_NUMBER)
    return pl.when(runs).then(pl.concat_str(pl.lit("'"), text)).otherwise(text)


def check_output(path: Path) -> None:
    """Refuse, before any work is done, a file that cannot be written.

    Raises
    ------
    BadInput
        Where it is of no kind that is written, or its folder is not there.
    """
    if path.suffix.lower() not in KINDS:
        raise BadInput([f"{path}：应写成 {'、'.join(KINDS)} 之一"])
    check_writable(path)


def write_table(batches: "Iterable[pl.DataFrame] | pl.DataFrame | pl.LazyFrame", path: Path, heads: Heads | None = None) -> int:
    """Write a table and return how many rows it has.

    Parameters
    ----------
    batches : DataFrame, LazyFrame or iterable of DataFrame
        The rows; of many only one batch is in memory at a time. All batches have the same columns.
    path : Path
        Where they go: csv (UTF-8, ids as heads), parquet (ids), or xlsx (Chinese heads and words).
    heads : Heads, optional
        How a workbook shows them.

    Raises
    ------
    BadInput
        Where the file cannot be written, or a sheet cannot hold the rows. What stood there stays, and nothing half-written.
    """
    write = {".csv": _write_csv, ".parquet": _write_parquet, ".xlsx": _write_workbook}.get(path.suffix.lower())
    if write is None:
        raise BadInput([f"{path}：应写成 {'、'.join(KINDS)} 之一"])
    with output_file(path) as unfinished:
        return write(_batches(batches), unfinished, heads or Heads(), path)


def _batches(given: Any) -> "Iterator[pl.DataFrame]":
    import polars as pl

    if isinstance(given, pl.LazyFrame):
        given = given.collect_batches()
    yield from [given] if isinstance(given, pl.DataFrame) else given


def _write_csv(batches: "Iterator[pl.DataFrame]", unfinished: Path, heads: Heads, path: Path) -> int:
    import polars as pl

    rows = 0
    with unfinished.open("wb") as file:
        for place, batch in enumerate(batches):
            texts = [harmless(pl.col(name)).alias(name) for name, kind in batch.schema.items() if kind == pl.String]
            batch.with_columns(texts).write_csv(file, include_header=place == 0)
            rows += batch.height
    return rows


def _write_parquet(batches: "Iterator[pl.DataFrame]", unfinished: Path, heads: Heads, path: Path) -> int:
    import polars as pl
    from polars.io.plugins import register_io_source

    first = next(batches, None)
    if first is None:
        pl.DataFrame().write_parquet(unfinished)
        return 0
    rows = 0

    def source(with_columns: Any, predicate: Any, n_rows: Any, batch_size: Any) -> "Iterator[pl.DataFrame]":
        nonlocal rows
        for batch in _chained(first, batches):
            rows += batch.height
            yield batch

    register_io_source(source, schema=first.schema).sink_parquet(unfinished)
    return rows


def _chained(first: "pl.DataFrame", rest: "Iterator[pl.DataFrame]") -> "Iterator[pl.DataFrame]":
    yield first
    yield from rest


def _write_workbook(batches: "Iterator[pl.DataFrame]", unfinished: Path, heads: Heads, path: Path) -> int:
    import xlsxwriter  # type: ignore[import-untyped]

    rows = 0
    with xlsxwriter.Workbook(str(unfinished), _OPTIONS) as book:
        page = book.add_worksheet(heads.sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        for batch in batches:
            if not rows:
                _heads(book, page, batch.columns, heads)
            if rows + batch.height > MOST_ROWS:
                raise BadInput([f"{path}：超过 Excel 一张表的 {MOST_ROWS} 行，请改写成 .csv 或 .parquet"])
            words = [heads.words.get(name, {}) for name in batch.columns]
            for row, values in enumerate(batch.iter_rows(), rows + 1):
                _row(page, row, values, words, day)
            rows += batch.height
            width = len(batch.columns)
        if rows:
            page.autofilter(0, 0, rows, width - 1)
    return rows


def _heads(book: Any, page: Any, columns: list[str], heads: Heads) -> None:
    look = book.add_format(
        {"bold": True, "bg_color": "#DCE6F1", "border": 1, "border_color": "#8A949E", "text_wrap": True, "valign": "top"}
    )
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&C第 &P 页，共 &N 页")
    for position, name in enumerate(columns):
        page.set_column(position, position, heads.widths.get(name, 16))
        page.write_string(0, position, heads.names.get(name, name), look)


def _row(page: Any, row: int, values: tuple[Any, ...], words: list[Mapping[str, str]], day: Any) -> None:
    """Write one row; texts are written as texts, so that a sheet runs none of them."""
    from datetime import date
    from decimal import Decimal

    for position, value in enumerate(values):
        if value is None:
            continue
        if isinstance(value, str):
            page.write_string(row, position, words[position].get(value, value))
        elif isinstance(value, bool):
            page.write_string(row, position, "是" if value else "否")
        elif isinstance(value, date):
            page.write_datetime(row, position, value, day)
        elif isinstance(value, int | float | Decimal):
            page.write_number(row, position, value)
        else:
            page.write_string(row, position, "、".join(map(str, value)))
