"""Parts of a programme in one phrase each: the same for the command line and the pages."""

from collections.abc import Iterable, Iterator
from datetime import date

from api.answers_programmes import joint_cap_text
from api.labels import CERTAINTY, PAYER, POOL, STATUS
from api.wording import told
from graph.model import Catalogue, CostShare, Duty, Fund, Programme, Version
from graph.source import Clause

Cited = tuple[str, str, Clause | None]


def by_topic(programmes: Iterable[Programme]) -> dict[str, list[Programme]]:
    """Return programmes by topic, in the order of the source."""
    found: dict[str, list[Programme]] = {}
    for programme in sorted(programmes, key=_place):
        found.setdefault(programme.topic, []).append(programme)
    return found


def _place(programme: Programme) -> tuple[bool, int, str, str]:
    page = programme.source.page
    return page is None, page or 0, programme.jurisdiction, programme.id


def status_text(programme: Programme, catalogue: Catalogue, on: date) -> str:
    """Return whether applications are taken, where they are not always."""
    status = programme.status
    if status.state == "open":
        return ""
    since = f"（{status.since} 起）" if status.since else ""
    successor = f"；由{catalogue.words.names[status.successor]} 接替" if status.successor else ""
    now = "" if status.shut(on) else "目前受理；"
    return f"{now}{STATUS[status.state]}{since}：{status.reason}{successor}"


def version_text(version: Version, catalogue: Catalogue, on: date) -> str:
    """Return when a version applies, and what it rests on."""
    secondary = f"，{CERTAINTY['secondary']}" if version.certainty == "secondary" else ""
    review = f"；复核适用：{told(version.review_in_force, catalogue)}" if version.review_in_force != version.in_force else ""
    now = "" if version.in_force.covers(on) else "，不适用于本日"
    return f"{told(version.in_force, catalogue)}{now}{review}{secondary}"


def fund_lines(programme: Programme, fund: Fund, catalogue: Catalogue) -> Iterator[Cited]:
    """Yield what a fund pays, who pays it, when it is claimed, what it does not go with: a head, a text, its clause."""
    single = len(fund.payers) == 1
    payers = "、".join(PAYER[name] + ("级" if single else f" {share}%") for name, share in fund.payers)
    pool = f"；{POOL.get(fund.pool, fund.pool)}（每年只能申报一项）" if fund.pool else ""
    yield "金额", fund.amount.text(catalogue.words), fund.amount.clause
    yield "出资", payers + pool, None
    yield "申领", told(fund.claim, catalogue), fund.claim.clause
    for cap in fund.joint_caps:
        yield "共同上限", joint_cap_text(programme, cap, catalogue), None
    if fund.may_join:
        yield "叠加", "同一项目已获同级资金的，仍可申领", None
    for lower in fund.replaces:
        yield "分档", f"同一对象同年申领本项的，不再申领{catalogue.words.names[lower]}", None
    for share in fund.shares:
        yield "分担", _share(share, catalogue), share.clause


def _share(share: CostShare, catalogue: Catalogue) -> str:
    by_code = {region.code: region.name for region in catalogue.regions.values()}
    places = "、".join(by_code.get(code, code) for code in share.regions)
    return (f"{places}：" if places else "") + share.text


def duty_text(duty: Duty, catalogue: Catalogue) -> str:
    """Return what holders must do, and what follows where they do not."""
    by = f"每年 {told(duty.by, catalogue)}前：" if duty.by else ""
    missed = "；".join(text for text in (duty.missed_once, duty.missed_twice) if text)
    return f"{by}{duty.duty}" + (f"（未做到：{missed}）" if missed else "")


def contact_text(office: str, desk: dict[str, str], catalogue: Catalogue) -> str:
    """Return an office, where it is and how it is reached."""
    region = catalogue.regions[desk["jurisdiction"]].name
    return f"{region} {office}　{'　'.join(desk[key] for key in ('phone', 'mailbox') if desk.get(key))}"
