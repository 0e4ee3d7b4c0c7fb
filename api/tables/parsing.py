"""Whole columns into the types of the company frame: what is plain by column, in Polars; what is odd cell by cell, exactly the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from api.tables.cells import DIGITS, SCALE, read_cell
from api.tables.columns import Column

Cells = Sequence[Any] | pl.Series
DTYPES: Mapping[str, pl.DataType] = {
    "number": pl.Int64(),
    "rank": pl.Int64(),
    "day": pl.Date(),
    "granted": pl.Date(),
    "event": pl.Date(),
    "held": pl.Boolean(),
    "truth": pl.Boolean(),
    "texts": pl.List(pl.String),
    "choices": pl.List(pl.String),
}
_PLAIN = r"^\d{1,12}(\.\d{1,6})?$"
_FLAWLESS = 9e9  # below it a binary float tells millionths apart
_WEIGHTS = [3**place % 31 for place in range(17)]
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CONTROLS = r"[\p{Cc}]"


@dataclass(frozen=True)
class Parsed:
    """A column in the frame's types, and by place in the column what is wrong with a cell."""

    series: dict[str, pl.Series]
    faults: dict[int, str]


def parse(cells: Cells, column: Column) -> Parsed:
    """Return a column of cells as the frame has it.

    Parameters
    ----------
    cells : sequence or polars.Series
        Texts, numbers, days, truths; None or blank text: nothing.
    column : Column
        What the cells are.

    Notes
    -----
    O(n); exact: a cell read here is read as `read_cell` reads it.
    """
    values = _lined_up(cells)
    if column.kind == "number":
        return _numbers(values, column)
    if column.kind in ("text", "uscc"):
        return _texts(values, column)
    return _by_distinct(values, column)


def _lined_up(cells: Cells) -> list[Any] | pl.Series:
    """Return the cells as a series, or else as a list of values that can be keys."""
    if not isinstance(cells, pl.Series):
        return cells if isinstance(cells, list) else [*cells]
    return [None if value is None else tuple(value) for value in cells.to_list()] if isinstance(cells.dtype, pl.List) else cells


def _filled(column: Column, values: list[Any]) -> dict[str, pl.Series]:
    if column.kind == "title":
        held = [value and value[0] for value in values]
        since = [value and value[1] for value in values]
        return {
            f"{column.path}/held": pl.Series(held, dtype=pl.Boolean),
            f"{column.path}/granted": pl.Series(since, dtype=pl.Date),
        }
    return {column.path: pl.Series(values, dtype=DTYPES.get(column.kind, pl.String()))}


def _by_distinct(values: list[Any] | pl.Series, column: Column) -> Parsed:
    """Read each distinct cell once."""
    distinct, places = _numbered(values)
    read: list[Any] = []
    wrong: dict[int, str] = {}
    for number, value in enumerate(distinct):
        try:
            read.append(_read(value, column))
        except ValueError as error:
            read.append(None)
            wrong[number] = str(error)
    found = {path: meant.gather(places) for path, meant in _filled(column, read).items()}
    if not wrong:
        return Parsed(found, {})
    bad = places.is_in([*wrong]).arg_true()
    return Parsed(found, {place: wrong[number] for place, number in zip(bad.to_list(), places.gather(bad).to_list(), strict=True)})


def _numbered(values: list[Any] | pl.Series) -> tuple[list[Any], pl.Series]:
    """Return the distinct cells, and for each cell which of them it is."""
    if isinstance(values, pl.Series):
        places = values.rank("dense").cast(pl.UInt32) - 1  # null where there is nothing
        distinct = pl.DataFrame({"value": values, "place": places}).drop_nulls("place").unique("place").sort("place")["value"].to_list()
        return [*distinct, None], places.fill_null(len(distinct))
    keys = set(values)
    if 1 in keys or 0 in keys:  # True and 1 are one key
        values = [("是" if value else "否") if value.__class__ is bool else value for value in values]
        keys = set(values)
    number = {value: place for place, value in enumerate(keys)}
    return [*number], pl.Series([number[value] for value in values], dtype=pl.UInt32)


def _read(value: Any, column: Column) -> Any:
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        return None
    if isinstance(value, tuple):
        value = "、".join(value)
    return read_cell(value, column)


def _numbers(values: list[Any] | pl.Series, column: Column) -> Parsed:
    if isinstance(values, list):
        figures = pl.Series([value if value.__class__ is float else None for value in values], dtype=pl.Float64)
        return _with_odd(_from_figures(figures, column), values, column)
    found = _from_texts(values) if values.dtype == pl.String else _from_figures(values, column)
    return _with_odd(found, values, column)


def _from_figures(figures: pl.Series, column: Column) -> pl.Series:
    """Return in millionths the figures that are no finer, not too large and of the right sign; null for the others."""
    least = -_FLAWLESS if column.signed else 0
    if figures.dtype.is_integer():
        whole = pl.col("x").is_between(least, 10**DIGITS - 1)
        return figures.to_frame("x").select(pl.when(whole).then(pl.col("x").cast(pl.Int64) * SCALE)).to_series()
    if figures.dtype != pl.Float64:
        return pl.Series([None] * len(figures), dtype=pl.Int64)
    value, scale = pl.col("x"), pl.col("scale")  # by a constant Polars divides as by its reciprocal, which is not exact
    scaled = (value * SCALE).round()
    fit = value.is_between(least, _FLAWLESS) & (scaled / scale == value)
    frame = pl.DataFrame({"x": figures, "scale": pl.repeat(float(SCALE), len(figures), eager=True)})
    return frame.select(pl.when(fit).then(scaled).otherwise(None).cast(pl.Int64)).to_series()


def _from_texts(texts: pl.Series) -> pl.Series:
    """Return in millionths the texts that are plain numbers; null for the others."""
    said = pl.col("x").str.strip_chars()
    whole = said.str.extract(r"^(\d+)", 1)
    finer = said.str.extract(r"\.(\d+)$", 1).fill_null("").str.pad_end(6, "0")
    plain = pl.when(said.str.contains(_PLAIN)).then((whole + finer).cast(pl.Int64, strict=False))
    return texts.to_frame("x").select(plain).to_series()


def _with_odd(found: pl.Series, values: list[Any] | pl.Series, column: Column) -> Parsed:
    """Put in the texts that are plain numbers, and read one by one what is not plain."""
    left = _left(found, values)
    if not left:
        return Parsed({column.path: found}, {})
    texts = pl.Series([value if (value := values[place]).__class__ is str else None for place in left], dtype=pl.String)
    put, faults = _from_texts(texts).to_list(), {}
    for at, place in enumerate(left):
        if put[at] is None:
            try:
                put[at] = _read(values[place], column)
            except ValueError as error:
                faults[place] = str(error)
    return Parsed({column.path: found.scatter(left, put)}, faults)


def _left(found: pl.Series, values: list[Any] | pl.Series) -> list[int]:
    """Return the places where something stands that has not been read."""
    unread = found.is_null()
    if isinstance(values, list):
        return [place for place in unread.arg_true().to_list() if values[place] is not None and values[place] != ""]
    given = values.is_not_null() & (values != "") if values.dtype == pl.String else values.is_not_null()
    return (unread & given).arg_true().to_list()


def _texts(given: list[Any] | pl.Series, column: Column) -> Parsed:
    """Take over what is plainly right; read the others one by one."""
    if isinstance(given, pl.Series) and given.dtype == pl.String:
        texts = given
    else:
        given = given.to_list() if isinstance(given, pl.Series) else given
        texts = pl.Series([value if value.__class__ is str else None for value in given], dtype=pl.String)
    said = pl.col("x").str.strip_chars()
    plain = _checked(pl.col("x")) if column.kind == "uscc" else ~said.str.contains(_CONTROLS) & (said != "")
    found = texts.to_frame("x").select(pl.when(plain).then(said)).to_series()
    faults: dict[int, str] = {}
    odd: dict[int, str] = {}
    for place in _left(found, given):
        try:
            odd[place] = _read(given[place], column)
        except ValueError as error:
            faults[place] = str(error)
    if odd:
        found = found.scatter([*odd], [*odd.values()])
    return Parsed({column.path: found}, faults)


def _checked(code: pl.Expr) -> pl.Expr:
    """Return whether a text is a 统一社会信用代码 in canonical form with the right check character (GB 32100-2015)."""
    signs = {sign: place for place, sign in enumerate(_SIGNS)}
    worth = [code.str.slice(place, 1).replace_strict(signs, default=None, return_dtype=pl.Int32) for place in range(18)]
    total = pl.sum_horizontal(one * weight for one, weight in zip(worth, _WEIGHTS, strict=False))
    right = (worth[17] + total) % 31 == 0
    return (code.str.len_chars() == 18) & right & pl.all_horizontal(one.is_not_null() for one in worth)
