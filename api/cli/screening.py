"""The command for many companies: who fits which programme."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.progress import progress
from api.cli.shared import catalogue_in, common, print_json, programme_named
from api.cli.tables import table_in, table_options

if TYPE_CHECKING:
    from api.screening import Screening


@click.command(name="screen", help="企业表里的每家企业对每个事项（或一个事项）：现状、还差几条、最近的差距。")
@click.argument("file", metavar="企业表")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="文件", help="结果写到哪里：.xlsx、.csv 或 .parquet")
@click.option("--programme", "id", metavar="编号", help="只看一个事项")
@click.option("--letters", type=click.Path(path_type=Path), metavar="文件夹", help="给合适和接近的企业各写一封告知函（须有 --programme）")
@click.option("--engine", type=click.Choice(("polars", "spark")), default="polars", show_default=True, help="在本机算，还是交给 Spark 集群")
@click.option("--master", metavar="地址", help="Spark 的主节点，如 spark://主机:7077；默认用本机全部核")
@table_options
@common
def screen_command(
    file: str,
    out: Path,
    id: str | None,
    letters: Path | None,
    engine: str,
    master: str | None,
    sheet: str | None,
    keep_good: bool,
    marked: str | None,
    on: date,
    folder: str,
    as_json: bool,
) -> None:
    """Screen a table of companies."""
    from api.cluster import screen_on_spark
    from api.new_folder import refuse_full
    from api.output_file import refuse_same
    from api.report_screening import HEADS, WIDTHS, words
    from api.screening import Screening
    from api.tables.results import Heads, check_output, write_table

    if letters and not id:
        raise click.UsageError("--letters 须与 --programme 同用")
    _check_engine(engine, master)
    check_output(out)
    refuse_same(out, Path(file))
    if letters:
        refuse_full(letters)
    catalogue = catalogue_in(folder)
    if id:
        programme_named(id, catalogue)
    found = Screening(table_in(file, catalogue, on, sheet, keep_good, marked), catalogue, on, id)
    heads = Heads(HEADS, words(catalogue), WIDTHS, "筛查结果")
    with progress("筛查", found.table.height) as told:
        if engine == "spark":
            rows = screen_on_spark(found, out, heads, told, master or "local[*]")
        else:
            rows = write_table(found.rows(told), out, heads)
    if letters:
        _write_letters(letters, found)
    if as_json:
        from api.answers_screening import screening_answer

        print_json(screening_answer(found, rows, out))
        return
    from api.report_screening import show_screening

    show_screening(found)
    written = f"已写出 {out}（{found.table.height} 家，{rows} 行）"
    click.echo(f"{written}，告知函在 {letters}" if letters else written, err=True)


def _check_engine(engine: str, master: str | None) -> None:
    """Refuse, before the table is read, an engine that is not installed."""
    if engine == "spark":
        from api.cluster import check_installed

        check_installed()
    elif master:
        raise click.UsageError("--master 须与 --engine spark 同用")


def _write_letters(folder: Path, found: "Screening") -> None:
    from api.documents.folder import write_folder
    from api.documents.handing_in import letters
    from api.table_profiles import profiles_at
    from planner.assessment import assess

    companies = profiles_at([*found.fitting], found.table, found.catalogue)
    told = ((one, assess(one, found.catalogue, found.on, found.programme)) for one in companies)
    write_folder(folder, letters(told, found.catalogue, found.on))
