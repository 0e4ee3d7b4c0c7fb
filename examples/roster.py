"""An Excel roster as a clerk would start it: the companies that the compendium names with their titles, and blanks to fill in.

    python examples/roster.py build/roster.xlsx

Only what the compendium says is filled in: names, places, titles with their years. The blanks are what the conditions of one honor ask
of a company of which nothing is known. Headings are those of `tidu template`.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from graph.facts import Ask
from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.assessment import assess
from planner.profile import Profile

TITLES = Path(__file__).parent / "titles.tsv"
HONOR, ON = "library-excellent", date(2026, 3, 27)
IDENTITY = ("企业名称", "统一社会信用代码", "注册地行政区划")
COMPLETE = "称号列全了"
HELD, NOT_COMPLETE = "是", "否"
WIDE, NARROW = 34, 14


def blanks(catalogue: Catalogue) -> Iterator[str]:
    """Yield the headings of what one honor asks of a company of which nothing is known, then of its ranking."""
    nobody = Profile("enterprise", "", catalogue.regions["cn-4104"].code or "", {})
    (found,) = assess(nobody, catalogue, ON, HONOR)
    asks = [ask for ask in found.unknowns if ask.kind != "event"]
    (library,) = catalogue.libraries_of(HONOR)
    ranked = [Ask(key.origin.of, "metric", key.origin.year) for key in library.ranking.keys if key.origin.kind == "metric"]
    for ask in dict.fromkeys([*asks, *ranked]):
        yield _heading(ask, catalogue)


def _heading(ask: Ask, catalogue: Catalogue) -> str:
    words = catalogue.words
    if ask.kind == "metric":
        metric = words.metrics[ask.id]
        return f"{metric.name}{f'（{metric.unit}）' if metric.unit else ''}{f'{ask.year}年' if ask.year else ''}"
    return (words.declarations if ask.kind == "declaration" else words.fields)[ask.id].name


def roster(catalogue: Catalogue) -> tuple[list[str], list[dict[str, str]]]:
    """Return the headings and the rows, one for each company, in the order in which the compendium names them."""
    with TITLES.open(encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file, delimiter="\t"))
    titles = {fact["honor"]: catalogue.words.names[fact["honor"]] for fact in facts}
    rows: dict[str, dict[str, str]] = {}
    for fact in facts:
        row = rows.setdefault(fact["company"], {IDENTITY[0]: fact["company"], IDENTITY[2]: fact["region"], COMPLETE: NOT_COMPLETE})
        row[titles[fact["honor"]]] = fact["year"] or HELD
    return [*IDENTITY, *blanks(catalogue), *titles.values(), COMPLETE], list(rows.values())


def write(file: Path) -> int:
    """Write the roster; return how many companies are on it."""
    headings, rows = roster(load_catalogue())
    file.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("企业")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E8EEF4"})
        cell = book.add_format({"border": 1})
        sheet.set_column(0, 0, WIDE)
        sheet.set_column(1, len(headings) - 1, NARROW)
        sheet.set_row(0, 80)
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, headings, head)
        for place, row in enumerate(rows, 1):
            sheet.write_row(place, 0, [row.get(heading, "") for heading in headings], cell)
    return len(rows)


def main() -> None:
    """Write the roster to a file."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    reader.add_argument("out", type=Path, help="a file that ends in .xlsx")
    out = reader.parse_args().out
    sys.stdout.write(f"{out}：{write(out)} 家企业，只有汇编写明的称号，其余留空\n")


if __name__ == "__main__":
    main()
