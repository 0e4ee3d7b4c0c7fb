"""Readable Chinese output: a page with a fixed width, folded Chinese text, and the sources that it has cited."""

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import zip_longest

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.table import Table

from api.answers import base_of, question, year_only
from api.labels import CERTAINTY, HOLDER, PAYER
from graph.facts import Ask
from graph.model import Catalogue
from graph.requirement import Gate
from graph.rounding import number
from graph.source import Clause
from planner.awards import Totals
from planner.gaps import Gap
from planner.rounds import Window

PLAIN_WIDTH, LEAST_WIDTH, MOST_WIDTH = 120, 90, 140
GUTTER = 2
STANDING, CLAUSE = 34, 27
NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_LEAD = re.compile(r"\s*(?:[✓✗？·①-⑳]\s)?")
_PIECE = re.compile(r"[（“《〔\[(]*(?:[!-'*-~]+|\s|.)[，。；、）”》〕：？！%)]*")

Row = Sequence[str]


class Page:
    """What a report is written on; `cite` remembers the documents for `sources` at the end."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        terminal = sys.stdout.isatty()
        self.console = Console(
            force_terminal=terminal, color_system="auto" if terminal else None, markup=False, highlight=False, emoji=False
        )
        self.width = min(max(self.console.width, LEAST_WIDTH), MOST_WIDTH) if terminal else PLAIN_WIDTH
        self.console.width = self.width
        self.catalogue = catalogue
        self.on = on
        self._cited: list[str] = []

    def line(self, text: str = "", *, style: str = "", indent: int = 0) -> None:
        """Write a paragraph, folded, all its lines indented."""
        for part in fold(text, self.width - indent):
            self.console.print(" " * indent + part, style=style, no_wrap=True, crop=False)

    def item(self, head: str, text: str, *, indent: int = 0, style: str = "") -> None:
        """Write a paragraph that hangs from a short head."""
        edge = indent + cell_len(head) + GUTTER
        first, *rest = fold(text, self.width - edge)
        self.console.print(" " * indent + head + " " * GUTTER + first, style=style, no_wrap=True, crop=False)
        for part in rest:
            self.console.print(" " * edge + part, style=style, no_wrap=True, crop=False)

    def grid(self, rows: Iterable[Row], widths: Sequence[int], *, styles: Sequence[str] = (), head: Row = ()) -> None:
        """Write rows in columns; a width of 0 takes what the others leave."""
        rest = self.width - sum(widths) - GUTTER * (len(widths) - 1)
        sizes = [width or rest for width in widths]
        table = Table.grid(padding=(0, GUTTER, 0, 0))
        for size, style in zip_longest(sizes, styles, fillvalue=""):
            table.add_column(width=int(size), no_wrap=True, style=str(style))
        for row in [head, *rows] if head else rows:
            cells = ("\n".join(hang(cell, size)) for cell, size in zip(row, sizes, strict=True))
            table.add_row(*cells, style="dim" if row is head else None)
        self.console.print(table)

    def cite(self, clause: Clause | None, certainty: str = "primary") -> str:
        """Return a clause in its short form; documents after the first have a number."""
        if clause is None or not clause.document:
            return ""
        if clause.document not in self._cited:
            self._cited.append(clause.document)
        index = self._cited.index(clause.document)
        page = f"，第{clause.page}页起" if clause.page is not None else ""
        marked = f"（{CERTAINTY[certainty]}）" if certainty in CERTAINTY else ""
        return f"{f'[{index + 1}]' if index else ''}{clause.section}{clause.clause}{page}{marked}"

    def sources(self) -> None:
        """Write which documents were cited."""
        names = [self.catalogue.documents[id].name for id in self._cited]
        numbered = [f"[{place}]{name}" if place > 1 else name for place, name in enumerate(names, 1)]
        if numbered:
            self.item("依据", "；".join(numbered), style="dim")

    def gap_rows(self, gap: Gap, year: int) -> list[Row]:
        """Return a gap on a planned step as rows of text, how it stands, clause; a choice has a row for each part.

        `year` is the last that is examined on the step.
        """
        if not gap.branches:
            return [(gap.text, standing(gap, self.catalogue, year, self.on.year), self.cite(gap.clause, gap.certainty))]
        rows: list[Row] = [(gap.text.partition("：")[0] + "即可：", "", "")]
        for mark, branch in zip(NUMBERS, gap.branches, strict=False):
            inside = [row for part in branch for row in self.gap_rows(part, year)]
            rows += [(f"{mark if place == 0 else ' '} {text}", *rest) for place, (text, *rest) in enumerate(inside)]
        return rows


def hang(text: str, width: int) -> list[str]:
    """Return a text in lines; its indentation and its mark stand alone at the left."""
    lead = _LEAD.match(text)
    edge = lead.end() if lead else 0
    room = cell_len(text[:edge])
    first, *rest = fold(text[edge:], width - room)
    return [text[:edge] + first, *(" " * room + part for part in rest)]


def fold(text: str, width: int) -> list[str]:
    """Return a text in lines of at most `width` cells, broken between Chinese characters but not before closing marks."""
    lines, current = [], ""
    for piece in _PIECE.findall(text):
        for part in chop_cells(piece, width) if cell_len(piece) > width else [piece]:
            if cell_len(current + part.rstrip()) > width:
                lines.append(current.rstrip())
                current = ""
            current += part if current or part.strip() else ""
    return [*lines, current.rstrip()]


def amount(value: Fraction, unit: str) -> str:
    """Return a figure with its unit."""
    return f"{number(value)}{unit}" if unit in ("%", "") else f"{number(value)} {unit}"


def money(sums: Totals) -> str:
    """Return a total in 万元, with who pays where anybody does."""
    parts = [(PAYER[name], getattr(sums, name)) for name in PAYER]
    shares = "、".join(f"{name} {number(value)}" for name, value in parts if value)
    return f"{number(sums.total)} 万元" + (f"（{shares}）" if shares else "")


def year_end(day: date) -> str:
    """Return the day by which something is expected."""
    return f"{day.year} 年底前" if (day.month, day.day) == (12, 31) else f"{day} 前"


def window_text(window: Window) -> str:
    """Return when one can apply: the year alone where the source gives no days."""
    if window.instant:
        return "随时"
    if year_only(window):
        return f"{window.opens.year} 年"
    return f"{window.opens} 至 {window.closes}"


def gate_text(gate: Gate) -> str:
    """Return how many of the conditions below must hold."""
    if gate.holder:
        return f"有一个{HOLDER[gate.holder]}同时满足："
    return {"all": "以下各项同时满足：", "any": "以下任一：", "at_least": f"以下至少 {gate.count} 项："}[gate.kind]


def questions(asks: Iterable[Ask], catalogue: Catalogue) -> list[str]:
    """Return unknowns as questions: events in one, the years of a metric in one."""
    grouped: dict[tuple[str, str], list[Ask]] = {}
    for ask in asks:
        grouped.setdefault((ask.kind, "" if ask.kind == "event" else ask.id), []).append(ask)
    return [_together(group, catalogue) for group in grouped.values()]


def _together(asks: list[Ask], catalogue: Catalogue) -> str:
    if len(asks) == 1:
        return question(asks[0], catalogue)
    if asks[0].kind == "event":
        return f"有无下列事项：{'、'.join(catalogue.words.events[ask.id].name for ask in asks)}？"
    years = "、".join(str(year) for year in sorted({ask.year for ask in asks if ask.year}))
    return f"{years} 年度：{catalogue.words.metrics[asks[0].id].ask}"


def standing(gap: Gap, catalogue: Catalogue, year: int, open_year: int) -> str:
    """Return what is there and what is to be done.

    `year` is the last in which something can be done; figures from `open_year` on are carried forward, those before it have closed.
    """
    if gap.veto or gap.barred_until:
        return f"{gap.barred_until} 起解除" if gap.barred_until else "解除日期未知"
    if gap.honor is not None:
        return "须先取得"
    if gap.metric is None:
        return "现不符，无法改变" if gap.fixed else "现不符"
    if gap.have is None or gap.need is None:
        return "该年度不存在或无从计算"
    closed = gap.year is not None and gap.year < open_year
    when = f"（{gap.year} 年{'，已不能改' if closed else '预计'}）" if gap.year else ""
    hard = "，无法改变" if gap.fixed else "，须超常增长" if gap.stretch else ""
    base = "" if closed else _in_base(gap, catalogue, year)
    return f"现 {amount(gap.have, gap.unit)}{when}，差 {amount(gap.short, gap.unit)}{base}{hard}"


def _in_base(gap: Gap, catalogue: Catalogue, year: int) -> str:
    told = base_of(gap, catalogue)
    if told is None or gap.base is None or gap.have is None or gap.need is None:
        return ""
    name, short, unit = told
    if gap.base.metric == gap.metric:
        return f"：{year} 年须达 {amount(short, unit)}"
    return f"：{name}{'再增' if gap.need > gap.have else '压减'} {amount(short, unit)}"
