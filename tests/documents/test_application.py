"""附件1申报书：栏目照通知原表的次序，框按规则勾选，三年数据，空着的都列出。"""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.documents.application import ApplicationForm
from api.documents.filling import BY_HAND, WRITTEN, Blank
from api.documents.text import clean
from graph.facts import Event
from planner.profile import Profile, Title
from tests.documents.reading import BARE, EXCELLENT, FULL, LEADING, applicant, company, member, table_rows, texts, with_metrics
from tests.example_profiles import catalogue

ANNEX = (Path(__file__).parent / "annex1.txt").read_text(encoding="utf-8").splitlines()
FORM = catalogue().forms["smart-factory-2026"]
FORMS = {library: ApplicationForm(FORM, catalogue().libraries[library], catalogue()) for library in (EXCELLENT, LEADING)}
NOBODY = Profile("enterprise", "", "000000", {}, titles_complete=False)


def filled(of: Profile, library: str = EXCELLENT) -> tuple[bytes, tuple[Blank, ...]]:
    return FORMS[library].filled(applicant(of, library))


def rows(of: Profile, library: str = EXCELLENT) -> list[list[str]]:
    (table,) = table_rows(filled(of, library)[0])
    return table


def beside(of: Profile, label: str, library: str = EXCELLENT) -> list[str]:
    """一行里标签右边的各格。"""
    found, *_ = (row for row in rows(of, library) if row[0].replace("\n", "").startswith(label))
    return found[1:]


def ticked(of: Profile, label: str, library: str = EXCELLENT) -> list[str]:
    return re.findall(r"☑(\S+?)(?=\s*[□☑]|\s*$)", beside(of, label, library)[0])


def missing(of: Profile, library: str = EXCELLENT) -> dict[str, str]:
    return {blank.label: blank.why for blank in filled(of, library)[1] if not blank.by_hand}


def annex_for(library: str) -> list[str]:
    """通知原表中一个培育库须填的部分。"""
    dropped = {
        EXCELLENT: (("（三）技术体系", "注："), ("（二）领航级", "四、"), ("五、", "")),
        LEADING: (("（一）卓越级", "（二）领航级"), ("四、", "五、")),
    }
    kept = list(ANNEX)
    for first, beyond in dropped[library]:
        start = next(place for place, line in enumerate(kept) if line.startswith(first))
        end = next((place for place, line in enumerate(kept) if place > start and beyond and line.startswith(beyond)), len(kept))
        del kept[start:end]
    return kept


@pytest.mark.parametrize("library", [EXCELLENT, LEADING])
def test_every_label_of_the_annex_stands_in_its_order(library: str) -> None:
    whole = "\n".join(texts(filled(NOBODY, library)[0])).replace("☑", "□").replace("\n（万元）", "（万元）")
    place = 0
    for label in annex_for(library):
        found = whole.find(label, place)
        assert found >= 0, label
        place = found + len(label)


@pytest.mark.parametrize(("library", "others"), [(EXCELLENT, ["五、", "（三）技术体系"]), (LEADING, ["四、", "（一）卓越级"])])
def test_parts_of_the_other_library_are_left_out(library: str, others: list[str]) -> None:
    found = texts(filled(company(), library)[0])

    assert not [text for text in found for other in others if text.startswith(other)]


def test_the_table_is_filled_from_the_profile() -> None:
    electric = company()

    assert beside(electric, "企业名称") == ["示例电气有限公司"]
    assert beside(electric, "统一社会信用代码") == ["91410400MA0000015T", "所在地市（县）", "平顶山市宝丰县"]
    assert ["所属行业", "C", "C38", "C382"] in rows(electric)
    assert beside(electric, "所属产业链") == ["新型电力（新能源）装备"]
    assert beside(electric, "资产总额（万元）") == ["26500", "29800", "33200"]
    assert beside(electric, "资产负债率（%）") == ["53.1", "52.6", "51.8"]
    assert beside(electric, "主营业务收入（万元）") == ["22100", "25000", "28400"]
    assert beside(electric, "利润率（%）") == ["6.6", "6.8", "6.5"]
    assert "申报单位：示例电气有限公司（盖章）" in texts(filled(electric)[0])


def test_boxes_are_ticked_by_their_rules() -> None:
    electric = company()

    assert ticked(electric, "申报类别") == ["卓越级智能工厂培育"]
    assert ticked(electric, "申报类别", LEADING) == ["领航级智能工厂培育"]
    assert ticked(electric, "企业性质") == ["民营企业"]
    assert ticked(electric, "企业类型") == ["中型企业"]
    assert ticked(electric, "是否已获得国家卓越级") == ["否"]
    assert ticked(electric, "是否获得智能制造") == ["是（名称：河南省专精特新中小企业、省级智能车间）"]
    assert ticked(electric, "智能制造能力成熟度") == ["二级"]
    assert ticked(electric, "企业近三年") == ["否"]
    assert ticked(company(BARE), "是否已获得国家卓越级") == ["是"]


@pytest.mark.parametrize(
    ("employees", "revenue", "size"),
    [
        (1000, 40000, "大型企业"),
        (999, 40000, "中型企业"),
        (1000, Fraction("39999.99"), "中型企业"),
        (300, 2000, "中型企业"),
        (299, 2000, "小型企业"),
        (20, 300, "小型企业"),
        (19, 300, "微型企业"),
        (20, Fraction("299.99"), "微型企业"),
    ],
)
def test_the_size_is_that_of_the_foot_note(employees: int, revenue: Fraction, size: str) -> None:
    sized = with_metrics(company(), employees={2025: Fraction(employees)}, revenue={2025: Fraction(revenue)})

    assert ticked(sized, "企业类型") == [size]


@pytest.mark.parametrize("kind", ["safety_accident", "environment_accident", "dishonest_debtor"])
def test_an_accident_ticks_yes_and_its_name_stays_to_be_written(kind: str) -> None:
    severity = "larger" if "accident" in kind else None
    hit = company(events=(Event(kind, date(2025, 5, 1), severity),))

    assert beside(hit, "企业近三年") == ["☑是（名称：      ）   □否   "]
    assert missing(hit)["企业近三年是否发生较大及以上安全、环保事故或失信行为等：是（名称：）"] == BY_HAND


def test_what_is_not_known_ticks_nothing_and_is_listed() -> None:
    found = missing(company(BARE))

    assert beside(company(BARE), "企业性质")[0].count("□") == 4
    assert ticked(company(BARE), "企业近三年") == []
    assert "有无下列事项" in found["企业近三年是否发生较大及以上安全、环保事故或失信行为等"]
    assert found["企业性质"] == "企业性质？"
    assert "从业人员是多少" in found["企业类型"]


def test_titles_that_may_not_be_all_leave_the_question_open() -> None:
    unsure = company(titles=(), titles_complete=False)

    assert ticked(unsure, "是否获得智能制造") == []
    assert "未必列全" in missing(unsure)["是否获得智能制造、单项冠军、专精特新等国家级或省级相关荣誉称号"]
    assert ticked(company(titles=(), titles_complete=True), "是否获得智能制造") == ["否"]


def test_a_title_past_its_term_is_asked_for_and_not_written() -> None:
    lapsed = company(titles=(Title("sme-little-giant", date(2021, 7, 1)),), titles_complete=True)

    assert ticked(lapsed, "是否获得智能制造") == []
    assert "是否持有有效的称号" in missing(lapsed)["是否获得智能制造、单项冠军、专精特新等国家级或省级相关荣誉称号"]


def test_a_year_without_a_figure_is_blank_and_listed() -> None:
    gap = with_metrics(company(), total_assets={2023: Fraction("0.000001"), 2025: Fraction(0)})

    assert beside(gap, "资产总额（万元）") == ["0.000001", "", "0"]
    assert list(missing(gap)) == ["资产总额（万元）：2024年"]
    assert missing(gap)["资产总额（万元）：2024年"].startswith("2024 年度：")


def test_figures_are_written_in_full_and_exactly() -> None:
    exact = with_metrics(
        company(), total_assets={2023: Fraction("1234567890123.456789"), 2024: Fraction("0.1") + Fraction("0.2"), 2025: Fraction(10**16)}
    )

    assert beside(exact, "资产总额（万元）") == ["1234567890123.456789", "0.3", "10000000000000000"]


def test_a_chain_that_the_list_does_not_name_is_left_out_and_listed() -> None:
    mixed = company(chains=("尼龙新材料", "自造产业链"))

    assert beside(mixed, "所属产业链") == ["尼龙新材料"]
    assert "自造产业链" in missing(mixed)["所属产业链"]


def test_an_industry_code_that_is_too_short_leaves_the_rest_blank() -> None:
    short = company(industry="C38")

    assert ["所属行业", "C", "C38", ""] in rows(short)
    assert list(missing(short)) == ["所属行业：行业中类"]


@pytest.mark.parametrize(
    ("region", "written", "listed"), [("410400", "平顶山市", True), ("419001", "济源示范区", False), ("410173", "航空港区", False)]
)
def test_a_city_without_its_county_is_listed_where_it_has_counties(region: str, written: str, listed: bool) -> None:
    moved = replace(company(), region=region)

    assert beside(moved, "统一社会信用代码")[-1] == written
    assert ("所在地市（县）" in missing(moved)) == listed


def test_what_no_profile_holds_is_listed_once_and_stays_blank() -> None:
    by_hand = {blank.label: blank.why for blank in filled(company())[1] if blank.by_hand}

    assert beside(company(), "工厂地址") == [""]
    assert {"工厂地址", "联系人：邮箱", "现有智能化基础设施（可多选）", "推荐单位", "真实性承诺：企业公章"} <= by_hand.keys()
    assert by_hand["企业简介"] == by_hand["四、卓越级智能工厂培育企业后续实施计划 （一）预期目标"] == WRITTEN


def test_a_company_with_nothing_missing_has_no_other_blanks() -> None:
    assert missing(company()) == {}


def test_the_blanks_are_not_written_into_the_form() -> None:
    whole = "\n".join(texts(filled(company(BARE))[0]))

    assert not [why for why in missing(company(BARE)).values() if why in whole]


def test_the_four_foot_notes_stand_at_their_rows_with_the_bounds_and_the_names() -> None:
    data = filled(company())[0]
    notes = member(data, "word/footnotes.xml")
    marks = [int(id) for id in re.findall(r'<w:footnoteReference w:id="(\d+)"', member(data, "word/document.xml"))]

    assert marks == [1, 2, 3, 4]
    assert re.search(r"中型企业：从业人员不低于 300 人，且营业收入总额不低于 2000 万元", notes)
    assert "现代家居" in notes
    assert "高性能轴承" in notes


def test_it_is_set_on_a4_in_official_fonts() -> None:
    data = filled(company())[0]
    styles, page = member(data, "word/styles.xml"), member(data, "word/document.xml")

    assert '<w:pgSz w:w="11906" w:h="16838"/>' in page
    assert set(re.findall(r'w:eastAsia="([^"]+)"', styles)) >= {"仿宋", "黑体", "楷体", "zh-CN"}
    assert re.search(r'<w:font w:name="仿宋"><w:altName w:val="FangSong,仿宋_GB2312', member(data, "word/fontTable.xml"))
    assert 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in member(data, "word/settings.xml")
    assert page.count("<w:pageBreakBefore/>") == len(FORM.parts_for(EXCELLENT))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_name_makes_a_file_that_opens(name: str) -> None:
    odd = replace(company(), name=name)

    assert beside(odd, "企业名称") == [clean(name)]


@pytest.mark.parametrize("name", ["甲<w:p/>&乙", "\ue0000\ue001公司", "公司]]>", "甲\x00\x0b\x1b公司\ud800", "=1+1", "𠮷野家" * 40])
def test_odd_names_stand_as_they_are(name: str) -> None:
    assert beside(replace(company(), name=name), "企业名称") == [clean(name)]


def test_the_file_names_no_author_and_carries_no_picture() -> None:
    with ZipFile(BytesIO(filled(company())[0])) as file:
        assert not [name for name in file.namelist() if name.startswith(("docProps", "customXml")) or name.endswith((".jpeg", ".png"))]


def test_one_copy_does_not_change_the_next() -> None:
    before = filled(company(FULL))[0]
    filled(company(BARE))

    assert texts(filled(company(FULL))[0]) == texts(before)
