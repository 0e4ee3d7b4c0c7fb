"""The catalogue to read: a list by topic, or one programme as a page."""

from collections.abc import Iterator
from datetime import date

from api.answers_programmes import amount_text, contacts, state_of
from api.labels import ACTOR, CERTAINTY, ERRS, HOLDER, KIND, LEVEL, PAYER, POOL, RENEWAL, ROUTE, STATUS
from api.report import CLAUSE, Page, gate_text
from graph.criteria import Criterion
from graph.dates import DayOfYear
from graph.model import Catalogue, Claim, Fund, Period, Programme, Round, Version
from graph.requirement import Gate, Requirement

COLUMNS = ("事项", "编号", "类别", "级别", "申报主体", "受理")
RULES = (0, CLAUSE)


def show_programmes(catalogue: Catalogue, on: date) -> None:
    """Print all programmes by topic, in the order of the source."""
    page = Page(catalogue, on)
    page.line(f"政策目录　{len(catalogue.programmes)} 项事项　版本 {catalogue.version}", style="bold")
    widths = (0, max(map(len, catalogue.programmes)), 4, 6, 8, 8)
    for topic, group in sorted(_topics(catalogue).items(), key=lambda item: min(_place(one) for one in item[1])):
        page.line()
        page.line(f"{topic or '未分类'}（{len(group)} 项）", style="bold")
        page.grid([_row(one, on) for one in sorted(group, key=_place)], widths, styles=("", "dim"), head=COLUMNS)


def _topics(catalogue: Catalogue) -> dict[str, list[Programme]]:
    found: dict[str, list[Programme]] = {}
    for programme in catalogue.programmes.values():
        found.setdefault(programme.topic, []).append(programme)
    return found


def _place(programme: Programme) -> tuple[bool, int, str, str]:
    page = programme.source.page
    return page is None, page or 0, programme.jurisdiction, programme.id


def _row(programme: Programme, on: date) -> tuple[str, ...]:
    holders = "、".join(HOLDER[holder] for holder in programme.holders)
    state = "—" if programme.kind == "credential" else STATUS[state_of(programme, on)]
    return (programme.name, programme.id, KIND[programme.kind][:2], LEVEL[programme.level], holders, state)


def show_programme(programme: Programme, catalogue: Catalogue, on: date) -> None:
    """Print one programme whole."""
    page = Page(catalogue, on)
    page.line(programme.name, style="bold")
    for head, text in _facts(programme, page, on):
        if text:
            page.item(f"{head:　<4}", text)
    if programme.held_when is not None:
        _rules("下列成立即视为持有（不单独申报）", [programme.held_when], page)
    _rules("适用范围", programme.scope, page)
    for version in sorted(programme.versions, key=lambda version: not version.in_force.covers(on)):
        _version(version, page, on)
    if programme.fund:
        _fund(programme.fund, page)
    _rules("持有期间出现下列情形取消称号（不满足即取消）", programme.revocation, page)
    _list("持有期间的义务", _duties(programme, page), page)
    _list("名额与限制", [f"{limit.text}（{page.cite(limit.clause)}）" for limit in programme.limits], page)
    _list("申报材料", list(programme.materials), page)
    _list("联系科室", [_contact(office, desk, page) for office, desk in contacts(programme, catalogue)], page)
    _list("目录说明", [f"{note.text}（{ERRS[note.errs]}）" for note in programme.notes], page)
    page.line()
    page.sources()
    page.line()


def _facts(programme: Programme, page: Page, on: date) -> list[tuple[str, str]]:
    holders = "、".join(HOLDER[holder] for holder in programme.holders)
    region = page.catalogue.regions[programme.jurisdiction].name
    also = "；另见 " + "、".join(page.cite(place) for place in programme.also_in) if programme.also_in else ""
    secondary = f"（{CERTAINTY['secondary']}）" if programme.certainty == "secondary" else ""
    return [
        ("编号", programme.id),
        ("别名", "、".join(programme.aliases)),
        ("类别", f"{KIND[programme.kind]} · {LEVEL[programme.level]} · {region} · 申报主体：{holders}"),
        ("主题", programme.topic),
        ("受理", _status(programme, page, on)),
        ("批次", _round(programme.round, page) if programme.round else ""),
        ("逐级上报", " → ".join(ROUTE[step] for step in programme.route)),
        ("平台", "　".join(part for part in programme.platform or () if part)),
        ("有效期", _validity(programme, page)),
        ("惯例前级", _rungs(programme, page)),
        ("优先", "；".join(f"{page.catalogue.words.names[r.honor]} {r.how}（{page.cite(r.clause)}）" for r in programme.favoured_by)),
        ("出处", page.cite(programme.source) + also + secondary),
    ]


def _status(programme: Programme, page: Page, on: date) -> str:
    status = programme.status
    if status.state == "open":
        return ""
    since = f"（{status.since} 起）" if status.since else ""
    successor = f"；由{page.catalogue.words.names[status.successor]} 接替" if status.successor else ""
    now = "" if status.shut(on) else "目前受理；"
    return f"{now}{STATUS[status.state]}{since}：{status.reason}{successor}（{page.cite(status.clause)}）"


def _round(spec: Round, page: Page) -> str:
    parts = ["随时"] if spec.any_time else [f"每 {spec.every_years} 年一批" if spec.every_years > 1 else "每年一批"]
    if spec.years:
        parts = [f"仅 {'、'.join(map(str, spec.years))} 年"]
    parts += [f"{head} {_day(day)}" for head, day in (("开始", spec.opens), ("截止", spec.closes), ("公布", spec.result)) if day]
    parts += [f"{ACTOR[deadline.actor]}须于 {deadline.by} 前" for deadline in spec.deadlines]
    return "，".join(parts) + (f"（{page.cite(spec.clause)}）" if spec.clause else "")


def _day(day: DayOfYear) -> str:
    return f"{day.month}月{day.day}日"


def _validity(programme: Programme, page: Page) -> str:
    found = programme.validity
    return f"{found.years} 年，{RENEWAL[found.renewal]}（{page.cite(found.clause)}）" if found else ""


def _rungs(programme: Programme, page: Page) -> str:
    return "；".join(f"{page.catalogue.words.names[rung.honor]}（{page.cite(rung.clause)}）" for rung in programme.after)


def _version(version: Version, page: Page, on: date) -> None:
    secondary = f"，{CERTAINTY['secondary']}" if version.certainty == "secondary" else ""
    review = f"；复核适用：{_period(version.review_in_force)}" if version.review_in_force != version.in_force else ""
    now = "" if version.in_force.covers(on) else "，不适用于本日"
    tree = version.requires
    plain = isinstance(tree, Gate) and tree.count is None
    rules = tree.children if isinstance(tree, Gate) and plain else (tree,)
    _rules(f"条件（{_period(version.in_force)}{now}{review}{secondary}）", rules, page)
    _rules("一票否决（须全部满足）", version.vetoes, page)


def _period(period: Period) -> str:
    if period.start is None and period.end is None:
        return "时间不限"
    return f"{period.start or ''}{' 起' if period.start and not period.end else ' 至 '}{period.end or ''}".strip()


def _rules(title: str, rules: tuple[Requirement, ...] | list[Requirement] | tuple[Criterion, ...], page: Page) -> None:
    if rules:
        page.line()
        page.line(title, style="bold")
        page.grid([row for rule in rules for row in _tree(rule, "  ", page)], RULES, styles=("", "dim"))


def _tree(tree: Requirement, indent: str, page: Page) -> Iterator[tuple[str, str]]:
    lead = indent + "· "
    if isinstance(tree, Criterion):
        yield lead + _rule(tree, page), page.cite(tree.terms.clause, tree.terms.certainty)
        return
    meant = f"{page.catalogue.words.names[tree.stands_for]}，即" if tree.stands_for else ""
    yield lead + meant + gate_text(tree), ""
    for child in tree.children:
        yield from _tree(child, indent + "  ", page)


def _rule(rule: Criterion, page: Page) -> str:
    words, terms = page.catalogue.words, rule.terms
    extra = ["原则上"] if terms.soft else []
    extra += ["复核时不考察"] if terms.dropped_at_review else []
    extra += [f"复核时：{rule.at_review.text(words)}"] if rule.at_review else []
    extra += [terms.note] if terms.note else []
    return rule.text(words) + (f"（{'；'.join(extra)}）" if extra else "")


def _fund(fund: Fund, page: Page) -> None:
    single = len(fund.payers) == 1
    payers = "、".join(PAYER[name] + ("级" if single else f" {share}%") for name, share in fund.payers)
    pool = f"；{POOL.get(fund.pool, fund.pool)}（每年只能申报一项）" if fund.pool else ""
    lines = [
        f"金额：{amount_text(fund, page.catalogue)}（{page.cite(fund.amount.clause)}）",
        f"出资：{payers}{pool}",
        f"申领：{_claim(fund.claim, page)}",
        *(f"分担：{'、'.join(_regions(share.regions, page))} {share.text}（{page.cite(share.clause)}）" for share in fund.shares),
    ]
    _list("资金", lines, page)


def _claim(claim: Claim, page: Page) -> str:
    names = "、".join(page.catalogue.words.names[honor] for honor in claim.of)
    when = "有效期内每年均可" if claim.while_held else page.catalogue.defaults.claim_text
    if claim.within_years is not None and not claim.while_held:
        when = f"获评当年至其后 {claim.within_years} 年内"
    first = "，仅限首次" if claim.first_time else ""
    clause = f"（{page.cite(claim.clause)}）" if claim.clause else ""
    return (f"奖励 {names}；" if names else "") + when + first + clause


def _regions(codes: tuple[str, ...], page: Page) -> list[str]:
    by_code = {region.code: region.name for region in page.catalogue.regions.values()}
    return [by_code.get(code, code) for code in codes]


def _duties(programme: Programme, page: Page) -> list[str]:
    found = []
    for duty in programme.maintenance:
        by = f"每年 {_day(duty.by)}前：" if duty.by else ""
        missed = "；".join(text for text in (duty.missed_once, duty.missed_twice) if text)
        found.append(f"{by}{duty.duty}" + (f"（未做到：{missed}）" if missed else "") + f"（{page.cite(duty.clause)}）")
    return found


def _contact(office: str, desk: dict[str, str], page: Page) -> str:
    region = page.catalogue.regions[desk["jurisdiction"]].name
    return f"{region} {office}　{'　'.join(desk[key] for key in ('phone', 'mailbox') if desk.get(key))}"


def _list(title: str, lines: list[str], page: Page) -> None:
    if lines:
        page.line()
        page.line(title, style="bold")
        for text in lines:
            page.item("·", text, indent=2)
