"""Commands about forms, the one for many companies and the questionnaire for one; and what commands that take a table share."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.progress import progress
from api.cli.shared import catalogue_in, common, print_json, programme_named
from api.errors import BadInput
from graph.model import Catalogue

if TYPE_CHECKING:
    from api.tables.reader import Table

OUT = click.option("--out", required=True, metavar="文件", help="写到哪个 .xlsx 文件")


@click.command(name="template", help="写出多家企业的 Excel 表：每行一家，标题带单位和年份，另有逐列说明。")
@OUT
@click.option("--programme", "programmes", multiple=True, metavar="编号", help="只要这些事项所问的列（含声明），可写多个")
@click.option("--full", is_flag=True, help="要所有事项所问的全部列")
@common
def template_command(out: str, programmes: tuple[str, ...], full: bool, on: date, folder: str, as_json: bool) -> None:
    """Write the form for many companies."""
    from api.tables.selection import select
    from api.tables.template import LINES, write_template

    path = _workbook(out)
    catalogue = catalogue_in(folder)
    chosen = [programme_named(id, catalogue).id for id in programmes]
    selection = select(catalogue, on, chosen, full=full)
    write_template(selection, catalogue, on, path)
    _said(path, {"columns": len(selection.columns)}, f"{len(selection.columns)} 列，下拉备到 {LINES} 行", as_json=as_json)


@click.command(name="form", help="写出一家企业的 Excel 问卷；给出企业档案时填好已知的。填好后可当企业档案交给各命令。")
@click.argument("file", metavar="[企业档案]", required=False)
@OUT
@common
def form_command(file: str | None, out: str, on: date, folder: str, as_json: bool) -> None:
    """Write the questionnaire of one company."""
    from api.output_file import output_file
    from api.profile_file import load_values
    from api.questionnaire.view import NEWCOMER, FormView
    from api.questionnaire.workbook import questionnaire

    path = _workbook(out)
    catalogue = catalogue_in(folder)
    view = FormView(load_values(Path(file), catalogue) if file else NEWCOMER, catalogue, on)
    with output_file(path, fresh=True) as unfinished:
        unfinished.write_bytes(questionnaire(view))
    left = f"；问卷里没有的 {'、'.join(view.kept)} 未写入，请另存档案" if view.kept else ""
    _said(path, {"kept_out": view.kept}, f"填好后可直接交给 tidu assess、plan 等命令{left}", as_json=as_json)


def _workbook(out: str) -> Path:
    if Path(out).suffix.lower() != ".xlsx":
        raise BadInput([f"{out}：应写成 .xlsx 文件"])
    return Path(out)


def _said(path: Path, facts: dict[str, object], text: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(path), **facts})
    else:
        click.echo(f"已写出 {path}（{text}）")


def table_options(command: Callable) -> Callable:
    """Add the options of a command that takes a table of companies: `sheet`, `keep_good`, `marked`."""
    sheet = click.option("--sheet", metavar="表名", help="读工作簿里的哪张表，有几张像名单时须指明")
    keep = click.option("--keep-good", is_flag=True, help="有问题的行略去，其余照常处理；默认全部退回")
    marked = click.option("--marked", metavar="文件", help="标出问题的工作簿写到哪里，默认与名单同一文件夹")
    return sheet(keep(marked(command)))


def table_in(file: str, catalogue: Catalogue, on: date, sheet: str | None, keep_good: bool, marked: str | None) -> "Table":
    """Return the companies in a file or folder; what the user must know of it goes to stderr."""
    from api.tables.accepting import accepted

    place = Path(marked) if marked else None
    with progress("读表") as done:
        table, told = accepted(Path(file), catalogue, on, sheet=sheet, keep_good=keep_good, marked=place, progress=done)
    for line in told:
        click.echo(line, err=True)
    return table
