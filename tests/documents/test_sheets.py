"""理由工作簿和待补清单：普通的表头和行，精确的数，不会当公式运行的文字。"""

import re
from fractions import Fraction

import pytest

from api.documents.application import ApplicationForm
from api.documents.blanks import Gaps, blank_sheets
from api.documents.sheets import CUT, LONGEST, Sheet, workbook
from api.documents.text import decimal, measure
from tests.documents.reading import BARE, EXCELLENT, FULL, applicant, company, member, sheet
from tests.example_profiles import catalogue


def test_sheets_are_written_as_they_are() -> None:
    first = Sheet("候选", ("次序", "企业", "得分"), [(1, "甲公司", Fraction("72.5")), (2, "乙公司", None)], title="候选名单")
    data = workbook([first, Sheet("不列入", ("企业", "原因"), [])])

    assert sheet(data, "候选")[1:] == [["次序", "企业", "得分"], [1, "甲公司", 72.5], [2, "乙公司", ""]]
    assert sheet(data, "不列入") == [["企业", "原因"]]


def test_a_fraction_without_an_end_is_written_to_two_places() -> None:
    assert sheet(workbook([Sheet("表", ("得分",), [(Fraction(200, 3),), (Fraction("0.1") + Fraction("0.2"),)])]), "表")[1:] == [
        [66.66],
        [0.3],
    ]


def test_heads_stay_in_view_are_repeated_and_filter() -> None:
    data = workbook([Sheet("接近", ("企业", "差距"), [("甲", "差 1 项"), ("乙", "差 2 项")])])
    page = member(data, "xl/worksheets/sheet1.xml")

    assert 'state="frozen"' in page
    assert '<autoFilter ref="A1:B3"/>' in page
    assert "_xlnm.Print_Titles" in member(data, "xl/workbook.xml")


def test_nothing_runs_as_a_formula_or_link() -> None:
    bad = ["=1+1", "+1", "-1", "@A1", "\t=1", "{=1}", "https://example.org", "'=1"]
    page = member(workbook([Sheet("表", ("写",), [(text,) for text in bad])]), "xl/worksheets/sheet1.xml")

    assert "<f>" not in page
    assert "hyperlink" not in page


def test_a_text_too_long_for_a_cell_says_that_it_is_cut() -> None:
    ((_,), (long,)) = sheet(workbook([Sheet("表", ("写",), [("长" * 40_000,)])]), "表")

    assert len(long) == LONGEST
    assert long.endswith(CUT)


def test_a_row_that_does_not_fit_its_heads_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="heads"):
        workbook([Sheet("表", ("一", "二"), [("只有一个",)])])


def test_names_of_sheets_are_made_to_fit() -> None:
    names = re.findall(r'<sheet name="([^"]+)"', member(workbook([Sheet("接近/差距[2026]" * 5, ("一",), [])]), "xl/workbook.xml"))

    assert len(names[0]) <= 31
    assert not set(names[0]) & set("[]:*?/\\")


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [("0.00001", "", "0.00001"), ("1e20", "", "100000000000000000000"), ("-0.5", "", "-0.5"), ("200/3", "%", "66.66"), ("7/3", "项", "2")],
)
def test_figures_are_written_without_artefacts(value: str, unit: str, written: str) -> None:
    assert decimal(Fraction(value), unit) == written


def test_grades_are_written_as_officials_do() -> None:
    assert [measure(Fraction(value), "级") for value in ("1", "5", "5/2")] == ["一级", "五级", "2.5级"]
    assert measure(Fraction(18), "%") == "18%"


def test_what_stays_blank_is_listed_by_company_and_what_all_must_write_once() -> None:
    library = catalogue().libraries[EXCELLENT]
    form = catalogue().forms[library.form or ""]
    prepared = ApplicationForm(form, library, catalogue())
    found = [Gaps(name, "申报书", prepared.filled(applicant(company(name)))[1]) for name in (FULL, BARE)]
    data = workbook(blank_sheets(found, form))
    by_hand = [row[1] for row in sheet(data, "须另填")]

    assert {row[0] for row in sheet(data, "待补")[1:]} == {BARE}
    assert by_hand.count("工厂地址") == 1
    assert len(sheet(data, "填表口径")) == 1 + len(form.notes)
