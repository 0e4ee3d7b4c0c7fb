"""What happens with a table that has faults: refused whole, or its good rows kept; folders of profiles."""

import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from api.errors import BadInput
from api.tables import accepting
from api.tables.accepting import accepted
from tests.tables.making import CATALOGUE, CODE, ON, WHO, read, workbook

HEADS = [*WHO, "营业收入总额（万元）2025年"]


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return workbook(tmp_path / "名单.xlsx", [HEADS, ["甲公司", "410421", "九千"], ["=乙公司", "410400", 9100], ["丙公司", "某地", -1]])


def test_table_with_faults_is_refused_and_a_marked_workbook_written(faulty: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        accepted(faulty, CATALOGUE, ON)

    assert (
        caught.value.lines[0]
        == f"{faulty}: “企业”C2（营业收入总额（万元）2025年）：“九千”不是数，应为数，如 9100；没有数据请留空，确为零写 0"
    )
    assert len(caught.value.lines) == 4
    assert caught.value.lines[-1] == f"{faulty}：共 3 处问题，已在 {tmp_path / '名单-问题.xlsx'} 中标出"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["名单-问题.xlsx", "名单.xlsx"]


def test_marked_workbook_lists_the_faults_and_repeats_the_rows_with_notes(faulty: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        accepted(faulty, CATALOGUE, ON, marked=tmp_path / "m.xlsx")
    with CalamineWorkbook.from_path(tmp_path / "m.xlsx") as book:
        listed, marked = (book.get_sheet_by_name(name).to_python() for name in ("问题清单", "标出的表"))
    raw = (tmp_path / "m.xlsx").read_bytes()

    assert [line[1] for line in listed] == ["单元格", "C2", "B4", "C4"]
    assert marked[0] == ["序号", *HEADS]
    assert marked[2] == [3, "=乙公司", "410400", 9100]
    assert b"comments1.xml" in raw


def test_marked_workbook_can_be_mended_and_handed_in_again(faulty: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        accepted(faulty, CATALOGUE, ON, marked=tmp_path / "m.xlsx")
    with CalamineWorkbook.from_path(tmp_path / "m.xlsx") as book:
        rows = book.get_sheet_by_name("标出的表").to_python()
    rows[1][3], rows[3][2:4] = 9000, ["410421", 1]

    assert read(workbook(tmp_path / "again.xlsx", rows)).faults == ()


def test_of_a_long_table_only_the_rows_with_faults_are_repeated(tmp_path: Path) -> None:
    lines: list[list[Any]] = [[f"甲{row}", "410421", 1] for row in range(2500)]
    lines[2000][2] = "九千"
    with pytest.raises(BadInput):
        accepted(workbook(tmp_path / "x.xlsx", [HEADS, *lines]), CATALOGUE, ON)
    with CalamineWorkbook.from_path(tmp_path / "x-问题.xlsx") as book:
        assert book.get_sheet_by_name("标出的表").to_python()[1:] == [[2002, "甲2000", "410421", "九千"]]


def test_good_rows_are_kept_when_the_user_says_so(faulty: Path) -> None:
    table, told = accepted(faulty, CATALOGUE, ON, keep_good=True)

    assert table.frame["row"].to_list() == [3]
    assert any("2 行有问题，未计入；其余 1 家照常处理" in line for line in told)


def test_faults_of_the_headings_refuse_the_table_whatever_the_user_says(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [[*HEADS, "不明"], ["甲公司", "410421", 1, 2]])
    with pytest.raises(BadInput, match="不认识的标题"):
        accepted(path, CATALOGUE, ON, keep_good=True)


def test_of_very_many_faults_the_first_are_told_and_all_are_in_the_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [HEADS, *([f"甲{row}", "410421", "x"] for row in range(300))])
    with pytest.raises(BadInput) as caught:
        accepted(path, CATALOGUE, ON)

    assert len(caught.value.lines) == accepting.MOST_TOLD + 1
    assert "共 300 处问题，这里列出前 200 处" in caught.value.lines[-1]


def profile(name: str, **more: Any) -> str:
    return json.dumps({"enterprise": {"name": name, "region": "410421", **more.pop("who", {})}, **more}, ensure_ascii=False)


def test_folder_of_profiles_is_a_table_and_what_a_frame_cannot_hold_stays_a_profile(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(profile("甲公司", metrics={"revenue": {"2025": 9100.5}}), encoding="utf-8")
    (tmp_path / "b.json").write_text(profile("乙公司", events=[{"kind": "penalty", "on": "2024-01-02"}] * 2), encoding="utf-8")
    (tmp_path / "~$c.xlsx").write_bytes(b"lock")
    table = read(tmp_path)

    assert table.faults == ()
    assert table.frame.select("row", "enterprise/name", "metrics/revenue/2025").rows() == [(1, "甲公司", 9_100_500_000)]
    assert [(row, one.name) for row, one in table.profiles] == [(2, "乙公司")]


def test_faults_in_a_folder_name_file_line_and_field_and_duplicates_both_files(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(profile("甲公司", metrics={"revenue": 1}), encoding="utf-8")
    (tmp_path / "b.json").write_text(profile("乙公司", who={"uscc": CODE}), encoding="utf-8")
    (tmp_path / "c.json").write_text(profile("丙公司", who={"uscc": CODE}), encoding="utf-8")
    table = read(tmp_path)

    assert [fault.line(tmp_path).removeprefix(f"{tmp_path}/") for fault in table.faults] == [
        'a.json:1: /metrics/revenue：应为按年填写的数，如 {"2025": 9100}',
        "b.json: 与 c.json 重复，一家企业只能有一份",
        "c.json: 与 b.json 重复，一家企业只能有一份",
    ]
    assert table.good().empty


def test_folder_without_profiles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有企业档案"):
        read(tmp_path)
