"""The questionnaire as an Excel workbook: the fields of the form in sheets, for somebody to fill in offline.

The first column and the first row of each sheet are hidden; together they are the JSON pointer of a cell. In a list the first cell is
`/section/*`, and each line that is filled in counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from api.answers_advice import subject_name
from api.questionnaire.fields import HOLDERS, Field, complete_field, row_fields
from api.questionnaire.values import is_day, rows_of
from api.questionnaire.view import FormView
from planner.profile_reader import pointer as pointer_below

INTRODUCTION, OWN, WORDS = "填写说明", "产品数据", "选项"
SELF, NOTHING = ".", "（没有）"
HOLDER = Field("holder", "申报主体", "choice", choices=HOLDERS)
TRUTH = {"true": "是", "false": "否"}
LISTS = {"titles": "称号", "events": "事件", "projects": "项目", "subjects": "产品"}
SPARE = 20  # lines
LONGEST_CHOICE = 250  # signs; Excel refuses longer ones that do not stand in a sheet
FIRST_DAY = "1901-01-01"  # Excel counts days from 1900, with a day that was not
TEXT = (
    "填好后在“填写企业情况”页交回，或直接交给 tidu 的各个命令。知道多少填多少：空着的算“不清楚”，不当作零，也不当作“没有”。",
    "只有名称和注册地必填。金额以万元计，各项单位写在名称后的括号里。",
    "日期写成 2024-09-10；获评时间只知道年份的写 2024。",
    "有下拉箭头的格子请从下拉中选；选几项的用顿号分开，每行一项的在格内换行；确实没有的写“（没有）”。",
    "称号、事件、项目、产品每行一项，行不够可以往下接着写；请勿改动表名、删除行列或显示隐藏的行列。",
    "产品（项目、案例、品牌）自己的数据和声明在“产品数据”页：先在“产品”页写上产品交回一次，再下载的问卷就有它们的格子；一项数据全空着的按企业所填的算，写了某一年的，空着的年份按没有填算。",
    "申报记录、申领记录以及称号的排名、等级、复核日期不在这份问卷里，请用档案（JSON）保存。",
)


@dataclass(frozen=True)
class Sheet:
    """A sheet: heads as title, key and width; lines as what is told and what is to be filled in; `section`: it is a list."""

    name: str
    heads: tuple[tuple[str, str, int], ...]
    lines: tuple[tuple[str, tuple[str | Field | None, ...]], ...]
    section: str = ""


def sheets(view: FormView) -> Iterator[Sheet]:
    """Yield the sheets of a questionnaire."""
    who = (HOLDER, *view.identity, *(_asked(section, view) for section in ("titles", "events")))
    yield _items("基本情况", who)
    yield _list("titles", view)
    years = tuple(sorted({year for table in view.tables for year in table.years}))
    yield Sheet("指标(逐年)", (("指标", "", 50), *((str(year), str(year), 14) for year in years)), tuple(_yearly(view, years)))
    yield _items("其他指标", tuple(one for topic in view.figures for one in topic.fields))
    stated = tuple((one.pointer, (topic.title, one.label, one)) for topic in view.declarations for one in topic.fields)
    yield Sheet("声明", (("主题", "", 22), ("说法", "", 80), ("是否符合", SELF, 12)), stated)
    for section in ("events", "projects", "subjects"):
        yield _list(section, view)
    if view.of_products:
        yield Sheet(OWN, (("产品", "", 40), ("项目", "", 80), ("填写", SELF, 24), ("说明", "", 50)), tuple(_own(view)))


def _asked(section: str, view: FormView) -> Field:
    field = complete_field(f"{section}_complete")
    return Field(field.pointer, f"{LISTS[section]}{field.label}", field.kind, choices=field.choices)


def _items(name: str, fields: tuple[Field, ...]) -> Sheet:
    heads = (("项目", "", 50), ("填写", SELF, 40), ("说明", "", 50))
    return Sheet(name, heads, tuple((one.pointer, (_label(one), one, _hint(one))) for one in fields))


def _hint(field: Field) -> str:
    if field.kind == "choices":
        return f"可选几项：{'、'.join(field.choices.values())}"
    return "每行一项" if field.kind == "texts" else "必填" if field.required else field.hint


def _label(field: Field) -> str:
    return f"{field.label}（{field.unit}）" if field.unit else field.label


def _list(section: str, view: FormView) -> Sheet:
    lines = [row_fields(section, place, view.catalogue) for place in range(len(rows_of(view.values, section)) + SPARE)]
    lead = f"/{section}/0/"
    heads = tuple((_label(one), one.pointer.removeprefix(lead), 26) for one in lines[0])
    return Sheet(LISTS[section], heads, tuple(("", line) for line in lines), section)


def _yearly(view: FormView, years: tuple[int, ...]) -> Iterator[tuple[str, tuple[str | Field | None, ...]]]:
    for table in view.tables:
        for name, unit, cells in table.rows:
            given = dict(zip(table.years, cells, strict=True))
            pointer = next(one.pointer.rpartition("/")[0] for one in cells if one)
            yield pointer, (f"{name}（{unit}）" if unit else name, *(given.get(year) for year in years))


def _own(view: FormView) -> Iterator[tuple[str, tuple[str | Field | None, ...]]]:
    """Yield the facts of products; the product stands by its id, so that it may stand in any line of its own sheet."""
    for product, fields in view.of_products:
        for one in fields:
            below = one.pointer.split("/", 3)[3]
            yield f"{pointer_below('/subjects', product.id)}/{below}", (subject_name(product), _label(one), one, _hint(one))


def options(field: Field, view: FormView) -> Mapping[str, str]:
    """Return what a cell offers: what is stored to what is shown; titles are stored by name."""
    if field.kind == "honor":
        return {name: name for name in view.honors}
    return (field.choices or TRUTH) if field.kind == "truth" else field.choices


def questionnaire(view: FormView) -> bytes:
    """Return the workbook, with what is filled in so far."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _Writer(book, view).write()
    return stream.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, view: FormView) -> None:
        self.book, self.view = book, view
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.told = book.add_format({"text_wrap": True, "valign": "top"})
        self.blank = book.add_format({"border": 1, "border_color": "#8a949e", "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"border": 1, "border_color": "#8a949e", "num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self.lists: dict[tuple[str, ...], str] = {}

    def write(self) -> None:
        """Write everything; the words of long choices stand in a hidden sheet at the end."""
        first = self.book.add_worksheet(INTRODUCTION)
        first.set_column(0, 0, 100)
        for place, line in enumerate(TEXT):
            first.write_string(place, 0, line, self.told)
        for sheet in sheets(self.view):
            self._sheet(sheet)
        words = self.book.add_worksheet(WORDS)
        words.hide()
        for column, choices in enumerate(self.lists):
            for row, word in enumerate(choices):
                words.write_string(row, column, word)

    def _sheet(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        page.set_column(0, 0, None, None, {"hidden": True})
        page.set_row(0, None, None, {"hidden": True})
        page.freeze_panes(2, 2 if sheet.heads[0][1] == "" else 0)
        page.write_string(0, 0, f"/{sheet.section}/*" if sheet.section else "")
        for column, (title, key, width) in enumerate(sheet.heads, 1):
            page.set_column(column, column, width)
            page.write_string(0, column, key)
            page.write_string(1, column, title, self.head)
        for row, (pointer, cells) in enumerate(sheet.lines, 2):
            page.write_string(row, 0, pointer)
            for column, cell in enumerate(cells, 1):
                if isinstance(cell, Field):
                    self._cell(page, row, column, cell)
                elif cell:
                    page.write_string(row, column, cell, self.told)

    def _cell(self, page: Any, row: int, column: int, field: Field) -> None:
        choices = options(field, self.view)
        if choices and field.kind != "choices":
            page.data_validation(row, column, row, column, self._validation(tuple(choices.values()), strict=field.kind != "honor"))
        text = self._text(field, choices)
        if field.kind in ("day", "granted") and is_day(text) and text >= FIRST_DAY:
            page.write_datetime(row, column, date.fromisoformat(text), self.day)
        elif not text:
            page.write_blank(row, column, None, self.day if field.kind == "day" else self.blank)
        elif field.kind in ("number", "whole") and _exact(text):
            page.write_number(row, column, float(text), self.blank)
        else:
            page.write_string(row, column, text, self.blank)

    def _text(self, field: Field, choices: Mapping[str, str]) -> str:
        if field is HOLDER:
            return HOLDERS[self.view.holder]
        if field.kind in ("choices", "texts"):
            found = self.view.listed(field)
            words = [choices.get(word, word) for word in found or []]
            return NOTHING if found == [] else ("、" if field.kind == "choices" else "\n").join(words)
        text = self.view.said(field)
        return choices.get(text, text)

    def _validation(self, words: tuple[str, ...], *, strict: bool) -> dict[str, Any]:
        said = {"validate": "list", "error_title": "请从下拉中选", "error_message": "请从下拉列表中选一项，或清空此格。"}
        kind = {"error_type": "stop" if strict else "warning"}
        if len(",".join(words)) <= LONGEST_CHOICE and not any("," in word for word in words):
            return {**said, **kind, "source": list(words)}
        column = xl_col_to_name([*self.lists].index(words) if words in self.lists else len(self.lists), col_abs=True)
        return {**said, **kind, "source": self.lists.setdefault(words, f"={WORDS}!{column}$1:{column}${len(words)}")}


def _exact(text: str) -> bool:
    """Return whether a workbook, which keeps sixteen digits of a binary float, gives a number back as it is."""
    try:
        return Decimal(f"{float(text):.16G}") == Decimal(text)
    except (ValueError, InvalidOperation):
        return False
