"""A cultivation list and a quota to read: quotas, candidates with their points, near, undecided, excluded, what changed."""

from collections import Counter
from collections.abc import Iterable, Sequence

from api.answers import Json
from api.answers_cultivation import NEXT_ROUND, NO_AWARD, QUOTA_RULE
from api.labels import EXCLUDED, MOVEMENT
from api.phrases_cultivation import key_name, place_name, points_text, reason, shortfall_text
from api.report import NUMBERS, Page, Row
from api.wording import told
from api.wording_libraries import region_name, ties_text
from graph.model import Catalogue
from graph.rounding import number
from planner.cultivation.drawing import Cultivated, Placed, RegionQuota
from planner.cultivation.ranking import Contribution
from planner.cultivation.standing import Standing
from planner.quota import Allotment

ASKED = 6  # names of what is to be collected
MOST, MOST_LISTED = 20, 200  # of the companies that are not on the list, and that are
CANDIDATE = (5, 0, 24, 7, 6)
POINTS = 5
COMPANY = (38, 24, 8, 0)
HEAD = ("次序", "企业", "所在地", "分值", "名额")
ABREAST = 3


def show_list(found: Cultivated, catalogue: Catalogue, *, own_weights: bool, elsewhere: int, change: Json | None) -> None:
    """Print a list; companies beyond the quotas and outside the list in part, the rest stands in the files."""
    page = Page(catalogue, found.call.on)
    _head(found, page, elsewhere)
    _quotas(found, page)
    _candidates(found, page)
    for title, companies in (("接近条件", found.near), ("信息不全，待补后判定", found.undecided)):
        _companies(title, companies, found, page)
    _excluded(found, page)
    _moves(found, page)
    if change:
        _change(change, page)
    _ranking(found, page, own_weights=own_weights)


def _head(found: Cultivated, page: Page, elsewhere: int) -> None:
    library = found.call.library
    place = f" · {found.place.name.partition('（')[0]}" if found.place else ""
    total = len(found.candidates) + len(found.near) + len(found.undecided) + len(found.excluded)
    page.line(f"{library.name}{place}", style="bold")
    counts = [
        ("候选", len(found.candidates)),
        ("接近", len(found.near)),
        ("待定", len(found.undecided)),
        ("不列入", len(found.excluded)),
    ]
    aside = f"，另有 {elsewhere} 家不在本地区" if elsewhere else ""
    ready = sum(not one.standing.wanting for one in found.candidates)
    aside += f"，候选中已无差距 {ready} 家" if found.call.planned else ""
    page.line(f"以 {found.call.on} 为准 · 企业 {total} 家{aside}：{'、'.join(f'{name} {count}' for name, count in counts)}")


def _quotas(found: Cultivated, page: Page) -> None:
    library = found.call.library
    if found.quotas and library.recommended:
        listed = sum(quota.recommended for quota in found.quotas)
        total = sum(quota.number for quota in found.quotas)
        page.item("·", f"推荐名额 {total} 家，推荐 {listed} 家（{page.cite(library.recommended.clause)}）")
    if len(found.quotas) > 1:
        cells = [
            f"{region_name(one.region, page.catalogue)} {one.recommended}/{one.number}（候选 {one.candidates}）" for one in found.quotas
        ]
        page.grid(_abreast(cells), (2, *[36] * ABREAST))
    if found.selected is not None and library.selected:
        entering = sum(bool(one.selected) for one in found.candidates)
        page.item("·", f"{told(library.selected, page.catalogue)}，本次排在其内 {entering} 家（{page.cite(library.selected.clause)}）")
    if not found.quotas and found.selected is None:
        page.item("·", "没有分到本地区的名额，候选全部列出" if library.recommended or library.selected else "没有名额，候选全部列出")
    for text in shortfall_text(found, page.catalogue):
        page.item("·", text)


def _quota(one: RegionQuota, page: Page) -> str:
    return f"{region_name(one.region, page.catalogue)} {one.recommended}/{one.number}（候选 {one.candidates}）"


def _abreast(cells: Sequence[str]) -> Iterable[Row]:
    for start in range(0, len(cells), ABREAST):
        row = cells[start : start + ABREAST]
        yield ("", *row, *[""] * (ABREAST - len(row)))


def _candidates(found: Cultivated, page: Page) -> None:
    listed = [one for one in found.candidates if one.listed]
    beyond = [one for one in found.candidates if not one.listed]
    page.line()
    page.line(f"候选名单（{len(listed)} 家）", style="bold")
    _table(listed[:MOST_LISTED], found, page)
    _more(listed, page, MOST_LISTED)
    if beyond:
        page.line()
        page.line(f"名额之外的候选（{len(beyond)} 家）", style="bold")
        _table(beyond[:MOST], found, page)
        _more(beyond, page)
    if found.candidates:
        keys = found.candidates[0].standing.contributions
        page.line("；".join(f"{mark} {key_name(part, page.catalogue)}" for mark, part in zip(NUMBERS, keys, strict=False)), style="dim")


def _table(companies: Sequence[Placed], found: Cultivated, page: Page) -> None:
    """Print candidates in rows; where there are gaps, each with a line below."""
    if not companies:
        page.item("·", "没有候选企业")
        return
    marks = NUMBERS[: len(found.call.library.ranking.keys)]
    head, widths = (*HEAD, *marks), (*CANDIDATE, *(POINTS for _ in marks))
    if not any(one.standing.wanting for one in companies):
        page.grid([_row(one, found, page) for one in companies], widths, head=head)
        return
    page.grid([], widths, head=head)
    for one in companies:
        page.grid([_row(one, found, page)], widths)
        if text := reason(one.standing, page.catalogue):
            page.item("差距", text, indent=CANDIDATE[0] + 2, style="dim")


def _row(one: Placed, found: Cultivated, page: Page) -> Row:
    standing = one.standing
    keys = (_points(part) for part in standing.contributions)
    rank = f"{one.rank}*" if one.move else str(one.rank)
    return rank, standing.name, _place(standing, found, page), points_text(standing.points), _within(one), *keys


def _points(part: Contribution) -> str:
    """Return points as short as they can be; what is unknown earns nothing and says so."""
    return "？" if part.value is None else f"{points_text(part.points).rstrip('0').rstrip('.')}{'？' if part.doubtful else ''}"


def _within(one: Placed) -> str:
    within = {True: "内", False: "外", None: ""}
    return "/".join(text for text in (within[one.recommended], within[one.selected]) if text) or "—"


def _place(one: Standing, found: Cultivated, page: Page) -> str:
    """Return where a company is: in a list of one city the county alone."""
    whole = place_name(one.region, page.catalogue)
    return whole if found.place is None else whole.removeprefix(found.place.name) or whole


def _companies(title: str, companies: Sequence[Standing], found: Cultivated, page: Page) -> None:
    if not companies:
        return
    page.line()
    page.line(f"{title}（{len(companies)} 家）", style="bold")
    rows = [
        (one.name, _place(one, found, page), f"{one.year} 年" if one.year else "—", reason(one, page.catalogue, ASKED))
        for one in companies[:MOST]
    ]
    page.grid(rows, COMPANY, head=("企业", "所在地", "可入库", "差距和待补信息"))
    _more(companies, page)


def _more(companies: Sequence[object], page: Page, most: int = MOST) -> None:
    if len(companies) > most:
        page.line(f"其余 {len(companies) - most} 家见 --out 写出的名单或 --json", style="dim")


def _excluded(found: Cultivated, page: Page) -> None:
    if not found.excluded:
        return
    page.line()
    page.line(f"不列入（{len(found.excluded)} 家）", style="bold")
    for cause, count in Counter(one.cause for one in found.excluded).most_common():
        page.item("·", f"{EXCLUDED[cause]}：{count} 家")


def _moves(found: Cultivated, page: Page) -> None:
    moved = [one for one in found.candidates if one.move]
    if moved:
        page.line()
        page.line(f"人工调整（{len(moved)} 家，次序后标 *）", style="bold")
    for one in moved:
        move = one.move
        assert move is not None
        when = f"，{move.when}" if move.when else ""
        page.item("·", f"{one.standing.name}：按分值第 {one.computed} 位，调整为第 {one.rank} 位；{move.reason}（{move.who}{when}）")


def _change(change: Json, page: Page) -> None:
    page.line()
    page.line(f"与 {change['since']} 年名单相比", style="bold")
    for kind, name in MOVEMENT.items():
        companies = change[kind]
        page.item("·", f"{name} {len(companies)} 家")
        for one in companies[:MOST]:
            page.item("·", f"{one['name']}：{one['why']}", indent=2)
        _more(companies, page)


def _ranking(found: Cultivated, page: Page, *, own_weights: bool) -> None:
    ranking = found.call.library.ranking
    page.line()
    page.item("排序", f"{'按 --weights 的文件' if own_weights else '默认'}；{ranking.note}" if ranking.note else "")
    for key in ranking.keys:
        page.item("·", f"{told(key, page.catalogue)}　{page.cite(key.clause)}", indent=2)
    first = "先按可入库年份，再按须超常增长的条件和尚差的条件由少到多，再按分值；" if found.call.planned else ""
    page.line(f"{first}{ties_text(ranking, page.catalogue)}", indent=2)
    page.item("说明", NO_AWARD)
    if found.near and not found.call.planned:
        page.item("　　", NEXT_ROUND)
    for note in found.call.library.notes:
        page.item("　　", note.text)
    page.sources()


def show_quota(total: int, found: Sequence[Allotment], page: Page) -> None:
    """Print a number shared out."""
    rows = [(one.name, str(number(one.weight)), points_text(one.share), "+1" if one.raised else "", str(one.number)) for one in found]
    page.grid([*rows, ("合计", "", "", "", str(total))], (24, 16, 12, 6, 8), head=("地区", "权重", "应得", "余数", "名额"))
    page.item("规则", QUOTA_RULE)
