"""Parts of the answers in one phrase each: the same for the command line and the pages."""

from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction

from api.answers import base_of, question, year_only
from api.labels import ACTOR, AMOUNT_KIND, APPLIED, BASIS, FULFILLED, HOLDER, LOST, PAYER, VERDICT, WINDOW
from graph.criteria import NoEvent
from graph.criteria.event import SEVERITIES
from graph.facts import Ask
from graph.model import Catalogue, Programme
from graph.requirement import Gate
from graph.rounding import number
from graph.source import Clause
from graph.verdict import Verdict
from planner.agenda import Entry
from planner.assessment import Assessment, RoundAhead
from planner.awards import Awards, Credit, Line, Lost, OpenAmount, Totals
from planner.gaps import Gap
from planner.path.plan import Step
from planner.profile import Profile
from planner.rounds import Window


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


def day_or_year(day: date) -> str:
    """Return the day of a grant; one of which only the year is known counts from the last day of that year."""
    return f"{day.year} 年" if (day.month, day.day) == (12, 31) else f"{day} "


def window_text(window: Window) -> str:
    """Return when one can apply: the year alone where the source gives no days."""
    if window.instant:
        return "随时"
    if year_only(window):
        return f"{window.opens.year} 年"
    return f"{window.opens} 至 {window.closes}"


def round_text(ahead: RoundAhead | None) -> str:
    """Return the next chance to apply."""
    if ahead is None:
        return "—"
    return window_text(ahead.next) if ahead.next else WINDOW[ahead.window]


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
    return f"现 {amount(gap.have, gap.unit)}{when}，{_apart(gap)}{base}{hard}"


def _in_base(gap: Gap, catalogue: Catalogue, year: int) -> str:
    told = base_of(gap, catalogue)
    if told is None or gap.base is None or gap.have is None or gap.need is None:
        return ""
    name, short, unit = told
    if gap.base.metric == gap.metric:
        return f"：{year} 年须达 {amount(short, unit)}"
    return f"：{name}{'再增' if gap.need > gap.have else '压减'} {amount(short, unit)}"


def nearest(gaps: tuple[Gap, ...]) -> Gap:
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
    return f"{gap.text}：现 {amount(gap.have, gap.unit)}，{_apart(gap)}"


def _apart(gap: Gap) -> str:
    """Return how far a figure is off: short of a floor, or above a ceiling."""
    over = gap.have is not None and gap.need is not None and gap.have > gap.need
    return f"{'超' if over else '差'} {amount(gap.short, gap.unit)}"


def _one_of(gap: Gap, catalogue: Catalogue) -> str:
    """Return a choice in one phrase: the cheapest way, or the titles any one of which will do."""
    titles = [branch[0].honor for branch in gap.branches if len(branch) == 1 and branch[0].honor]
    if len(titles) < len(gap.branches):
        return brief(gap.branches[0][0], catalogue) + (f"（{len(gap.branches)} 种办法之一）" if len(gap.branches) > 1 else "")
    some = "、".join(catalogue.words.names[title] for title in titles[:2])
    return f"先取得其一：{some}" + (f"等 {len(titles)} 项" if len(titles) > 2 else "")


def first_gap(result: Assessment) -> Gap | None:
    """Return the gap that a programme's state is told by, where it is told by one."""
    return nearest(result.gaps) if result.gaps and result.state != "unknown" else None


def state_text(result: Assessment, profile: Profile, catalogue: Catalogue, on: date, paying: Collection[str]) -> str:
    """Return what to know first about a programme, after how the last application stands; `paying`: see `payable`."""
    first = first_gap(result)
    if result.programme.fund and result.state == "eligible" and result.programme.id not in paying:
        said = "条件满足，但已申领、申领期已过或须待项目"
    elif first and first.veto:
        said = _barred(first, result, profile, catalogue, on)
    else:
        said = standing_text(result, catalogue)
    return _applied(result) + said


def standing_text(result: Assessment, catalogue: Catalogue) -> str:
    """Return what to know first about a programme that nothing bars."""
    if result.state == "held":
        return _held(result)
    if result.state == "closed":
        return _closed(result.programme)
    asked = questions(result.unknowns, catalogue)
    if result.state == "unknown" and asked:
        gaps = f"；另有 {len(result.gaps)} 项差距" if result.gaps else ""
        return asked[0] + (f"等 {len(asked)} 问" if len(asked) > 1 else "") + gaps
    if result.gaps:
        return brief(nearest(result.gaps), catalogue) + _others(len(result.gaps) - 1, len(asked))
    return _outlook(result)


def state_clause(result: Assessment) -> Clause:
    """Return the clause of what `state_text` says: that of the gap named first, else of the term, the status, the section."""
    first, programme = first_gap(result), result.programme
    if first:
        return first.clause
    if result.state == "held" and programme.validity:
        return programme.validity.clause
    return programme.status.clause if result.state == "closed" and programme.status.clause.document else programme.source


def _applied(result: Assessment) -> str:
    """Return how the last application stands, for what is not held."""
    made = result.application
    if made is None or result.state == "held":
        return ""
    return "申报在途；" if made.status == "pending" else f"{made.year} 年申报{APPLIED[made.status]}；"


def _barred(gap: Gap, result: Assessment, profile: Profile, catalogue: Catalogue, on: date) -> str:
    """Return which event bars and until when."""
    version = result.programme.version(on)
    rule = next((veto for veto in version.vetoes if veto.terms.id == gap.criterion), None) if version else None
    events = [event for event in profile.events if isinstance(rule, NoEvent) and event.kind in rule.kinds and event.on <= on]
    last = max(events, key=lambda event: event.on, default=None)
    what = f"{SEVERITIES.get(last.severity or '', '')}{catalogue.words.events[last.kind].name}（{last.on}）" if last else gap.text
    asked = questions(result.unknowns, catalogue)
    return f"{what}，{standing(gap, catalogue, on.year, on.year)}{_others(len(result.gaps) - 1, len(asked))}"


def _held(result: Assessment) -> str:
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


def _outlook(result: Assessment) -> str:
    outlook = result.outlook
    if outlook is None or outlook.verdict is Verdict.MET:
        return "条件均已满足"
    return f"条件均已满足；下一批次（{outlook.on.year} 年）按沿用数据：{VERDICT[outlook.verdict.value]}"


def step_when(step: Step) -> str:
    """Return when a step of a path is taken and when it bears fruit."""
    if step.kind == "credential" or step.granted_by is None:
        return "外部资质，须另行取得，无法排期"
    if step.kind == "await":
        return f"申报在途，预计 {year_end(step.granted_by)}有结果"
    if step.kind == "renew":
        return f"{step.granted_by} 到期前须通过复核"
    if step.window is not None and step.window.instant:
        return f"{step.apply_from} 起随时可自评取得"
    when = f"{step.apply_from} 至 {step.apply_by} "
    if step.window is not None and year_only(step.window):
        when = f"{step.window.opens.year} 年"
    return f"{when}申报，预计 {year_end(step.granted_by)}获评"


def figure(line: Line) -> str:
    """Return the amount of a claim, in 万元, with what qualifies it."""
    return f"{'' if line.amount_kind == 'fixed' else AMOUNT_KIND[line.amount_kind] + ' '}{number(line.amount)}"


def payers(line: Line) -> str:
    """Return who pays a claim."""
    return "、".join(PAYER[name] for name, _ in line.payers)


def claim_text(line: Line) -> str:
    """Return a claim: how much, from whom, when."""
    return f"{figure(line)} 万元（{payers(line)}级），{line.year} 年申领"


def credit_text(credit: Credit) -> str:
    """Return a credit line."""
    return f"授信不超过 {number(credit.amount)} 万元，不计入资金"


def granted_text(sum: Line | Credit | OpenAmount, catalogue: Catalogue) -> str:
    """Return what a sum rests on: a title, or the fund's own conditions."""
    if sum.honor == sum.fund:
        return FULFILLED[sum.basis]
    return f"{BASIS[sum.basis]} {catalogue.words.names[sum.honor]}"


def loss_text(lost: Lost) -> str:
    """Return how much is not in the schedule, and why."""
    year = f"（{lost.year} 年）" if lost.year else ""
    return f"{number(lost.amount)} 万元{year}：{LOST.get(lost.because, lost.because)}"


def losses(found: Awards) -> list[Lost]:
    """Return what is not in the schedule for a known reason."""
    return [lost for lost in found.lost if lost.because != "unknown" or lost.honor != lost.fund]


def unknown_funds(found: Awards) -> dict[str, str]:
    """Return the funds of which it is not known whether they are open, with what they pay; those that titles open stand elsewhere."""
    sums = {lost.fund: f"{number(lost.amount)} 万元" for lost in found.lost if lost.because == "unknown" and lost.honor == lost.fund}
    return {**sums, **{one.fund: one.text for one in found.open_amounts if one.unknown and one.honor == one.fund}}


def payable(found: Awards) -> frozenset[str]:
    """Return the funds that still pay something for the titles held."""
    every: tuple[Line | Credit | OpenAmount, ...] = (*found.claims, *found.credit, *found.open_amounts)
    return frozenset(one.fund for one in every if one.basis == "held")


def entry_period(entry: Entry) -> str:
    """Return the month of something ahead; the year where its source gives no day."""
    assert entry.day is not None
    return f"{entry.day.year} 年内（日期源文未载）" if entry.year_only else f"{entry.day.year} 年 {entry.day.month} 月"


def entry_day(entry: Entry) -> str:
    """Return the day of something ahead, without its year."""
    return f"{entry.day:%m-%d}" if entry.day and not entry.year_only else "·"


def entry_text(entry: Entry) -> str:
    """Return something ahead: who must act, what, until when."""
    actor = f"{ACTOR[entry.actor]}：" if entry.actor not in (None, "enterprise") else ""
    until = f"，至 {_until(entry.until, entry.day)}" if entry.until and not entry.year_only and entry.until != entry.day else ""
    return actor + entry.text + until


def _until(until: date, day: date | None) -> str:
    return f"{until:%m-%d}" if day and until.year == day.year else str(until)
