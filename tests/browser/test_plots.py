"""The plots of the report, drawn in a real browser under the policy that every page is served with."""

import pytest
from playwright.sync_api import Page, expect

from tests.api.sample import ON
from tests.browser.axe import violations
from tests.browser.conftest import WIDTHS, Visit

REPORT = f"/report?example=fictional-zhixing-electric&on={ON}"
INKED = """(canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
}"""


def drawn(page: Page) -> int:
    """Return how many colours the plot of the money has once it is on the screen."""
    canvas = page.locator("#money .plot__canvas canvas")
    page.locator("#money .plot__canvas").scroll_into_view_if_needed()
    expect(canvas).to_be_visible()
    colours: int = canvas.evaluate(INKED)
    return colours


@pytest.mark.parametrize("width", WIDTHS)
def test_the_money_is_plotted_within_the_screen_and_hinders_nobody(visit: Visit, width: int) -> None:
    page = visit(REPORT, width)

    assert drawn(page) > 3
    box = page.locator("#money .plot__canvas canvas").bounding_box()
    assert box is not None
    assert 0 < box["x"] < box["x"] + box["width"] < width
    assert violations(page) == []


def test_the_library_is_fetched_only_when_a_plot_comes_near(visit: Visit) -> None:
    page = visit(REPORT, 375)
    assert page.evaluate("typeof window.echarts") == "undefined"

    drawn(page)
    assert page.evaluate("typeof window.echarts") == "object"


def test_the_plot_is_drawn_anew_after_a_question_is_answered(visit: Visit) -> None:
    page = visit(REPORT)
    drawn(page)
    page.evaluate("() => { window.old = document.querySelector('#money canvas') }")
    page.locator("#question").get_by_label("是", exact=True).check()
    page.get_by_role("button", name="回答").click()
    expect(page.locator("#question-title")).to_be_focused()

    assert drawn(page) > 3
    assert page.evaluate("window.old !== document.querySelector('#money canvas') && !window.old.isConnected")


def test_a_plot_that_nobody_scrolled_to_leaves_no_hole_in_print(visit: Visit) -> None:
    page = visit(REPORT)
    page.emulate_media(media="print")
    expect(page.locator("#money .plot__canvas")).to_be_hidden()

    page.emulate_media(media="screen")
    page.evaluate("window.drawPlots()")
    page.emulate_media(media="print")
    canvas = page.locator("#money .plot__canvas canvas")
    expect(canvas).to_be_visible()
    page.set_viewport_size({"width": 680, "height": 900})  # an A4 page less its margins
    box = canvas.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 680


def test_where_the_library_cannot_be_had_the_table_stands_alone(visit: Visit) -> None:
    page = visit("/")
    page.route("**/echarts*", lambda route: route.fulfill(status=204, body=""))
    page.goto(REPORT)
    page.locator("#money-by-year-table").scroll_into_view_if_needed()

    expect(page.locator("#money .plot__canvas")).to_be_hidden()
    expect(page.locator("#money-by-year-table")).to_be_visible()
