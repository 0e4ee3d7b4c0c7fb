"""The command line. Answers go to stdout, messages to stderr; exit status 0 answered, 1 bad input, 2 wrong usage."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from api.answers import Json, assessment_answer, awards_answer
from api.answers_advice import question_answer, unlock_answer
from api.answers_agenda import agenda_answer
from api.answers_plan import plan_answer, prospect
from api.answers_programmes import programme_answer, programmes_answer
from api.errors import BadInput
from graph.errors import CatalogueError
from graph.loader import SHIPPED, load_catalogue
from graph.model import Catalogue, Programme
from planner.agenda import agenda
from planner.assessment import assess
from planner.awards import awards
from planner.errors import PlannerError, UnknownProgramme
from planner.path.plan import Request
from planner.profile import Profile
from planner.questions import next_question
from planner.review import review as re_examine
from planner.unlocking import unlock

YEARS = click.IntRange(1, 30)
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


class Day(click.ParamType):
    """A date such as 2026-11-21."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date, or fail where there is no such day."""
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期，应写成 2026-11-21", param, ctx)
        if not FIRST <= day <= LAST:
            self.fail(f"“{value}”超出 {FIRST} 至 {LAST}", param, ctx)
        return day


class Tidu(click.Group):
    """The command group: every error becomes a message and an exit status here."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run one command and exit."""
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except click.UsageError as error:
            _say(_usage(error))
            status = 2
        except (CatalogueError, PlannerError, BadInput) as error:
            _say(str(error))
            status = 1
        except click.Abort:
            status = 130
        sys.exit(status if isinstance(status, int) else 0)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            ctx.fail(f"没有命令 {args[0]}")
        return super().resolve_command(ctx, args)


def _say(message: str) -> None:
    click.echo(message, err=True)


def _usage(error: click.UsageError) -> str:
    """Return in Chinese what is wrong with the call; a call without a command gets the help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    hint = f"\n用法见：{error.ctx.command_path} --help" if error.ctx else ""
    return f"用法错误：{_misuse(error)}{hint}"


def _misuse(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        near = f"，是否为 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}"
    if isinstance(error, click.BadOptionUsage):
        return f"{error.option_name} 的取值缺少或多余"
    if not isinstance(error, click.BadParameter) or error.param is None:
        return error.message
    name = error.param.opts[0] if isinstance(error.param, click.Option) else error.param.human_readable_name
    return f"缺少 {name}" if isinstance(error, click.MissingParameter) else f"{name}：{_wanted(error)}"


def _wanted(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"应为 {'、'.join(kind.choices)} 之一"
    if isinstance(kind, click.IntRange):
        return f"应为 {kind.min} 至 {kind.max} 的整数"
    return error.message


def _common(command: Callable) -> Callable:
    """Add the options that every command has."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="只输出 JSON"),
        click.option("--catalogue", "folder", metavar="目录", default=str(SHIPPED), show_default="随附的目录", help="政策目录文件夹"),
        click.option("--on", type=Day(), default=date.today, show_default="今天", help="以哪一天为准，如 2026-11-21"),
    ):
        command = option(command)
    return command


def _catalogue(folder: str) -> Catalogue:
    path = Path(folder)
    if not path.is_dir():
        raise BadInput([f"{folder}：没有这个文件夹，请核对路径"])
    return load_catalogue(path)


def _catalogues(*folders: str) -> list[Catalogue]:
    """Return several catalogues, or refuse them with the faults of all, each led by its folder."""
    found, faults = [], []
    for folder in folders:
        try:
            found.append(_catalogue(folder))
        except CatalogueError as error:
            faults += [f"{folder}/{fault}" for fault in error.faults]
        except BadInput as error:
            faults += error.lines
    if faults:
        raise BadInput(faults)
    return found


def _profile(file: str, catalogue: Catalogue) -> Profile:
    from api.profile_file import load_profile

    return load_profile(Path(file), catalogue)


def _programme(id: str, catalogue: Catalogue) -> Programme:
    if id not in catalogue.programmes:
        raise UnknownProgramme(id, catalogue.programmes)
    return catalogue.programmes[id]


def _print(answer: Json) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False).encode())


@click.group(cls=Tidu, help="梯度：企业可以申报哪些荣誉、申领哪些资金，还差什么，怎样最快升级。")
def main() -> None:
    """Group the commands."""


@main.command(help="列出目录中的事项；给出编号则看一项的全部内容。")
@click.argument("id", required=False, metavar="[编号]")
@click.option("--full", is_flag=True, help="每项都列出全部内容")
@_common
def programmes(id: str | None, full: bool, on: date, folder: str, as_json: bool) -> None:
    """Show the catalogue."""
    catalogue = _catalogue(folder)
    chosen = _programme(id, catalogue) if id else None
    if as_json:
        _print(programme_answer(chosen, catalogue, on) if chosen else programmes_answer(catalogue, on, full=full))
        return
    from api.report_programmes import show_programme, show_programmes

    if chosen or full:
        for programme in [chosen] if chosen else catalogue.programmes.values():
            show_programme(programme, catalogue, on)
    else:
        show_programmes(catalogue, on)


@main.command(help="检查政策目录，一次列出全部错误。")
@click.argument("directory", required=False, metavar="[目录]")
@_common
def check(directory: str | None, on: date, folder: str, as_json: bool) -> None:
    """Check a catalogue."""
    catalogue = _catalogue(directory or folder)
    if as_json:
        _print({"catalogue_version": catalogue.version, "programmes": len(catalogue.programmes), "faults": []})
        return
    click.echo(f"目录无误：{len(catalogue.programmes)} 项事项")


@main.command(name="assess", help="评估一家企业：每个事项的状态、差距和待确认信息。")
@click.argument("file", metavar="企业档案")
@click.option("--programme", metavar="编号", help="只看一个事项，逐条列出")
@click.option("--review", is_flag=True, help="按复核规则判定已持有的称号")
@_common
def assess_command(file: str, programme: str | None, review: bool, on: date, folder: str, as_json: bool) -> None:
    """Assess a company, or the titles that it holds by the rules of re-examination."""
    catalogue = _catalogue(folder)
    profile = _profile(file, catalogue)
    results = re_examine(profile, catalogue, on, programme) if review else assess(profile, catalogue, on, programme)
    if as_json:
        _print(assessment_answer(results, catalogue, on))
        return
    from api.report_assess import show_assessment, show_result, show_reviews

    if programme and results:
        show_result(results[0], profile, catalogue, on)
    elif review:
        show_reviews(results, profile, catalogue, on)
    else:
        show_assessment(results, profile, catalogue, on)


@main.command(name="plan", help="规划到目标荣誉的最短成长路径。")
@click.argument("file", metavar="企业档案")
@click.option("--to", "targets", multiple=True, required=True, metavar="编号", help="目标荣誉，可写多个")
@click.option("--objective", type=click.Choice(["fewest", "fastest"]), default="fewest", show_default=True, help="步数最少，或最早完成")
@click.option("--strict", is_flag=True, help="只按条文，不计惯例梯度")
@click.option("--horizon", type=YEARS, metavar="年数", help="规划多少年，默认见目录")
@click.option("--alternatives", type=click.IntRange(0, 20), default=3, show_default=True, metavar="条数", help="最多列几条备选路径")
@_common
def plan_command(
    file: str,
    targets: tuple[str, ...],
    objective: str,
    strict: bool,
    horizon: int | None,
    alternatives: int,
    on: date,
    folder: str,
    as_json: bool,
) -> None:
    """Plan the path to some targets."""
    catalogue = _catalogue(folder)
    profile = _profile(file, catalogue)
    found = prospect(profile, catalogue, on, Request(targets, objective, strict, horizon, alternatives))
    if as_json:
        _print(plan_answer(found, catalogue, on))
        return
    from api.report_plan import show_plan

    show_plan(found, profile, catalogue, on)


@main.command(name="awards", help="列出可以申领的资金：何时、多少、由谁出。")
@click.argument("file", metavar="企业档案")
@click.option("--horizon", type=YEARS, metavar="年数", help="看多少个年度（含今年），默认见目录")
@_common
def awards_command(file: str, horizon: int | None, on: date, folder: str, as_json: bool) -> None:
    """List the money that can be claimed."""
    catalogue = _catalogue(folder)
    profile = _profile(file, catalogue)
    found = awards(profile, catalogue, on, horizon)
    if as_json:
        _print(awards_answer(found, catalogue))
        return
    from api.report_awards import show_awards

    show_awards(found, profile, catalogue)


@main.command(name="ask", help="下一个该问的问题：答案能判定最多的事项。")
@click.argument("file", metavar="企业档案")
@click.option("--to", "targets", multiple=True, metavar="编号", help="只问与这些事项有关的，可写多个")
@_common
def ask_command(file: str, targets: tuple[str, ...], on: date, folder: str, as_json: bool) -> None:
    """Ask the next question."""
    catalogue = _catalogue(folder)
    profile = _profile(file, catalogue)
    found = next_question(profile, catalogue, on, targets)
    if as_json:
        _print(question_answer(found, profile, catalogue, on))
        return
    from api.report_advice import show_question

    show_question(found, profile, catalogue, on)


@main.command(name="unlock", help="达到一个事项的基本条件，最少要改变什么。")
@click.argument("file", metavar="企业档案")
@click.option("--to", "target", required=True, metavar="编号", help="目标事项")
@_common
def unlock_command(file: str, target: str, on: date, folder: str, as_json: bool) -> None:
    """Find the least change that opens a programme."""
    catalogue = _catalogue(folder)
    profile = _profile(file, catalogue)
    found = unlock(profile, catalogue, on, target)
    if as_json:
        _print(unlock_answer(found, catalogue, on))
        return
    from api.report_advice import show_unlock

    show_unlock(found, profile, catalogue, on)


@main.command(name="calendar", help="列出今后的日程：批次、截止日、年度义务、复核和到期、可申领的年度。")
@click.argument("file", metavar="企业档案")
@click.option("--months", type=click.IntRange(1, 120), default=24, show_default=True, metavar="月数", help="看多少个月")
@_common
def calendar_command(file: str, months: int, on: date, folder: str, as_json: bool) -> None:
    """List what comes up for a company."""
    catalogue = _catalogue(folder)
    profile = _profile(file, catalogue)
    found = agenda(profile, catalogue, on, months)
    if as_json:
        _print(agenda_answer(found, catalogue))
        return
    from api.report_agenda import show_agenda

    show_agenda(found, profile, catalogue)


@main.command(name="diff", help="比较两个政策目录：改了什么；给出企业档案，则看谁受益、谁受损。")
@click.argument("old", metavar="旧目录")
@click.argument("new", metavar="新目录")
@click.argument("files", nargs=-1, metavar="[企业档案]…")
@_common
def diff_command(old: str, new: str, files: tuple[str, ...], on: date, folder: str, as_json: bool) -> None:
    """Compare two catalogues."""
    from api.answers_diff import comparison, comparison_answer

    before, after = _catalogues(old, new)
    found = comparison(before, after, files, on)
    if as_json:
        _print(comparison_answer(found))
        return
    from api.report_diff import show_comparison

    show_comparison(found)
