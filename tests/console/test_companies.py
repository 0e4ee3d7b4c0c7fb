"""The table of companies: what its address says is what it shows; as a file it stands as on the page."""

import io
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook

from api.bureau.order import Order
from api.console import companies
from tests.accounts.test_profiles import profile, save
from tests.accounts.world import Company, Person, World, company
from tests.console.conftest import Desk
from tests.pages.markup import Page

Desks = Callable[..., Desk]
TABLE = "/bureau/companies"


@pytest.fixture
def stored(firm: Company) -> Company:
    save(firm.owner, firm, profile(firm))
    return firm


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("", True),
        ("&programme=sme-innovative&state=held", True),
        ("&programme=sme-innovative&state=near", False),
        ("&state=near", True),
        ("&held=smart-workshop&name=电气&profile=stored&updated_since=2020-01-01", True),
        ("&profile=missing", False),
        ("&updated_since=2100-01-01", False),
    ],
)
def test_the_table_shows_what_its_address_says(desk: Desks, stored: Company, query: str, finds: bool) -> None:
    page = desk().get(f"{TABLE}?uscc={stored.uscc}{query}")

    assert bool(page.addresses(f"{TABLE}/{stored.id}")) == finds
    assert ("没有符合条件的企业" in page.text) != finds


def test_a_row_says_how_a_company_stands(desk: Desks, stored: Company) -> None:
    page = desk().get(f"{TABLE}?uscc={stored.uscc}")

    assert "示例电气有限公司" in page.text
    assert f"省级智能车间；创新型中小企业（河南省创新型中小企业）{stored.uscc}宝丰县" in page.text


def test_a_company_without_a_profile_is_told_from_one_that_is_not_judged(tidu: World, desk: Desks, clerk: Person) -> None:
    bare = company(tidu, clerk, name="尚无档案公司")

    assert "没有档案" in desk().get(f"{TABLE}?uscc={bare.uscc}&profile=missing").within["found"]


def test_heads_sort_and_say_how_it_is_sorted(desk: Desks, stored: Company) -> None:
    page = desk().get(f"{TABLE}?sort=-held&page=1&size=50&name=示例")
    sorted_by = [one.get("aria-sort") for one in page.having("th") if one.get("aria-sort")]

    assert sorted_by == ["descending"]
    assert f"{TABLE}?sort=held&size=50&name=%E7%A4%BA%E4%BE%8B" in page.addresses(TABLE)


def test_what_is_wrong_with_a_filter_is_said_at_the_field_and_stays_there(desk: Desks) -> None:
    page = desk().get(f"{TABLE}?updated_since=昨天&name=电气", 422)
    wrong = [one for one in page.having("input") if one.get("aria-invalid")]
    typed = desk().client.get(f"{TABLE}?name={'长' * 201}", headers={"HX-Request": "true"})

    assert (typed.status_code, "名称中的字：最多200个字符" in Page(typed.text).within["found"]) == (200, True)
    assert [(one["name"], one["value"]) for one in wrong] == [("updated_since", "昨天")]
    assert [one["value"] for one in page.having("input") if one.get("name") == "name"] == ["电气"]


def test_filtering_as_one_types_names_the_clean_address(desk: Desks) -> None:
    answer = desk().client.get(f"{TABLE}?name=电气&uscc=&region=&state=held", headers={"HX-Request": "true"})
    usual = desk().client.get(f"{TABLE}?name=电气&size=20&page=1&sort=name", headers={"HX-Request": "true"})

    assert usual.headers["HX-Push-Url"] == answer.headers["HX-Push-Url"]
    assert answer.headers["HX-Push-Url"] == f"{TABLE}?name=%E7%94%B5%E6%B0%94"


def test_a_page_that_is_not_there_leads_back(desk: Desks, stored: Company) -> None:
    assert f"{TABLE}?uscc={stored.uscc}" in desk().get(f"{TABLE}?uscc={stored.uscc}&page=7").addresses(TABLE)


def test_far_pages_lead_on_and_back_and_to_the_first(tidu: World, desk: Desks, clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(5):
        company(tidu, clerk, name=f"远处{place}公司")
    monkeypatch.setattr(companies, "MOST_SKIPPED", 1)
    first = f"{TABLE}?name=%E8%BF%9C%E5%A4%84&size=1"
    there = turned(desk(), first, "下一页")
    back = turned(desk(), there[-1], "上一页")

    assert [address.partition(first)[2].partition("=")[0] for address in there] == ["", "&page", "&after", "&after", "&after"]
    assert [address.partition(first)[2].partition("=")[0] for address in back] == ["&after", "&before", "&before", "&before", "&before"]
    assert [desk().get(address).addresses(f"{TABLE}/") for address in back[:-1]] == [
        desk().get(address).addresses(f"{TABLE}/") for address in there[:0:-1]
    ]
    assert desk().client.get(back[-1]).headers["Location"] == first
    assert ("第一页", first) in [(text, address) for address, text in desk().get(there[-1]).links]


def turned(desk: Desk, address: str, by: str) -> list[str]:
    """Return the addresses of the pages from one on, by a link of each."""
    found = [address]
    while (answer := desk.client.get(found[-1])).status_code == 200 and (to := dict(map(reversed, Page(answer.text).links)).get(by)):
        found.append(to)
    return found


@pytest.mark.parametrize("place", ["page=0", "page=9999&size=100", "after=x", "before=x", f"after={'x' * 2000}", "page=2&after=x"])
def test_a_page_that_cannot_be_is_told_on_the_table_with_a_way_out(desk: Desks, place: str) -> None:
    page = desk().get(f"{TABLE}?name=电气&{place}", 422)
    [back] = [address for address, text in page.links if text == "回到第一页"]

    assert "页：" in page.within["found"]
    assert "筛选" in page.text
    assert back.partition("&")[0] == f"{TABLE}?name=%E7%94%B5%E6%B0%94"


def test_behind_the_last_company_the_table_leads_back(tidu: World, desk: Desks, clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    company(tidu, clerk, name="末尾甲公司")
    monkeypatch.setattr(companies, "MOST_SKIPPED", 0)
    last = clerk.get("/bureau/companies?name=末尾甲").json["companies"][0]
    page = desk().get(f"{TABLE}?name=末尾甲&after={Order('name').write((last['name'], last['id']))}")

    assert "后面没有企业了。回到第一页" in page.within["found"]
    assert f"{TABLE}?name=%E6%9C%AB%E5%B0%BE%E7%94%B2" in page.addresses(TABLE)


def test_the_table_of_the_next_county_is_another(desk: Desks, stored: Company) -> None:
    assert not desk("cn-410422").get(f"{TABLE}?uscc={stored.uscc}").addresses(f"{TABLE}/")
    assert desk("cn-4104").get(f"{TABLE}?uscc={stored.uscc}&region=410421").addresses(f"{TABLE}/{stored.id}")
    desk().get(f"{TABLE}?region=410422", 404)


def test_the_table_is_downloaded_as_it_is_filtered(tidu: World, desk: Desks, stored: Company, clerk: Person) -> None:
    evil = company(tidu, clerk, name="=1+1公司")
    book = desk().client.get(f"{TABLE}/file?uscc={stored.uscc}&format=xlsx")
    text = desk().client.get(f"{TABLE}/file?uscc={evil.uscc}&format=csv")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()

    assert rows[0][:3] == ["企业名称", "统一社会信用代码", "登记地"]
    assert rows[1][:3] == ["示例电气有限公司", stored.uscc, "宝丰县"]
    assert len(rows) == 2
    assert text.data.startswith(b"\xef\xbb\xbf")
    assert "'=1+1公司" in text.text
    assert "attachment" in text.headers["Content-Disposition"]


def test_a_file_of_too_many_is_not_offered(desk: Desks, stored: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = desk().get(f"{TABLE}?uscc={stored.uscc}")
    monkeypatch.setattr(companies, "MOST", 0)
    withheld = desk().get(f"{TABLE}?uscc={stored.uscc}")

    assert len(offered.addresses(f"{TABLE}/file")) == 2
    assert withheld.addresses(f"{TABLE}/file") == []
    assert "家以内才能下载" in withheld.within["found"]


def test_nothing_that_passes_is_a_file_with_heads_alone(desk: Desks) -> None:
    found = desk().client.get(f"{TABLE}/file?name=没有这样的企业")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(found.data)).get_sheet_by_index(0).to_python()

    assert len(rows) == 1
