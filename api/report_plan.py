"""A plan as a factory manager reads it: dated steps, what is missing and what it brings, the money, other ways."""

from collections.abc import Sequence
from datetime import date

from api.answers_plan import HOPES, NO_AWARD, Prospect, assumptions, cause_clause, cause_text, label, reasons
from api.labels import BECAUSE, STATE
from api.phrases import losses, questions, step_when, unknown_funds, year_end
from api.report import CLAUSE, GUTTER, STANDING, Page, Row
from api.report_awards import award_rows, lost_text, show_totals
from graph.model import Catalogue
from graph.rounding import number
from planner.awards import Awards
from planner.path.plan import Plan, Step, Way
from planner.profile import Profile

LABEL = 8
INDENT = 3


def show_plan(found: Prospect, profile: Profile, catalogue: Catalogue, on: date) -> None:
    """Print a plan."""
    page, answer = Page(catalogue, on), found.plan
    names = "、".join(catalogue.words.names[target] for target in answer.request.targets)
    page.line(f"{profile.name} → {names}", style="bold")
    if answer.status == "already_held":
        page.line("目标均已持有，无须规划。")
    elif answer.best is None:
        _impossible(answer, page)
    else:
        _found(found, answer.best, profile, page, on)
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
    _by_clause(answer, page)


def _found(found: Prospect, best: Way, profile: Profile, page: Page, on: date) -> None:
    answer, money = found.plan, found.awards
    proof = "已证" if answer.proven else f"未证，至少 {answer.bound} 步" if answer.bound is not None else "未证"
    outside = f" · 另需外部资质 {best.credentials} 项" if best.credentials else ""
    renewals = sum(step.kind == "renew" for step in best.steps)
    renewed = f"（另须通过复核 {renewals} 次）" if renewals else ""
    when = f" · 预计 {year_end(best.completion)}完成" if best.dated else ""
    page.line(f"{on} 起算 · {label(answer)}（{proof}） · {best.length} 步{renewed}{outside}{when}")
    for place, step in enumerate(best.steps, 1):
        page.line()
        _step(place, step, best, money, profile, page)
    page.line()
    show_totals(money, page)
    for lost in losses(money):
        page.item("未计入  ", lost_text(lost, page))
    unknown = unknown_funds(money)
    if unknown:
        page.item("条件未知", f"另有 {len(unknown)} 项资金须补充信息方可判定，见 tidu awards")
    _others(found, page)


def _of(step: Step, profile: Profile) -> str:
    return next((f"（{subject.name}）" for subject in profile.subjects if subject.id == step.subject), "")


def _step(place: int, step: Step, way: Way, money: Awards, profile: Profile, page: Page) -> None:
    page.item(f"{place:<{INDENT - 2}}", f"{page.catalogue.words.names[step.honor]}{_of(step, profile)}　{step_when(step)}", style="bold")
    _rows("缘由", _why(step, way, page), page)
    applied = step.apply_from or step.apply_by
    year = applied.year - 1 if applied else 0
    _rows("还差", [row for gap in step.gaps for row in page.gap_rows(gap, year)], page)
    for line, text in enumerate(questions(step.unknowns, page.catalogue)):
        page.item("待确认" if line == 0 else " " * (LABEL - GUTTER), text, indent=INDENT)
    if step.kind == "obtain" and not step.gaps and not step.unknowns:
        _rows("条件", [("按现有（及沿用）数据均已满足", "", "")], page)
    if step.kind == "renew":
        return
    _rows("可得", award_rows(money, step.honor, page), page)


def _rows(head: str, rows: Sequence[Row], page: Page) -> None:
    labelled = [(" " * INDENT + (head if place == 0 else ""), *row) for place, row in enumerate(rows)]
    if rows:
        page.grid(labelled, (INDENT + LABEL - GUTTER, 0, STANDING, CLAUSE), styles=("", "", "", "dim"))


def _why(step: Step, way: Way, page: Page) -> list[Row]:
    if step.because == "target":
        return [(BECAUSE["target"], "", "")]
    names = page.catalogue.words.names
    remark = "条文并未要求" if step.because == "ladder" else ""
    rows = reasons(step, way, page.catalogue)
    return [(f"{BECAUSE[step.because]}：先于 {names[honor]}", remark, page.cite(clause)) for honor, clause in rows]


def _others(found: Prospect, page: Page) -> None:
    for place, way in enumerate(found.plan.alternatives, 1):
        page.item(f"备选 {place}", _way(way, page))
    _by_clause(found.plan, page)
    if len(found.front) > 1:
        said = [f"{point.length} 步、{point.completion.year} 年、{number(point.total)} 万元" for point in found.front]
        page.item("取舍", "步数、完成、可得资金互有高下：" + "；".join(said))


def _by_clause(answer: Plan, page: Page) -> None:
    if answer.strict_way:
        page.item("只按条文", f"{_way(answer.strict_way, page)}（不走惯例梯度）")


def _way(way: Way, page: Page) -> str:
    names = page.catalogue.words.names
    chain = " → ".join(names[step.honor] for step in way.steps if step.kind != "credential")
    outside = "、".join(names[step.honor] for step in way.steps if step.kind == "credential")
    return f"{way.length} 步，{year_end(way.completion)}：{chain}" + (f"；另需 {outside}" if outside else "")


def _fallen(answer: Plan, page: Page) -> None:
    names = page.catalogue.words.names
    for rung in answer.fallen:
        reason = STATE.get(rung.because, rung.because)
        page.item("略去", f"{names[rung.honor]} 惯例上的前一级 {names[rung.below]}：对本企业{reason}，不计入路径")
