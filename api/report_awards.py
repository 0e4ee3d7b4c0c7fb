"""The money to read: lines by year, totals by payer, credit apart, what lost and why, formulas."""

from api.labels import AMOUNT_KIND, BASIS, LOST, PAYER, POOL
from api.report import Page, money
from graph.model import Catalogue
from graph.rounding import number
from planner.awards import Awards, Credit, Line, Lost, OpenAmount
from planner.profile import Profile

COLUMNS = ("年度", "资金", "金额（万元）", "出资", "前提", "依据")
WIDTHS = (6, 0, 12, 6, 20, 24)


def show_awards(found: Awards, profile: Profile, catalogue: Catalogue) -> None:
    """Print what can be claimed."""
    page = Page(catalogue)
    last = found.on.year + found.horizon - 1
    page.line(f"{profile.name}　{found.on} 起可申领的资金（{found.on.year}–{last} 年）", style="bold")
    page.line()
    if found.claims:
        page.grid([_row(line, page) for line in found.claims], WIDTHS, styles=("", "", "", "", "", "dim"), head=COLUMNS)
    else:
        page.line("目前没有可以确定金额的资金。")
    page.line()
    show_totals(found, page)
    _list("贷款授信", [credit_text(credit, page) for credit in found.credit], page)
    _list("视项目而定", [open_text(amount, page) for amount in found.open_amounts], page)
    _list("未计入", [_lost(lost, page) for lost in found.lost], page)
    _remarks(found, page)
    page.sources()


def _row(line: Line, page: Page) -> tuple[str, ...]:
    pool = f"（{POOL.get(line.pool, line.pool)}）" if line.pool else ""
    kind = f" {AMOUNT_KIND[line.amount_kind]}" if line.amount_kind != "fixed" else ""
    payers = "、".join(PAYER[name] for name, _ in line.payers)
    return (
        str(line.year),
        page.catalogue.words.names[line.fund] + pool,
        f"{number(line.amount)}{kind}",
        payers,
        f"{BASIS[line.basis]}：{page.catalogue.words.names[line.honor]}" + ("（待核实未曾申领）" if line.unconfirmed else ""),
        page.cite(line.clause),
    )


def show_totals(found: Awards, page: Page) -> None:
    """Print the three totals, credit mentioned apart."""
    page.item("可得资金", f"现可申领 {money(found.now)} · 路径全部获评后 {money(found.path)} · 上限 {money(found.ceiling)}", style="bold")


def line_text(line: Line, page: Page) -> str:
    """Return one sum as a phrase."""
    payers = "、".join(PAYER[name] for name, _ in line.payers)
    kind = "" if line.amount_kind == "fixed" else f"，{AMOUNT_KIND[line.amount_kind]}"
    what = f"{page.catalogue.words.names[line.fund]} {number(line.amount)} 万元"
    return f"{what}（{payers}级{kind}，{line.year} 年申领；{page.cite(line.clause)}）"


def credit_text(credit: Credit, page: Page) -> str:
    """Return a credit line as a phrase: it is no cash."""
    names = page.catalogue.words.names
    basis = f"{BASIS[credit.basis]}“{names[credit.honor]}”"
    return f"{names[credit.fund]}：授信不超过 {number(credit.amount)} 万元（{basis}；贷款授信不计入资金；{page.cite(credit.clause)}）"


def open_text(found: OpenAmount, page: Page) -> str:
    """Return an amount that depends on a project as its formula."""
    return f"{page.catalogue.words.names[found.fund]}：{found.text}（视项目而定，未计入；{page.cite(found.clause)}）"


def _lost(lost: Lost, page: Page) -> str:
    names = page.catalogue.words.names
    year = f"{lost.year} 年 " if lost.year else ""
    honor = f"（{names[lost.honor]}）" if lost.honor else ""
    return f"{year}{names[lost.fund]}{honor} {number(lost.amount)} 万元：{LOST.get(lost.because, lost.because)}"


def _list(title: str, lines: list[str], page: Page) -> None:
    if lines:
        page.line()
        page.line(title, style="bold")
        for text in lines:
            page.item("·", text, indent=2)


def _remarks(found: Awards, page: Page) -> None:
    page.line()
    if any(line.assumed for line in found.claims):
        page.item("假设", page.catalogue.defaults.claim_text, style="dim")
    if any(line.unconfirmed for line in found.claims):
        page.item("待核实", "档案未声明申领记录完整（claims_complete），标“待核实”的以未曾申领为前提", style="dim")
