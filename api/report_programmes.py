"""The catalogue to read: a list by topic, or one programme as a page."""

from collections.abc import Iterator
from datetime import date

from api.answers_programmes import amount_text, contacts, joint_cap_text, opened_by, rewards, state_of
from api.labels import CERTAINTY, ERRS, HOLDER, KIND, LEVEL, PAYER, POOL, ROUTE, STATUS
from api.report import CLAUSE, Page, gate_text
from api.wording import rule_text, told
from graph.criteria import Criterion
from graph.model import Catalogue, CostShare, Fund, Programme, Round, Validity, Version
from graph.requirement import Gate, Requirement

COLUMNS = ("事项", "编号", "类别", "级别", "申报主体", "受理")
RULES = (0, CLAUSE)


def show_programmes(catalogue: Catalogue, chosen: list[Programme], on: date) -> None:
    """Print programmes by topic, in the order of the source."""
    page = Page(catalogue, on)
    page.line(f"政策目录　{len(chosen)} 项事项　版本 {catalogue.version}", style="bold")
    widths = (0, max(map(len, catalogue.programmes)), 4, 6, 8, 8)
    for topic, group in sorted(_topics(chosen).items(), key=lambda item: min(_place(one) for one in item[1])):
        page.line()
        page.line(f"{topic or '未分类'}（{len(group)} 项）", style="bold")
        page.grid([_row(one, on) for one in sorted(group, key=_place)], widths, styles=("", "dim"), head=COLUMNS)


def _topics(chosen: list[Programme]) -> dict[str, list[Programme]]:
    found: dict[str, list[Programme]] = {}
    for programme in chosen:
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
    if programme.summary:
        page.line(programme.summary)
    for head, text in _facts(programme, page, on):
        if text:
            page.item(f"{head:　<4}", text)
    if programme.held_when is not None:
        _rules("下列成立即视为持有（不单独申报）", [programme.held_when], page)
    _rules("适用范围", programme.scope, page)
    for version in sorted(programme.versions, key=lambda version: not version.in_force.covers(on)):
        _version(version, page, on)
    if programme.fund:
        _fund(programme, programme.fund, page)
    _rules("持有期间出现下列情形取消称号（不满足即取消）", programme.revocation, page)
    _list("持有期间的义务", _duties(programme, page), page)
    _list("名额与限制", [f"{limit.text}（{page.cite(limit.clause)}）" for limit in programme.limits], page)
    _list("申报材料", list(programme.materials), page)
    _list("办理步骤", list(programme.steps), page, numbered=True)
    _list("奖励资金", [f"{fund.name}：{amount_text(fund.fund, catalogue)}" for fund in rewards(programme, catalogue) if fund.fund], page)
    _list("以此为条件的事项", [one.name for one in opened_by(programme, catalogue)], page)
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
        ("批次", _cited(programme.round, page)),
        ("逐级上报", " → ".join(ROUTE[step] for step in programme.route)),
        ("平台", "　".join(part for part in programme.platform or () if part)),
        ("有效期", _cited(programme.validity, page)),
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


def _cited(value: Round | Validity | None, page: Page) -> str:
    if value is None:
        return ""
    return told(value, page.catalogue) + (f"（{page.cite(value.clause)}）" if value.clause else "")


def _rungs(programme: Programme, page: Page) -> str:
    return "；".join(f"{page.catalogue.words.names[rung.honor]}（{page.cite(rung.clause)}）" for rung in programme.after)


def _version(version: Version, page: Page, on: date) -> None:
    secondary = f"，{CERTAINTY['secondary']}" if version.certainty == "secondary" else ""
    review = f"；复核适用：{told(version.review_in_force, page.catalogue)}" if version.review_in_force != version.in_force else ""
    now = "" if version.in_force.covers(on) else "，不适用于本日"
    tree = version.requires
    plain = isinstance(tree, Gate) and tree.count is None
    rules = tree.children if isinstance(tree, Gate) and plain else (tree,)
    _rules(f"条件（{told(version.in_force, page.catalogue)}{now}{review}{secondary}）", rules, page)
    _rules("一票否决（须全部满足）", version.vetoes, page)


def _rules(title: str, rules: tuple[Requirement, ...] | list[Requirement] | tuple[Criterion, ...], page: Page) -> None:
    if rules:
        page.line()
        page.line(title, style="bold")
        page.grid([row for rule in rules for row in _tree(rule, "  ", page)], RULES, styles=("", "dim"))


def _tree(tree: Requirement, indent: str, page: Page) -> Iterator[tuple[str, str]]:
    lead = indent + "· "
    if isinstance(tree, Criterion):
        yield lead + rule_text(tree, page.catalogue), page.cite(tree.terms.clause, tree.terms.certainty)
        return
    meant = f"{page.catalogue.words.names[tree.stands_for]}，即" if tree.stands_for else ""
    yield lead + meant + gate_text(tree), ""
    for child in tree.children:
        yield from _tree(child, indent + "  ", page)


def _fund(programme: Programme, fund: Fund, page: Page) -> None:
    catalogue = page.catalogue
    single = len(fund.payers) == 1
    payers = "、".join(PAYER[name] + ("级" if single else f" {share}%") for name, share in fund.payers)
    pool = f"；{POOL.get(fund.pool, fund.pool)}（每年只能申报一项）" if fund.pool else ""
    claim = f"（{page.cite(fund.claim.clause)}）" if fund.claim.clause else ""
    names = catalogue.words.names
    lines = [
        f"金额：{amount_text(fund, catalogue)}（{page.cite(fund.amount.clause)}）",
        f"出资：{payers}{pool}",
        f"申领：{told(fund.claim, catalogue)}{claim}",
        *(f"共同上限：{joint_cap_text(programme, cap, catalogue)}" for cap in fund.joint_caps),
        *(["叠加：同一项目已获同级资金的，仍可申领"] if fund.may_join else []),
        *(f"分档：同一对象同年申领本项的，不再申领{names[lower]}" for lower in fund.replaces),
        *(f"分担：{_share(share, page)}（{page.cite(share.clause)}）" for share in fund.shares),
    ]
    _list("资金", lines, page)


def _share(share: CostShare, page: Page) -> str:
    by_code = {region.code: region.name for region in page.catalogue.regions.values()}
    places = "、".join(by_code.get(code, code) for code in share.regions)
    return (f"{places}：" if places else "") + share.text


def _duties(programme: Programme, page: Page) -> list[str]:
    found = []
    for duty in programme.maintenance:
        by = f"每年 {told(duty.by, page.catalogue)}前：" if duty.by else ""
        missed = "；".join(text for text in (duty.missed_once, duty.missed_twice) if text)
        found.append(f"{by}{duty.duty}" + (f"（未做到：{missed}）" if missed else "") + f"（{page.cite(duty.clause)}）")
    return found


def _contact(office: str, desk: dict[str, str], page: Page) -> str:
    region = page.catalogue.regions[desk["jurisdiction"]].name
    return f"{region} {office}　{'　'.join(desk[key] for key in ('phone', 'mailbox') if desk.get(key))}"


def _list(title: str, lines: list[str], page: Page, *, numbered: bool = False) -> None:
    if lines:
        page.line()
        page.line(title, style="bold")
        for place, text in enumerate(lines, start=1):
            page.item(f"{place}." if numbered else "·", text, indent=2)
