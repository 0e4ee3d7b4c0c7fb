"""The console in a real browser: logging in, the first page, what holds of each of its pages."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.browser.console import Office, Seat

WIDTHS = (1280, 768)


def fits(page: Page, width: int) -> None:
    """Hold that nothing of a page sticks out, and that it hinders nobody."""
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_clerk_logs_in_with_both_factors_and_sees_her_county(office: Office, seat: Seat, width: int) -> None:
    office.cookies.clear()
    page = seat(width=width)

    expect(page.get_by_role("heading", level=1)).to_contain_text("宝丰县")
    fits(page, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_login_hinders_nobody(visit: Visit, width: int) -> None:
    fits(visit("/bureau/login", width), width)
