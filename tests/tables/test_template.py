"""The form for many companies: its columns can all be read back, and its choices are those that are read."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from api.errors import BadInput
from api.tables.explanations import GENERAL, HEADS
from api.tables.headings import Headings
from api.tables.selection import Selection, select
from api.tables.template import write_template
from tests.tables.making import CATALOGUE, ON, read, workbook


@pytest.fixture(scope="module")
def usual() -> Selection:
    return select(CATALOGUE, ON)


def sheet(path: Path, name: str) -> list[list[Any]]:
    with CalamineWorkbook.from_path(path) as book:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_every_heading_of_the_fullest_form_means_its_column() -> None:
    headings = Headings(CATALOGUE, ON)
    columns = select(CATALOGUE, ON, full=True).columns

    assert len(columns) > 500
    assert [headings.column(column.heading) for column in columns] == [*columns]
    assert [headings.column(column.path) for column in columns] == [*columns]


def test_form_has_units_years_and_what_this_year_is_examined_for(usual: Selection) -> None:
    heads = [column.heading for column in usual.columns]
    score = "中小企业专精特新发展评价得分（分）{}年"

    assert {f"营业收入总额（万元）{year}年" for year in (2023, 2024, 2025)} <= {*heads}
    assert "营业收入总额（万元）2026年" not in heads
    assert {score.format(year) for year in (2023, 2024, 2025, 2026)} <= {*heads}
    assert {"企业名称", "注册地行政区划", "国家级专精特新“小巨人”企业", "安全事故", "称号列全了", "事件列全了"} <= {*heads}
    assert not [column for column in usual.columns if column.group == "声明"]


def test_form_for_a_programme_asks_what_it_examines_declarations_included(usual: Selection) -> None:
    columns = select(CATALOGUE, ON, ["sme-little-giant"]).columns

    assert len(columns) < len(usual.columns) / 2
    assert {"declarations/class1_ip_in_use", "titles/sme-specialized", "titles/sme-little-giant"} <= {column.path for column in columns}


def test_blank_form_reads_as_a_table_without_companies(tmp_path: Path, usual: Selection) -> None:
    write_template(usual, CATALOGUE, ON, tmp_path / "t.xlsx")
    table = read(tmp_path / "t.xlsx")

    assert [fault.message[:6] for fault in table.faults] == ["表里没有企业"]
    assert table.source is not None
    assert (table.source.place, table.source.first) == ("企业", 4)


def test_filled_form_reads_without_faults(tmp_path: Path, usual: Selection) -> None:
    """Fill in the example row under a name of its own: whatever the form suggests is right."""
    write_template(usual, CATALOGUE, ON, tmp_path / "t.xlsx")
    rows = sheet(tmp_path / "t.xlsx", "企业")
    rows[3][0] = "甲公司"
    table = read(workbook(tmp_path / "filled.xlsx", rows))

    assert table.faults == ()
    (row,) = table.frame.iter_rows(named=True)
    assert (row["enterprise/region"], row["metrics/revenue/2025"], row["events/safety_accident/on"]) == ("410100", 9_100_000_000, None)
    assert [value for name, value in row.items() if name.endswith("/granted")][:2] == [date(2024, 9, 10), date(2024, 12, 31)]


def test_choices_drop_down_with_long_lists_in_a_hidden_sheet(tmp_path: Path, usual: Selection) -> None:
    write_template(usual, CATALOGUE, ON, tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as packed:
        form, book = packed.read("xl/worksheets/sheet1.xml").decode(), packed.read("xl/workbook.xml").decode()

    assert '"中央企业,地方国企,民营企业,三资企业"' in form
    assert 'type="list"' in form
    assert "选项!$A$1:$A$" in form
    assert 'state="frozen"' in form
    assert 'name="选项" sheetId="3" state="hidden"' in book


def test_second_sheet_explains_each_column(tmp_path: Path, usual: Selection) -> None:
    write_template(usual, CATALOGUE, ON, tmp_path / "t.xlsx")
    rows = sheet(tmp_path / "t.xlsx", "填写说明")
    lines = {row[1]: row for row in rows[len(GENERAL) + 2 :]}

    assert rows[len(GENERAL) + 1] == [title for title, _ in HEADS]
    assert [*lines] == [column.heading for column in usual.columns]
    group, _, how, unit, evidence, used, id = lines["研发费用（万元）2025年"]
    assert (group, how, unit, id) == ("年度指标", "数，不能为负", "万元", "metrics/rd_expense/2025")
    assert "审计报告" in evidence
    assert "小巨人" in used


def test_form_never_replaces_a_file_that_may_be_filled_in(tmp_path: Path, usual: Selection) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"mine")
    with pytest.raises(BadInput, match="文件已存在"):
        write_template(usual, CATALOGUE, ON, tmp_path / "t.xlsx")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("t.xlsx", b"mine")]
