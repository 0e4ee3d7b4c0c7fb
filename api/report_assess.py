"""A company's assessment to read: all programmes by state, or one programme clause by clause."""

from datetime import date

from api.labels import ERRS, KIND, MARK, STATE, STATE_HINT, VERDICT, WINDOW
from api.report import Page, amount, questions, window_text
from graph.criteria import Criterion
from graph.model import Catalogue, Programme
from graph.requirement import Gate
from graph.source import Clause
from graph.verdict import Verdict
from planner.assessment import Assessment, RoundAhead
from planner.gaps import Gap
from planner.judging import Judged
from planner.profile import Profile

SHOWN = ("held", "eligible", "near", "unknown", "far", "barred", "closed")
COLOURS = {"held": "green", "eligible": "green", "near": "yellow", "barred": "red"}
COLUMNS = ("事项", "类别", "现状", "下一批次", "依据")
WIDTHS = (32, 4, 0, 10, 24)


def show_assessment(results: tuple[Assessment, ...], profile: Profile, catalogue: Catalogue, on: date) -> None:
    """Print all programmes, grouped by state."""
    page = Page(catalogue)
    page.line(f"{profile.name}　{on} 评估", style="bold")
    page.line(" · ".join(f"{STATE[state]} {_count(results, state)}" for state in STATE if _count(results, state)))
    for state in SHOWN:
        group = [result for result in results if result.state == state]
        if group:
            page.line()
            hint = f"　{STATE_HINT[state]}" if state in STATE_HINT else ""
            page.line(f"{STATE[state]}（{len(group)} 项）{hint}", style=f"bold {COLOURS.get(state, '')}".strip())
            page.grid([_row(result, page, on) for result in group], WIDTHS, styles=("", "dim", "", "", "dim"), head=COLUMNS)
    page.line()
    page.item("说明", "逐条判定见 --programme 编号；批次只写年份的，源文未载受理时间，按每年一批计")
    page.sources()


def _count(results: tuple[Assessment, ...], state: str) -> int:
    return sum(result.state == state for result in results)


def _row(result: Assessment, page: Page, on: date) -> tuple[str, ...]:
    said, clause, certainty = _standing(result, page.catalogue, on)
    programme = result.programme
    return (programme.name, KIND[programme.kind][:2], said, _round(result.round), page.cite(clause or programme.source, certainty))


def _standing(result: Assessment, catalogue: Catalogue, on: date) -> tuple[str, Clause | None, str]:
    """Return what to know first about a programme, with its clause and certainty."""
    programme = result.programme
    pending = "申报在途；" if result.application else ""
    if result.state == "held":
        return pending + _held(result, catalogue), programme.validity.clause if programme.validity else None, "primary"
    if result.state == "closed":
        return pending + _closed(programme), programme.status.clause, "primary"
    if result.state == "unknown" and result.unknowns:
        asked = questions(result.unknowns, catalogue)
        gaps = f"；另有 {len(result.gaps)} 项差距" if result.gaps else ""
        return pending + asked[0] + (f"等 {len(asked)} 问" if len(asked) > 1 else "") + gaps, None, "primary"
    if result.gaps:
        first = _nearest(result.gaps)
        rest = _others(len(result.gaps) - 1, len(questions(result.unknowns, catalogue)))
        return pending + brief(first, catalogue) + rest, first.clause, first.certainty
    return pending + _outlook(result), None, "primary"


def _held(result: Assessment, catalogue: Catalogue) -> str:
    due = f"有效至 {result.review_due}" if result.review_due else "在有效期内"
    risks = "；".join(rule.text(catalogue.words) for rule, _ in result.at_risk)
    return due + (f"；可能被取消：不满足“{risks}”" if risks else "")


def _closed(programme: Programme) -> str:
    since = f"{programme.status.since} 起" if programme.status.since else ""
    return f"{since}{programme.status.reason}" or "目前没有有效的申报条件"


def _others(gaps: int, asked: int) -> str:
    parts = [f"{gaps} 项差距"] if gaps else []
    parts += [f"{asked} 项待确认"] if asked else []
    return f"；另有 {'、'.join(parts)}" if parts else ""


def _nearest(gaps: tuple[Gap, ...]) -> Gap:
    """Return the gap to name first: a bar, then a title to obtain, then the smallest shortfall."""
    return min(gaps, key=lambda gap: (not gap.veto, not gap.wants_title, gap.hard, gap.short / gap.need if gap.need else 0))


def brief(gap: Gap, catalogue: Catalogue) -> str:
    """Return a gap in one phrase."""
    if gap.branches:
        more = f"（{len(gap.branches)} 种办法之一）" if len(gap.branches) > 1 else ""
        return brief(gap.branches[0][0], catalogue) + more
    if gap.veto or gap.barred_until:
        return f"{gap.text}：" + (f"{gap.barred_until} 起解除" if gap.barred_until else "解除日期未知")
    if gap.honor:
        return f"先取得“{catalogue.words.names[gap.honor]}”"
    if gap.have is None:
        return gap.text
    return f"{gap.text}：现 {amount(gap.have, gap.unit)}，差 {amount(gap.short, gap.unit)}"


def _outlook(result: Assessment) -> str:
    outlook = result.outlook
    if outlook is None or outlook.verdict is Verdict.MET:
        return "条件均已满足"
    return f"条件均已满足；下一批次（{outlook.on.year} 年）按沿用数据：{VERDICT[outlook.verdict.value]}"


def _round(ahead: RoundAhead | None) -> str:
    if ahead is None:
        return "—"
    return window_text(ahead.next) if ahead.next else WINDOW[ahead.window]


def show_result(result: Assessment, profile: Profile, catalogue: Catalogue, on: date) -> None:
    """Print one programme clause by clause."""
    page = Page(catalogue)
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
        ("申报批次", _round(result.round) if result.round else ""),
        ("在途申报", f"{application.year} 年" if application else ""),
        ("解除日期", str(result.barred_until or "")),
        ("有效期至", str(result.review_due or "")),
        ("下批展望", f"{outlook.on} 判定：{VERDICT[outlook.verdict.value]}" + _projected(result, page) if outlook else ""),
    ]
    for head, text in said:
        if text:
            page.item(head, text)
    for rule, _ in result.at_risk:
        page.item("可能取消", f"不满足“{rule.text(page.catalogue.words)}”（{page.cite(rule.terms.clause)}）", style="red")


def _projected(result: Assessment, page: Page) -> str:
    names = [page.catalogue.words.metrics[id].name for id in result.outlook.projected] if result.outlook else []
    return f"（沿用最近数据：{'、'.join(names)}）" if names else ""


def _without_judgement(result: Assessment, page: Page, on: date) -> None:
    programme = result.programme
    if result.state == "out_of_scope":
        region = page.catalogue.regions[programme.jurisdiction].name
        scope = "；".join(rule.text(page.catalogue.words) for rule in programme.scope)
        page.item("适用范围", f"{region}；{scope}" if scope else region)
    elif result.state != "held":
        page.item("现状", _standing(result, page.catalogue, on)[0])


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
            rows = [row for node in inside for row in _tree(node, 0, gaps, page, on)]
            page.grid(rows, (0, 20, 26, 24), styles=("", "", "", "dim"), indent=2)


def _flat(gaps: tuple[Gap, ...]) -> list[Gap]:
    inside = [part for gap in gaps for branch in gap.branches for part in _flat(branch)]
    return [gap for gap in gaps if not gap.branches] + inside


def _plain_all(judged: Judged) -> bool:
    return isinstance(judged.rule, Gate) and judged.rule.count is None


def _tree(judged: Judged, depth: int, gaps: dict[str, Gap], page: Page, on: date) -> list[tuple[str, ...]]:
    lead = "　" * depth + MARK[judged.verdict.value] + " "
    if isinstance(judged.rule, Criterion):
        return [_leaf(judged, lead, gaps, page, on)]
    words = page.catalogue.words
    meant = f"“{words.names[judged.rule.stands_for]}”，即" if judged.rule.stands_for else ""
    how = {"all": "以下各项同时满足：", "any": "以下任一：", "at_least": f"以下至少 {judged.rule.count} 项："}[judged.rule.kind]
    rows = [row for child in judged.children for row in _tree(child, depth + 1, gaps, page, on)]
    return [(lead + meant + how, "", "", ""), *rows]


def _leaf(judged: Judged, lead: str, gaps: dict[str, Gap], page: Page, on: date) -> tuple[str, ...]:
    rule = judged.rule
    assert isinstance(rule, Criterion)
    soft = "（原则上）" if rule.terms.soft else ""
    text = lead + rule.text(page.catalogue.words) + soft
    clause = page.cite(rule.terms.clause, rule.terms.certainty)
    gap = gaps.get(rule.terms.id)
    if gap is not None and judged.verdict is Verdict.UNMET:
        _, there, to_do, _ = page.gap_rows(gap, on)[0]
        earliest = f"（最早 {gap.earliest.year} 年）" if gap.earliest and not gap.barred_until and gap.earliest.year > on.year else ""
        return (text, there, to_do + earliest, clause)
    if judged.finding and judged.verdict is Verdict.UNKNOWN:
        return (text, "未填", "；".join(questions(judged.finding.asks, page.catalogue)), clause)
    return (text, "", "", clause)
