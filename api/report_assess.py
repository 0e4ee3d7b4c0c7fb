"""A company's assessment to read: all programmes by state, or one programme clause by clause."""

from datetime import date

from api.labels import APPLIED, ERRS, HOLDER, MARK, STATE, STATE_HINT, VERDICT, YEAR_ONLY
from api.phrases import first_gap, gate_text, payable, questions, round_text, standing, standing_text, state_clause, state_text
from api.report import CLAUSE, STANDING, Page
from graph.criteria import Criterion
from graph.model import Catalogue
from graph.requirement import Gate
from graph.verdict import Verdict
from planner.assessment import Assessment
from planner.awards import awards
from planner.gaps import Gap
from planner.judging import Judged
from planner.profile import Profile

SHOWN = ("held", "eligible", "near", "unknown", "far", "barred", "closed")
COLOURS = {"held": "green", "eligible": "green", "near": "yellow", "barred": "red"}
COLUMNS = ("事项", "现状", "下一批次", "依据")
WIDTHS = (32, 0, 13, CLAUSE)


def show_assessment(results: tuple[Assessment, ...], profile: Profile, catalogue: Catalogue, on: date) -> None:
    """Print all programmes, grouped by state."""
    page = Page(catalogue, on)
    results = tuple(result for result in results if result.programme.kind != "credential" or result.state == "held")
    paying = payable(awards(profile, catalogue, on))
    page.line(f"{profile.name}　{on} 评估", style="bold")
    page.line(" · ".join(f"{STATE[state]} {_count(results, state)}" for state in STATE if _count(results, state)))
    for state in SHOWN:
        group = [result for result in results if result.state == state]
        if group:
            page.line()
            hint = f"　{STATE_HINT[state]}" if state in STATE_HINT else ""
            page.line(f"{STATE[state]}（{len(group)} 项）{hint}", style=f"bold {COLOURS.get(state, '')}".strip())
            rows = [_row(result, profile, page, paying) for result in _honors_first(group)]
            page.grid(rows, WIDTHS, styles=("", "", "", "dim"), head=COLUMNS)
    page.line()
    page.item("说明", f"逐条判定见 --programme 编号；{YEAR_ONLY}")
    page.sources()


def show_reviews(results: tuple[Assessment, ...], profile: Profile, catalogue: Catalogue, on: date) -> None:
    """Print how the titles held would fare at re-examination."""
    page = Page(catalogue, on)
    page.line(f"{profile.name}　{on} 复核预判", style="bold")
    if not results:
        page.line("没有持有需要复核的称号。")
    for result in results:
        due = f"有效至 {result.review_due}" if result.review_due else "到期日未知"
        page.line()
        page.line(f"{result.programme.name}　{due}　{VERDICT[result.verdict.value] if result.verdict else ''}", style="bold")
        page.grid([row for gap in result.gaps for row in page.gap_rows(gap, on.year)], (0, STANDING, CLAUSE), styles=("", "", "dim"))
        for text in questions(result.unknowns, catalogue):
            page.item("待确认", text)
    page.sources()


def _count(results: tuple[Assessment, ...], state: str) -> int:
    return sum(result.state == state for result in results)


def _honors_first(group: list[Assessment]) -> list[Assessment]:
    return sorted(group, key=lambda result: result.programme.kind == "fund")


def _row(result: Assessment, profile: Profile, page: Page, paying: frozenset[str]) -> tuple[str, ...]:
    first = first_gap(result)
    said = state_text(result, profile, page.catalogue, page.on, paying)
    clause = page.cite(state_clause(result), first.certainty if first else "primary")
    return (result.programme.name, said, round_text(result.round), clause)


def show_result(result: Assessment, profile: Profile, catalogue: Catalogue, on: date) -> None:
    """Print one programme clause by clause."""
    page = Page(catalogue, on)
    programme = result.programme
    page.line(f"{profile.name} · {programme.name}　{on}", style="bold")
    verdict = f"（{VERDICT[result.verdict.value]}）" if result.verdict and result.state not in ("held", "eligible") else ""
    hint = f"　{STATE_HINT[result.state]}" if result.state in STATE_HINT else ""
    page.line(f"{STATE[result.state]}{verdict}{hint}", style=f"bold {COLOURS.get(result.state, '')}".strip())
    _facts(result, page)
    if result.judged:
        _clauses(result, result.judged, page, on)
    else:
        _without_judgement(result, page, on)
    if programme.notes:
        page.line()
        page.line("目录说明", style="bold")
        for note in programme.notes:
            page.item("·", f"{note.text}（{ERRS[note.errs]}）", indent=2)
    page.line()
    page.sources()


def _facts(result: Assessment, page: Page) -> None:
    application, outlook = result.application, result.outlook
    said = [
        ("申报批次", round_text(result.round) if result.round else ""),
        ("最近申报", f"{application.year} 年，{APPLIED[application.status]}" if application else ""),
        ("解除日期", str(result.barred_until or "")),
        ("有效期至", str(result.review_due or "")),
        ("下批展望", f"{outlook.on} 判定：{VERDICT[outlook.verdict.value]}" + _projected(result, page) if outlook else ""),
    ]
    for head, text in said:
        if text:
            page.item(head, text)
    for risk in result.at_risk:
        page.item("可能取消", f"{risk.text}（{page.cite(risk.clause)}）", style="red")


def _projected(result: Assessment, page: Page) -> str:
    names = [page.catalogue.words.metrics[id].name for id in result.outlook.projected] if result.outlook else []
    return f"（沿用最近数据：{'、'.join(names)}）" if names else ""


def _without_judgement(result: Assessment, page: Page, on: date) -> None:
    programme = result.programme
    if result.state == "out_of_scope":
        region = page.catalogue.regions[programme.jurisdiction].name
        holders = "、".join(HOLDER[holder] for holder in programme.holders)
        scope = [f"须为：{rule.text(page.catalogue.words)}" for rule in programme.scope]
        page.item("适用范围", "；".join((region, f"申报主体：{holders}", *scope)))
    elif result.state != "held":
        page.item("现状", standing_text(result, page.catalogue))


def _clauses(result: Assessment, judged: Judged, page: Page, on: date) -> None:
    """Print scope, vetoes and requirement, each criterion with its mark, figures and clause."""
    version = result.programme.version(on)
    scope = len(result.programme.scope)
    parts = [
        ("适用范围", judged.children[:scope]),
        ("一票否决", judged.children[scope : scope + len(version.vetoes) if version else scope]),
        ("条件", judged.children[-1:]),
    ]
    gaps = {gap.criterion: gap for gap in _flat(result.gaps)}
    for title, nodes in parts:
        if nodes:
            page.line()
            page.line(title, style="bold")
            inside = nodes[0].children if title == "条件" and _plain_all(nodes[0]) else nodes
            rows = [row for node in inside for row in _tree(node, "  ", gaps, page, on)]
            page.grid(rows, (0, STANDING, CLAUSE), styles=("", "", "dim"))


def _flat(gaps: tuple[Gap, ...]) -> list[Gap]:
    inside = [part for gap in gaps for branch in gap.branches for part in _flat(branch)]
    return [gap for gap in gaps if not gap.branches] + inside


def _plain_all(judged: Judged) -> bool:
    return isinstance(judged.rule, Gate) and judged.rule.count is None


def _tree(judged: Judged, indent: str, gaps: dict[str, Gap], page: Page, on: date) -> list[tuple[str, ...]]:
    """Return the rows of a judged requirement; below a gate that is met nothing is asked for."""
    lead = f"{indent}{MARK[judged.verdict.value]} "
    if isinstance(judged.rule, Criterion):
        return [_leaf(judged, lead, gaps, page, on)]
    words = page.catalogue.words
    meant = f"{words.names[judged.rule.stands_for]}，即" if judged.rule.stands_for else ""
    rows = [row for child in judged.children for row in _tree(child, indent + "  ", gaps, page, on)]
    if judged.verdict is Verdict.MET:
        rows = [(text, "", clause) for text, _, clause in rows]
    return [(lead + meant + gate_text(judged.rule), "", ""), *rows]


def _leaf(judged: Judged, lead: str, gaps: dict[str, Gap], page: Page, on: date) -> tuple[str, ...]:
    rule = judged.rule
    assert isinstance(rule, Criterion)
    text = lead + rule.text(page.catalogue.words) + ("（原则上）" if rule.terms.soft else "")
    clause = page.cite(rule.terms.clause, rule.terms.certainty)
    gap = gaps.get(rule.terms.id)
    if gap is not None and judged.verdict is Verdict.UNMET:
        later = gap.earliest is not None and not gap.barred_until and gap.earliest.year > on.year
        earliest = f"；最早 {gap.earliest.year} 年申报时可达" if later and gap.earliest else ""
        return (text, standing(gap, page.catalogue, on.year, on.year) + earliest, clause)
    if judged.finding and judged.verdict is Verdict.UNKNOWN:
        return (text, "；".join(questions(judged.finding.asks, page.catalogue)), clause)
    return (text, "", clause)
