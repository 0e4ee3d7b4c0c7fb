"""Tables in csv (UTF-8 or GB18030, commas or tabs) and parquet."""

import csv
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from api.errors import BadInput
from api.tables.headings import Headings
from api.tables.source import SEARCHED, Source, headed, header_among

_UNPAIRED = "引号或分隔不成对，请用 Excel 或 WPS 打开后另存为“CSV UTF-8（逗号分隔）”"
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def read_csv(raw: bytes, file: object, headings: Headings) -> Source:
    """Return the table in a text of separated values; every cell is a text.

    Raises
    ------
    BadInput
        Where it is no such text.
    """
    import polars as pl

    text = _decoded(raw, file)
    separator = _separator(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    header, titles, after = _header(reader, file, headings)
    body = text.split("\n", after)[after] if text.count("\n") >= after else ""
    widest = separator * (len(titles) - 1) + "\n"  # the first line tells how many fields there are
    names = [str(place) for place in range(len(titles))]
    try:
        frame = pl.read_csv((widest + body).encode(), has_header=False, separator=separator, schema=dict.fromkeys(names, pl.String))
    except pl.exceptions.PolarsError:
        raise BadInput(_ragged(text, separator, file, len(titles))) from None
    return Source("", titles, frame[1:].get_columns(), header + 2)


def _header(reader: Any, file: object, headings: Headings) -> tuple[int, list[str], int]:
    """Return which record is the header, what it says, and how many lines end with it."""
    records, ends = [], []
    try:
        for record in islice(reader, SEARCHED):
            records.append(record)
            ends.append(reader.line_num)
    except csv.Error:
        raise BadInput([f"{file}：{_UNPAIRED}"]) from None
    header = header_among(records, headings)
    if header is None:
        raise BadInput([f"{file}：{headed('')}"])
    return header, [title.strip() for title in records[header]], ends[header]


def _decoded(raw: bytes, file: object) -> str:
    if raw.startswith(_WIDE):
        raise BadInput([f"{file}：是 UTF-16 文本，请另存为“CSV UTF-8（逗号分隔）”"])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise BadInput([f"{file}：不是 UTF-8 或 GB18030 文本，请另存为“CSV UTF-8（逗号分隔）”或 .xlsx"])


def _separator(text: str) -> str:
    first = text[:20_000].splitlines()[0:SEARCHED]
    return "\t" if sum(line.count("\t") for line in first) > sum(line.count(",") for line in first) else ","


def _ragged(text: str, separator: str, file: object, width: int) -> list[str]:
    """Return which records have more fields than there are headings."""
    try:
        found = [
            f"{file}：第 {place} 行有 {len(record)} 格，多于标题的 {width} 格；含逗号的内容请用英文双引号括起"
            for place, record in enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator), 1)
            if len(record) > width
        ]
    except csv.Error:
        found = []
    return found or [f"{file}：{_UNPAIRED}"]


def read_parquet(raw: bytes, file: object, headings: Headings) -> Source:
    """Return the table in a parquet file: figures in the units of the headings.

    Raises
    ------
    BadInput
        Where it is none.
    """
    import polars as pl

    try:
        frame = pl.read_parquet(BytesIO(raw))
    except (pl.exceptions.PolarsError, OSError):
        raise BadInput([f"{file}：不是能读的 parquet 文件，可能没有写完"]) from None
    if header_among([frame.columns], headings) is None:
        raise BadInput([f"{file}：找不到“企业名称”“注册地行政区划”等列（tidu template 可写出模板）"])
    return Source("", frame.columns, frame.get_columns(), 2)
