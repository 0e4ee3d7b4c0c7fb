"""The commands about forms, and questionnaires in place of profiles."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from api.cli.shared import Tidu, catalogue_in, common
from api.cli.tables import table_in, table_options
from tests.api.sample import answer, company, run, written


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    with CalamineWorkbook.from_path(path) as book:
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def rewritten(path: Path, found: dict[str, list[list[Any]]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, table in found.items():
            page = book.add_worksheet(name)
            for row, line in enumerate(table):
                page.write_row(row, 0, line)
    return path


def test_template_writes_the_form_and_says_how_many_columns(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    result = run("template", "--out", str(out))

    assert (result.exit_code, result.stdout.startswith(f"已写出 {out}（")) == (0, True)
    assert [*sheets(out)] == ["企业", "填写说明", "选项"]


def test_template_for_a_programme_is_narrower_and_an_unknown_one_is_bad_input(tmp_path: Path) -> None:
    usual, narrow = (
        answer("template", "--out", str(tmp_path / name), *more)
        for name, more in (("a.xlsx", ()), ("b.xlsx", ("--programme", "sme-little-giant")))
    )
    assert narrow["columns"] < usual["columns"]
    result = run("template", "--out", str(tmp_path / "c.xlsx"), "--programme", "sme-litle-giant")
    assert (result.exit_code, "sme-little-giant" in result.stderr, (tmp_path / "c.xlsx").exists()) == (1, True, False)


@pytest.mark.parametrize("command", ["template", "form"])
def test_forms_are_xlsx_and_replace_nothing(tmp_path: Path, command: str) -> None:
    result = run(command, "--out", str(tmp_path / "t.xls"))
    assert (result.exit_code, "应写成 .xlsx" in result.stderr) == (1, True)
    (tmp_path / "t.xlsx").write_bytes(b"mine")
    result = run(command, "--out", str(tmp_path / "t.xlsx"))
    assert (result.exit_code, "文件已存在" in result.stderr) == (1, True)
    assert run(command).exit_code == 2


def test_form_filled_from_a_profile_is_a_profile_for_every_command(tmp_path: Path) -> None:
    profile = company(applications=[])
    file, form = written(tmp_path, profile), str(tmp_path / "form.xlsx")
    assert run("form", file, "--out", form).exit_code == 0

    for command in (
        ("assess",),
        ("plan", "--to", "sme-little-giant"),
        ("awards",),
        ("ask",),
        ("unlock", "--to", "sme-little-giant"),
        ("calendar",),
    ):
        name, *options = command
        assert answer(name, form, *options) == answer(name, file, *options)


def test_form_says_what_of_a_profile_it_cannot_hold(tmp_path: Path) -> None:
    result = run("form", written(tmp_path, company()), "--out", str(tmp_path / "f.xlsx"))
    assert "申报记录 1 项" in result.stdout


def test_form_of_a_bad_profile_is_refused_with_its_faults(tmp_path: Path) -> None:
    result = run("form", written(tmp_path, company(events_complete="yes")), "--out", str(tmp_path / "f.xlsx"))
    assert (result.exit_code, "/events_complete" in result.stderr, (tmp_path / "f.xlsx").exists()) == (1, True, False)


def test_a_table_of_many_companies_is_no_profile(tmp_path: Path) -> None:
    (tmp_path / "企业.csv").write_text("企业名称,注册地行政区划\n甲公司,410421\n", encoding="utf-8")
    result = run("form", str(tmp_path / "企业.csv"), "--out", str(tmp_path / "f.xlsx"))
    assert (result.exit_code, "是多家企业的表" in result.stderr, (tmp_path / "f.xlsx").exists()) == (1, True, False)


def test_faults_of_a_questionnaire_are_told_by_sheet_and_cell(tmp_path: Path) -> None:
    assert run("form", "--out", str(tmp_path / "f.xlsx")).exit_code == 0
    found = sheets(tmp_path / "f.xlsx")
    who, figures = found["基本情况"], found["指标(逐年)"]
    place = next(row for row, line in enumerate(who) if line[0] == "/enterprise/region")
    revenue = next(row for row, line in enumerate(figures) if line[0] == "/metrics/revenue")
    who[place][2] = "某地"
    figures[revenue][2] = "九千"
    path = rewritten(tmp_path / "g.xlsx", found)
    result = run("assess", str(path))

    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert any(line.startswith(f"{path}: “基本情况”C{place + 1} ") for line in lines)
    assert any(line.startswith(f"{path}: “指标(逐年)”C{revenue + 1} ") and "应为数" in line for line in lines)
    assert any("缺少此项" in line for line in lines)


def test_workbook_that_is_no_questionnaire_is_refused(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "x.xlsx", {"Sheet1": [["a"]]})
    result = run("assess", str(path))
    assert (result.exit_code, result.stderr.strip()) == (
        1,
        f"{path}: 文件：不是本系统的问卷，应为从网页下载或由 tidu form 写出的 Excel 工作簿（.xlsx）",
    )


def test_machine_output_of_the_forms_stands_alone_on_stdout(tmp_path: Path) -> None:
    result = run("form", "--out", str(tmp_path / "f.xlsx"), "--json")
    assert json.loads(result.stdout) == {"file": str(tmp_path / "f.xlsx"), "kept_out": []}


def test_command_that_takes_a_table_refuses_it_whole_or_keeps_the_good_rows(tmp_path: Path) -> None:
    """The options that commands share, on a command that counts."""

    @click.command(name="count")
    @click.argument("file")
    @table_options
    @common
    def count(file: str, on: Any, folder: str, as_json: bool, **options: Any) -> None:
        click.echo(table_in(file, catalogue_in(folder), on, **options).height)

    table = tmp_path / "名单.csv"
    table.write_text("企业名称,注册地,revenue 2025\n甲公司,宝丰县,9100\n乙公司,宝丰县,九千\n", encoding="utf-8")
    group = Tidu(commands={"count": count})

    refused = CliRunner().invoke(group, ["count", str(table)])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "C3（revenue 2025）：“九千”不是数" in refused.stderr
    assert (tmp_path / "名单-问题.xlsx").exists()

    kept = CliRunner().invoke(group, ["count", str(table), "--keep-good", "--marked", str(tmp_path / "m.xlsx")])
    assert (kept.exit_code, kept.stdout.strip()) == (0, "1")
    assert "1 行有问题，未计入" in kept.stderr
    assert (tmp_path / "m.xlsx").exists()
