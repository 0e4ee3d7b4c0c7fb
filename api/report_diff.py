"""The difference of two catalogues to read: programmes, what they share, and each company that gains or loses."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from api.answers import plain
from api.answers_diff import Company, Comparison, details, value_text, word_name
from api.labels import CHANGE, PART, STATE, TABLE, WITHIN, WORD
from api.phrases import money, questions, standing
from api.report import CLAUSE, Page, Row
from api.wording import clause_of, told
from graph.diff import Change, ProgrammeChange
from graph.model import Catalogue, Period, Programme
from planner.consequences import Consequence, Shift, Side

RULES = (14, 4, 0, CLAUSE)
SHIFTS = (38, 18, 0, CLAUSE)
STYLES = ("", "", "", "dim")


def show_comparison(found: Comparison) -> None:
    """Print what changed and for whom."""
    page = Page(replace(found.new, documents={**found.old.documents, **found.new.documents}), found.on)
    difference = found.difference
    page.line(f"目录比较　{found.old.version} → {found.new.version}", style="bold")
    counts = (("新增", difference.added), ("删去", difference.removed), ("变更", difference.changed), ("公用词表变更", difference.words))
    page.line(" · ".join(f"{head} {len(items)}" for head, items in counts if items) or "内容没有变化")
    for head, programmes in counts[:2]:
        _list(head, programmes, page)
    for change in difference.changed:
        _programme(change, found, page)
    _words(found, page)
    for company in found.companies:
        _company(company, found, page)
    page.line()
    page.sources()


def _list(head: str, programmes: tuple[Programme, ...], page: Page) -> None:
    if programmes:
        page.line()
        page.line(f"{head}事项（{len(programmes)} 项）", style="bold")
        page.grid([(one.name, one.id, page.cite(one.source)) for one in programmes], (0, 34, CLAUSE), styles=("", "dim", "dim"))


def _programme(change: ProgrammeChange, found: Comparison, page: Page) -> None:
    page.line()
    page.line(f"变更：{change.new.name}　{change.new.id}", style="bold")
    page.grid([row for one in change.changes for row in _change(one, found, page)], RULES, styles=STYLES)


def _change(change: Change, found: Comparison, page: Page) -> Iterator[Row]:
    sides = [(value, catalogue) for value, catalogue in ((change.old, found.old), (change.new, found.new)) if value is not None]
    within = "".join(WITHIN[kind] for kind in change.within if kind in WITHIN)
    when = "" if change.during == Period() else f"（{told(change.during, found.new)}）"
    marks = ("原：", "新：") if len(sides) == 2 else ("",)
    for place, (mark, (value, catalogue)) in enumerate(zip(marks, sides, strict=True)):
        lead = (PART.get(change.part, change.part), CHANGE[change.kind]) if place == 0 else ("", "")
        text = f"{within if place == 0 else ''}{mark}{value_text(change.part, value, catalogue)}"
        yield (*lead, text + (when if place == len(sides) - 1 else ""), page.cite(clause_of(value)))


def _words(found: Comparison, page: Page) -> None:
    if not found.difference.words:
        return
    page.line()
    page.line("公用词表", style="bold")
    for change in found.difference.words:
        said = "；".join(_detail(*detail) for detail in details(change, found))
        page.item("·", f"{TABLE[change.table]} {word_name(change)}（{change.id}）{CHANGE[change.kind]}" + (f"：{said}" if said else ""))


def _detail(field: str, was: Any, now: Any) -> str:
    return f"{WORD.get(field, field)}{'：' if field else ''}{_shown(was)} → {_shown(now)}"


def _shown(value: Any) -> str:
    found = plain(value)
    return "；".join(map(str, found)) or "无" if isinstance(found, list) else str(found)


def _company(company: Company, found: Comparison, page: Page) -> None:
    page.line()
    result = company.consequence
    if result is None:
        page.line(company.file, style="bold")
        for side, lines in company.refused:
            page.line(f"{'旧' if side == 'old' else '新'}目录不接受这份档案，未比较：", style="red")
            for line in lines:
                page.item("·", line, indent=2)
        return
    verdict = "、".join(word for word, true in (("受益", result.gains), ("受损", result.loses)) if true)
    page.line(f"{result.profile.name}：{verdict or '不受影响'}", style="bold")
    page.grid([row for shift in result.shifts for row in _shift(shift, found, page)], SHIFTS, styles=STYLES)
    _money(result, page)


def _shift(shift: Shift, found: Comparison, page: Page) -> Iterator[Row]:
    was, now = (STATE[side.state] if side else "无" for side in (shift.before, shift.after))
    why = [*_side("原", shift.before, found.old, page), *_side("现", shift.after, found.new, page)] or [("", "")]
    for place, (text, clause) in enumerate(why):
        yield (shift.programme.name, f"{was} → {now}", text, clause) if place == 0 else ("", "", text, clause)


def _side(head: str, side: Side | None, catalogue: Catalogue, page: Page) -> Iterator[tuple[str, str]]:
    """Yield what stands on this side alone: gaps, questions, why it is closed or out of scope."""
    if side is None:
        return
    for gap in side.gaps:
        have = "" if gap.branches else f"（{standing(gap, catalogue, page.on.year - 1, page.on.year)}）"
        yield f"{head}：{gap.text}{have}", page.cite(gap.clause, gap.certainty)
    for text in questions(side.unknowns, catalogue):
        yield f"{head}：待确认 {text}", ""
    for reason in side.reasons:
        yield f"{head}：{STATE[side.state]}，{reason.text}", page.cite(reason.clause)


def _money(result: Consequence, page: Page) -> None:
    for head, name in (("现可申领", "now"), ("可得上限", "ceiling")):
        was, now = getattr(result.money_before, name), getattr(result.money_after, name)
        if was != now:
            page.item(head, f"{money(was)} → {money(now)}", indent=2)
