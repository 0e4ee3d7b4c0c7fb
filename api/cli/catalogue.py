"""Commands about the catalogue: read it, check it, compare two."""

from datetime import date

import click

from api.answers_programmes import programme_answer, programmes_answer
from api.cli.shared import catalogue_in, catalogues, common, print_json, programme_named


@click.command(name="programmes", help="列出目录中的事项；给出编号则看一项的全部内容。")
@click.argument("id", required=False, metavar="[编号]")
@click.option("--full", is_flag=True, help="每项都列出全部内容")
@common
def programmes_command(id: str | None, full: bool, on: date, folder: str, as_json: bool) -> None:
    """Show the catalogue."""
    catalogue = catalogue_in(folder)
    chosen = programme_named(id, catalogue) if id else None
    if as_json:
        print_json(programme_answer(chosen, catalogue, on) if chosen else programmes_answer(catalogue, on, full=full))
        return
    from api.report_programmes import show_programme, show_programmes

    if chosen or full:
        for programme in [chosen] if chosen else catalogue.programmes.values():
            show_programme(programme, catalogue, on)
    else:
        show_programmes(catalogue, on)


@click.command(name="check", help="检查政策目录，一次列出全部错误。")
@click.argument("directory", required=False, metavar="[目录]")
@common
def check_command(directory: str | None, on: date, folder: str, as_json: bool) -> None:
    """Check a catalogue."""
    catalogue = catalogue_in(directory or folder)
    if as_json:
        print_json({"catalogue_version": catalogue.version, "programmes": len(catalogue.programmes), "faults": []})
        return
    click.echo(f"目录无误：{len(catalogue.programmes)} 项事项")


@click.command(name="diff", help="比较两个政策目录：改了什么；给出企业档案，则看谁受益、谁受损。")
@click.argument("old", metavar="旧目录")
@click.argument("new", metavar="新目录")
@click.argument("files", nargs=-1, metavar="[企业档案]…")
@common
def diff_command(old: str, new: str, files: tuple[str, ...], on: date, folder: str, as_json: bool) -> None:
    """Compare two catalogues."""
    from api.answers_diff import comparison, comparison_answer

    before, after = catalogues(old, new)
    found = comparison(before, after, files, on)
    if as_json:
        print_json(comparison_answer(found))
        return
    from api.report_diff import show_comparison

    show_comparison(found)
