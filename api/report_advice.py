"""The next question and the least change to read."""

from datetime import date

from api.answers_advice import evidence, reason, unit, wording
from api.answers_plan import cause_clause
from api.labels import STATE_HINT
from api.phrases import questions, standing, window_text
from api.report import CLAUSE, NUMBERS, STANDING, Page, Row
from graph.facts import Ask
from graph.model import Catalogue
from planner.gaps import Gap
from planner.improvements import Improvement
from planner.profile import Profile
from planner.questions import Question
from planner.rounds import Window
from planner.unlocking import Choice, Unlock

INDENT = 2
SHOWN = 8


def show_question(found: Question, profile: Profile, catalogue: Catalogue, on: date) -> None:
    """Print the next question, what proves the answer, where it belongs and what hangs on it."""
    page = Page(catalogue, on)
    page.line(f"{profile.name}　{on} 下一问", style="bold")
    if not found.asks:
        page.line("没有要问的：补充信息不会改变现在的判定。")
        return
    first = found.asks[0]
    said = unit(first, catalogue)
    page.line(wording(found, profile, catalogue) + (f"（{said}）" if said else ""))
    page.item("凭证  ", evidence(first, catalogue) or "—", indent=INDENT)
    page.item("填入  ", "、".join(_places(found, profile)), indent=INDENT)
    page.item("关系到", _names(found.decides, catalogue), indent=INDENT)
    page.item("待确认", f"共 {found.open} 问", indent=INDENT)


def _places(found: Question, profile: Profile) -> list[str]:
    """Return where in the profile the answer belongs: what is asked about products into their entries of `subjects`."""
    first = found.asks[0]
    place = _place(first, profile)
    products = dict.fromkeys(id for ids in found.products for id in ids)
    if first.kind == "title":
        return [place + (f"；subject 填 {' 或 '.join(products)}" if products else "")]
    return [f"subjects 中 {id} 的 {place}" for id in products] or [place]


def _place(ask: Ask, profile: Profile) -> str:
    """Return the section of the profile, or of one of its products, where the answer belongs."""
    if ask.kind == "metric":
        return f"metrics.{ask.id}" + (f".{ask.year}" if ask.year else "")
    if ask.kind == "declaration":
        return f"declarations.{ask.id}（true 或 false）"
    if ask.kind == "field":
        return f"{profile.holder}.{ask.id}"
    complete = {"event": profile.events_complete, "title": profile.titles_complete}[ask.kind]
    return f"{ask.kind}s" + ("" if complete else f"；填全后将 {ask.kind}s_complete 设为 true")


def _names(ids: tuple[str, ...], catalogue: Catalogue) -> str:
    said = "、".join(catalogue.words.names[id] for id in ids[:SHOWN])
    return said + (f"等 {len(ids)} 项" if len(ids) > SHOWN else "")


def show_unlock(found: Unlock, profile: Profile, catalogue: Catalogue, on: date) -> None:
    """Print the least change, other ways and what else opens."""
    page = Page(catalogue, on)
    page.line(f"{profile.name} → {catalogue.words.names[found.programme]}　{on} 最少要改变什么", style="bold")
    if found.window:
        page.item("批次", f"{window_text(found.window)}（尚未结束的年度沿用最近数据）")
    if found.best and found.best.gaps:
        asked = "，且待确认各项属实" if found.best.unknowns else ""
        page.line(f"补齐以下 {len(found.best.gaps)} 项{asked}，{_when(found)}{STATE_HINT['eligible']}：")
        page.grid(
            [_row(f"  · {gap.text}", gap, found.window, page) for gap in found.best.gaps], (0, STANDING, CLAUSE), styles=("", "", "dim")
        )
    for cause in found.causes:
        page.item("·", f"{reason(cause, catalogue)}（{page.cite(cause_clause(cause, catalogue))}）", indent=INDENT)
    for text in questions(found.best.unknowns, catalogue) if found.best else ():
        page.item("待确认", text)
    for place, choice in enumerate(found.alternatives, 1):
        page.item(f"备选 {place}", _short(choice))
    if found.also_opens:
        page.item("也会打开", f"{_names(found.also_opens, catalogue)}（各按自己的下一批次，可能晚于本事项的批次）")
    page.sources()


def _when(found: Unlock) -> str:
    """Return from when the changes suffice: at once, or from the year of the latest that must wait."""
    waits = [gap.earliest for gap in found.best.gaps if gap.earliest] if found.best else []
    late = max(waits, default=None)
    return f"最早 {late.year} 年" if late and found.window and late > found.window.closes else "即"


def show_improvements(found: tuple[Improvement, ...], profile: Profile, catalogue: Catalogue, on: date) -> None:
    """Print the single changes that open most, each with what it opens."""
    page = Page(catalogue, on)
    page.line(f"{profile.name}　{on} 哪一项改进打开的事项最多", style="bold")
    if not found:
        page.line("没有哪一项改进能单独使“差一点”“尚远”的事项达到基本条件；某一事项要改变什么，见 tidu unlock --to 编号。")
        return
    page.line(f"以下各项只补齐一项，所列事项在其下一批次即{STATE_HINT['eligible']}（尚未结束的年度沿用最近数据）：")
    names = {subject.id: subject.name for subject in profile.subjects}
    for mark, one in zip(NUMBERS, found, strict=False):
        whose = f"{names[one.subject]}：" if one.subject else ""
        row = _row(f"{mark} {whose}{one.gap.text}", one.gap, one.window, page)
        page.grid([row], (0, STANDING, CLAUSE), styles=("", "", "dim"))
        page.item(f"打开 {len(one.opens)} 项", _names(one.opens, catalogue), indent=INDENT)
    page.sources()


def _row(text: str, gap: Gap, window: Window | None, page: Page) -> Row:
    opens = window.opens if window else page.on
    later = gap.earliest and not gap.barred_until and gap.earliest.year > opens.year
    earliest = f"；最早 {gap.earliest.year} 年申报时可达" if later and gap.earliest else ""
    how = standing(gap, page.catalogue, opens.year - 1, page.on.year) + earliest
    return (text, how, page.cite(gap.clause, gap.certainty))


def _short(choice: Choice) -> str:
    asked = [f"待确认 {len(choice.unknowns)} 项"] if choice.unknowns else []
    return "；".join([*(gap.text for gap in choice.gaps), *asked])
