"""Tables in parquet, read in pieces."""

from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from api.errors import BadInput
from api.tables.headings import Headings
from api.tables.source import PIECE, Piece, Source, header_among

if TYPE_CHECKING:
    import polars as pl


def read_parquet(path: Path, headings: Headings) -> Source:
    """Return the table in a parquet file: figures in the units of the headings.

    Raises
    ------
    BadInput
        Where it is none; when its pieces are read, where one cannot be.

    Notes
    -----
    Memory is that of a piece.
    """
    import polars as pl

    table = pl.scan_parquet(path, glob=False)
    try:
        titles = table.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError):
        raise _broken(path) from None
    if header_among([titles], headings) is None:
        raise BadInput([f"{path}：找不到“企业名称”“注册地行政区划”等列（tidu template 可写出模板）"])
    return Source("", titles, 2, partial(_pieces, path, table))


def _pieces(path: Path, table: "pl.LazyFrame") -> Iterator[Piece]:
    """Yield some rows at a time: a slice decodes its own rows only, where a stream decodes whole groups of rows, several at once."""
    import polars as pl

    try:
        for start in count(0, PIECE):
            piece = table.slice(start, PIECE).collect()
            if piece.is_empty():
                return
            yield piece.get_columns()
    except (pl.exceptions.PolarsError, OSError):
        raise _broken(path) from None


def _broken(path: Path) -> BadInput:
    return BadInput([f"{path}：不是能读的 parquet 文件，可能没有写完"])
