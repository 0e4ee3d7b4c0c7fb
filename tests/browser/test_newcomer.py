"""What a newcomer does, in a real browser: from the first page to a path, a what-if, an answer, a search."""

import re

import pytest
from playwright.sync_api import Page, expect

from api.exact_json import read_json
from api.profile_text import written
from tests.api.sample import ON
from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.pages.products import HOIST, STANDARD_MET, WINCH, subject, three_products

REPORT = f"/report?example=fictional-zhixing-electric&on={ON}&to=sme-little-giant"
MANY_TABS = 80
SETTLE = "async () => { for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame); }"


def focused(page: Page) -> str:
    """Return the id of what has the focus, or its text."""
    found: str = page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
    return found


def test_one_click_on_the_first_page_shows_a_path(visit: Visit) -> None:
    page = visit("/")
    page.get_by_role("link", name="示例电气有限公司").click()

    expect(page.get_by_role("heading", name=re.compile("^成长路径：到"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^成长路径图："))).to_be_visible()
    expect(page.locator(".step h4").first).to_be_visible()


@pytest.mark.parametrize(("width", "shape"), [(375, "narrow"), (1440, "wide")])
def test_the_path_is_drawn_once_and_fits_the_screen(visit: Visit, width: int, shape: str) -> None:
    picture = visit(REPORT, width).locator("#path .picture:visible")

    expect(picture).to_have_count(1)
    expect(picture).to_have_class(re.compile(f"picture--{shape}"))
    box = picture.bounding_box()
    assert box is not None
    assert 0 < box["x"] < box["x"] + box["width"] < width


def test_a_slider_changes_the_answer_and_back(visit: Visit) -> None:
    page = visit(REPORT)
    answer = page.locator("#what-if-result")
    handle = page.get_by_label("拖动：研发费用")
    before = handle.input_value()

    handle.fill(str(handle.get_attribute("max")))
    expect(answer.locator("td strong").first).to_have_text(re.compile("差 2 项"))
    expect(page.locator("#figure-1")).to_have_value(handle.input_value())
    assert violations(page) == []

    handle.fill(before)
    expect(answer).to_have_text(re.compile("与档案相同，没有变化"))


def test_the_next_question_is_answered_in_place(visit: Visit) -> None:
    page = visit(REPORT, 375)
    page.evaluate("() => { window.same = true }")
    asked = page.locator("#question legend").inner_text()
    page.locator("#question").get_by_label("是", exact=True).check()
    page.get_by_role("button", name="回答").click()

    expect(page.locator("#question legend")).not_to_have_text(asked)
    expect(page.locator("#question-title")).to_be_focused()
    assert page.evaluate("window.same")
    assert violations(page) == []


def test_a_question_about_two_products_is_answered_for_each_in_place(visit: Visit) -> None:
    page = visit(f"/report?on={ON}", 375)
    page.get_by_label("企业档案（JSON）").fill(written(three_products(WINCH, "declarations", STANDARD_MET)))
    page.get_by_role("button", name="评估").click()
    question = page.locator("#question")
    asked = question.locator("legend").first.inner_text()
    question.get_by_role("group", name="产品“示例二型变频防爆提升绞车”", exact=True).get_by_label("否", exact=True).check()
    question.get_by_role("group", name="产品“示例三型提升机”", exact=True).get_by_label("是", exact=True).check()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []
    page.get_by_role("button", name="回答").click()

    expect(question.locator("legend").first).not_to_have_text(asked)
    told = read_json(question.locator("input[name=profile]").input_value())
    assert [subject(told, id)["declarations"][STANDARD_MET] for id in (WINCH, HOIST)] == [False, True]
    assert STANDARD_MET not in told["declarations"]


def test_what_is_typed_into_the_form_survives_leaving_it_and_becomes_a_report(visit: Visit) -> None:
    page = visit("/form", 375)
    page.get_by_label("名称 必填").fill("新来的公司")
    page.get_by_label("注册地行政区划").select_option(label="宝丰县")
    page.goto("/")
    page.goto("/form")
    expect(page.get_by_label("名称 必填")).to_have_value("新来的公司")

    page.get_by_role("button", name="看报告").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("新来的公司")
    assert violations(page) == []


def test_programmes_are_found_while_typing_and_a_clause_leads_to_its_rule(visit: Visit) -> None:
    page = visit("/programmes")
    rows = page.locator("#found th[scope=row]")
    every = rows.count()
    page.get_by_role("searchbox").fill("小巨人")
    expect(page.locator("#count")).to_have_text(re.compile("符合$"))
    expect(page.locator("#count")).to_have_text(f"共 {rows.count()} 项符合")
    assert 0 < rows.count() < every
    assert violations(page) == []

    page.get_by_role("link", name="国家级专精特新“小巨人”企业", exact=True).click()
    page.locator("main a.clause").last.click()
    expect(page.locator(".rule:target")).to_be_in_viewport()


def test_the_graph_finds_a_programme_and_leads_to_it(visit: Visit) -> None:
    page = visit("/graph")
    page.get_by_role("searchbox").fill("小巨人")
    expect(page.locator("#found")).to_have_text(re.compile("^1/"))
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text(re.compile("^2/"))
    name = page.locator("#found").inner_text().partition("：")[2]

    page.evaluate(SETTLE)
    page.locator("#canvas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_the_first_tab_is_a_link_past_the_header(visit: Visit) -> None:
    page = visit(REPORT)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    page.keyboard.press("Enter")
    assert focused(page) == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_target_is_changed_by_keyboard_alone(visit: Visit) -> None:
    page = visit(REPORT)
    for _ in range(MANY_TABS):
        page.keyboard.press("Tab")
        if focused(page) == "to":
            break
    picker = page.get_by_label("换一个目标")
    expect(picker).to_be_focused()

    before = page.locator("#path-title").inner_text()
    page.keyboard.press("ArrowDown")
    chosen = picker.locator("option:checked").inner_text().rpartition("（")[0]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#path-title")).to_have_text(f"成长路径：到{chosen}")
    assert chosen not in before
