"""The Excel form for many companies: one row per company, choices as drop-downs, and a sheet that explains each column."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from api.output_file import output_file
from api.tables.columns import NAME, REGION, USCC, Column
from api.tables.explanations import GENERAL, HEADS, explained
from api.tables.selection import Selection
from api.tables.source import EXAMPLE
from graph.model import Catalogue

FORM, EXPLAINED, WORDS = "企业", "填写说明", "选项"
LINES = 50_000  # rows that have drop-downs
LONGEST_CHOICE = 250  # signs; Excel refuses longer ones that do not stand in a sheet
LINE_HEIGHT = 16  # points
HEAD, FIRST = 2, 4  # rows, from 0: the headings, and the first company below the example
COLORS = {"企业": "#DCE6F1", "称号": "#E4EFDA", "年度指标": "#FFF2CC", "其他指标": "#FCE4D6", "事件": "#F2DCDB", "声明": "#E4DFEC"}
WIDTHS = {"text": 16, "uscc": 22, "region": 18, "number": 13, "texts": 18, "choices": 18, "honor": 20}
SUGGESTED = {"title": ("是", "否"), "event": ("无",)}  # offered beside dates
EDGE = {"border": 1, "border_color": "#8A949E"}
FONT = {"font_name": "微软雅黑", "font_size": 10}
EXAMPLE_TITLES = ("2024-09-10", "2024", "是")
EXAMPLES = {"number": "9100", "day": "2012-06-01", "event": "无", "truth": "是", "texts": "新材料、新型电力"}
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False}


def write_template(selection: Selection, catalogue: Catalogue, on: date, path: Path) -> None:
    """Write the form, whole or not at all.

    Parameters
    ----------
    selection : Selection
        The columns.
    catalogue : Catalogue
        The policies that it is for.
    on : datetime.date
        The day by which years are counted.
    path : Path
        Where it goes (.xlsx); a file that is there is not replaced, for it may be filled in.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    with output_file(path, fresh=True) as unfinished, xlsxwriter.Workbook(str(unfinished), _OPTIONS) as book:
        book.set_properties({"title": "企业名单", "comments": f"政策目录 {catalogue.version}"})
        _Writer(book, selection, catalogue, on).write()


class _Writer:
    """Writes the sheets of one form."""

    def __init__(self, book: Any, selection: Selection, catalogue: Catalogue, on: date) -> None:
        self.book, self.selection, self.catalogue, self.on = book, selection, catalogue, on
        self.words: dict[tuple[str, ...], str] = {}

    def write(self) -> None:
        """Write the form, its explanation, and the words of long choices in a hidden sheet."""
        columns = self.selection.columns
        page = self.book.add_worksheet(FORM)
        self._frame(page, columns)
        for position, column in enumerate(columns):
            self._column(page, position, column)
        self._explain(columns)
        words = self.book.add_worksheet(WORDS)
        words.hide()
        for position, choices in enumerate(self.words):
            for row, word in enumerate(choices):
                words.write_string(row, position, word)

    def _frame(self, page: Any, columns: Sequence[Column]) -> None:
        """Write what stands above the headings, and how the sheet is shown and printed."""
        title = self.book.add_format({**FONT, "font_size": 14, "bold": True, "valign": "vcenter"})
        page.set_row(0, 26)
        page.write_string(0, 0, f"企业名单（{self.on} 起用，每行一家；不清楚的留空，写法见“{EXPLAINED}”，灰色示例行不计）", title)
        page.set_row(1, 20)
        page.set_row(HEAD, 96)
        page.freeze_panes(HEAD + 1, 1)
        page.set_landscape()
        page.set_paper(8)
        page.repeat_rows(1, HEAD)
        page.repeat_columns(0)
        page.fit_width = 0
        page.set_margins(0.4, 0.4, 0.5, 0.5)
        page.set_footer("&C第 &P 页，共 &N 页")
        for group in dict.fromkeys(column.group for column in columns):
            places = [place for place, column in enumerate(columns) if column.group == group]
            band = self.book.add_format(
                {
                    **FONT,
                    "bold": True,
                    "align": "left",
                    "valign": "vcenter",
                    "bg_color": COLORS[group],
                    "border": 1,
                    "border_color": "#8A949E",
                }
            )
            for place in places:
                page.write_blank(1, place, None, band)
            page.write_string(1, places[0], group, band)

    def _column(self, page: Any, position: int, column: Column) -> None:
        required = column.path in (NAME, REGION)
        head = self.book.add_format(
            {
                **FONT,
                "bold": True,
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
                "border": 1,
                "border_color": "#8A949E",
                "bg_color": COLORS[column.group],
                "font_color": "#C00000" if required else "#1F2933",
            }
        )
        width = 30 if column.path == NAME else WIDTHS.get(column.kind, 14)
        level = {"level": 1} if column.group != "企业" else {}
        page.set_column(position, position, width, self._format(column), level)
        page.write_string(HEAD, position, f"{column.heading}*" if required else column.heading, head)
        page.write_string(HEAD + 1, position, self._example(column), self._format(column, example=True))
        validation = self._validation(column)
        if validation:
            page.data_validation(FIRST, position, FIRST + LINES - 1, position, validation)

    def _format(self, column: Column, *, example: bool = False) -> Any:
        shape = {"number": "General", "text": "@", "uscc": "@", "region": "@"}.get(column.kind, "yyyy-mm-dd")
        look = {"italic": True, "font_color": "#7B8794", "bg_color": "#F0F2F4", "border": 1, "border_color": "#C5CCD3"} if example else {}
        align = "right" if column.kind in ("number", "rank") else "left"
        return self.book.add_format({**FONT, "num_format": "@" if example else shape, "align": align, "valign": "vcenter", **look})

    def _example(self, column: Column) -> str:
        if column.path == NAME:
            return f"{EXAMPLE}某某电气有限公司"
        if column.path == USCC:
            return "91410400MA0000015T"
        if column.kind in ("region", "choice", "honor"):
            return "" if column.group == "事件" else next(iter(column.choices.values()), "")
        if column.group == "事件" and column.kind == "day":
            return ""
        if column.kind == "title":
            titles = [one for one in self.selection.columns if one.kind == "title"]
            return dict(zip((one.path for one in titles), EXAMPLE_TITLES, strict=False)).get(column.path, "")
        return EXAMPLES.get(column.kind, "")

    def _validation(self, column: Column) -> Mapping[str, Any] | None:
        if column.kind in ("number", "rank"):
            least = -1e15 if column.signed else 0
            figures = {"validate": "decimal", "criteria": "between", "minimum": least, "maximum": 1e12}
            return {**figures, "error_title": "应为数", "error_message": f"请只填数{'' if column.signed else '，不能为负'}；单位见标题。"}
        if column.kind == "day":
            bounds: dict[str, Any] = {"validate": "date", "criteria": "between", "minimum": date(1900, 1, 1), "maximum": date(2100, 12, 31)}
            return {**bounds, "error_title": "应为日期", "error_message": "请写成 2024-09-10 这样的日期。"}
        choices = SUGGESTED.get(column.kind) or (("是", "否") if column.kind == "truth" else tuple(column.choices.values()))
        if not choices:
            return None
        free = column.kind in SUGGESTED or column.kind == "choices"
        said = {"validate": "list", "error_title": "请从下拉中选", "error_message": "请从下拉列表中选一项，或清空此格。"}
        return {**said, "source": self._listed(choices), "show_error": not free}

    def _listed(self, words: tuple[str, ...]) -> str | list[str]:
        from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

        if len(",".join(words)) <= LONGEST_CHOICE and not any("," in word for word in words):
            return [*words]
        column = xl_col_to_name([*self.words].index(words) if words in self.words else len(self.words), col_abs=True)
        return self.words.setdefault(words, f"={WORDS}!{column}$1:{column}${len(words)}")

    def _explain(self, columns: Sequence[Column]) -> None:
        page = self.book.add_worksheet(EXPLAINED)
        told = self.book.add_format({**FONT, "text_wrap": True, "valign": "top"})
        cell = self.book.add_format({**FONT, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#C5CCD3"})
        head = self.book.add_format({**FONT, "bold": True, "bg_color": "#D9E2EC", "border": 1, "border_color": "#8A949E"})
        for position, (_, width) in enumerate(HEADS):
            page.set_column(position, position, width)
        for row, line in enumerate(GENERAL):
            page.merge_range(row, 0, row, len(HEADS) - 1, line, told)
            page.set_row(row, LINE_HEIGHT * _lines(line, sum(width for _, width in HEADS)))
        top = len(GENERAL) + 1
        for position, (title, _) in enumerate(HEADS):
            page.write_string(top, position, title, head)
        for row, column in enumerate(columns, top + 1):
            cells = explained(column, self.selection.uses, self.catalogue)
            page.set_row(row, LINE_HEIGHT * max(_lines(said, width) for said, (_, width) in zip(cells, HEADS, strict=True)))
            for position, said in enumerate(cells):
                page.write_string(row, position, said, cell)
        page.freeze_panes(top + 1, 2)
        page.autofilter(top, 0, top + len(columns), len(HEADS) - 1)
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a cell; a Chinese sign is two wide."""
    signs = sum(2 if ord(sign) > 0x2000 else 1 for sign in text)
    return max(1, -(-signs // max(1, width - 2)))
