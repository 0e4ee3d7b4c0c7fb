"""Long tables, read in pieces: the same as in one, wherever a piece ends."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from api.errors import BadInput
from api.tables import accepting, columnar, delimited, marked, reader, waiting, workbook
from api.tables.accepting import accepted
from tests.tables.making import CATALOGUE, ON, WHO, read
from tests.tables.making import workbook as written

REVENUE = "营业收入总额（万元）2025年"
HEADS = [*WHO, REVENUE]


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of a few rows, of which few wait in memory."""
    for module in (columnar, workbook):
        monkeypatch.setattr(module, "PIECE", 4)
    monkeypatch.setattr(workbook, "BLOCK", 2)
    monkeypatch.setattr(delimited, "BLOCK", 60)
    monkeypatch.setattr(waiting, "HELD", 5)


def rows(count: int) -> list[list[Any]]:
    return [[f"甲{number}公司", "410421", 1000 + number] for number in range(1, count + 1)]


def table(path: Path, lines: list[list[Any]], encoding: str = "utf-8") -> Path:
    """Write a table in the kind that the name says."""
    if path.suffix == ".xlsx":
        return written(path, [HEADS, *lines])
    if path.suffix == ".parquet":
        texts = [[None if cell is None else str(cell) for cell in line] for line in lines]
        pl.DataFrame(texts, schema=dict.fromkeys(HEADS, pl.String), orient="row").write_parquet(path)
    else:
        text = "\n".join(",".join("" if cell is None else str(cell) for cell in line) for line in [HEADS, *lines])
        path.write_bytes((text + "\n").encode(encoding))
    return path


KINDS = ["x.csv", "x.xlsx", "x.parquet"]


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize("name", KINDS)
def test_rows_of_all_pieces_are_there_in_order_with_their_numbers(tmp_path: Path, name: str) -> None:
    found = read(table(tmp_path / name, rows(11)))

    assert (found.faults, found.height) == ((), 11)
    assert found.frame["row"].to_list() == [*range(2, 13)]
    assert found.frame["metrics/revenue/2025"].to_list() == [(1000 + number) * 10**6 for number in range(1, 12)]


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize("name", KINDS)
def test_every_bad_cell_of_every_piece_is_told_at_once_and_good_rows_can_be_kept(tmp_path: Path, name: str) -> None:
    lines = rows(11)
    lines[0][2], lines[5][2], lines[10][1] = "九千", "八千", "某地"
    path = table(tmp_path / name, lines)

    assert [(fault.cell, fault.value) for fault in read(path).faults] == [("C2", "九千"), ("C7", "八千"), ("B12", "某地")]
    good, told = accepted(path, CATALOGUE, ON, keep_good=True)
    assert (good.height, good.frame["row"].to_list()) == (8, [3, 4, 5, 6, 8, 9, 10, 11])
    assert any("3 行有问题，未计入；其余 8 家照常处理" in line for line in told)


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize("name", KINDS)
def test_a_company_that_stands_in_two_pieces_is_told_on_both_rows(tmp_path: Path, name: str) -> None:
    lines = rows(11)
    lines[9][0] = "甲1 公司"

    assert [(fault.cell, fault.message) for fault in read(table(tmp_path / name, lines)).faults] == [
        ("A2", "与第 11 行重复，一家企业只能有一行"),
        ("A11", "与第 2 行重复，一家企业只能有一行"),
    ]


@pytest.mark.usefixtures("_short")
def test_gb18030_and_quoted_line_breaks_do_not_depend_on_where_a_piece_ends(tmp_path: Path) -> None:
    lines = rows(11)
    for number, line in enumerate(lines):
        line[0] = f'"甲{number}\n公司，""集团"""' if number % 3 == 0 else line[0]
    named = [f'甲{number}\n公司，"集团"' if number % 3 == 0 else f"甲{number + 1}公司" for number in range(11)]

    for encoding in ("utf-8", "gb18030", "utf-8-sig"):
        source = reader._source(table(tmp_path / f"{encoding}.csv", lines, encoding), reader.Headings(CATALOGUE, ON), None)
        assert [cell for piece in source.pieces() for cell in piece[0]] == named


@pytest.mark.usefixtures("_short")
def test_a_row_with_too_many_cells_in_a_later_piece_is_named(tmp_path: Path) -> None:
    path = table(tmp_path / "x.csv", rows(11))
    path.write_text(path.read_text(encoding="utf-8").replace(",1009", ",1,009"), encoding="utf-8")

    with pytest.raises(BadInput, match="第 10 行有 4 格，多于标题的 3 格"):
        read(path)


@pytest.mark.usefixtures("_short")
def test_of_very_many_faults_the_first_are_listed_all_are_counted_and_no_bad_row_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MOST_FAULTS", 3)
    lines = rows(11)
    for line in lines[2:9]:
        line[2] = "若干"
    found = read(table(tmp_path / "x.csv", lines))

    assert ([fault.cell for fault in found.faults], found.fault_count) == (["C4", "C5", "C6"], 7)
    assert found.good().frame["row"].to_list() == [2, 3, 11, 12]
    with pytest.raises(BadInput, match="共 7 处问题"):
        accepted(tmp_path / "x.csv", CATALOGUE, ON)


@pytest.mark.usefixtures("_short")
def test_the_marked_workbook_of_a_long_table_has_the_bad_rows_of_all_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked, "WHOLE", 5)
    lines = rows(11)
    lines[1][2], lines[8][2] = "九千", "八千"
    with pytest.raises(BadInput):
        accepted(table(tmp_path / "x.csv", lines), CATALOGUE, ON)

    with CalamineWorkbook.from_path(accepting.beside(tmp_path / "x.csv")) as book:
        told = book.get_sheet_by_name("标出的表").to_python()[1:]
    assert told == [[3, "甲2公司", "410421", "九千"], [10, "甲9公司", "410421", "八千"]]


def test_lists_in_a_parquet_file_are_read_and_marked_as_texts(tmp_path: Path) -> None:
    frame = pl.DataFrame({"name": ["甲公司"], "region": ["410421"], "chains": [["尼龙新材料", "不明"]], "revenue 2025": ["九千"]})
    frame.write_parquet(tmp_path / "x.parquet")
    with pytest.raises(BadInput, match="不是数"):
        accepted(tmp_path / "x.parquet", CATALOGUE, ON)

    with CalamineWorkbook.from_path(accepting.beside(tmp_path / "x.parquet")) as book:
        assert book.get_sheet_by_name("标出的表").to_python()[1] == [2, "甲公司", "410421", "尼龙新材料、不明", "九千"]


@pytest.mark.usefixtures("_short")
def test_files_in_which_rows_wait_are_gone_with_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting.tempfile, "tempdir", str(tmp_path / "waiting"))
    (tmp_path / "waiting").mkdir()
    found = read(table(tmp_path / "x.csv", rows(11)))

    assert len([*(tmp_path / "waiting").rglob("*.parquet")]) > 1
    del found
    assert [*(tmp_path / "waiting").iterdir()] == []
