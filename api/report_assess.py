"""A company's assessment to read: all programmes by state, or one programme clause by clause."""

from datetime import date

from api.labels import APPLIED, ERRS, MARK, STATE, STATE_HINT, VERDICT, WINDOW
from api.report import CLAUSE, STANDING, Page, amount, gate_text, questions, standing, window_text
from graph.criteria import Criterion, NoEvent
from graph.criteria.event import SEVERITIES
from graph.model import Catalogue, Programme
from graph.requirement import Gate
from graph.source import Clause
from graph.verdict import Verdict
from planner.assessment import Assessment, RoundAhead
from planner.awards import Awards, awards
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
    payable = _payable(awards(profile, catalogue, on))
    page.line(f"{profile.name}　{on} 评估", style="bold")
    page.line(" · ".join(f"{STATE[state]} {_count(results, state)}" for state in STATE if _count(results, state)))
    for state in SHOWN:
        group = [result for result in results if result.state == state]
        if group:
            page.line()
            hint = f"　{STATE_HINT[state]}" if state in STATE_HINT else ""
            page.line(f"{STATE[state]}（{len(group)} 项）{hint}", style=f"bold {COLOURS.get(state, '')}".strip())
            rows = [_row(result, profile, page, payable) for result in _honors_first(group)]
            page.grid(rows, WIDTHS, styles=("", "", "", "dim"), head=COLUMNS)
    page.line()
    page.item("说明", "逐条判定见 --programme 编号；批次只写年份的，源文未载受理时间，按每年一批计")
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


def _payable(money: Awards) -> frozenset[str]:
    """Return the funds that still pay something for the titles held."""
    paid = {line.fund for line in money.claims if line.basis == "held"} | {line.fund for line in money.credit if line.basis == "held"}
    return frozenset(paid | {line.fund for line in money.open_amounts if line.basis == "held"})


def _row(result: Assessment, profile: Profile, page: Page, payable: frozenset[str]) -> tuple[str, ...]:
    pending = _applied(result)
    first = _nearest(result.gaps) if result.gaps and result.state != "unknown" else None
    said = _barred(first, result, profile, page) if first and first.veto else _standing(result, page.catalogue)
    if result.programme.fund and result.state == "eligible" and result.programme.id not in payable:
        said = "条件满足，但已申领、申领期已过或须待项目"
    clause = first.clause if first else _clause(result.programme, result.state)
    return (result.programme.name, pending + said, _round(result.round), page.cite(clause, first.certainty if first else "primary"))


def _applied(result: Assessment) -> str:
    """Return how the last application stands, for what is not held."""
    made = result.application
    if made is None or result.state == "held":
        return ""
    return "申报在途；" if made.status == "pending" else f"{made.year} 年申报{APPLIED[made.status]}；"


def _clause(programme: Programme, state: str) -> Clause:
    if state == "held" and programme.validity:
        return programme.validity.clause
    return programme.status.clause if state == "closed" and programme.status.clause.document else programme.source


def _standing(result: Assessment, catalogue: Catalogue) -> str:
    """Return what to know first about a programme."""
    if result.state == "held":
        return _held(result, catalogue)
    if result.state == "closed":
        return _closed(result.programme)
    asked = questions(result.unknowns, catalogue)
    if result.state == "unknown" and asked:
        gaps = f"；另有 {len(result.gaps)} 项差距" if result.gaps else ""
        return asked[0] + (f"等 {len(asked)} 问" if len(asked) > 1 else "") + gaps
    if result.gaps:
        return brief(_nearest(result.gaps), catalogue) + _others(len(result.gaps) - 1, len(asked))
    return _outlook(result)


def _barred(gap: Gap, result: Assessment, profile: Profile, page: Page) -> str:
    """Return which event bars and until when."""
    version = result.programme.version(page.on)
    rule = next((veto for veto in version.vetoes if veto.terms.id == gap.criterion), None) if version else None
    events = [event for event in profile.events if isinstance(rule, NoEvent) and event.kind in rule.kinds and event.on <= page.on]
    last = max(events, key=lambda event: event.on, default=None)
    what = f"{SEVERITIES.get(last.severity or '', '')}{page.catalogue.words.events[last.kind].name}（{last.on}）" if last else gap.text
    asked = questions(result.unknowns, page.catalogue)
    return f"{what}，{standing(gap, page.catalogue, page.on.year, page.on.year)}{_others(len(result.gaps) - 1, len(asked))}"


def _held(result: Assessment, catalogue: Catalogue) -> str:
    unknown = "已持有；获评时间未填，到期日未知" if result.unknowns else "在有效期内"
    due = f"有效至 {result.review_due}" if result.review_due else unknown
    risks = "；".join(risk.text for risk in result.at_risk)
    return due + (f"；可能被取消：不满足“{risks}”" if risks else "")


def _closed(programme: Programme) -> str:
    since = f"自 {programme.status.since}：" if programme.status.since else ""
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
        return _one_of(gap, catalogue)
    if gap.honor:
        return f"先取得：{catalogue.words.names[gap.honor]}"
    if gap.have is None and not gap.barred_until:
        return f"未满足：{gap.text}"
    if gap.have is None:
        return f"{gap.text}：{gap.barred_until} 起解除"
    return f"{gap.text}：现 {amount(gap.have, gap.unit)}，差 {amount(gap.short, gap.unit)}"


def _one_of(gap: Gap, catalogue: Catalogue) -> str:
    """Return a choice in one phrase: the cheapest way, or the titles any one of which will do."""
    titles = [branch[0].honor for branch in gap.branches if len(branch) == 1 and branch[0].honor]
    if len(titles) < len(gap.branches):
        return brief(gap.branches[0][0], catalogue) + (f"（{len(gap.branches)} 种办法之一）" if len(gap.branches) > 1 else "")
    some = "、".join(catalogue.words.names[title] for title in titles[:2])
    return f"先取得其一：{some}" + (f"等 {len(titles)} 项" if len(titles) > 2 else "")


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
        ("申报批次", _round(result.round) if result.round else ""),
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
        scope = "；".join(rule.text(page.catalogue.words) for rule in programme.scope)
        page.item("适用范围", f"{region}；{scope}" if scope else region)
    elif result.state != "held":
        page.item("现状", _standing(result, page.catalogue))


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
