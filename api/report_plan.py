"""A plan as a factory manager reads it: dated steps, what is missing and what it brings, the money, other ways."""

from datetime import date

from api.answers_plan import HOPES, NO_AWARD, Prospect, assumptions, cause_clause, cause_text, front, label, reasons
from api.labels import BECAUSE, STATE
from api.report import Page, questions, window_text, year_end
from api.report_awards import credit_text, line_text, open_text, show_totals
from graph.model import Catalogue
from planner.awards import Awards
from planner.path.plan import Plan, Step, Way
from planner.profile import Profile

LABEL = 6
INDENT = 3


def show_plan(found: Prospect, profile: Profile, catalogue: Catalogue, on: date) -> None:
    """Print a plan."""
    page, answer = Page(catalogue), found.plan
    names = "、".join(catalogue.words.names[target] for target in answer.request.targets)
    page.line(f"{profile.name} → {names}", style="bold")
    if answer.status == "already_held":
        page.line("目标均已持有，无须规划。")
    elif answer.best is None:
        _impossible(answer, page)
    else:
        _found(answer, answer.best, found.awards, page, on)
    _fallen(answer, page)
    if answer.best:
        page.item("说明", NO_AWARD)
        said = [text for step in answer.best.steps for text in assumptions(step, catalogue)]
        page.item("假设", "；".join(dict.fromkeys([*said, HOPES])), style="dim")
    page.sources()


def _impossible(answer: Plan, page: Page) -> None:
    page.line("没有可行的路径，原因：" if answer.proven else "在计算限额内没有找到路径，已知原因：", style="bold red")
    for cause in answer.causes:
        text = cause_text(cause, page.catalogue)
        page.item("·", f"{text}（{page.cite(cause_clause(cause, page.catalogue))}）", indent=INDENT)


def _found(answer: Plan, best: Way, money: tuple[Awards, ...], page: Page, on: date) -> None:
    proof = "已证" if answer.proven else f"未证，至少 {answer.bound} 步" if answer.bound is not None else "未证"
    outside = f" · 另需外部资质 {best.credentials} 项" if best.credentials else ""
    page.line(f"{on} 起算 · {label(answer)}（{proof}） · {best.length} 步{outside} · 预计 {year_end(best.completion)}完成")
    for place, step in enumerate(best.steps, 1):
        page.line()
        _step(place, step, best, money[0], page)
    page.line()
    show_totals(money[0], page)
    _others(answer, best, money, page)


def _step(place: int, step: Step, way: Way, money: Awards, page: Page) -> None:
    page.item(f"{place:<{INDENT - 2}}", f"{page.catalogue.words.names[step.honor]}　{_when(step)}", style="bold")
    _labelled("缘由", [_why(step, way, page)], page)
    _gaps(step, page)
    _labelled("待确认", questions(step.unknowns, page.catalogue), page)
    if step.kind == "obtain" and not step.gaps and not step.unknowns:
        _labelled("条件", ["按现有（及沿用）数据均已满足"], page)
    paid = [line_text(line, page) for line in money.claims if line.honor == step.honor]
    paid += [credit_text(credit, page) for credit in money.credit if credit.honor == step.honor]
    paid += [open_text(amount, page) for amount in money.open_amounts if amount.honor == step.honor]
    _labelled("可得", paid, page)


def _labelled(head: str, lines: list[str], page: Page) -> None:
    for place, text in enumerate(lines):
        page.item(f"{head:　<{LABEL // 2}}" if place == 0 else " " * LABEL, text, indent=INDENT)


def _gaps(step: Step, page: Page) -> None:
    day = step.apply_from
    if not step.gaps or day is None:
        return
    rows = [row for gap in step.gaps for row in page.gap_rows(gap, day)]
    labelled = [(f"{'还差':　<{LABEL // 2}}" if place == 0 else "", *row) for place, row in enumerate(rows)]
    page.grid(labelled, (LABEL, 0, 19, 24, 24), styles=("", "", "", "", "dim"), indent=INDENT)


def _when(step: Step) -> str:
    if step.window is None or step.apply_from is None or step.granted_by is None:
        return "外部资质，须另行取得，无法排期"
    if step.window.instant:
        return f"{step.apply_from} 起随时可自评取得"
    said = window_text(step.window)
    when = said if said.endswith("年") else f"{step.apply_from} 至 {step.apply_by}"
    return f"{when}申报，预计 {year_end(step.granted_by)}获评"


def _why(step: Step, way: Way, page: Page) -> str:
    if step.because == "target":
        return BECAUSE["target"]
    names = page.catalogue.words.names
    above = "；".join(f"“{names[honor]}”（{page.cite(clause)}）" for honor, clause in reasons(step, way, page.catalogue))
    if step.because == "ladder":
        return f"按惯例先于{above}，条文并未要求"
    return f"条文要求：{above}"


def _others(answer: Plan, best: Way, money: tuple[Awards, ...], page: Page) -> None:
    for place, way in enumerate(answer.alternatives, 1):
        page.item(f"备选 {place}", _way(way, page))
    if answer.strict_way:
        page.item("只按条文", f"{_way(answer.strict_way, page)}（不走惯例梯度）")
    points = front((best, *answer.alternatives), money)
    if len(points) > 1:
        said = [f"{p['length']} 步、{p['completion'][:4]} 年、{p['total']} 万元" for p in points]
        page.item("取舍", "步数、完成、可得资金互有高下：" + "；".join(said))


def _way(way: Way, page: Page) -> str:
    names = " → ".join(page.catalogue.words.names[step.honor] for step in way.steps)
    return f"{way.length} 步，{year_end(way.completion)}：{names}"


def _fallen(answer: Plan, page: Page) -> None:
    names = page.catalogue.words.names
    for rung in answer.fallen:
        reason = STATE.get(rung.because, rung.because)
        page.item("略去", f"惯例上“{names[rung.honor]}”之前的“{names[rung.below]}”：对本企业{reason}，不计入路径")
