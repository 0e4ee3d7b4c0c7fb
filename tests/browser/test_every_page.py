"""What holds of every page, on a phone and on a wide screen: it fits, all can use it, it prints."""

import re

import pytest

from tests.api.sample import ON
from tests.browser.axe import violations
from tests.browser.conftest import WIDTHS, Visit

REPORT = f"/report?example=fictional-zhixing-electric&on={ON}"
SHEETS = {  # at most so many of A4
    "/": 3,
    "/form": 8,
    "/report": 1,
    REPORT: 12,
    f"/report?example=fictional-cluster&on={ON}": 8,
    "/programmes": 24,
    "/programmes/sme-little-giant": 8,
    "/graph": 16,
    "/docs": 40,
}
A4 = (595, 842)  # pt
SHEET = re.compile(rb"/Type /Page\b")
BOX = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", SHEETS)
def test_a_page_fits_its_screen_and_hinders_nobody(visit: Visit, path: str, width: int) -> None:
    page = visit(path, width)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []


@pytest.mark.parametrize("path", SHEETS)
def test_a_page_prints_on_a_few_sheets_of_a4(visit: Visit, path: str) -> None:
    printed = visit(path).pdf(prefer_css_page_size=True)

    assert 1 <= len(SHEET.findall(printed)) <= SHEETS[path]
    assert {(round(float(wide)), round(float(high))) for wide, high in BOX.findall(printed)} == {A4}


def test_axe_sees_what_hinders(visit: Visit) -> None:
    page = visit("/")
    page.evaluate("() => document.querySelector('main').append(document.createElement('input'))")

    assert [fault.partition(":")[0] for fault in violations(page)] == ["label"]
