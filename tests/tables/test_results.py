"""Tables of answers: exact, whole or not at all, and harmless in a spreadsheet."""

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from api.errors import BadInput
from api.output_file import output_file
from api.tables import results
from api.tables.results import Heads, check_output, write_table

FRAME = pl.DataFrame(
    {"uscc": ["91410400MA0000015T", None], "state": ["eligible", "far"], "unmet": [0, 3], "earliest": [date(2027, 4, 1), None]}
)
DANGEROUS = ["=1+1", "+A1", "-x", "@sum(A1)", "\t=1", "\r=1", " =1", "＝1+1", '=HYPERLINK("http://x")']


def rows(path: Path) -> list[list[object]]:
    with CalamineWorkbook.from_path(path) as book:
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_csv_and_parquet_keep_the_ids(tmp_path: Path) -> None:
    assert write_table(FRAME, tmp_path / "x.csv") == 2
    assert write_table(FRAME, tmp_path / "x.parquet") == 2

    assert (tmp_path / "x.csv").read_text("utf-8").splitlines() == [
        "uscc,state,unmet,earliest",
        "91410400MA0000015T,eligible,0,2027-04-01",
        ",far,3,",
    ]
    assert pl.read_parquet(tmp_path / "x.parquet").equals(FRAME)


def test_workbook_has_chinese_heads_and_words(tmp_path: Path) -> None:
    heads = Heads({"uscc": "统一社会信用代码", "state": "状态"}, {"state": {"eligible": "可申报"}})
    write_table(FRAME, tmp_path / "x.xlsx", heads)

    assert rows(tmp_path / "x.xlsx") == [
        ["统一社会信用代码", "状态", "unmet", "earliest"],
        ["91410400MA0000015T", "可申报", 0, date(2027, 4, 1)],
        ["", "far", 3, ""],
    ]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_batches_are_one_table(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    assert write_table(iter([FRAME, FRAME.clear(), FRAME]), path) == 4
    found = {".csv": pl.read_csv, ".parquet": pl.read_parquet}.get(
        suffix, lambda path: pl.DataFrame([row[:1] for row in rows(path)[1:]], orient="row")
    )(path)
    assert found.height == 4


def test_lazy_frame_is_written_in_batches(tmp_path: Path) -> None:
    assert write_table(FRAME.lazy(), tmp_path / "x.csv") == 2


def test_texts_that_a_spreadsheet_would_run_are_led_by_an_apostrophe_in_csv(tmp_path: Path) -> None:
    frame = pl.DataFrame({"name": [*DANGEROUS, "-5", "+3.2", "甲=乙", "a-b"]})
    write_table(frame, tmp_path / "x.csv")
    found = pl.read_csv(tmp_path / "x.csv")["name"].to_list()

    assert found == [*(f"'{text}" for text in DANGEROUS), "-5", "+3.2", "甲=乙", "a-b"]


def test_texts_that_a_spreadsheet_would_run_are_texts_in_a_workbook(tmp_path: Path) -> None:
    write_table(pl.DataFrame({"name": DANGEROUS}), tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml")

    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    assert [row[0] for row in rows(tmp_path / "x.xlsx")[1:4]] == DANGEROUS[:3]


def test_more_rows_than_a_sheet_holds_are_refused_naming_the_other_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "MOST_ROWS", 3)
    with pytest.raises(BadInput, match=r"请改写成 \.csv 或 \.parquet"):
        write_table(iter([FRAME, FRAME]), tmp_path / "x.xlsx")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
@pytest.mark.parametrize("interruption", [KeyboardInterrupt, ValueError])
def test_interruption_leaves_what_stood_there_and_nothing_half_written(
    tmp_path: Path, suffix: str, interruption: type[BaseException]
) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(b"former")

    def batches() -> Iterator[pl.DataFrame]:
        yield FRAME
        raise interruption

    with pytest.raises((interruption, pl.exceptions.PolarsError)):
        write_table(batches(), path)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(path.name, b"former")]


def test_place_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "x.txt", "应写成 .csv"), (tmp_path / "no" / "x.csv", "没有文件夹"), (tmp_path, "应写成")):
        with pytest.raises(BadInput, match=said):
            check_output(path)
    check_output(tmp_path / "x.csv")
    assert [*tmp_path.iterdir()] == []


def test_full_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有写成"), output_file(tmp_path / "x.csv"):
        raise OSError(28, "No space left on device")
    assert [*tmp_path.iterdir()] == []
