"""Cultivation lists in a real browser: from login to the signed list and its files; joined by the province; not seen next door."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.world import uscc
from tests.browser.axe import violations
from tests.browser.console import Office, Seat
from tests.bureau.test_lists import READY
from tests.documents.reading import sheet, table_rows

WIDTHS = (1280, 768)
PLACES = {1280: "cn-419001", 768: "cn-4106"}  # cities with small quotas, one for each width
QUOTAS = {"cn-419001": 4, "cn-4106": 5}
COUNTY = "cn-410421"
BEYOND = 2  # candidates beyond the quota
REASON = "现场核查情况较好"


def ready(region: str, name: str, revenue: int) -> dict[str, Any]:
    """Return a company that meets the conditions of the library."""
    figures = {"revenue": {str(year): revenue for year in (2023, 2024, 2025)}}
    identity = {**READY["enterprise"], "uscc": uscc(), "region": region, "name": name}
    return {**READY, "enterprise": identity, "metrics": {**READY["metrics"], **figures}}


@pytest.fixture(scope="module")
def stocked(office: Office) -> Office:
    """The service with two cities, each with some candidates more than its quota, and a county with one."""
    places = [(place, number + BEYOND) for place, number in QUOTAS.items()]
    codes = {place: place.removeprefix("cn-").ljust(6, "0") for place in QUOTAS}
    office.store(ready(codes[place], f"示例{place[-2:]}{one}公司", 30000 + one) for place, count in places for one in range(count))
    office.store([ready("410421", "示例宝丰公司", 30000)])
    return office


def fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []


def names(page: Page) -> list[str]:
    """Return the companies of a page, in its order."""
    return [text.split("\n")[0].strip() for text in page.locator("tr[id^=row-] > th").all_inner_texts()]


def draw(page: Page) -> None:
    """Go from any page to a new draft."""
    page.get_by_role("link", name="培育库", exact=True).first.click()
    page.get_by_role("link", name="拟定名单").first.click()
    page.get_by_role("article", name="卓越级").get_by_role("link", name="由已存企业拟定").click()
    page.get_by_role("button", name="拟定草稿").click()
    expect(page.get_by_role("status").first).to_contain_text("已拟定为草稿")


def downloaded(page: Page, link: str, folder: Path) -> bytes:
    with page.expect_download() as found:
        page.get_by_role("link", name=link).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path.read_bytes()


def sign(page: Page, width: int) -> None:
    page.get_by_role("link", name="核对并签发").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("核对并签发")
    fits(page, width)
    page.get_by_role("button", name="签发第").click()
    expect(page.get_by_role("status").first).to_contain_text("已签发")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_clerk_draws_moves_undoes_signs_and_downloads(stocked: Office, seat: Seat, width: int, tmp_path: Path) -> None:
    place = PLACES[width]
    page = seat(region=place, width=width)
    draw(page)
    drawn = names(page)
    fits(page, width)
    quota = page.locator("tr.quota")
    assert len(drawn) == QUOTAS[place] + BEYOND
    expect(quota).to_contain_text(f"推荐名额 {QUOTAS[place]} 家，到此为止")

    page.get_by_role("link", name=f"上移 {drawn[-1]}").click()
    expect(page.get_by_label("理由")).to_be_focused()
    page.get_by_label("调到第几位").fill("1")
    page.get_by_label("理由").fill(REASON)
    fits(page, width)
    page.get_by_role("button", name="调整", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已调整")
    assert names(page) == [drawn[-1], *drawn[:-1]]

    page.get_by_role("link", name=f"撤销对 {drawn[-1]} 的调整").click()
    page.get_by_role("button", name="撤销调整").click()
    expect(page.get_by_role("status").first).to_contain_text("已撤销")
    assert names(page) == drawn

    page.get_by_role("link", name=f"上移 {drawn[1]}").click()
    page.get_by_label("理由").fill(REASON)
    page.get_by_label("理由").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("已调整")
    final = names(page)
    assert final == [drawn[1], drawn[0], *drawn[2:]]

    sign(page, width)
    fits(page, width)
    assert names(page) == final
    word, excel = downloaded(page, "推荐汇总表 Word", tmp_path), downloaded(page, "推荐汇总表 Excel", tmp_path)
    listed = final[: QUOTAS[place]]
    assert [row[2] for row in table_rows(word)[0]][1:] == listed
    assert [row[2] for row in sheet(excel, "附件2") if len(row) > 2 and row[2] in final] == listed


@pytest.mark.parametrize("width", WIDTHS)
def test_a_province_officer_joins_the_lists_that_cities_signed(stocked: Office, seat: Seat, width: int) -> None:
    page = seat("/bureau/lists", "cn-41", width)
    page.get_by_role("link", name="汇总下级名单").click()
    page.get_by_role("row", name="卓越级").get_by_role("link").click()
    fits(page, width)
    expect(page.get_by_role("row", name="济源示范区")).to_contain_text("已签发")
    expect(page.get_by_role("row", name="郑州市")).to_contain_text("没有名单")
    page.get_by_role("button", name="汇总为草稿").click()
    expect(page.get_by_role("status").first).to_contain_text("已汇总")

    assert len(names(page)) == sum(QUOTAS.values())
    expect(page.locator("tr[id^=row-]").first).to_contain_text("当地第")
    fits(page, width)
    page.get_by_role("link", name="来源").click()
    expect(page.get_by_role("row", name="鹤壁市")).to_contain_text("5")
    expect(page.locator("#part")).to_contain_text("尚未签发的地区（17 个")
    fits(page, width)


def test_staff_above_read_a_list_and_staff_of_the_next_county_do_not_see_it(stocked: Office, seat: Seat) -> None:
    page = seat(region=COUNTY)
    draw(page)
    path = page.url.partition("?")[0]
    above, beside = seat(path, "cn-4104"), seat("/bureau/lists", "cn-410422")
    refused = beside.request.get(path)

    expect(above.locator("main")).to_contain_text("您可以查看和下载，不能修改或签发")
    expect(above.get_by_role("link", name="核对并签发")).to_have_count(0)
    expect(beside.locator("main")).to_contain_text("还没有名单")
    assert refused.status == 404
    assert "没有这项内容，或不归您查看" in refused.text()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_steps_hinder_nobody_and_the_sum_of_the_weights_is_told_while_one_types(stocked: Office, seat: Seat, width: int) -> None:
    page = seat("/bureau/lists", "cn-419001", width)
    fits(page, width)
    page.goto("/bureau/lists/new", wait_until="networkidle")
    fits(page, width)
    page.get_by_role("article", name="卓越级").get_by_role("link", name="由已存企业拟定").click()
    page.get_by_label("持有优先荣誉").fill("55")
    expect(page.locator("#sum")).to_contain_text("合计 95 分，还差 5 分")
    fits(page, width)


def test_a_company_is_found_while_its_name_is_typed(stocked: Office, seat: Seat) -> None:
    page = seat(region="cn-4106")
    draw(page)
    page.get_by_label("按企业名称或信用代码查找").press_sequentially("063公司")

    expect(page.locator("tr[id^=row-]")).to_have_count(1)
    expect(page.get_by_label("按企业名称或信用代码查找")).to_be_focused()
    assert "q=063" in page.url
