"""The money to read: lines by year, totals by payer, credit apart, what lost and why, formulas."""

from collections.abc import Sequence

from api.labels import AMOUNT_KIND, BASIS, FULFILLED, LOST, PAYER, POOL
from api.report import CLAUSE, STANDING, Page, Row, money
from graph.model import Catalogue
from graph.rounding import number
from planner.awards import Awards, Credit, Line, Lost, OpenAmount
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
    _block("贷款授信", [(names[c.fund], _credit(c), _granted(c.basis, c, page), page.cite(c.clause)) for c in found.credit], page)
    sure = [one for one in found.open_amounts if not one.unknown]
    formulas = [(names[one.fund], one.text, _granted(one.basis, one, page), page.cite(one.clause)) for one in sure]
    _block("视项目而定（未计入）", formulas, page)
    _block("未计入", [_lost(lost, page) for lost in found.lost if lost.because != "unknown" or lost.honor != lost.fund], page)
    _block("条件未知，补充信息后可判定（未计入）", [(names[fund], text, "", "") for fund, text in unknown_funds(found).items()], page)
    _remarks(found, page)
    page.sources()


def _row(line: Line, page: Page) -> tuple[str, ...]:
    names = page.catalogue.words.names
    payers = "、".join(PAYER[name] for name, _ in line.payers)
    basis = _granted(line.basis, line, page) + ("（待核实）" if line.unconfirmed else "")
    return (str(line.year), names[line.fund], _figure(line), payers, basis, page.cite(line.clause))


def _figure(line: Line) -> str:
    return f"{'' if line.amount_kind == 'fixed' else AMOUNT_KIND[line.amount_kind] + ' '}{number(line.amount)}"


def show_totals(found: Awards, page: Page) -> None:
    """Print the three totals, credit mentioned apart."""
    page.item("可得资金", f"现可申领 {money(found.now)} · 路径全部获评后 {money(found.path)} · 上限 {money(found.ceiling)}", style="bold")


def award_rows(found: Awards, honor: str, page: Page) -> list[tuple[str, str, str]]:
    """Return what one honor brings: fund, how much and when, clause."""
    names = page.catalogue.words.names
    return [
        *((names[line.fund], _sum(line), page.cite(line.clause)) for line in found.claims if line.honor == honor),
        *((names[credit.fund], _credit(credit), page.cite(credit.clause)) for credit in found.credit if credit.honor == honor),
        *((names[one.fund], f"视项目而定：{one.text}", page.cite(one.clause)) for one in found.open_amounts if one.honor == honor),
    ]


def _sum(line: Line) -> str:
    payers = "、".join(PAYER[name] for name, _ in line.payers)
    return f"{_figure(line)} 万元（{payers}级），{line.year} 年申领"


def _credit(credit: Credit) -> str:
    return f"授信不超过 {number(credit.amount)} 万元，不计入资金"


def _granted(basis: str, money: Line | Credit | OpenAmount, page: Page) -> str:
    """Return what a sum rests on: a title, or the fund's own conditions."""
    if money.honor == money.fund:
        return FULFILLED[basis]
    return f"{BASIS[basis]} {page.catalogue.words.names[money.honor]}"


def unknown_funds(found: Awards) -> dict[str, str]:
    """Return the funds of which it is not known whether they are open, with what they pay; those that titles open stand elsewhere."""
    sums = {lost.fund: f"{number(lost.amount)} 万元" for lost in found.lost if lost.because == "unknown" and lost.honor == lost.fund}
    return {**sums, **{one.fund: one.text for one in found.open_amounts if one.unknown and one.honor == one.fund}}


def _lost(lost: Lost, page: Page) -> tuple[str, ...]:
    names = page.catalogue.words.names
    year = f"（{lost.year} 年）" if lost.year else ""
    return (names[lost.fund], f"{number(lost.amount)} 万元{year}：{LOST.get(lost.because, lost.because)}", names.get(lost.honor, ""), "")


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
        page.item("名额", f"{pools}，同一企业每年原则上各只能申报一项，已按此安排年度", style="dim")
    if any(line.assumed for line in found.claims):
        page.item("假设", page.catalogue.defaults.claim_text, style="dim")
    if any(line.unconfirmed for line in found.claims):
        page.item("待核实", "档案未声明申领记录完整（claims_complete），标“待核实”的以未曾申领为前提", style="dim")
