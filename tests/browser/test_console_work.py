"""Imports, jobs, the record and accounts in a real browser, on a wide screen and on a tablet."""

import re
import time
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import expect

from tests.accounts.world import uscc
from tests.browser.console import Office, Seat
from tests.browser.test_console_entry import WIDTHS, fits
from tests.jobs.working import HEADS, table

PAGES = (
    "/bureau",
    "/bureau/imports",
    "/bureau/jobs",
    "/bureau/jobs/new",
    "/bureau/audit",
    "/bureau/staff",
    "/bureau/staff/new",
    "/bureau/account",
    "/bureau/account/password",
    "/bureau/account/totp",
)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_table_with_a_fault_is_checked_and_its_good_rows_are_saved(office: Office, seat: Seat, tmp_path: Path, width: int) -> None:
    name = f"示例{uscc()[-6:]}有限公司"
    file = tmp_path / f"名册{width}.csv"
    file.write_bytes(table([(name, uscc(), "410421", "1200"), ("差的有限公司", "91410421MA0000000X", "410421", "很多")], HEADS))
    page = seat("/bureau/imports", width=width)
    fits(page, width)
    page.get_by_label(re.compile("^企业表")).set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()

    expect(page.get_by_role("heading", name=re.compile("1 行有问题"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("D3.*很多.*应为数"))).to_be_visible()
    fits(page, width)
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载标出问题的工作簿").click()
    assert marked.value.suggested_filename == f"名册{width}-问题.xlsx"

    page.reload()
    summary = page.get_by_text("不改了，只导入没有问题的")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("^确定，只导入")).click()
    expect(page.get_by_role("status")).to_have_text("已提交入库。")
    fits(page, width)
    page.get_by_role("link", name="看当天更新的企业").click()
    expect(page.get_by_role("heading", name="企业", level=1)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_wrong_import_is_withdrawn(seat: Seat, tmp_path: Path, width: int) -> None:
    file = tmp_path / "导错了.csv"
    file.write_bytes(table([(f"示例{uscc()[-6:]}有限公司", uscc(), "410421", "1200")], HEADS))
    page = seat("/bureau/imports", width=width)
    page.get_by_label(re.compile("^企业表")).set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("button", name=re.compile("^提交入库")).click()
    page.get_by_text("导错了，整批撤回").click()
    fits(page, width)
    page.get_by_role("button", name="确定撤回这次导入").click()

    expect(page.get_by_role("status")).to_contain_text("已撤回这次导入")
    expect(page.get_by_text(re.compile("李某.*撤回：新入库的 1 家只留名称"))).to_be_visible()
    fits(page, width)


def test_two_quick_clicks_hand_a_table_in_once(office: Office, seat: Seat, tmp_path: Path) -> None:
    file = tmp_path / "两次.csv"
    file.write_bytes(table([(f"示例{uscc()[-6:]}有限公司", uscc(), "410421", "1200")], HEADS))
    page = seat("/bureau/imports")
    page.get_by_label(re.compile("^企业表")).set_input_files(file)
    page.get_by_role("button", name="上传并核对").dblclick()
    expect(page.get_by_role("heading", name=file.name)).to_be_visible()
    page.go_back()
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    page.reload()

    expect(page.get_by_role("link", name=file.name)).to_have_count(1)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_its_screen_and_hinders_nobody(office: Office, seat: Seat, path: str, width: int) -> None:
    if not office.cookies.get("city"):
        office.cookies["city"] = office.city(12)

    fits(seat(path, width=width), width)


def test_a_screening_shows_how_far_it_is_and_is_fetched(seat: Seat) -> None:
    page = seat("/bureau/jobs/new")
    page.get_by_text(re.compile("^中小企业培育（")).click()
    page.get_by_label("河南省专精特新中小企业", exact=True).check()
    page.get_by_role("button", name="提交筛查").click()

    expect(page.get_by_role("heading", name="结果")).to_be_visible()
    with page.expect_download() as result:
        page.get_by_role("link", name=re.compile("^下载 筛查")).click()
    assert result.value.suggested_filename.endswith(".xlsx")


def test_whoever_is_given_an_account_logs_in_with_it(office: Office, seat: Seat) -> None:
    page = seat("/bureau/staff/new", "cn-4104")
    made = office.made["cn-4104"]
    page.get_by_label(re.compile("^账号")).fill("new.clerk")
    page.get_by_label("姓名").fill("王某")
    page.get_by_label("地区").select_option("410421")
    page.get_by_label("您自己的密码").fill(made.password)
    page.get_by_label(re.compile("^您验证器上的动态码")).fill(pyotp.TOTP(made.secret).at(int(time.time()) + 30))
    page.get_by_role("button", name="开通并显示密码").click()
    password = page.locator("#password").inner_text()
    secret = page.locator("#secret").inner_text().replace(" ", "")
    fits(page, 1280)

    page.get_by_role("button", name="退出").click()
    page.get_by_label("账号").fill("new.clerk")
    page.get_by_label("密码").fill(password)
    page.get_by_label("动态码").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("宝丰县概览")
    office.cookies.pop("cn-4104")
