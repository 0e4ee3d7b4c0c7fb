"""A slow network, and one that fails: the pages say so and lose nothing."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.sample import ON
from tests.browser.conftest import Visit

REPORT = f"/report?example=fictional-zhixing-electric&on={ON}&to=sme-little-giant"
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}  # ms, bytes/s
PATIENCE = 10_000  # ms


def slowly(page: Page) -> None:
    """Let the network of a page be that of a phone far from a mast, with nothing in its cache."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    network.send("Network.emulateNetworkConditions", SLOW_3G)


def test_the_first_page_leads_to_a_path_where_the_network_is_slow(visit: Visit) -> None:
    page = visit("/", 375)
    slowly(page)
    page.reload(wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)

    page.get_by_role("link", name="示例电气有限公司").click(no_wait_after=True)
    expect(page.get_by_role("heading", name=re.compile("^成长路径：到"))).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#path .picture:visible")).to_have_count(1, timeout=PATIENCE)
    assert page.evaluate("typeof window.echarts") == "undefined"


def test_a_what_if_says_that_it_is_working_and_keeps_what_was_turned(visit: Visit) -> None:
    page = visit(REPORT, 375)
    slowly(page)
    working, handle = page.locator("#what-if .htmx-indicator"), page.get_by_label("拖动：研发费用")
    most = str(handle.get_attribute("max"))
    handle.fill(most)

    expect(working).to_be_visible()
    expect(page.locator("#what-if-result")).to_contain_text("状态", timeout=PATIENCE)
    expect(working).to_be_hidden()
    expect(page.locator("#figure-1")).to_have_value(most)


@pytest.mark.parametrize(("status", "said"), [(None, "没有连上服务"), (500, "服务出错了"), (429, "问得太快了")])
def test_a_what_if_that_fails_says_so_and_can_be_repeated(troubled: Visit, status: int | None, said: str) -> None:
    page = troubled(REPORT)
    breaks(page, "**/report/what-if", status)
    handle = page.get_by_label("拖动：研发费用")
    most = str(handle.get_attribute("max"))
    handle.fill(most)
    trouble = page.locator("#what-if [data-failed]")
    expect(trouble).to_contain_text(said)
    expect(page.locator("#figure-1")).to_have_value(most)

    page.unroute("**/report/what-if")
    trouble.get_by_role("button", name="再试一次").click()
    expect(page.locator("#what-if-result")).to_contain_text("状态")
    expect(trouble).to_be_hidden()


def test_an_answer_that_does_not_get_through_stays_chosen_and_can_be_sent_again(troubled: Visit) -> None:
    page = troubled(REPORT)
    breaks(page, "**/report", None)
    asked = page.locator("#question legend").inner_text()
    page.locator("#question").get_by_label("是", exact=True).check()
    page.get_by_role("button", name="回答").click()
    trouble = page.locator("#question [data-failed]")
    expect(trouble).to_contain_text("没有连上服务")
    expect(page.locator("#question").get_by_label("是", exact=True)).to_be_checked()

    page.unroute("**/report")
    trouble.get_by_role("button", name="再试一次").click()
    expect(page.locator("#question legend")).not_to_have_text(asked)


def test_a_form_that_cannot_be_restored_keeps_what_was_kept(troubled: Visit) -> None:
    page = troubled("/form")
    page.get_by_label("名称 必填").fill("新来的公司")
    page.get_by_label("名称 必填").blur()
    page.route("**/form", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.reload()
    expect(page.locator("#form-said")).to_contain_text("没能恢复")
    page.get_by_label("名称 必填").fill("别的公司")
    page.get_by_label("名称 必填").blur()

    page.unroute("**/form")
    page.reload()
    expect(page.locator("#form-said")).to_contain_text("已恢复")
    expect(page.get_by_label("名称 必填")).to_have_value("新来的公司")


def breaks(page: Page, address: str, status: int | None) -> None:
    """Let requests to an address fail: with a status, or without any answer."""

    def fail(route: Route) -> None:
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, body="")

    page.route(address, fail)
