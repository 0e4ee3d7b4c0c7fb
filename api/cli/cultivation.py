"""Commands for the yearly cultivation list: draw it up, share out its quota."""

import json
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import click

from api.answers import Json
from api.cli.progress import progress
from api.cli.shared import Day, catalogue_in, common, print_json, programme_named
from api.cli.tables import table_in, table_options
from api.errors import BadInput
from graph.libraries import library_for
from graph.loader import SHIPPED, load_ranking
from graph.model import Catalogue
from graph.reader import nearest
from planner.cultivation.change import changes
from planner.cultivation.drawing import Cultivated, draw_up
from planner.cultivation.places import place_of
from planner.cultivation.standing import Call
from planner.profile import Profile

LIST = "list.json"


class Wanted(NamedTuple):
    """What the command line asks for."""

    inputs: tuple[str, ...]
    year: int | None
    out: Path | None
    region: str | None
    honor: str | None
    moves: Path | None
    last: Path | None
    weights: Path | None
    on: date | None
    folder: str
    sheet: str | None
    keep_good: bool
    marked: str | None


@click.command(
    name="cultivate",
    help="从企业表中选出培育库候选名单：排序、名额、接近和待定的企业、与上次相比的变化。\n\n"
    "写培育库编号和企业表（.xlsx、.csv、.parquet 或放企业档案的文件夹），如 tidu cultivate library-excellent-2026 企业.xlsx --region 4104；"
    "没有培育库文件的荣誉用 --honor，如 tidu cultivate 企业.xlsx --honor sme-little-giant --year 2027。",
)
@click.argument("inputs", nargs=-1, metavar="[培育库] 企业表")
@click.option("--year", type=click.IntRange(2000, 2100), metavar="年度", help="培育库的年度；用 --honor 时默认为判定日的年份")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件夹", help="写出名单和上报文件的新文件夹")
@click.option("--region", metavar="代码", help="只看一个市或县，如 4104")
@click.option("--honor", metavar="编号", help="任一荣誉的培育库：按最早可获评的年份分层")
@click.option("--moves", type=click.Path(path_type=Path), metavar="文件", help="人工调整次序：企业、次序、理由、经办人、日期")
@click.option("--last", type=click.Path(path_type=Path), metavar="文件", help=f"上次的名单（{LIST}），列出新进、保留、退出")
@click.option("--weights", type=click.Path(path_type=Path), metavar="文件", help="自定的排序（YAML，写法同目录 libraries/ 的 ranking）")
@click.option("--on", type=Day(), show_default="培育库的截止日；用 --honor 时为今天", help="以哪一天为准")
@click.option("--catalogue", "folder", metavar="目录", default=str(SHIPPED), show_default="随附的目录", help="政策目录文件夹")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON")
@table_options
def cultivate_command(as_json: bool, **options: object) -> None:
    """Draw up a cultivation list."""
    from api.new_folder import refuse_full

    wanted = Wanted(**options)  # type: ignore[arg-type]
    _check_use(wanted)
    if wanted.out:
        refuse_full(wanted.out)
    catalogue = catalogue_in(wanted.folder)
    found, shown, profiles = _drawn(wanted, catalogue)
    answer = _answer(found, shown, catalogue)
    if wanted.out:
        _write(wanted.out, found, answer, profiles, catalogue)
    if as_json:
        print_json(answer)
        return
    from api.report_cultivation import show_list

    show_list(found, catalogue, **shown)
    if wanted.out:
        click.echo(f"已写出 {wanted.out}：{'、'.join(sorted(path.name for path in wanted.out.iterdir()))}", err=True)


def _write(out: Path, found: Cultivated, answer: Json, profiles: list[Profile], catalogue: Catalogue) -> None:
    """Write the list, the reasons, and the files to hand in where the library has a form."""
    from api.documents.folder import write_folder
    from api.documents.handing_in import files_of_list

    data = json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
    write_folder(out, chain([(LIST, data)], files_of_list(found.call, answer, profiles, catalogue)))


def _check_use(wanted: Wanted) -> None:
    if wanted.honor and len(wanted.inputs) != 1:
        raise click.UsageError("用 --honor 时只写企业表，如 tidu cultivate 企业/ --honor sme-little-giant --year 2027")
    if not wanted.honor and len(wanted.inputs) != 2:
        raise click.UsageError("应写培育库和企业表，如 tidu cultivate library-excellent-2026 企业/")


def _drawn(wanted: Wanted, catalogue: Catalogue) -> tuple[Cultivated, Json, list[Profile]]:
    """Return the list, what is shown beside it, and the profiles of those on it, in its order."""
    from api.cultivating import judge_table
    from api.cultivation_files import read_list, read_moves
    from api.table_profiles import profiles_at

    call = _call(wanted, catalogue)
    place = place_of(wanted.region, catalogue) if wanted.region else None
    moves = read_moves(wanted.moves) if wanted.moves else ()
    table = table_in(wanted.inputs[-1], catalogue, call.on, wanted.sheet, wanted.keep_good, wanted.marked)
    with progress("判定", table.height) as done:
        judged = judge_table(table, call, catalogue, wanted.folder, place, done)
    found = draw_up(judged.standings.values(), call, catalogue, place, moves)
    rows = {one.key: row for row, one in judged.standings.items()}
    listed = profiles_at([rows[one.standing.key] for one in found.candidates if one.listed], table, catalogue)
    change = None
    if wanted.last:
        from api.answers_cultivation import changes_answer

        year, earlier = read_list(wanted.last, found)
        change = changes_answer(year, changes(earlier, found), catalogue)
    return found, {"own_weights": wanted.weights is not None, "elsewhere": judged.elsewhere, "change": change}, listed


def _call(wanted: Wanted, catalogue: Catalogue) -> Call:
    """Return what is asked for: a library of the catalogue, or that of any honor."""
    call = _of_honor(wanted.honor, wanted, catalogue) if wanted.honor else _of_library(wanted.inputs[0], wanted, catalogue)
    if not wanted.weights:
        return call
    ranking = load_ranking(wanted.weights, call.library, catalogue)
    return replace(call, library=replace(call.library, ranking=ranking))


def _of_library(id: str, wanted: Wanted, catalogue: Catalogue) -> Call:
    library = catalogue.libraries.get(id)
    if library is None:
        hint = nearest(id, catalogue.libraries) or f"可用：{'、'.join(catalogue.libraries)}；其他荣誉用 --honor"
        raise BadInput([f"没有编号为 {id} 的培育库，{hint}"])
    if wanted.year not in (None, library.year):
        raise BadInput([f"{id} 是 {library.year} 年的培育库，--year 应为 {library.year} 或不写"])
    deadline = library.deadline.by if library.deadline else date.today()
    return Call(library, wanted.on or deadline)


def _of_honor(id: str, wanted: Wanted, catalogue: Catalogue) -> Call:
    programme = programme_named(id, catalogue)
    if not programme.obtainable:
        raise BadInput([f"{id}（{programme.name}）不是可以申报的荣誉，没有培育库"])
    on = wanted.on or date.today()
    year = wanted.year or on.year
    if year < on.year:
        raise BadInput([f"--year {year} 早于判定日 {on}，应为 {on.year} 年或以后；要看过去的一年，请用 --on 写明判定日"])
    return Call(library_for(id, year, catalogue), on, planned=True)


def _answer(found: Cultivated, shown: Json, catalogue: Catalogue) -> Json:
    from api.answers_cultivation import list_answer

    return list_answer(found, catalogue, **shown)


@click.command(name="quota", help="按权重把名额分到各地（最大余数法），合计恰为总数。")
@click.argument("file", metavar="权重文件", type=click.Path(path_type=Path))
@click.option("--total", type=click.IntRange(0, 10_000_000), required=True, metavar="总数", help="一共多少家")
@common
def quota_command(file: Path, total: int, on: date, folder: str, as_json: bool) -> None:
    """Share out a quota."""
    from api.answers_cultivation import quota_answer
    from api.cultivation_files import read_weights
    from planner.quota import allot

    catalogue = catalogue_in(folder)
    found = allot(total, read_weights(file, catalogue))
    if as_json:
        print_json(quota_answer(total, found))
        return
    from api.report import Page
    from api.report_cultivation import show_quota

    show_quota(total, found, Page(catalogue, on))
