"""A county clerk in the browser: looks a company up, decides about a title, takes a note; sees nothing of the next county."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations
from tests.browser.console import Office, Seat

TABLE = "/bureau/companies"


@pytest.fixture(scope="module")
def electric(office: Office) -> str:
    """A company of Baofeng county, among others of the city."""
    office.city(40)
    return office.example()


@pytest.fixture(scope="module")
def pages(electric: str) -> dict[str, str]:
    firm = f"{TABLE}/{electric}"
    return {
        "table": TABLE,
        "nothing": f"{TABLE}?name=没有这样的",
        "company": firm,
        "versions": f"{firm}/versions",
        "report": f"{firm}/report",
        "claims": "/bureau/claims",
        "ladders": "/bureau/programmes",
        "position": f"/bureau/programmes?company={electric}",
    }


@pytest.mark.parametrize("width", [1280, 768, 375])
@pytest.mark.parametrize("name", ["table", "nothing", "company", "versions", "report", "claims", "ladders", "position"])
def test_a_page_fits_its_screen_and_hinders_nobody(seat: Seat, pages: dict[str, str], name: str, width: int) -> None:
    page = seat(pages[name], "cn-4104", width)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []


def test_a_clerk_filters_as_she_types_and_goes_back(seat: Seat, electric: str) -> None:
    page = seat(TABLE)
    page.get_by_label("名称中的字").press_sequentially("示例电气")
    found = page.get_by_role("region", name="企业表").get_by_role("row")
    expect(found).to_have_count(2)
    expect(page).to_have_url(re.compile(r"name=%E7%A4%BA%E4%BE%8B%E7%94%B5%E6%B0%94$"))
    page.get_by_role("link", name="示例电气有限公司").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("示例电气有限公司")
    page.go_back()

    expect(page.get_by_label("名称中的字")).to_have_value("示例电气")
    expect(found).to_have_count(2)


def test_a_clerk_sorts_by_the_keyboard(seat: Seat, electric: str) -> None:
    page = seat(TABLE)
    page.get_by_role("columnheader", name="差一点").get_by_role("link").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("columnheader", name="差一点")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("region", name="企业表").get_by_role("row").nth(1)).to_contain_text("示例电气有限公司")


def test_a_clerk_confirms_a_title_and_takes_a_note_and_removes_it(seat: Seat, electric: str) -> None:
    page = seat(f"{TABLE}/{electric}")
    row = page.get_by_role("row", name="省级智能车间")
    row.get_by_text("确认或不予确认").click()
    row.get_by_role("textbox").fill("豫工信装〔2025〕9 号")
    row.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已确认这项荣誉")
    expect(row).to_contain_text("已确认")
    page.get_by_label("写一条").fill("已电话联系")
    page.get_by_role("button", name="保存备注").click()
    notes = page.locator("#notes")
    expect(notes).to_contain_text("已电话联系")
    page.reload()
    expect(notes.get_by_text("已电话联系")).to_have_count(1)
    notes.get_by_text("删去", exact=True).click()
    notes.get_by_role("button", name="删去这条备注").click()

    expect(notes).to_contain_text("还没有备注")


def test_the_drawing_shows_a_company_in_sign_and_word(seat: Seat, pages: dict[str, str]) -> None:
    page = seat(pages["position"])
    page.get_by_label("在图上找").fill("小巨人")

    expect(page.locator("#found")).to_contain_text("1/")
    expect(page.get_by_text("★ 已持有").first).to_be_visible()


def test_the_table_is_downloaded_as_a_workbook(seat: Seat, electric: str) -> None:
    page = seat(f"{TABLE}?name=示例电气")
    with page.expect_download() as got:
        page.get_by_role("link", name="Excel").click()

    assert got.value.suggested_filename.endswith(".xlsx")


def test_a_clerk_may_not_see_a_company_of_the_next_county(browser: Browser, office: Office, seat: Seat, electric: str) -> None:
    seat(TABLE, "cn-410422")
    context = browser.new_context(base_url=office.service.url, storage_state=office.cookies["cn-410422"])  # a 404 is no fault here
    page = context.new_page()
    page.goto(f"{TABLE}/{electric}")

    expect(page.get_by_role("heading", level=1)).to_have_text("没有这项内容")
    expect(page.get_by_text("不归您查看")).to_be_visible()
    context.close()
