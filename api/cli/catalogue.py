"""Commands about the catalogue: read it, check it, compare two."""

from datetime import date

import click

from api.answers_check import audit, check_answer, check_text
from api.answers_programmes import Wanted, programme_answer, programmes_answer
from api.cli.shared import catalogue_in, catalogues, common, dated, print_json, programme_named
from api.labels import HOLDER, KIND, LEVEL, STATUS
from graph.model import Catalogue, Programme


@click.command(name="programmes", help="列出目录中的事项，可按类别等筛选；给出编号则看一项的全部内容。")
@click.argument("id", required=False, metavar="[编号]")
@click.option("--full", is_flag=True, help="每项都列出全部内容")
@click.option("--kind", type=click.Choice([*KIND]), help="类别")
@click.option("--holder", type=click.Choice([*HOLDER]), help="申报主体")
@click.option("--level", type=click.Choice([*LEVEL]), help="级别")
@click.option("--jurisdiction", metavar="辖区", help="辖区，如 cn-41")
@click.option("--status", type=click.Choice([*STATUS]), help="是否受理")
@click.option("--topic", metavar="主题", help="主题，写出一部分即可")
@common
def programmes_command(id: str | None, full: bool, on: date, folder: str, as_json: bool, **wanted: str | None) -> None:
    """Show the catalogue."""
    catalogue = catalogue_in(folder)
    if id:
        _show_one(programme_named(id, catalogue), wanted, catalogue, on, as_json=as_json)
        return
    chosen = Wanted(**wanted).select(catalogue, on)
    if as_json:
        print_json(programmes_answer(catalogue, chosen, on, full=full))
        return
    from api.report_programmes import show_programme, show_programmes

    if full:
        for programme in chosen:
            show_programme(programme, catalogue, on)
    else:
        show_programmes(catalogue, chosen, on)


def _show_one(programme: Programme, wanted: dict[str, str | None], catalogue: Catalogue, on: date, *, as_json: bool) -> None:
    given = [f"--{name}" for name, value in wanted.items() if value is not None]
    if given:
        raise click.UsageError(f"给出编号时不能再用 {'、'.join(given)} 筛选")
    if as_json:
        print_json(programme_answer(programme, catalogue, on))
        return
    from api.report_programmes import show_programme

    show_programme(programme, catalogue, on)


@click.command(name="check", help="检查政策目录，一次列出全部错误；可与第二遍读出的事实比对，并核对原文。")
@click.argument("directory", required=False, metavar="[目录]")
@click.option("--facts", metavar="文件", help="第二遍读出的事实（TSV 文件，或放这些文件的文件夹）")
@click.option("--settled", metavar="文件", help="已对照原文裁定的差异（TSV），须与 --facts 同用")
@click.option("--sources", metavar="文件夹", help="来源文件所在的文件夹：逐条核对数值是否在原文所指位置，须与 --facts 同用")
@common
def check_command(
    directory: str | None, facts: str | None, settled: str | None, sources: str | None, on: date, folder: str, as_json: bool
) -> None:
    """Check a catalogue, alone or against a second reading of its sources."""
    if facts is None and (settled or sources):
        raise click.UsageError("--settled 和 --sources 须与 --facts 同用")
    catalogue = catalogue_in(directory or folder)
    found = audit(catalogue, facts, settled, sources) if facts else None
    if as_json:
        print_json(check_answer(catalogue, found))
    else:
        click.echo(check_text(catalogue, found))
    if found and found.faults:
        click.echo("\n".join(found.faults), err=True)
        raise click.exceptions.Exit(1)


@click.command(name="diff", help="比较两个政策目录：改了什么；给出企业档案，则看谁受益、谁受损。")
@click.argument("old", metavar="旧目录")
@click.argument("new", metavar="新目录")
@click.argument("files", nargs=-1, metavar="[企业档案]…")
@dated
def diff_command(old: str, new: str, files: tuple[str, ...], on: date, as_json: bool) -> None:
    """Compare two catalogues."""
    from api.answers_diff import comparison, comparison_answer

    before, after = catalogues(old, new)
    found = comparison(before, after, files, on)
    if as_json:
        print_json(comparison_answer(found))
        return
    from api.report_diff import show_comparison

    show_comparison(found)
