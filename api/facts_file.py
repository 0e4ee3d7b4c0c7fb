"""Reading the files of a second reading: facts and settled differences, tab-separated, and the sources they point into."""

import csv
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from api.errors import BadInput
from graph.model import Catalogue
from graph.readings import FIRST, SECOND, Disagreement, Fact, plain

COLUMNS = ("id", "clause", "kind", "value", "unit", "offset")
SETTLED = ("id", "value", "reading", "reason")
KINDS = ("threshold", "years", "title", "amount", "cap", "floor", "share", "date", "score", "part_score", "rank", "count")

Row = tuple[str, int, dict[str, str]]


def read_facts(path: Path, catalogue: Catalogue) -> list[Fact]:
    """Return the facts of a file, or of all .tsv files of a folder; `document` may be left out: that of the programme.

    Raises
    ------
    BadInput
        With every bad row: file, line, column, and what would be right.
    """
    rows = [row for file in (sorted(path.glob("*.tsv")) if path.is_dir() else [path]) for row in _rows(file, COLUMNS)]
    faults = [fault for row in rows for fault in _faults(row, catalogue)]
    if faults:
        raise BadInput(faults)
    return [_fact(row, catalogue) for row in rows]


def read_settled(path: Path) -> set[Disagreement]:
    """Return the differences that were settled against the text, each with its reason."""
    rows = list(_rows(path, SETTLED))
    faults = [f"{place}：reading 应为 {FIRST} 或 {SECOND}" for place, _, row in rows if row["reading"] not in (FIRST, SECOND)]
    faults += [f"{place}：缺少 reason，应写明理由" for place, _, row in rows if not row["reason"]]
    if faults:
        raise BadInput(faults)
    return {Disagreement(row["id"], plain(row["value"]), row["reading"]) for _, _, row in rows}


def read_sources(folder: Path, catalogue: Catalogue) -> dict[str, str]:
    """Return the texts of the documents that lie in a folder."""
    files = {id: folder / document.file for id, document in catalogue.documents.items() if document.file}
    found = {id: file.read_text(encoding="utf-8") for id, file in files.items() if file.is_file()}
    if not found:
        wanted = "、".join(file.name for file in files.values())
        raise BadInput([f"{folder}：没有来源文件，应有 {wanted} 之一"])
    return found


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise BadInput([f"{path.name}:1：缺少列 {'、'.join(missing)}，首行应为 {' '.join(columns)}（以制表符分隔）"])
            for row in reader:
                yield f"{path.name}:{reader.line_num}", reader.line_num, {key: value or "" for key, value in row.items() if key}
    except FileNotFoundError:
        raise BadInput([f"{path}：没有这个文件，请核对路径"]) from None
    except UnicodeDecodeError:
        raise BadInput([f"{path.name}：不是 UTF-8 编码的文字，请另存为 UTF-8"]) from None


def _faults(row: Row, catalogue: Catalogue) -> Iterator[str]:
    place, _, cells = row
    if cells["id"] not in catalogue.programmes:
        yield f"{place}：id “{cells['id']}”不在目录中"
    if cells["kind"] not in KINDS:
        yield f"{place}：kind “{cells['kind']}”不可识别，应为 {'、'.join(KINDS)} 之一"
    elif cells["kind"] == "title" and cells["value"] not in catalogue.programmes:
        yield f"{place}：value “{cells['value']}”不在目录中，应为荣誉编号"
    elif cells["kind"] not in ("title", "date") and not _is_number(cells["value"]):
        yield f"{place}：value “{cells['value']}”不是数，应如 5000 或 2.5"
    if not cells["offset"].isdigit():
        yield f"{place}：offset “{cells['offset']}”应为从 0 起数的字符位置"
    if cells.get("document") and cells["document"] not in catalogue.documents:
        yield f"{place}：document “{cells['document']}”不在目录中，可用：{'、'.join(catalogue.documents)}"


def _is_number(value: str) -> bool:
    try:
        Fraction(value)
    except (ValueError, ZeroDivisionError):
        return False
    return True


def _fact(row: Row, catalogue: Catalogue) -> Fact:
    _, line, cells = row
    document = cells.get("document") or catalogue.programmes[cells["id"]].source.document
    return Fact(cells["id"], cells["clause"], cells["kind"], cells["value"], cells["unit"], int(cells["offset"]), document, line)
