"""名额分配命令，以及手写小表（CSV、YAML、Excel）的读法。"""

from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from api.rows_file import Column, read_rows
from tests.api.commands import answer, refused, run


def file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_quota_is_shared_out_exactly_and_says_its_rule(tmp_path: Path) -> None:
    weights = file(tmp_path / "weights.csv", '地区,权重\n410100,"1,520.5"\n平顶山市,600\n航空港区,13.6\n')
    found = answer("quota", weights, "--total", 10)

    assert [(one["region"], one["number"]) for one in found["regions"]] == [("郑州市", 7), ("平顶山市", 3), ("航空港区", 0)]
    assert (found["total"], found["sum"]) == (10, 10)
    assert "最大余数法" in found["rule"]
    assert "合计" in run("quota", weights, "--total", 10).stdout


def test_weights_are_read_from_yaml_and_excel_as_from_csv(tmp_path: Path) -> None:
    yaml = file(tmp_path / "weights.yaml", "- {region: 甲, weight: 1.50}\n- {region: 乙, weight: 2.5}\n")
    with xlsxwriter.Workbook(tmp_path / "weights.xlsx") as book:
        sheet = book.add_worksheet("权重")
        for place, row in enumerate([("地区", "权重"), ("甲", 1.5), ("乙", 2.5)]):
            sheet.write_row(place, 0, row)

    assert answer("quota", yaml, "--total", 8) == answer("quota", tmp_path / "weights.xlsx", "--total", 8)


def test_bad_weights_are_named_all_at_once(tmp_path: Path) -> None:
    weights = file(tmp_path / "weights.csv", "地区,权重\n甲,多\n甲,1\n,2\n乙,-3\n")
    said = refused("quota", weights, "--total", 10)

    for part in ("weights.csv:2：权重“多”不是数", "weights.csv:3：地区“甲”重复", "weights.csv:4：缺少地区", "weights.csv:5：权重 -3 为负"):
        assert part in said


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("w.csv", "地区,权重\n", "没有地区"),
        ("w.csv", "地区,权重\n甲,0\n", "权重全为零"),
        ("w.csv", "地区,权重\n甲,12\n乙,13.6%\n", "应统一写法"),
        ("w.txt", "地区,权重\n", "不认识的文件类型"),
        ("w.xlsx", "not excel", "不是可以读取的 Excel 文件"),
        ("w.yaml", "{a: [", "不是合法的 YAML"),
        ("w.yaml", "甲: 3", "应为列表"),
        ("w.yaml", "- 3", "应为键值表"),
    ],
)
def test_a_weights_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, text: str, said: str) -> None:
    assert said in refused("quota", file(tmp_path / name, text), "--total", 10)


def test_a_weights_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "没有这个文件" in refused("quota", tmp_path / "none.csv", "--total", 10)


def test_numbers_in_yaml_stay_as_they_were_written(tmp_path: Path) -> None:
    rows = read_rows(file(tmp_path / "x.yaml", "- {a: 0010, b: 1e3}\n- {a: null}\n"), (Column("a", ("甲",)), Column("b", ("乙",))))

    assert [dict(row.cells) for row in rows] == [{"a": "0010", "b": "1e3"}]
