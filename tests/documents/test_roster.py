"""附件2推荐汇总表：十栏两表，次序、数值、横向A4、表头逐页重复；Word 与 Excel 一致。"""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from api.documents.roster import Tables, roster_excel, roster_tables, roster_word
from api.documents.text import clean
from graph.loader import load_catalogue
from planner.profile import Profile, Title
from tests.documents.reading import BARE, EXCELLENT, FULL, LEADING, applicant, company, member, sheet, table_rows, texts, with_metrics
from tests.example_profiles import catalogue
from tests.graph.conftest import CATALOGUES

ROSTER = catalogue().forms["smart-factory-2026"].roster
COLUMNS = [
    "序号",
    "所在地市",
    "企业名称",
    "企业性质",
    "主营业务",
    "2025年营收（万元）",
    "智能制造能力成熟度评估结果",
    "所获荣誉",
    "联系人及电话",
    "备注",
]


def tables(*excellent: Profile, leading: tuple[Profile, ...] = ()) -> Tables:
    return roster_tables(
        ROSTER,
        {
            EXCELLENT: [applicant(one, EXCELLENT, place) for place, one in enumerate(excellent, 1)],
            LEADING: [applicant(one, LEADING, place) for place, one in enumerate(leading, 1)],
        },
    )


def word(*excellent: Profile, leading: tuple[Profile, ...] = ()) -> list[list[list[str]]]:
    return table_rows(roster_word(ROSTER, tables(*excellent, leading=leading)))


def excel(*excellent: Profile, leading: tuple[Profile, ...] = ()) -> list[list[object]]:
    return sheet(roster_excel(ROSTER, tables(*excellent, leading=leading)), "附件2")


def test_both_tables_have_the_ten_columns_of_the_annex() -> None:
    first, second = word(company())

    assert first[0] == second[0] == COLUMNS
    assert len(first) == 1 + 1
    assert second[1:] == [[""] * 10] * 3


def test_title_lines_headings_and_note_stand_in_the_order_of_the_annex() -> None:
    order = ["附件2", ROSTER.title, "推荐单位（盖章）：", "一、卓越级智能工厂培育企业", "二、领航级智能工厂培育企业", "注："]
    read = texts(roster_word(ROSTER, tables(company())))
    places = [next(place for place, text in enumerate(read) if text.startswith(one)) for one in order]
    column = [str(row[0]) for row in excel(company())]

    assert places == sorted(places)
    assert [text for text in column if text.startswith(tuple(order))] == [text for text in read if text.startswith(tuple(order))]


def test_a_row_is_filled_from_the_profile() -> None:
    honors = "创新型中小企业（河南省创新型中小企业）、河南省专精特新中小企业、省级智能车间"
    (_, row), _ = word(company())

    assert row == ["1", "平顶山市", "示例电气有限公司", "民营企业", "", "30500", "二级", honors, "", ""]


def test_word_and_excel_say_the_same() -> None:
    companies = [company(FULL), company(BARE), company("fictional-large-cement")]
    in_word = [row for table in word(*companies, leading=(company(BARE),)) for row in table]
    in_excel = [[_text(cell) for cell in row] for row in excel(*companies, leading=(company(BARE),))]

    assert [row for row in in_excel if row[0].isdigit() or row[0] == "序号"] == in_word


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def test_companies_keep_the_order_in_which_they_are_recommended() -> None:
    names = [f"第{place}家公司" for place in (3, 1, 2)]
    (_, *rows), _ = word(*(replace(company(), name=name) for name in names))

    assert [(row[0], row[2]) for row in rows] == [("1", names[0]), ("2", names[1]), ("3", names[2])]


def test_figures_are_numbers_in_excel_and_exact() -> None:
    exact = with_metrics(company(), revenue={2025: Fraction("30500.05")})
    long = with_metrics(company(), revenue={2025: Fraction("1234567890123456.7")})
    rows = [row for row in excel(exact, long) if row[1] == "平顶山市"]

    assert [row[0] for row in rows] == [1, 2]
    assert [row[5] for row in rows] == [30500.05, "1234567890123456.7"]


def test_what_is_not_known_is_blank_and_listed() -> None:
    ((_, (row,)), _) = tables(company(BARE))
    listed = {blank.label: blank.why for blank in row.blanks if not blank.by_hand}

    assert [cell.texts[0] for cell in row.cells][3:7] == [""] * 4
    assert set(listed) == {"企业性质", "2025年营收（万元）", "智能制造能力成熟度评估结果"}


def test_a_company_known_to_hold_nothing_says_so() -> None:
    assert word(company(titles=(), titles_complete=True))[0][1][7] == "无"
    assert word(company(titles=(), titles_complete=False))[0][1][7] == ""


def test_an_honor_that_several_products_hold_is_counted() -> None:
    thrice = company(titles=tuple(Title("first-set-province", None, subject=id) for id in "abc"))

    assert word(thrice)[0][1][7].endswith("（3 项）")


def test_the_sheet_lies_across_a4_and_the_head_is_repeated() -> None:
    data = roster_word(ROSTER, tables(*[company()] * 40))
    page = member(data, "word/document.xml")

    assert re.search(r'<w:pgSz [^>]*w:w="16838" w:h="11906"[^>]*w:orient="landscape"|<w:pgSz [^>]*w:orient="landscape"[^>]*', page)
    assert page.count("<w:tblHeader/>") == 2
    assert page.count("<w:cantSplit/>") == 1 + 40 + 1 + 3
    assert page.count('<w:tblLayout w:type="fixed"/>') == 2


def test_the_excel_sheet_prints_across_one_a4_page_wide() -> None:
    page = member(roster_excel(ROSTER, tables(company())), "xl/worksheets/sheet1.xml")

    assert re.search(r'<pageSetup paperSize="9" [^/]*orientation="landscape"', page)
    assert 'fitToHeight="0"' in page


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+86", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_name_runs_as_a_formula(name: str) -> None:
    data = roster_excel(ROSTER, tables(replace(company(), name=name)))
    page, styles = member(data, "xl/worksheets/sheet1.xml"), member(data, "xl/styles.xml")
    style = int(re.search(r'<c r="C6" s="(\d+)" t="s">', page)[1])  # type: ignore[index]
    formats = re.findall(r"<xf [^>]*>", re.search(r"<cellXfs.*?</cellXfs>", styles, re.DOTALL)[0])  # type: ignore[index]

    assert "<f>" not in page
    assert 'quotePrefix="1"' in formats[style]
    assert name in [row[2] for row in sheet(data, "附件2")]


@pytest.mark.parametrize("name", ["甲\x00\x0b乙", "<公司>&\"'", "甲\n乙\t丙", "https://example.org/公司"])
def test_odd_names_stand_in_both_files(name: str) -> None:
    odd = replace(company(), name=name)

    assert word(odd)[0][1][2] == clean(name)
    assert clean(name) in [row[2] for row in excel(odd)]


def test_another_roster_needs_no_code_of_its_own() -> None:
    base = load_catalogue(CATALOGUES / "base")
    roster = base.forms["cup-2026"].roster
    ((heading, rows),) = roster_tables(roster, {})

    assert (heading, rows) == ("一、质量杯", [])
    assert table_rows(roster_word(roster, [(heading, rows)])) == [[["序号", "2025年营收（万元）"], *[["", ""]] * 3]]
