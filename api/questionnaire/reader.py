"""A questionnaire that comes back: what its cells say as a form, and where in the workbook each stands."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook
from werkzeug.datastructures import MultiDict
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from api.profile_text import Fault, Faulty
from api.questionnaire.fields import Field, field_at
from api.questionnaire.values import NONE, Form
from api.questionnaire.workbook import HOLDER, NOTHING, OWN, SELF, TRUTH
from graph.model import Catalogue
from planner.profile_reader import pointer as pointer_below

Places = dict[str, str]  # JSON pointer to sheet and cell
NAMES = ("基本情况", "称号", "指标(逐年)", "其他指标", "声明", "事件", "项目", "产品", OWN)
LARGEST = 20_000_000  # bytes, unpacked
MOST_ROWS, LONGEST_ROW = 5000, 10  # digits
LONGEST_COLUMN = 2  # letters; a column of three is beyond all of ours
_TAG = re.compile(rb"<(?:[^<>\s]*:)?(?:row|c)\s[^<]*")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)(\d+)[\"']")
_STRANGE = "不是本系统的问卷，应为从网页下载或由 tidu form 写出的 Excel 工作簿（.xlsx）"


def is_workbook(raw: bytes) -> bool:
    """Return whether a file is packed as workbooks are."""
    return raw.startswith(b"PK")


def read_questionnaire(raw: bytes, catalogue: Catalogue) -> tuple[Form, Places]:
    """Return what a workbook says as a form, and the place of each cell.

    Raises
    ------
    Faulty
        Where it is no questionnaire, or cells hold what no field can be.
    """
    _refuse_bombs(raw)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
        tables = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in NAMES if name in book.sheet_names}
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError):
        raise _refusal(_STRANGE) from None
    if not tables:
        raise _refusal(_STRANGE)
    form: Form = MultiDict()
    places: Places = {}
    faults: list[Fault] = []
    for name, table in tables.items():
        for place, pointer, value in _cells(name, table):
            try:
                pointer = _numbered(pointer, form) if name == OWN else pointer
                field = HOLDER if pointer == HOLDER.pointer else field_at(pointer, catalogue)
                form.setlist(pointer, _said(field, value))
                places[pointer] = place
            except ValueError as error:
                faults.append(Fault(place, "", str(error)))
    if faults:
        raise Faulty(faults)
    return form, places


def _refusal(message: str) -> Faulty:
    return Faulty([Fault("文件", "", message)])


def _refuse_bombs(raw: bytes) -> None:
    """Refuse a workbook that would fill the memory: far larger unpacked, with a cell far out, or of a kind not looked into."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST:
                raise _refusal(f"展开后过大，应不超过 {LARGEST // 1_000_000} MB")
            if {"xl/workbook.bin", "content.xml"} & {*packed.namelist()}:
                raise _refusal(_STRANGE)
            parts = [packed.read(part) for part in packed.infolist()]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise _refusal(_STRANGE) from None
    for part in parts:
        if b"<\0" in part or b"\0<" in part:
            raise _refusal(_STRANGE)
        if any(_far(*place.groups()) for tag in _TAG.finditer(part) for place in _PLACE.finditer(tag.group())):
            raise _refusal(f"有格子在第 {MOST_ROWS} 行之后或远在表外，请清除后再交")


def _far(column: bytes, row: bytes) -> bool:
    return len(column) > LONGEST_COLUMN or len(row) > LONGEST_ROW or int(row) > MOST_ROWS


def _cells(name: str, table: list[list[Any]]) -> Iterator[tuple[str, str, Any]]:
    """Yield place, pointer and value of each cell that is filled in; lines of a list are counted as they are filled in."""
    if not table:
        return
    keys = [str(key) for key in table[0]]
    section = keys[0].removesuffix("/*") if keys[0].endswith("/*") else ""
    count = 0
    for row, line in enumerate(table[2:], 2):
        filled = [(column, value) for column, value in enumerate(line) if column and _given(value) and keys[column]]
        lead = f"{section}/{count}" if section else str(line[0])
        count += bool(filled)
        for column, value in filled:
            place = f"“{name}”{xl_rowcol_to_cell(row, column)}"
            yield place, lead if keys[column] == SELF else f"{lead}/{keys[column]}", value


def _numbered(place: str, form: Form) -> str:
    """Return the pointer of a product's fact with the place of the product in place of its id."""
    _, section, id, below = place.split("/", 3)
    rows = (name.removesuffix("/id") for name in form if name.startswith(f"/{section}/") and name.endswith("/id"))
    row = next((row for row in rows if pointer_below("", form[f"{row}/id"].strip()) == f"/{id}"), None)
    if row is None:
        raise ValueError("“产品”页里没有这个产品的编号（是否改过或删去），请改回，或清空此格")
    return f"{row}/{below}"


def _given(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _said(field: Field | None, value: Any) -> list[str]:
    """Return what a cell says as a field of the form would."""
    if field is None:
        raise ValueError("不是问卷里要填的格子（是否增删过行列、改过隐藏的内容），请清空，或重新下载问卷")
    text = _text(value)
    if field.kind in ("choices", "texts") and text.strip() == NOTHING:
        return ["", NONE]
    codes = {word: code for code, word in _options(field).items()}
    if field.kind == "choices":
        return [codes.get(word, word) for word in re.split(r"[、，,\s]+", text) if word]
    return [codes.get(text.strip(), text)]


def _options(field: Field) -> Mapping[str, str]:
    return (field.choices or TRUTH) if field.kind == "truth" else field.choices


def _text(value: Any) -> str:
    """Return the text of a cell; numbers with the digits that the workbook shows."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return f"{number.quantize(Decimal(1)) if number == number.to_integral_value() and abs(number) < 10**20 else number:f}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    raise ValueError("是时间，应为数、文字，或日期（如 2024-09-10）")


def located(faults: list[Fault], places: Places, catalogue: Catalogue) -> list[Fault]:
    """Return faults with the cells where they stand, and what would be right as the sheet words it."""
    return [_located(fault, places, catalogue) for fault in faults]


def _located(fault: Fault, places: Places, catalogue: Catalogue) -> Fault:
    pointer = fault.pointer
    while pointer and pointer not in places:
        pointer = pointer.rpartition("/")[0]
    field = field_at(fault.pointer, catalogue)
    words = [*_options(field).values()] if field else []
    message = f"应为下列之一：{'、'.join(words)}" if words and fault.pointer in places else fault.message
    if not pointer:
        row = next((place for place in places if place.startswith(f"{fault.pointer.rpartition('/')[0]}/")), "")
        return Fault(f"{places[row]} 所在行 {fault.place}" if row else fault.place, fault.pointer, message)
    return Fault(f"{places[pointer]} {fault.place}", fault.pointer, message)
