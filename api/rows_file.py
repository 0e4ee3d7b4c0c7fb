"""Small tables that staff write by hand: CSV (UTF-8 or GB18030), YAML or Excel, each row a mapping of columns to texts."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from api.errors import BadInput

LARGEST_FILE = 5_000_000  # bytes
MOST_ROWS = 10_000
KINDS = "CSV（.csv）、YAML（.yaml）或 Excel（.xlsx）"


@dataclass(frozen=True)
class Row:
    """One row: where it stands, and its cells by column; a cell that is missing is empty."""

    place: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Column:
    """A column: its name, what it may be called in a file, whether a file must have it."""

    name: str
    titles: tuple[str, ...]
    needed: bool = True


def read_rows(path: Path, columns: Sequence[Column]) -> list[Row]:
    """Return the rows of a file; empty rows are skipped.

    Raises
    ------
    BadInput
        If the file cannot be read, a column is missing, unknown or there twice.
    """
    raw = _bytes(path)
    match path.suffix.lower():
        case ".csv":
            lines = _csv(path, raw)
        case ".yaml" | ".yml":
            lines = _yaml(path, raw)
        case ".xlsx":
            lines = _excel(path, raw)
        case _:
            raise BadInput([f"{path}：不认识的文件类型，应为 {KINDS}"])
    return list(_rows(path, lines, columns))


Line = tuple[str, Sequence[str]]


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise BadInput([f"{path}：没有这个文件，请核对路径"]) from None
    except (OSError, ValueError):
        raise BadInput([f"{path}：文件无法读取，请检查权限和路径"]) from None
    if len(raw) > LARGEST_FILE:
        raise BadInput([f"{path}：文件过大，应不超过 {LARGEST_FILE // 1_000_000} MB"])
    return raw


def _text(path: Path, raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput([f"{path}：不是 UTF-8 或 GB18030 编码的文字，请另存为 UTF-8"])


def _csv(path: Path, raw: bytes) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(_text(path, raw), newline=""))
    try:
        for row in reader:
            yield f"{path}:{reader.line_num}", row
    except csv.Error:
        raise BadInput([f"{path}:{reader.line_num}：不是合法的 CSV，请检查引号"]) from None


def _yaml(path: Path, raw: bytes) -> Iterator[Line]:
    """Yield the head and the rows of a list of mappings."""
    import yaml

    try:
        root = yaml.compose(_text(path, raw), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadInput([f"{path}:{mark.line + 1 if mark else 1}：不是合法的 YAML"]) from None
    if not isinstance(root, yaml.SequenceNode):
        raise BadInput([f"{path}:1：应为列表，每项写一行，如 - {{列名: 值}}"])
    items = [(item, _pairs(item)) for item in root.value]
    faults = [f"{path}:{item.start_mark.line + 1}：应为键值表，值应为文字或数" for item, pairs in items if pairs is None]
    if faults:
        raise BadInput(faults)
    head = list(dict.fromkeys(key for _, pairs in items for key, _ in pairs or ()))
    yield f"{path}:1", head
    for item, pairs in items:
        cells = dict(pairs or ())
        yield f"{path}:{item.start_mark.line + 1}", [cells.get(name, "") for name in head]


def _pairs(item: object) -> list[tuple[str, str]] | None:
    """Return the entries of a YAML mapping as texts: numbers stay as they were written."""
    import yaml

    if not isinstance(item, yaml.MappingNode):
        return None
    entries = [part for pair in item.value for part in pair]
    if not all(isinstance(part, yaml.ScalarNode) for part in entries):
        return None
    return [(key.value, "" if value.tag.endswith(":null") else value.value) for key, value in item.value]


def _excel(path: Path, raw: bytes) -> Iterator[Line]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    except (CalamineError, OSError, ValueError):
        raise BadInput([f"{path}：不是可以读取的 Excel 文件（.xlsx），请用 Excel 另存后再试"]) from None
    for number, row in enumerate(rows, 1):
        yield f"{path}：{sheet.name} 第 {number} 行", [_cell(value) for value in row]


def _cell(value: object) -> str:
    """Return a cell as it reads: whole numbers without a point, days as 2026-03-01."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _rows(path: Path, lines: Iterable[Line], columns: Sequence[Column]) -> Iterator[Row]:
    head: list[str] | None = None
    for count, (place, cells) in enumerate(lines):
        if count > MOST_ROWS:
            raise BadInput([f"{path}：行数过多，应不超过 {MOST_ROWS} 行"])
        cleaned = [cell.strip() for cell in cells]
        if not any(cleaned):
            continue
        if head is None:
            head = _head(place, cleaned, columns)
            continue
        if any(cleaned[len(head) :]):
            raise BadInput([f"{place}：比表头多出一格，请检查逗号或引号"])
        yield Row(place, dict(zip(head, cleaned, strict=False)))
    if head is None:
        raise BadInput([f"{path}：文件是空的，首行应为 {_wanted(columns)}"])


def _head(place: str, cells: list[str], columns: Sequence[Column]) -> list[str]:
    known = {title: column.name for column in columns for title in (column.name, *column.titles)}
    strange = [f"{place}：不认识的列“{cell}”，可用：{_wanted(columns)}" for cell in cells if cell and cell not in known]
    found = [known.get(cell, "") for cell in cells]
    missing = [column.titles[0] for column in columns if column.needed and column.name not in found]
    lacking = [f"{place}：缺少列 {'、'.join(missing)}，首行应为 {_wanted(columns)}"] if missing else []
    twice = [f"{place}：列“{cell}”重复" for index, cell in enumerate(cells) if found[index] and found[index] in found[:index]]
    if strange or lacking or twice:
        raise BadInput([*strange, *lacking, *twice])
    return found


def _wanted(columns: Sequence[Column]) -> str:
    return "、".join(column.titles[0] for column in columns)
