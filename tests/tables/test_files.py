"""Files as people hand them in: what is read, what is refused, and how each fault is told."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from api.errors import BadInput
from api.tables import packed
from tests.tables.making import CODE, WHO, read, table, workbook

REVENUE = "营业收入总额（万元）2025年"
COMPANY = ["甲公司", "410421", 9100]
HEADS = [*WHO, REVENUE]


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(BadInput) as caught:
        read(path, **options)
    return str(caught.value)


def made(path: Path, fill: Callable[[Any, Any], None]) -> Path:
    """Write a workbook with one sheet that `fill` fills."""
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book, book.add_worksheet("企业"))
    return path


def revenue(path: Path) -> list[Any]:
    found = read(path)
    assert found.faults == ()
    return found.frame["metrics/revenue/2025"].to_list()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_csv_is_read_in_the_encodings_that_excel_writes(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes("\r\n".join(separator.join(map(str, row)) for row in (HEADS, COMPANY)).encode(encoding))
    assert revenue(path) == [9_100_000_000]


def test_parquet_is_read_in_the_units_of_its_headings(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"name": ["甲公司"], "region": ["410421"], "revenue 2025": [9100.5], "registered_on": [date(2012, 6, 1)], "legal_person": [True]}
    )
    frame.write_parquet(tmp_path / "x.parquet")
    found = read(tmp_path / "x.parquet")
    assert found.faults == ()
    assert found.frame.drop("row").row(0) == ("甲公司", "410421", 9_100_500_000, date(2012, 6, 1), True)


@pytest.mark.parametrize("kind", [pl.Int32(), pl.Float32(), pl.Decimal(10, 2), pl.String()])
def test_parquet_figures_of_every_type_are_the_same(tmp_path: Path, kind: Any) -> None:
    frame = pl.DataFrame({"name": ["甲公司"], "region": ["410421"], "revenue 2025": [9100]}).cast({"revenue 2025": kind})
    frame.write_parquet(tmp_path / "x.parquet")
    assert revenue(tmp_path / "x.parquet") == [9_100_000_000]


def test_kind_of_a_file_is_told_by_its_content_not_its_name(tmp_path: Path) -> None:
    assert revenue(workbook(tmp_path / "名单.xls", [HEADS, COMPANY])) == [9_100_000_000]
    assert revenue(workbook(tmp_path / "名单.csv", [HEADS, COMPANY])) == [9_100_000_000]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "文件是空的"),
        ("a.csv", b" \r\n ", "文件是空的"),
        ("a.xlsx", b"name,region\n1,2", "内容与扩展名 .xlsx 不符"),
        ("a.xlsx", b"PK\x03\x04 broken", "不是能读的 Excel 工作簿"),
        ("a.parquet", b"PAR1 broken", "不是能读的 parquet 文件"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "是旧版 .xls"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "工作簿有密码"),
        ("a.csv", "企业名称,注册地\n甲,乙".encode("utf-16"), "是 UTF-16 文本"),
        ("a.csv", b"\x89PNG\0\0\0", "不是 UTF-8 或 GB18030 文本"),
        ("a.csv", "甲,乙\n1,2".encode(), "找不到表头"),
        ("a.csv", "企业名称,注册地行政区划\n甲,410421,9100".encode(), "第 2 行有 3 格，多于标题的 2 格"),
        ("a.csv", '企业名称,注册地行政区划\n"甲,410421'.encode(), "引号或分隔不成对"),
    ],
)
def test_file_that_is_no_table_is_refused_with_what_would_be_right(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert said in refusal(tmp_path / name)


def test_missing_file_is_named(tmp_path: Path) -> None:
    assert "没有这个文件" in refusal(tmp_path / "x.csv")


def test_header_may_stand_below_a_title_and_rows_may_be_empty(tmp_path: Path) -> None:
    found = read(workbook(tmp_path / "x.xlsx", [["某市企业名单"], [], HEADS, [], COMPANY, [None, " "], ["乙公司", "410400"]]))
    assert found.faults == ()
    assert found.frame["row"].to_list() == [5, 7]


def test_example_row_of_the_template_is_not_read(tmp_path: Path) -> None:
    found = read(workbook(tmp_path / "x.xlsx", [HEADS, ["【示例】某某公司", "示例", "示例"], COMPANY]))
    assert (found.faults, found.frame["row"].to_list()) == ((), [3])


def test_unknown_and_doubled_headings_are_told_with_the_nearest_right_one(tmp_path: Path) -> None:
    found = table(
        tmp_path, ["营业收人总额（万元）2025年", "营业收入总额2024年", REVENUE, "revenue.2025", "企业规模", "备注"], [1, 2, 3, 4, 5, "x"]
    )
    said = [(fault.cell, fault.message) for fault in found.faults]

    assert [cell for cell, _ in said] == ["C1", "D1", "F1", "G1"]
    assert "是否应为“营业收入总额（万元）2025年”" in said[0][1]
    assert "应为“营业收入总额（万元）2024年”" in said[1][1]
    assert said[2][1] == "标题与 E1 重复，同一项只能有一列"
    assert "由系统推算" in said[3][1]
    assert found.whole == found.faults


def test_column_with_content_needs_a_heading(tmp_path: Path) -> None:
    assert [fault.message for fault in table(tmp_path, ["", ""], [None, "x"]).faults] == ["此列有内容却没有标题，请补上标题或删去此列"]


def test_required_columns_and_cells_are_told(tmp_path: Path) -> None:
    found = read(workbook(tmp_path / "x.xlsx", [["企业名称", REVENUE], ["甲公司", 1]]))
    assert [fault.message for fault in found.faults] == ["缺少“注册地行政区划”列"]
    found = read(workbook(tmp_path / "y.xlsx", [HEADS, [None, "410421", 1], ["乙公司", None, 2]]))
    assert [(fault.cell, fault.message[:2]) for fault in found.faults] == [("A2", "必填"), ("B3", "必填")]


def test_table_without_companies_is_refused(tmp_path: Path) -> None:
    (fault,) = read(workbook(tmp_path / "x.xlsx", [HEADS])).faults
    assert "表里没有企业" in fault.message


def test_every_bad_cell_is_told_at_once(tmp_path: Path) -> None:
    found = table(tmp_path, [REVENUE, "独立法人资格"], ["九千", "大概"], [1, "是"], ["八千", None])
    assert [(fault.cell, fault.value) for fault in found.faults] == [("C2", "九千"), ("D2", "大概"), ("C4", "八千")]
    assert found.bad_rows == {2, 4}
    assert found.good().frame["row"].to_list() == [3]


def test_merged_cells_below_the_header_are_told_and_their_rows_unusable(tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        page.merge_range("A1:C1", "某市企业名单")
        page.write_row(1, 0, HEADS)
        page.merge_range("B3:B4", "410421")
        page.write_row(2, 0, ["甲公司"])
        page.write_row(3, 0, ["乙公司"])
        page.write_row(4, 0, ["丙公司", "410421", 1])

    found = read(made(tmp_path / "x.xlsx", fill))
    assert found.faults[0].message == "合并单元格（B3:B4）只有左上一格有值，请取消合并，每格各自填写"
    assert found.bad_rows == {3, 4}


def test_heading_merged_downwards_is_read_and_one_merged_sideways_told(tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        page.merge_range("A1:A2", "企业名称")
        page.write("B2", "注册地行政区划")
        page.merge_range("C2:D2", REVENUE)
        page.write_row(2, 0, ["甲公司", "410421", 1])

    found = read(made(tmp_path / "x.xlsx", fill))
    assert [fault.message for fault in found.faults] == ["标题合并了几列（C2:D2），请取消合并，每格各自填写"]
    assert found.frame["enterprise/name"].to_list() == ["甲公司"]


def test_formulas_count_by_their_results_and_those_without_are_told(tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        page.write_row(0, 0, HEADS)
        for row, value in enumerate((9100.5, "", "#DIV/0!"), 1):
            page.write_row(row, 0, [f"甲{row}", "410421"])
            page.write_formula(row, 2, "=1+1", None, value)

    found = read(made(tmp_path / "x.xlsx", fill))
    assert found.frame["metrics/revenue/2025"].to_list() == [9_100_500_000, None, None]
    assert [(fault.cell, fault.message[:7]) for fault in found.faults] == [("C3", "公式还没有结果"), ("C4", "公式结果是错误")]


def test_share_that_is_shown_in_percent_is_read_as_shown(tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        shown = [book.add_format({"num_format": form}) for form in ("0.00%", "0%", "0.000%")]
        page.write_row(0, 0, [*WHO, "年末资产负债率（%）2025年", REVENUE])
        for row, form in enumerate(shown, 1):
            page.write_row(row, 0, [f"甲{row}", "410421"])
            page.write_number(row, 2, 0.553, form)
        page.write_row(4, 0, ["丁", "410421", 55.3])
        page.write_number(4, 3, 0.12, shown[0])

    found = read(made(tmp_path / "x.xlsx", fill))
    assert found.frame["metrics/debt_ratio/2025"].to_list() == [55_300_000] * 4
    assert [(fault.cell, "此列不以百分比计" in fault.message) for fault in found.faults] == [("D5", True)]


def test_of_several_sheets_the_one_with_a_header_is_read_and_two_must_be_chosen_from(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        for name, company in (("说明", None), ("宝丰", "甲公司"), ("叶县", "乙公司"), ("旧", "丙公司")):
            page = book.add_worksheet(name)
            page.write_row(0, 0, HEADS if company else ["请看下一张"])
            page.write_row(1, 0, [company or "", "410421"])
            if name == "旧":
                page.hide()

    assert "（宝丰、叶县），请只留一张，或用 --sheet 指明" in refusal(tmp_path / "x.xlsx")
    assert read(tmp_path / "x.xlsx", sheet="叶县").frame["enterprise/name"].to_list() == ["乙公司"]
    assert "没有工作表“鲁山”" in refusal(tmp_path / "x.xlsx", sheet="鲁山")


def test_duplicates_by_code_or_by_name_without_one_are_told_on_both_rows(tmp_path: Path) -> None:
    rows = [
        ["甲公司", CODE],
        ["甲公司（新名）", CODE.lower()],
        ["乙（集团）公司", None],
        ["乙(集团) 公司", None],
        ["丙公司", "91410400MA0000023N"],
    ]
    found = read(workbook(tmp_path / "x.xlsx", [[*WHO, "统一社会信用代码"], *([name, "410421", code] for name, code in rows)]))
    doubled = [(fault.cell, fault.message) for fault in found.faults if "重复" in fault.message]
    assert doubled == [
        ("C2", "与第 3 行重复，一家企业只能有一行"),
        ("C3", "与第 2 行重复，一家企业只能有一行"),
        ("A4", "与第 5 行重复，一家企业只能有一行"),
        ("A5", "与第 4 行重复，一家企业只能有一行"),
    ]


def test_what_stands_beside_a_title_or_event_needs_it_and_comes_later(tmp_path: Path) -> None:
    giant = "国家级专精特新“小巨人”企业"
    heads = [giant, f"{giant} 有效期至", "安全事故", "安全事故 等级", "安全事故 整改日期", "被取消称号", "被取消称号 所涉称号"]
    found = table(
        tmp_path,
        heads,
        [None, "2027-01-01"],
        ["2024-09-10", "2024-09-09"],
        [None, None, None, "较大"],
        [None, None, "2024-03-02", "较大", "2024-03-01"],
        [None, None, None, None, None, "2024-03-02"],
        ["是", "2027-01-01", "2024-03-02", "较大", "2024-03-02", "2024-03-02", giant],
    )
    assert [fault.cell for fault in found.faults] == ["D2", "D3", "F4", "G5", "I6"]
    assert "不能早于获评日期" in found.faults[1].message


def test_notes_say_that_a_table_without_titles_counts_as_without_any(tmp_path: Path) -> None:
    assert "称号列全了" in table(tmp_path, [REVENUE], [1]).notes[0]
    assert table(tmp_path, ["称号列全了"], ["否"]).notes == ()


def repacked(path: Path, name: str, content: bytes) -> Path:
    """Put another content into a part of a workbook."""
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    path.write_bytes(stream.getvalue())
    return path


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>',
        b"<row r='9'><c r='XFD9'><v>1</v></c></row>",
        b'<row r="9"><c r = "XFD9"><v>1</v></c></row>',
        b'<row r="9"><c r="ZZ9"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        b"<row/>" * 200_000 + b'<row><c r="ZZ9"><v>1</v></c></row>',
    ],
)
def test_cell_far_out_is_refused_before_it_fills_the_memory(tmp_path: Path, cells: bytes) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADS, COMPANY])
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").replace(b"</sheetData>", cells + b"</sheetData>")
    assert "有格子远在表外" in refusal(repacked(path, "xl/worksheets/sheet1.xml", sheet))


def test_zip_bomb_is_refused_even_where_it_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "LARGEST", 30_000_000)
    path = repacked(workbook(tmp_path / "x.xlsx", [HEADS, COMPANY]), "docProps/app.xml", b" " * 40_000_000)
    assert "展开后过大" in refusal(path)

    raw = path.read_bytes()
    honest, lying = struct.pack("<I", 40_000_000), struct.pack("<I", 1_000)
    checks = struct.pack("<I", zlib.crc32(b" " * 40_000_000)), struct.pack("<I", zlib.crc32(b" " * 1_000))
    path.write_bytes(raw.replace(honest, lying).replace(*checks))
    assert "展开后过大" in refusal(path)


def test_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADS, COMPANY])
    book = zipfile.ZipFile(path).read("xl/workbook.xml").replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1)
    assert "不是能读的 Excel 工作簿" in refusal(repacked(path, "xl/workbook.xml", book))


def test_wide_or_long_tables_within_bounds_are_read(tmp_path: Path) -> None:
    lines = [["企业名称", "注册地行政区划"], *([f"甲{row}公司", "410421"] for row in range(12_000))]
    assert read(workbook(tmp_path / "long.xlsx", lines)).frame.height == 12_000
    years = [f"{name}{year}年" for name in ("营业收入总额（万元）", "研发费用（万元）") for year in range(1990, 2027)]
    assert table(tmp_path, years, [*range(len(years))]).frame.width == 3 + len(years)


def test_a_title_of_which_only_the_grant_is_given_is_held(tmp_path: Path) -> None:
    text = "企业名称,注册地行政区划,titles/sme-specialized/granted\n甲公司,410421,2024-09-10\n乙公司,410421,\n"
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    found = read(tmp_path / "t.csv")

    assert found.faults == ()
    assert found.frame["titles/sme-specialized/held"].to_list() == [True, None]
