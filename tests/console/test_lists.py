"""Cultivation lists on the pages: drawn up step by step, moved for a reason, undone, signed after a question, downloaded, joined."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.web.resources.bureau_lists import MOST
from tests.accounts.test_profiles import save
from tests.accounts.world import World, company
from tests.bureau.test_lists import LIBRARY, City, city, ready
from tests.console.conftest import Desk
from tests.documents.reading import sheet, table_rows
from tests.pages.markup import Page, squeezed

__all__ = ["city"]
Desks = Callable[..., Desk]
WEIGHTS = ["60", "10", "15", "5", "10"]
REASON = "现场核查情况较好"


def drawn(own: Desk, region: str, **more: Any) -> str:
    """Draw a list up through its form; return its address."""
    said = {"library": LIBRARY, "region": region, "on": "2026-03-27", "weights": WEIGHTS, **more}
    answer = own.post("/bureau/lists/new", **said)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].partition("?")[0]


def order(page: Page) -> list[str]:
    """Return the codes of the candidates in the order of a page."""
    return [row["id"].removeprefix("row-") for row in page.having("tr") if row.get("id", "").startswith("row-")]


def version(page: Page) -> str:
    """Return the version that the form of a page was made from."""
    return next(field["value"] for field in page.having("input") if field.get("name") == "version")


def move(own: Desk, address: str, company: str, position: int | str, number: int | str, reason: str = REASON) -> TestResponse:
    return own.post(f"{address}/moves", company=company, position=position, reason=reason, version=number)


def sign(own: Desk, address: str, number: int = 1) -> TestResponse:
    return own.post(f"{address}/sign", version=number)


def test_where_there_is_no_list_the_page_says_how_to_begin(desk: Desks) -> None:
    page = desk("cn-410472").get("/bureau/lists")

    assert "还没有名单" in page.text
    assert "/bureau/lists/new" in page.addresses("/bureau/lists/new")


def test_a_province_joins_what_its_cities_signed_and_sees_what_is_missing(city: City, desk: Desks) -> None:
    own, above = desk(city.id), desk("cn-41")
    address = drawn(own, city.id)
    sign(own, address)
    before = above.get(f"/bureau/lists/join?library={LIBRARY}")
    joined = above.done("/bureau/lists/join", library=LIBRARY)
    link = next(link for link in joined.addresses("/bureau/lists/") if "part=joined" in link)
    sources = above.get(link)

    assert address in before.addresses(address)
    assert "没有名单" in before.text
    assert {firm.uscc for firm in city.firms} <= set(order(joined))
    assert "当地第1位" in joined.text
    assert address in sources.addresses(address)
    assert "尚未签发的地区" in sources.text


def test_the_first_step_shows_each_library_with_its_deadline_and_the_quota_of_the_place(city: City, desk: Desks) -> None:
    page = desk(city.id).get("/bureau/lists/new")
    library = city.tidu.app.extensions["tidu.catalogue"].libraries[LIBRARY]
    quota = dict(library.recommended.regions).get(city.code)

    assert "2026-03-27" in page.text
    assert (f"名额{quota}家" if quota else "没有单独的名额") in page.text
    assert f"/bureau/lists/new?library={LIBRARY}" in page.addresses("/bureau/lists/new")


def test_a_clerk_draws_a_list_up_and_finds_it_among_the_drafts(city: City, desk: Desks) -> None:
    own = desk(city.id)
    settings = own.get(f"/bureau/lists/new?library={LIBRARY}")
    address = drawn(own, city.id)
    page = own.get(address)

    assert [field["value"] for field in settings.having("input") if field.get("name") == "weights"] == WEIGHTS
    assert sorted(order(page)) == sorted(firm.uscc for firm in city.firms)
    assert "权重默认" in page.text
    assert address in own.get("/bureau/lists").addresses(address)


def test_weights_that_are_not_a_hundred_are_told_with_their_sum_and_stay_as_typed(city: City, desk: Desks) -> None:
    own = desk(city.id)
    typed = ["60", "10", "15", "5", "5"]
    refused = own.post("/bureau/lists/new", library=LIBRARY, region=city.id, on="2026-02-01", weights=typed)
    page = Page(refused.text)
    fields = {field["id"]: field["value"] for field in page.having("input") if "id" in field}

    assert refused.status_code == 422
    assert "合计95分，还差5分" in page.text
    assert [field["value"] for field in page.having("input") if field.get("name") == "weights"] == typed
    assert fields["on"] == "2026-02-01"
    assert "合计 100 分" in own.client.get("/bureau/lists/new/sum?weights=40&weights=60").text


def test_a_field_that_is_wrong_says_what_would_be_right(city: City, desk: Desks) -> None:
    refused = desk(city.id).post("/bureau/lists/new", library=LIBRARY, region=city.id, on="2026-02-30", weights=["x", *WEIGHTS[1:]])
    page = Page(refused.text)

    assert refused.status_code == 422
    assert "没有2026-02-30这一天" in page.text
    assert "第1项：应为1至100的整数" in page.text


def test_too_many_companies_become_a_job_that_is_asked_for(city: City, desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST, False, 2)
    own = desk(city.id)
    said = {"library": LIBRARY, "region": city.id, "on": "2026-03-27", "weights": WEIGHTS}
    refused = own.post("/bureau/lists/new", **said)
    page = own.done("/bureau/lists/new", **said, as_job="1")

    assert refused.status_code == 409
    assert "超过一次拟定的上限2家" in squeezed(refused.text)
    assert "排队" in page.text


def test_the_form_of_a_move_stands_at_its_row_and_asks_for_a_reason(city: City, desk: Desks) -> None:
    own = desk(city.id)
    address = drawn(own, city.id)
    third = order(own.get(address))[2]
    page = own.get(f"{address}?move={third}&to=2")
    fields = {field["name"]: field["value"] for field in page.having("input") if field.get("name") in ("company", "position", "version")}
    refused = move(own, address, third, 2, fields["version"], reason=" ")

    assert fields == {"company": third, "position": "2", "version": "1"}
    assert refused.status_code == 422
    assert 'id="fault-reason"' in refused.text
    assert order(own.get(address)).index(third) == 2


def test_a_move_is_marked_and_can_be_undone_and_both_stay_in_the_history(city: City, desk: Desks) -> None:
    own = desk(city.id)
    address = drawn(own, city.id)
    first, second, third = order(own.get(address))
    answer = move(own, address, third, 1, 1)
    page = own.get(answer.headers["Location"])
    undo = next(link for link in page.addresses(address) if "undo=" in link)
    asked = own.get(undo)
    form = next(form["action"] for form in asked.having("form") if form.get("action", "").endswith("/undo"))
    after = own.done(form, version=version(asked))
    history = own.get(f"{address}?part=moves")

    assert answer.headers["Location"].endswith(f"#row-{third}")
    assert order(page) == [third, first, second]
    assert f"人工调整按分值第3位。{REASON}" in page.text
    assert order(after) == [first, second, third]
    assert REASON in history.text
    assert "已撤销" in history.text


@pytest.mark.parametrize(("position", "right"), [("9", "应为1至3"), ("0", "1起的名次"), ("x", "1起的名次")])
def test_a_place_that_is_not_there_is_refused_at_its_field(city: City, desk: Desks, position: str, right: str) -> None:
    own = desk(city.id)
    address = drawn(own, city.id)
    refused = move(own, address, order(own.get(address))[2], position, 1)
    page = Page(refused.text)

    assert refused.status_code == 422
    assert right in page.within["fault-position"]
    assert REASON in [field.get("value") for field in page.having("input")]


def test_of_two_who_change_a_list_the_later_sees_what_the_first_did_and_loses_nothing(city: City, desk: Desks) -> None:
    own = desk(city.id)
    address = drawn(own, city.id)
    first, second, third = order(own.get(address))
    move(own, address, third, 1, 1)
    late = move(own, address, second, 1, 1, reason="龙头企业")
    page = Page(late.text)
    name = {firm.uscc: f"示例{50000 + place}公司" for place, firm in enumerate(city.firms)}[third]

    assert late.status_code == 412
    assert f"把{name}调到第1位" in page.text
    assert order(page) == [third, first, second]
    assert version(page) == "2"
    assert "龙头企业" in [field.get("value") for field in page.having("input")]
    assert sign(own, address, 1).status_code == 412


def test_signing_asks_first_and_says_what_will_be_signed(city: City, desk: Desks) -> None:
    own = desk(city.id)
    address = drawn(own, city.id)
    move(own, address, order(own.get(address))[2], 1, 1)
    asked = own.get(f"{address}/sign")
    signed = own.done(f"{address}/sign", version=version(asked))
    late = move(own, address, order(signed)[0], 2, 2)

    assert "列入名单的3家" in asked.text
    assert f"按分值第3位，调到第1位；{REASON}" in asked.text
    assert "签发之后，名单、次序和理由都不能再改动" in asked.text
    assert "签发，从此不能改动" in signed.text
    assert not [link for link in signed.addresses(address) if "move=" in link or link.endswith(("/sign", "/drop"))]
    assert late.status_code == 409
    assert "签发了名单" in squeezed(late.text)
    assert own.post(f"{address}/drop", version=3).status_code == 409


def test_a_second_list_in_the_place_of_a_signed_one_cannot_be_signed_and_says_so(city: City, desk: Desks) -> None:
    own = desk(city.id)
    first, second = drawn(own, city.id), drawn(own, city.id)
    sign(own, first)
    page = own.get(f"{second}/sign")

    assert first in page.addresses(first)
    assert not [form for form in page.having("form") if form.get("action") == f"{second}/sign"]
    assert sign(own, second).status_code == 409


def test_a_draft_that_was_given_up_after_a_question_can_be_taken_up_again(city: City, desk: Desks) -> None:
    own = desk(city.id)
    address = drawn(own, city.id)
    asked = own.get(f"{address}/drop")
    dropped = own.done(f"{address}/drop", version=version(asked))
    listed = own.get("/bureau/lists?state=dropped").addresses(address)
    restored = own.done(f"{address}/restore", version=version(dropped))

    assert "这份草稿已放弃" in dropped.text
    assert listed
    assert not [link for link in dropped.addresses(address) if "move=" in link]
    assert "已恢复" in restored.text
    assert sign(own, address, 3).status_code == 303


def test_files_hold_the_rows_in_the_order_of_the_page(city: City, desk: Desks) -> None:
    own = desk(city.id)
    address = drawn(own, city.id)
    move(own, address, order(own.get(address))[2], 1, 1)
    names = {firm.uscc: f"示例{50000 + place}公司" for place, firm in enumerate(city.firms)}
    expected = [names[uscc] for uscc in order(own.get(address))]
    word, excel, reasons, packed = (own.client.get(f"{address}/file/{kind}") for kind in ("docx", "xlsx", "reasons", "zip"))
    inside = zipfile.ZipFile(io.BytesIO(packed.data)).namelist()

    assert [row[2] for row in table_rows(word.data)[0]][1:] == expected
    assert [row[2] for row in sheet(excel.data, "附件2") if len(row) > 2 and row[2] in expected] == expected
    assert [row[1] for row in sheet(reasons.data, "候选") if row[1] in expected] == expected
    assert len([name for name in inside if any(company in name for company in expected)]) == len(expected)
    assert "draft" not in word.headers["Content-Disposition"]
    assert "%E8%8D%89%E7%A8%BF" in word.headers["Content-Disposition"]
    assert own.client.get(f"{address}/file/exe").status_code == 422


def test_those_above_read_a_list_and_may_not_change_it_and_neighbours_do_not_see_it(city: City, desk: Desks) -> None:
    address = drawn(desk(city.id), city.id)
    above, beside = desk("cn-41"), desk("cn-4101")
    page = above.get(address)

    assert order(page)
    assert "您可以查看和下载，不能修改或签发" in page.text
    assert not [link for link in page.addresses(address) if "move=" in link]
    assert sign(above, address).status_code == 403
    assert address in above.get("/bureau/lists").addresses(address)
    for own in (f"{address}", f"{address}/sign", f"{address}/drop", f"{address}/file/xlsx"):
        beside.get(own, 404)
    assert [sign(beside, address).status_code, move(beside, address, order(page)[0], 2, 1).status_code] == [404, 404]


def test_a_county_has_nothing_below_to_join(tidu: World, desk: Desks) -> None:
    page = desk("cn-410421").get("/bureau/lists/join")

    assert "没有下级地区" in page.text


def test_a_company_is_found_by_its_name_or_code(city: City, desk: Desks) -> None:
    own = desk(city.id)
    address = drawn(own, city.id)
    codes = order(own.get(address))

    assert order(own.get(f"{address}?q=50001公司")) == [city.firms[1].uscc]
    assert order(own.get(f"{address}?q={codes[2]}")) == [codes[2]]
    assert "候选里没有" in own.get(f"{address}?q=没有这家").text


def test_the_list_of_an_honor_is_compared_with_the_one_signed_for_the_year_before(city: City, desk: Desks) -> None:
    own = desk(city.id)
    said = {"library": "", "honor": "service-mfg-enterprise", "weights": ["40", "40", "20"], "on": "2026-03-01"}
    before = drawn(own, city.id, **said, year="2026")
    sign(own, before)
    new = company(city.tidu, city.officer, region=city.code, name="示例新公司")
    assert save(new.owner, new, ready(new, city.code, 60000)).status_code == 200
    after = drawn(own, city.id, **said, year="2027")
    page = own.get(f"{after}?part=change")

    assert "新进1家，保留3家，退出0家" in page.text
    assert before in page.addresses(before)
    assert new.uscc in page.text


def test_an_honor_without_a_form_comes_as_a_plain_table_and_says_so(city: City, desk: Desks) -> None:
    own = desk(city.id)
    address = drawn(own, city.id, library="", honor="service-mfg-enterprise", weights=["40", "40", "20"], on="2026-03-01", year="2026")
    word, excel = (own.client.get(f"{address}/file/{kind}") for kind in ("docx", "xlsx"))

    assert not own.get(address).addresses(f"{address}/file/docx")
    assert word.status_code == 404
    assert "没有官方的汇总表" in word.text
    assert len(sheet(excel.data, "候选")) >= 2 + len(city.firms)
