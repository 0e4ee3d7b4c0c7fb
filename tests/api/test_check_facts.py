"""`tidu check --facts`: the second reading against the catalogue and against the sources, with every fault in its place."""

import json
from pathlib import Path

import pytest

from tests.api.sample import answer, run

HEAD = "id\tclause\tkind\tvalue\tunit\toffset\tdocument\n"
TEXT = "序言。近两年研发费用合计不低于1200万元，每年占营业收入比重不低于3%。有效期三年。"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    rows = [
        ("sme-little-giant", "(三)(3)", "threshold", "1200", "万元", TEXT.index("1200")),
        ("sme-little-giant", "(三)(3)", "threshold", "3", "%", TEXT.index("3%")),
        ("sme-little-giant", "(五)(1)", "years", "3", "年", TEXT.index("三年")),
    ]
    path = tmp_path / "facts.tsv"
    path.write_text(HEAD + "".join("\t".join(map(str, (*row, ""))) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "000_df455247a85e9340.txt").write_text(TEXT, encoding="utf-8")
    return folder


def settle(folder: Path, facts: Path) -> str:
    """Settle every difference that the catalogue has over the few facts."""
    found = run("check", "--facts", str(facts), "--json")
    rows = json.loads(found.stdout)["comparison"]["open"]
    path = folder / "settled.tsv"
    text = "id\tvalue\treading\treason\n" + "".join(f"{row['id']}\t{row['value']}\t{row['reading']}\t第二遍只读了三条\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_differences_that_nobody_settled_are_told_and_make_the_check_fail(facts: Path) -> None:
    result = run("check", "--facts", str(facts))

    assert result.exit_code == 1
    assert "第二遍读出 3 条事实，其中 3 条与目录一致" in result.stdout
    assert "sme-little-giant：目录中有而事实中没有 5000，应对照原文裁定" in result.stderr


def test_settled_differences_pass_and_the_figures_are_found_in_the_source(tmp_path: Path, facts: Path, sources: Path) -> None:
    found = answer("check", "--facts", str(facts), "--settled", settle(tmp_path, facts), "--sources", str(sources))["comparison"]

    assert (found["facts"], found["agreed"], found["open"], found["verified"], found["misplaced"]) == (3, 3, [], 3, [])


def test_a_figure_that_does_not_stand_at_its_offset_is_named(tmp_path: Path, facts: Path, sources: Path) -> None:
    settled = settle(tmp_path, facts)
    facts.write_text(facts.read_text(encoding="utf-8").replace(f"\t{TEXT.index('1200')}\t", "\t0\t"), encoding="utf-8")

    result = run("check", "--facts", str(facts), "--settled", settled, "--sources", str(sources))

    assert result.exit_code == 1
    assert "sme-little-giant：1200万元 不在 pds-2026 第 0 字处（事实文件第 2 行）" in result.stderr


def test_a_settlement_that_is_no_longer_needed_is_named(tmp_path: Path, facts: Path) -> None:
    settled = Path(settle(tmp_path, facts))
    settled.write_text(settled.read_text(encoding="utf-8") + "sme-little-giant\t99\tfirst\t旧\n", encoding="utf-8")

    result = run("check", "--facts", str(facts), "--settled", str(settled))

    assert result.exit_code == 1
    assert "sme-little-giant：已裁定的差异 99（first）已不存在，应从裁定中删去" in result.stderr


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("sme-litle-giant\t(一)\tyears\t3\t年\t5\t", "facts.tsv:2：id “sme-litle-giant”不在目录中"),
        ("sme-little-giant\t(一)\tguess\t3\t年\t5\t", "facts.tsv:2：kind “guess”不可识别"),
        ("sme-little-giant\t(一)\tyears\t三\t年\t5\t", "facts.tsv:2：value “三”不是数"),
        ("sme-little-giant\t(一)\ttitle\tno-such\t\t5\t", "facts.tsv:2：value “no-such”不在目录中"),
        ("sme-little-giant\t(一)\tyears\t3\t年\t五\t", "facts.tsv:2：offset “五”应为从 0 起数的字符位置"),
        ("sme-little-giant\t(一)\tyears\t3\t年\t5\tpds", "facts.tsv:2：document “pds”不在目录中"),
    ],
)
def test_a_bad_row_says_file_line_and_what_would_be_right(facts: Path, row: str, said: str) -> None:
    facts.write_text(HEAD + row + "\n", encoding="utf-8")

    result = run("check", "--facts", str(facts))

    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("--settled", "x.tsv"), 2, "须与 --facts 同用"),
        (("--facts", "no-such.tsv"), 1, "no-such.tsv：没有这个文件"),
    ],
)
def test_misuse_says_what_would_be_right(args: tuple[str, ...], status: int, said: str) -> None:
    result = run("check", *args)

    assert result.exit_code == status
    assert said in result.stderr


def test_a_table_without_its_columns_names_them(facts: Path) -> None:
    facts.write_text("programme\tvalue\nx\t3\n", encoding="utf-8")

    assert "facts.tsv:1：缺少列 id、clause、kind、unit、offset" in run("check", "--facts", str(facts)).stderr
