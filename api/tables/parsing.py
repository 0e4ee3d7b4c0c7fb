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
    values = _texts_of(cells)
    if values is None:
        return Parsed(_filled(column, [None] * len(cells)), {})
    if column.kind == "number":
        return _numbers(values, column)
    if column.kind in ("text", "uscc"):
        return _texts(values, column)
    return _by_distinct(values if isinstance(values, list) else values.to_list(), column)


def _texts_of(cells: Cells) -> list[Any] | pl.Series | None:
    """Return the cells as a list, or as a series of texts or figures; None where there is nothing."""
    if isinstance(cells, pl.Series):
        if cells.null_count() == len(cells):
            return None
        return cells if cells.dtype == pl.String or cells.dtype.is_numeric() else cells.to_list()
    kinds = set(map(type, cells))
    if kinds <= {str, type(None)} and not any(set(cells) - {"", None}):
        return None
    return [None if cell == "" else cell for cell in cells]


def _filled(column: Column, values: list[Any]) -> dict[str, pl.Series]:
    if column.kind == "title":
        held = [value and value[0] for value in values]
        since = [value and value[1] for value in values]
        return {
            f"{column.path}/held": pl.Series(held, dtype=pl.Boolean),
            f"{column.path}/granted": pl.Series(since, dtype=pl.Date),
        }
    return {column.path: pl.Series(values, dtype=DTYPES.get(column.kind, pl.String()))}


def _by_distinct(values: list[Any], column: Column) -> Parsed:
    """Read each distinct cell once."""
    read: dict[Any, Any] = {None: None}
    wrong: dict[Any, str] = {}
    keys = [_key(value) for value in values]
    for key in set(keys) - {None}:
        try:
            read[key] = _read(key[1], column)
        except ValueError as error:
            read[key], wrong[key] = None, str(error)
    faults = {place: wrong[key] for place, key in enumerate(keys) if key in wrong} if wrong else {}
    return Parsed(_filled(column, [read[key] for key in keys]), faults)


def _key(value: Any) -> Any:
    """Return what tells cells apart that compare equal: True, 1 and 1.0."""
    return None if value is None else (value.__class__, value) if value.__class__ is not list else (list, tuple(value))


def _read(value: Any, column: Column) -> Any:
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return None
    if isinstance(value, tuple):
        value = "、".join(value)
    return read_cell(value, column)


def _numbers(values: list[Any] | pl.Series, column: Column) -> Parsed:
    figures, texts = _split(values)
    found = pl.Series([None], dtype=pl.Int64).new_from_index(0, len(values))
    if figures is not None:
        found = _from_figures(figures, column)
    if texts is not None:
        found = found.zip_with(found.is_not_null(), _from_texts(texts))
    return _with_odd(found, values if isinstance(values, list) else values.to_list(), column)


def _split(values: list[Any] | pl.Series) -> tuple[pl.Series | None, pl.Series | None]:
    """Return the numbers and the texts among cells; other cells are neither."""
    if isinstance(values, pl.Series):
        return (None, values) if values.dtype == pl.String else (values, None)
    kinds = set(map(type, values))
    figures = texts = None
    if kinds & {float, int}:
        whole = kinds <= {int, type(None)}
        picked = [value if value.__class__ in (float, int) else None for value in values]
        figures = pl.Series(picked, dtype=pl.Int64 if whole else pl.Float64, strict=False)
    if str in kinds:
        texts = pl.Series([value if value.__class__ is str else None for value in values], dtype=pl.String)
    return figures, texts


def _from_figures(figures: pl.Series, column: Column) -> pl.Series:
    """Return in millionths the figures that are no finer, not too large and of the right sign; null for the others."""
    least = -_FLAWLESS if column.signed else 0
    if figures.dtype.is_integer():
        whole = pl.col("x").is_between(least, 10**DIGITS - 1)
        return figures.to_frame("x").select(pl.when(whole).then(pl.col("x").cast(pl.Int64) * SCALE)).to_series()
    if figures.dtype != pl.Float64:
        return pl.Series([None] * len(figures), dtype=pl.Int64)
    value = pl.col("x")
    scaled = (value * SCALE).round()
    fit = value.is_between(least, _FLAWLESS) & (scaled / SCALE == value)
    return figures.to_frame("x").select(pl.when(fit).then(scaled).otherwise(None).cast(pl.Int64)).to_series()


def _from_texts(texts: pl.Series) -> pl.Series:
    """Return in millionths the texts that are plain numbers; null for the others."""
    said = pl.col("x").str.strip_chars()
    whole = said.str.extract(r"^(\d+)", 1)
    finer = said.str.extract(r"\.(\d+)$", 1).fill_null("").str.pad_end(6, "0")
    plain = pl.when(said.str.contains(_PLAIN)).then((whole + finer).cast(pl.Int64, strict=False))
    return texts.to_frame("x").select(plain).to_series()


def _with_odd(found: pl.Series, values: list[Any], column: Column) -> Parsed:
    """Read one by one the cells that are not plain, and put them in."""
    faults: dict[int, str] = {}
    odd: dict[int, int] = {}
    for place in found.is_null().arg_true():
        value = values[place]
        if value is None:
            continue
        try:
            read = _read(value, column)
        except ValueError as error:
            faults[place] = str(error)
            continue
        if read is not None:
            odd[place] = read
    if odd:
        found = found.scatter([*odd], [*odd.values()])
    return Parsed({column.path: found}, faults)


def _texts(values: list[Any] | pl.Series, column: Column) -> Parsed:
    """Take over what is plainly right; read the others one by one."""
    given = values if isinstance(values, list) else values.to_list()
    texts = pl.Series([value if value.__class__ is str else None for value in given], dtype=pl.String)
    said = pl.col("x").str.strip_chars()
    plain = _checked(pl.col("x")) if column.kind == "uscc" else ~said.str.contains(_CONTROLS) & (said != "")
    found = texts.to_frame("x").select(pl.when(plain).then(said)).to_series()
    faults: dict[int, str] = {}
    odd: dict[int, str] = {}
    for place in found.is_null().arg_true():
        if given[place] is None:
            continue
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
