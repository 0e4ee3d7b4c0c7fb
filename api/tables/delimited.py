"""Tables in csv (UTF-8 or GB18030, commas or tabs), read in pieces."""

import codecs
import csv
from collections.abc import Iterator
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from api.errors import BadInput
from api.tables.headings import Headings
from api.tables.source import SEARCHED, Piece, Source, headed, header_among

BLOCK = 16_000_000  # bytes of a long file that are in memory at a time
HEAD = 1_000_000  # bytes among which the header is looked for
_UNPAIRED = "引号或分隔不成对，请用 Excel 或 WPS 打开后另存为“CSV UTF-8（逗号分隔）”"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_csv(path: Path, headings: Headings) -> Source:
    """Return the table in a text of separated values; every cell is a text.

    Raises
    ------
    BadInput
        Where it is no such text; when its pieces are read, where they are not in order.

    Notes
    -----
    The file is gone through once for its encoding, and once whenever its pieces are asked for. Memory is that of a piece.
    """
    encoding = _encoding(path)
    with path.open("rb") as file:
        text = _after_mark(file).read(HEAD).decode(encoding, errors="ignore")  # the cut may go through a sign
    separator = _separator(text)
    header, titles, lines = _header(text, separator, path, headings)
    return Source("", titles, header + 2, partial(_pieces, path, encoding, separator, len(titles), lines))


def _after_mark(file: BinaryIO) -> BinaryIO:
    """Step over the mark that some programs put before UTF-8."""
    if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        file.seek(0)
    return file


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(2) in _WIDE:
            raise BadInput([f"{path}：是 UTF-16 文本，请另存为“CSV UTF-8（逗号分隔）”"])
    found = next((encoding for encoding in ("utf-8", "gb18030") if _is_in(path, encoding)), None)
    if found is None:
        raise BadInput([f"{path}：不是 UTF-8 或 GB18030 文本，请另存为“CSV UTF-8（逗号分隔）”或 .xlsx"])
    return found


def _is_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                if "\0" in decoder.decode(block):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _separator(text: str) -> str:
    first = text[:20_000].splitlines()[0:SEARCHED]
    return "\t" if sum(line.count("\t") for line in first) > sum(line.count(",") for line in first) else ","


def _header(text: str, separator: str, path: Path, headings: Headings) -> tuple[int, list[str], int]:
    """Return which record is the header, what it says, and how many lines end with it."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    records, ends = [], []
    try:
        for record in islice(reader, SEARCHED):
            records.append(record)
            ends.append(reader.line_num)
    except csv.Error:
        raise BadInput([f"{path}：{_UNPAIRED}"]) from None
    header = header_among(records, headings)
    if header is None:
        raise BadInput([f"{path}：{headed('')}"])
    return header, [title.strip() for title in records[header]], ends[header]


def _pieces(path: Path, encoding: str, separator: str, width: int, lines: int) -> Iterator[Piece]:
    """Yield what stands below so many lines."""
    import polars as pl

    widest = (separator * (width - 1) + "\n").encode()  # the first line tells how many fields there are
    kinds = dict.fromkeys(map(str, range(width)), pl.String)
    with path.open("rb") as file:
        for _ in islice(_after_mark(file), lines):
            pass
        for block in _blocks(file):
            text = block if encoding == "utf-8" else block.decode(encoding).encode()
            try:
                frame = pl.read_csv(widest + text, has_header=False, separator=separator, schema=kinds)
            except pl.exceptions.PolarsError:
                raise BadInput(_ragged(path, encoding, separator, width)) from None
            yield frame[1:].get_columns()


def _blocks(lines: BinaryIO) -> Iterator[bytes]:
    """Yield whole records together: a line ends one where the quotes before it are paired."""
    block: list[bytes] = []
    size = quotes = 0
    for line in lines:
        block.append(line)
        size += len(line)
        quotes += line.count(b'"')
        if size >= BLOCK and quotes % 2 == 0:
            yield b"".join(block)
            block, size = [], 0
    if block:
        yield b"".join(block)


def _ragged(path: Path, encoding: str, separator: str, width: int) -> list[str]:
    """Return which records have more fields than there are headings."""
    found: list[str] = []
    with path.open(encoding=encoding, newline="") as text:
        reader: Any = enumerate(csv.reader(text, delimiter=separator), 1)
        try:
            for place, record in reader:
                if len(record) > width:
                    found.append(f"{path}：第 {place} 行有 {len(record)} 格，多于标题的 {width} 格；含逗号的内容请用英文双引号括起")
        except csv.Error:
            found = []
    return found or [f"{path}：{_UNPAIRED}"]
