"""What people write in cells: each has one answer."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.tables.making import one, read, table, workbook

REVENUE, SHARE, PROFIT = "营业收入总额（万元）2025年", "年末资产负债率（%）2025年", "净利润（万元）2025年"
FOUNDED, GIANT, ACCIDENT = "注册成立日期", "国家级专精特新“小巨人”企业", "安全事故"


@pytest.mark.parametrize(
    ("head", "value", "millionths"),
    [
        (REVENUE, 9100, 9_100_000_000),
        (REVENUE, 0.000001, 1),
        (REVENUE, 0.1 + 0.2, 300_000),
        (REVENUE, 2.9999, 2_999_900),
        (REVENUE, 123456789012, 123_456_789_012_000_000),
        (REVENUE, 99999999.99, 99_999_999_990_000),
        (REVENUE, "9100", 9_100_000_000),
        (REVENUE, "1,200.5", 1_200_500_000),
        (REVENUE, "１２００．５", 1_200_500_000),
        (REVENUE, " 007.50 ", 7_500_000),
        (REVENUE, "0", 0),
        (SHARE, "３％", 3_000_000),
        (SHARE, "12.5%", 12_500_000),
        (SHARE, "2.9999 %", 2_999_900),
        (PROFIT, -12.5, -12_500_000),
        (PROFIT, "-12.5", -12_500_000),
    ],
)
def test_figures_are_read_exactly(tmp_path: Path, head: str, value: Any, millionths: int) -> None:
    assert one(tmp_path, head, value) == millionths


@pytest.mark.parametrize(
    ("head", "value", "said"),
    [
        (REVENUE, "1.2亿", "此列以万元计，应只写数：12000"),
        (REVENUE, "500万", "应只写数：500"),
        (REVENUE, "85000元", "应只写数：8.5"),
        (REVENUE, "9100万元", "单位已写在标题里，应只写数：9100"),
        (REVENUE, "12%", "此列不以百分比计"),
        (REVENUE, "1,20", "不是数"),
        (REVENUE, "(1,200)", "括号不表示负数，应写成 -1200"),
        (REVENUE, "1.2E+08", "科学计数法"),
        (REVENUE, "—", "没有数据请留空，确为零写 0"),
        (REVENUE, -1, "不能为负"),
        (REVENUE, "-0.01", "不能为负"),
        (REVENUE, 1 / 3, "最多 6 位小数"),
        (REVENUE, "0.0000001", "最多 6 位小数"),
        (REVENUE, 1e12, "整数部分最多 12 位"),
        (REVENUE, "1234567890123", "整数部分最多 12 位"),
        (REVENUE, True, "不是数"),
        (REVENUE, date(2024, 9, 10), "不是数"),
        (FOUNDED, "2024年9月", "只写到月"),
        (FOUNDED, 2024, "只有年份"),
        (FOUNDED, "2024-02-30", "没有 2024-02-30 这一天"),
        (FOUNDED, "1899-12-31", "日期应在 1900-01-01 至"),
        (FOUNDED, "不详", "不是日期"),
        (FOUNDED, datetime(2024, 9, 10, 8, 30), "带有钟点"),
        (GIANT, "2024年9月", "或只写年份（2024，按该年最后一天计）"),
        (GIANT, "大概有", "获评日期（如 2024-09-10）、年份（如 2024）、是"),
        (ACCIDENT, "有", "须写明发生日期"),
        (ACCIDENT, "2024", "只有年份"),
        ("独立法人资格", 1, "应为是或否"),
        ("企业性质", "私营", "应为下列之一：中央企业、地方国企、民营企业、三资企业"),
        ("统一社会信用代码", "91410400MA0000015X", "校验位不符"),
        ("统一社会信用代码", 914104000000000123, "写成了数字"),
        ("所在园区", "甲\n乙", "控制字符"),
    ],
)
def test_what_cannot_be_read_says_what_would_be_right(tmp_path: Path, head: str, value: Any, said: str) -> None:
    found = one(tmp_path, head, value)
    assert isinstance(found, str)
    assert said in found


@pytest.mark.parametrize(
    "value",
    [date(2024, 9, 10), "2024-09-10", "2024-9-10", "2024/9/10", "2024.09.10", "2024年9月10日", "20240910", 20240910, 45545, "45545"],
)
def test_days_are_read_as_people_write_them(tmp_path: Path, value: Any) -> None:
    assert one(tmp_path, FOUNDED, value) == date(2024, 9, 10)


@pytest.mark.parametrize(
    ("value", "held", "granted"),
    [
        (date(2024, 9, 10), True, date(2024, 9, 10)),
        (2024, True, date(2024, 12, 31)),
        ("2024年", True, date(2024, 12, 31)),
        ("是", True, None),
        ("有", True, None),
        ("否", False, None),
        (None, None, None),
    ],
)
def test_title_cell_says_whether_and_since_when(tmp_path: Path, value: Any, held: bool | None, granted: date | None) -> None:

    found = table(tmp_path, [GIANT], [value])
    assert found.faults == ()
    assert found.frame.select("titles/sme-little-giant/held", "titles/sme-little-giant/granted").row(0) == (held, granted)


@pytest.mark.parametrize("value", ["无", "否", "没有", "未发生", None])
def test_event_that_did_not_happen_is_nothing_known(tmp_path: Path, value: Any) -> None:
    assert one(tmp_path, ACCIDENT, value) is None


@pytest.mark.parametrize("value", ["410421", 410421, "宝丰县", "平顶山市宝丰县", "河南省平顶山市宝丰县", " 宝丰 县 "])
def test_place_is_read_by_code_and_by_name(tmp_path: Path, value: Any) -> None:

    found = read(workbook(tmp_path / "x.xlsx", [["企业名称", "注册地"], ["甲公司", value]]))
    assert found.faults == ()
    assert found.frame["enterprise/region"].to_list() == ["410421"]


@pytest.mark.parametrize(
    ("value", "said"), [("郑州市宝丰县", "宝丰县"), ("宝丰", "宝丰县"), ("410499", "410400（平顶山市）"), ("月球", "应为六位")]
)
def test_place_that_is_not_known_gets_the_nearest(tmp_path: Path, value: str, said: str) -> None:

    found = read(workbook(tmp_path / "x.xlsx", [["企业名称", "注册地"], ["甲公司", value]]))
    assert [said in fault.message for fault in found.faults] == [True]


def test_lists_are_split_and_none_is_an_empty_list(tmp_path: Path) -> None:
    assert one(tmp_path, "公开发行股票的市场", "上交所、境外").to_list() == ["上交所", "境外"]
    assert one(tmp_path, "所属重点产业链", "新材料；新型电力").to_list() == ["新材料", "新型电力"]
    assert one(tmp_path, "公开发行股票的市场", "无").to_list() == []


def test_yes_and_one_are_told_apart_in_one_column(tmp_path: Path) -> None:

    found = table(tmp_path, ["独立法人资格"], [True], [1], [False], [0])
    assert [fault.row for fault in found.faults] == [3, 5]
    assert found.frame["enterprise/legal_person"].to_list() == [True, None, False, None]
