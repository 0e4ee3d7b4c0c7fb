"""The money to read: lines by year, totals by payer, credit apart, what lost and why, formulas."""

from collections.abc import Sequence

from api.labels import POOL, UNPROVEN_MONEY
from api.phrases import claim_text, credit_text, figure, granted_text, loss_text, losses, money, payers, unknown_funds
from api.report import CLAUSE, STANDING, Page, Row
from graph.model import Catalogue
from planner.awards import Awards, Line, Lost
from planner.profile import Profile

COLUMNS = ("年度", "资金", "金额（万元）", "出资", "前提", "依据")
WIDTHS = (4, 0, 12, 4, 30, CLAUSE)


def show_awards(found: Awards, profile: Profile, catalogue: Catalogue) -> None:
    """Print what can be claimed."""
    page = Page(catalogue, found.on)
    last = found.on.year + found.horizon - 1
    page.line(f"{profile.name}　{found.on} 起可申领的资金（{found.on.year}–{last} 年）", style="bold")
    page.line()
    if found.claims:
        page.grid([_row(line, page) for line in found.claims], WIDTHS, styles=("", "", "", "", "", "dim"), head=COLUMNS)
    else:
        page.line("目前没有可以确定金额的资金。")
    page.line()
    show_totals(found, page)
    names = catalogue.words.names
    _block("贷款授信", [(names[c.fund], credit_text(c), granted_text(c, catalogue), page.cite(c.clause)) for c in found.credit], page)
    sure = [one for one in found.open_amounts if not one.unknown]
    formulas = [(names[one.fund], one.text, granted_text(one, catalogue), page.cite(one.clause)) for one in sure]
    _block("视项目而定（未计入）", formulas, page)
    _block("未计入", [_lost(lost, page) for lost in losses(found)], page)
    _block("条件未知，补充信息后可判定（未计入）", [(names[fund], text, "", "") for fund, text in unknown_funds(found).items()], page)
    _remarks(found, page)
    page.sources()


def _row(line: Line, page: Page) -> tuple[str, ...]:
    names = page.catalogue.words.names
    basis = granted_text(line, page.catalogue) + ("（待核实）" if line.unconfirmed else "")
    return (str(line.year), names[line.fund], figure(line), payers(line), basis, page.cite(line.clause))


def show_totals(found: Awards, page: Page) -> None:
    """Print the three totals, credit mentioned apart."""
    page.item("可得资金", f"现可申领 {money(found.now)} · 路径全部获评后 {money(found.path)} · 上限 {money(found.ceiling)}", style="bold")
    if not found.proven:
        page.item("说明", UNPROVEN_MONEY)


def award_rows(found: Awards, honor: str, page: Page) -> list[tuple[str, str, str]]:
    """Return what one honor brings: fund, how much and when, clause."""
    names = page.catalogue.words.names
    return [
        *((names[line.fund], claim_text(line), page.cite(line.clause)) for line in found.claims if line.honor == honor),
        *((names[credit.fund], credit_text(credit), page.cite(credit.clause)) for credit in found.credit if credit.honor == honor),
        *((names[one.fund], f"视项目而定：{one.text}", page.cite(one.clause)) for one in found.open_amounts if one.honor == honor),
    ]


def _lost(lost: Lost, page: Page) -> tuple[str, ...]:
    names = page.catalogue.words.names
    return (names[lost.fund], loss_text(lost), names.get(lost.honor, ""), "")


def lost_text(lost: Lost, page: Page) -> str:
    """Return money that is not in the schedule, and why, as a phrase."""
    fund, why, honor, _ = _lost(lost, page)
    return f"{fund} {why}" + (f"（{honor}）" if honor else "")


def _block(title: str, rows: Sequence[Row], page: Page) -> None:
    if rows:
        page.line()
        page.line(title, style="bold")
        page.grid(rows, (0, STANDING, 24, CLAUSE), styles=("", "", "", "dim"))


def _remarks(found: Awards, page: Page) -> None:
    page.line()
    pools = "、".join(dict.fromkeys(POOL.get(line.pool, line.pool) for line in found.claims if line.pool))
    if pools:
        page.item("名额", f"{pools}，同一申报主体每年原则上各只能申报一项，已按此安排年度", style="dim")
    if any(line.assumed for line in found.claims):
        page.item("假设", page.catalogue.defaults.claim_text, style="dim")
    if any(line.unconfirmed for line in found.claims):
        page.item("待核实", "档案未声明申领记录完整（claims_complete），标“待核实”的以未曾申领为前提", style="dim")
