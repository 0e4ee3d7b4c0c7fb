"""The catalogue to read: a list by topic, or one programme as a page."""

from collections.abc import Iterator
from datetime import date

from api.answers_programmes import contacts, opened_by, reward_text, rewards, state_of
from api.labels import CERTAINTY, ERRS, HOLDER, KIND, LEVEL, ROUTE, STATUS
from api.phrases import gate_text
from api.phrases_programmes import by_topic, contact_text, duty_text, fund_lines, status_text, version_text
from api.report import CLAUSE, Page
from api.report_libraries import show_library
from api.wording import rule_text, told
from graph.criteria import Criterion
from graph.model import Catalogue, Fund, Programme, Round, Validity, Version
from graph.requirement import Gate, Requirement

COLUMNS = ("事项", "编号", "类别", "级别", "申报主体", "受理")
RULES = (0, CLAUSE)


def show_programmes(catalogue: Catalogue, chosen: list[Programme], on: date) -> None:
    """Print programmes by topic, in the order of the source."""
    page = Page(catalogue, on)
    page.line(f"政策目录　{len(chosen)} 项事项　版本 {catalogue.version}", style="bold")
    widths = (0, max(map(len, catalogue.programmes)), 4, 6, 8, 8)
    for topic, group in by_topic(chosen).items():
        page.line()
        page.line(f"{topic or '未分类'}（{len(group)} 项）", style="bold")
        page.grid([_row(one, on) for one in group], widths, styles=("", "dim"), head=COLUMNS)


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
    _list("持有期间的义务", [f"{duty_text(duty, catalogue)}（{page.cite(duty.clause)}）" for duty in programme.maintenance], page)
    _list("名额与限制", [f"{limit.text}（{page.cite(limit.clause)}）" for limit in programme.limits], page)
    for library in catalogue.libraries_of(programme.id):
        show_library(library, page)
    _list("申报材料", list(programme.materials), page)
    _list("办理步骤", list(programme.steps), page, numbered=True)
    _list("奖励资金", [f"{fund.name}：{reward_text(fund, programme.id, catalogue)}" for fund in rewards(programme, catalogue)], page)
    _list("以此为条件的事项", [one.name for one in opened_by(programme, catalogue)], page)
    _list("联系科室", [contact_text(office, desk, catalogue) for office, desk in contacts(programme, catalogue)], page)
    _list("目录说明", [f"{note.text}（{ERRS[note.errs]}）" for note in programme.notes], page)
    page.line()
    page.sources()
    page.line()


def _facts(programme: Programme, page: Page, on: date) -> list[tuple[str, str]]:
    holders = "、".join(HOLDER[holder] for holder in programme.holders)
    region = page.catalogue.regions[programme.jurisdiction].name
    also = "；另见 " + "、".join(page.cite(place) for place in programme.also_in) if programme.also_in else ""
    secondary = f"（{CERTAINTY['secondary']}）" if programme.certainty == "secondary" else ""
    status = status_text(programme, page.catalogue, on)
    return [
        ("编号", programme.id),
        ("别名", "、".join(programme.aliases)),
        ("类别", f"{KIND[programme.kind]} · {LEVEL[programme.level]} · {region} · 申报主体：{holders}"),
        ("主题", programme.topic),
        ("受理", f"{status}（{page.cite(programme.status.clause)}）" if status else ""),
        ("批次", _cited(programme.round, page)),
        ("逐级上报", " → ".join(ROUTE[step] for step in programme.route)),
        ("平台", "　".join(part for part in programme.platform or () if part)),
        ("有效期", _cited(programme.validity, page)),
        ("惯例前级", _rungs(programme, page)),
        ("优先", "；".join(f"{page.catalogue.words.names[r.honor]} {r.how}（{page.cite(r.clause)}）" for r in programme.favoured_by)),
        ("出处", page.cite(programme.source) + also + secondary),
    ]


def _cited(value: Round | Validity | None, page: Page) -> str:
    if value is None:
        return ""
    return told(value, page.catalogue) + (f"（{page.cite(value.clause)}）" if value.clause else "")


def _rungs(programme: Programme, page: Page) -> str:
    return "；".join(f"{page.catalogue.words.names[rung.honor]}（{page.cite(rung.clause)}）" for rung in programme.after)


def _version(version: Version, page: Page, on: date) -> None:
    tree = version.requires
    plain = isinstance(tree, Gate) and tree.count is None
    rules = tree.children if isinstance(tree, Gate) and plain else (tree,)
    _rules(f"条件（{version_text(version, page.catalogue, on)}）", rules, page)
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
    lines = fund_lines(programme, fund, page.catalogue)
    _list("资金", [f"{head}：{text}" + (f"（{page.cite(clause)}）" if clause else "") for head, text, clause in lines], page)


def _list(title: str, lines: list[str], page: Page, *, numbered: bool = False) -> None:
    if lines:
        page.line()
        page.line(title, style="bold")
        for place, text in enumerate(lines, start=1):
            page.item(f"{place}." if numbered else "·", text, indent=2)
