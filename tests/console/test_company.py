"""One company before the clerk: how it stands, titles decided, notes, versions, the report."""

from collections.abc import Callable

import pytest

from tests.accounts.test_profiles import profile, save
from tests.accounts.world import Company, Person, World, company
from tests.console.conftest import Desk

Desks = Callable[..., Desk]
TITLE = {"honor": "sme-innovative", "granted": "2025-09-10"}


@pytest.fixture
def stored(firm: Company) -> Company:
    save(firm.owner, firm, profile(firm))
    return firm


@pytest.fixture
def place(stored: Company) -> str:
    return f"/bureau/companies/{stored.id}"


def test_a_company_is_shown_with_what_its_figures_rest_on(tidu: World, desk: Desks, place: str) -> None:
    page = desk().get(place)

    assert "创新型中小企业" in page.within["held"]
    assert "批次" in page.within["eligible"]
    assert "差" in page.within["near"]
    assert "档案第1版（企业成员" in page.text
    assert tidu.app.extensions["tidu.catalogue"].version in page.text
    assert page.repeated_ids == []


def test_a_company_without_a_profile_says_what_to_do(tidu: World, desk: Desks, clerk: Person) -> None:
    bare = company(tidu, clerk, name="尚无档案公司")
    page = desk().get(f"/bureau/companies/{bare.id}")

    assert "企业还没有档案" in page.text
    assert "/bureau/imports" in page.addresses("/bureau/imports")
    desk().get(f"/bureau/companies/{bare.id}/report", 409)
    assert "企业还没有档案" in desk().get(f"/bureau/companies/{bare.id}/versions").text


def test_the_report_is_the_one_that_the_company_sees_and_leads_back(desk: Desks, place: str) -> None:
    page = desk().get(f"{place}/report")

    assert "成长路径" in page.text
    assert (place, "返回企业页") in page.links


def test_the_next_county_sees_nothing_of_it(desk: Desks, place: str) -> None:
    assert "没有这项内容" in desk("cn-410422").get(place, 404).text
    for form, said in (("titles/confirm", TITLE), ("notes", {"text": "x"})):
        assert desk("cn-410422").post(f"{place}/{form}", **said).status_code == 404


def test_a_title_is_confirmed_and_then_refused_and_the_record_has_both(desk: Desks, stored: Company, place: str) -> None:
    page = desk().done(f"{place}/titles/confirm", **TITLE, note="豫工信企业〔2025〕1号文附件")
    again = desk().done(f"{place}/titles/refuse", **TITLE, note="公示名单中没有")

    assert "已确认这项荣誉" in page.text
    assert "已确认豫工信企业〔2025〕1号文附件李某（宝丰县）" in page.within["held"]
    assert "不予确认公示名单中没有" in again.within["held"]
    assert "确认记录2次" in again.within["held"]
    assert stored.owner.get("/me/inbox").json["messages"][0]["kind"] == "title_refused"


def test_a_decision_without_a_reason_is_asked_for_it_at_its_title_and_others_are_not(desk: Desks, place: str) -> None:
    refused = desk().post(f"{place}/titles/confirm", **TITLE, note=" ")

    assert refused.status_code == 422
    assert refused.text.count('aria-invalid="true"') == 1


def test_a_title_that_is_gone_meanwhile_is_not_decided_and_what_was_typed_is_not_lost(desk: Desks, place: str) -> None:
    refused = desk().post(f"{place}/titles/confirm", honor="sme-specialized", granted="2020-01-01", note="仔细写的依据")

    assert refused.status_code == 422
    assert "当前档案中没有这项荣誉" in refused.text
    assert "仔细写的依据" in refused.text


def test_notes_are_seen_in_the_region_and_removed_by_their_writer(desk: Desks, place: str) -> None:
    page = desk().done(f"{place}/notes", text="已电话联系\n三季度报表待补")
    city = desk("cn-4104").get(place)
    remove = [one["action"] for one in page.having("form") if one.get("action", "").endswith("/remove")]

    assert "三季度报表待补李某（宝丰县）" in page.within["notes"]
    assert "三季度报表待补" in city.within["notes"]
    assert not [one for one in city.having("form") if one.get("action", "").endswith("/remove")]
    assert desk("cn-4104").post(remove[0]).status_code == 403
    removed = desk().done(remove[0])
    restore = [one["action"] for one in removed.having("form") if one.get("action", "").endswith("/restore")]

    assert "还没有备注" in removed.within["notes"]
    assert desk("cn-4104").post(restore[0]).status_code == 403
    assert "三季度报表待补李某（宝丰县）" in desk().done(restore[0]).within["notes"]
    assert desk().post(restore[0]).status_code == 404


def test_a_note_that_says_nothing_is_refused_at_the_field(desk: Desks, place: str) -> None:
    refused = desk().post(f"{place}/notes", text="字" * 2001)

    assert refused.status_code == 422
    assert "最多 2000 个字符" in refused.text
    assert "字" * 2001 in refused.text


def test_two_versions_are_compared_field_by_field_in_the_words_of_readers(desk: Desks, stored: Company, place: str) -> None:
    body = profile(stored)
    titles = [*body["titles"], {"honor": "sme-little-giant", "granted": "2026-01-05"}]
    save(stored.owner, stored, {**body, "titles": titles, "metrics": {**body["metrics"], "class1_ip": 4}}, 1)
    page = desk().get(f"{place}/versions?old=1&new=2")
    back = desk().get(f"{place}/versions?old=2&new=1")

    assert "与主导产品相关的Ⅰ类知识产权“3”改为“4”" in page.text
    assert "荣誉编号新填“国家级专精特新“小巨人”企业”" in page.text
    assert "“4”改为“3”" in back.text
    desk().get(f"{place}/versions?old=1&new=9", 404)
    assert "应为" in desk().get(f"{place}/versions?old=x", 422).text


def test_members_are_masked(desk: Desks, stored: Company, place: str) -> None:
    stored.owner.patch("/me", {"name": "王小四"})

    assert "王*四负责人" in desk().get(place).text
