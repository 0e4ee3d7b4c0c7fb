"""筛查命令：与单家评估一致、结果文件、告知函，以及坏输入的说法。"""

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from api.cli import main
from tests.tables.making import workbook

EXAMPLES = Path(__file__).parents[2] / "examples"
ENTERPRISES = ("fictional-zhixing-electric", "fictional-two-products", "shenma", "fictional-young-sensor")
ON = ("--on", "2026-11-21")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Examples, of which one has products of its own, so that no frame can hold it."""
    folder = tmp_path_factory.mktemp("table") / "企业"
    folder.mkdir()
    for place, name in enumerate(ENTERPRISES):
        shutil.copy(EXAMPLES / f"{name}.json", folder / f"{place}-{name}.json")
    return folder


def run(*args: Any) -> Result:
    return CliRunner().invoke(main, [*map(str, args), *ON])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_says_what_assessing_the_company_alone_says(table: Path, tmp_path: Path) -> None:
    assert run("screen", table, "--out", tmp_path / "out.csv").exit_code == 0
    rows = rows_of(tmp_path / "out.csv")

    expected = []
    for path in sorted(table.iterdir()):
        for one in json.loads(run("assess", path, "--json").stdout)["results"]:
            counts = (str(len(one["gaps"])), str(len(one["unknowns"])))
            expected.append((one["programme"], one["state"], one["verdict"] or "", *counts))
    assert [(row["programme"], row["state"], row["verdict"], row["unmet"], row["unknown"]) for row in rows] == expected
    assert [*rows[0]] == ["uscc", "name", "programme", "state", "verdict", "unmet", "unknown", "nearest_gap", "earliest"]


def test_of_one_programme_the_gap_of_those_who_miss_it_is_named(table: Path, tmp_path: Path) -> None:
    found = run("screen", table, "--out", tmp_path / "out.csv", "--programme", "sme-little-giant")
    rows = rows_of(tmp_path / "out.csv")

    assert found.exit_code == 0
    assert len(rows) == len(ENTERPRISES)
    assert all(bool(row["nearest_gap"]) == (row["state"] in ("near", "far")) for row in rows)
    assert any(row["nearest_gap"] for row in rows)


def test_the_answer_counts_the_companies_by_state(table: Path, tmp_path: Path) -> None:
    answer = json.loads(run("screen", table, "--out", tmp_path / "out.parquet", "--json").stdout)

    assert (answer["companies"], answer["rows"]) == (len(ENTERPRISES), len(ENTERPRISES) * len(answer["programmes"]))
    assert all(sum(one["states"].values()) == len(ENTERPRISES) for one in answer["programmes"])


def test_a_workbook_shows_chinese_heads_and_words(table: Path, tmp_path: Path) -> None:
    run("screen", table, "--out", tmp_path / "out.xlsx", "--programme", "sme-innovative")
    first, second, *_ = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()

    assert first[:5] == ["统一社会信用代码", "企业名称", "事项", "现状", "条件"]
    assert second[2] == "创新型中小企业（河南省创新型中小企业）"
    assert second[3] in ("已持有", "可申报", "差一点", "待确认", "尚远", "受限", "不适用")


def test_letters_go_to_those_who_fit_or_nearly_do(table: Path, tmp_path: Path) -> None:
    found = run("screen", table, "--out", tmp_path / "out.csv", "--programme", "sme-innovative", "--letters", tmp_path / "信")
    fitting = [row["name"] for row in rows_of(tmp_path / "out.csv") if row["state"] in ("eligible", "near", "unknown")]

    assert found.exit_code == 0
    assert fitting
    assert sorted(path.stem for path in (tmp_path / "信").iterdir()) == sorted(fitting)


def test_letters_need_a_programme(table: Path, tmp_path: Path) -> None:
    found = run("screen", table, "--out", tmp_path / "out.csv", "--letters", tmp_path / "信")

    assert (found.exit_code, "须与 --programme 同用" in found.stderr) == (2, True)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--out", "out.doc"), "应写成 .csv、.parquet、.xlsx 之一"),
        (("--out", "nowhere/out.csv"), "nowhere"),
        (("--out", "out.csv", "--programme", "sme-little-gaint"), "sme-little-giant"),
    ],
)
def test_bad_input_is_said_and_nothing_is_written(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = run("screen", table, *args)

    assert found.exit_code == 1
    assert said in found.stderr
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("option", ["--out", "--marked"])
def test_the_table_that_is_read_is_never_written_over(tmp_path: Path, option: str) -> None:
    table = workbook(tmp_path / "企业.xlsx", [["企业名称", "注册地行政区划"], ["示例一号公司", "410421"]])
    outs = {"--out": tmp_path / "out.csv"} | {option: table}
    found = run("screen", table, *(arg for pair in outs.items() for arg in pair))

    assert (found.exit_code, "就是要读的企业表" in found.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["企业.xlsx"]


def test_marked_faults_go_into_a_workbook_that_can_be_written(tmp_path: Path) -> None:
    table = workbook(tmp_path / "企业.xlsx", [["企业名称", "注册地行政区划"], ["示例一号公司", "410421"]])
    for name, said in (("m.csv", "应写成 .xlsx"), ("nowhere/m.xlsx", "没有文件夹")):
        found = run("screen", table, "--out", tmp_path / "out.csv", "--marked", tmp_path / name)
        assert (found.exit_code, said in found.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["企业.xlsx"]


def test_what_stood_there_stays_when_the_screening_is_broken_off(tmp_path: Path) -> None:
    table, out = tmp_path / "企业.csv", tmp_path / "结果/out.csv"
    table.write_text("企业名称,注册地行政区划\n" + "".join(f"示例{number}号公司,410421\n" for number in range(20_000)), encoding="utf-8")
    out.parent.mkdir()
    out.write_text("old", encoding="utf-8")
    call = [sys.executable, "-c", "from api.cli import main; main()", "screen", str(table), "--out", str(out), *ON]
    with subprocess.Popen(call, stderr=subprocess.PIPE, text=True) as running:
        while running.poll() is None and len([*out.parent.iterdir()]) == 1:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)[1]

    assert (running.returncode, "Traceback" in said) == (130, False)
    assert [(path.name, path.read_text(encoding="utf-8")) for path in out.parent.iterdir()] == [("out.csv", "old")]
