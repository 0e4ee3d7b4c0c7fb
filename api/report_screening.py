"""A screening to read: how many companies fit each programme, or which companies fit one; and how a workbook shows its rows."""

from collections.abc import Mapping

from api.labels import STATE, STATE_HINT, VERDICT
from api.report import Page
from api.screening import FITTING, MOST_SHOWN, MOST_WITH_GAPS, Screening
from graph.model import Catalogue

HEADS = {
    "uscc": "统一社会信用代码",
    "name": "企业名称",
    "programme": "事项",
    "state": "现状",
    "verdict": "条件",
    "unmet": "未达条数",
    "unknown": "待确认项数",
    "nearest_gap": "最近的差距",
    "earliest": "最早可达",
}
WIDTHS = {
    "uscc": 22,
    "name": 32,
    "programme": 36,
    "state": 10,
    "verdict": 10,
    "unmet": 10,
    "unknown": 11,
    "nearest_gap": 60,
    "earliest": 12,
}


def words(catalogue: Catalogue) -> Mapping[str, Mapping[str, str]]:
    """Return the words that a workbook shows for the codes of a row."""
    return {"programme": catalogue.words.names, "state": STATE, "verdict": VERDICT}


def show_screening(found: Screening) -> None:
    """Print what was found."""
    page = Page(found.catalogue, found.on)
    name = f"　{found.catalogue.programmes[found.programme].name}" if found.programme else ""
    page.line(f"{found.table.height} 家企业　{found.on} 筛查{name}", style="bold")
    page.line()
    if found.programme:
        _show_companies(found, page)
    else:
        _show_programmes(found, page)
    page.line()
    page.item("说明", f"{STATE['eligible']}：{STATE_HINT['eligible']}；{STATE['near']}：{STATE_HINT['near']}")
    if not found.with_gaps:
        page.item("说明", f"超过 {MOST_WITH_GAPS} 家时不列最近的差距，请用 --programme 逐项看")


def _show_programmes(found: Screening, page: Page) -> None:
    """Print the programmes that most companies fit or are near."""
    counted = {id: [found.counts[id, state] for state in FITTING] for id in found.catalogue.programmes}
    ranked = sorted((id for id, counts in counted.items() if sum(counts[:2])), key=lambda id: (-counted[id][0], -counted[id][1]))
    rows = [(found.catalogue.programmes[id].name, *map(str, counted[id])) for id in ranked[:MOST_SHOWN]]
    page.grid(rows, (0, 10, 10, 10), head=("事项", *(STATE[state] for state in FITTING)))
    if len(ranked) > MOST_SHOWN:
        page.line(f"另有 {len(ranked) - MOST_SHOWN} 项有企业可申报或差一点，见结果文件。")


def _show_companies(found: Screening, page: Page) -> None:
    """Print the companies that fit or are near, and what they lack."""
    counts = [(STATE[state], found.counts[found.programme or "", state]) for state in STATE]
    page.line(" · ".join(f"{name} {count}" for name, count in counts if count))
    listed = [row for state in FITTING[:2] for row in found.shown[state]][:MOST_SHOWN]
    rows = [(row["name"], STATE[row["state"]], row["nearest_gap"] or "") for row in listed]
    page.grid(rows, (32, 8, 0), head=("企业", "现状", "最近的差距"))
    more = sum(found.counts[found.programme or "", state] for state in FITTING[:2]) - len(listed)
    if more:
        page.line(f"另有 {more} 家，见结果文件。")
