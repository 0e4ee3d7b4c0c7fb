"""What every command shares: its options, its inputs, and how errors become messages and exit statuses."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from api.answers import Json
from api.errors import ApiError, BadInput
from graph.errors import CatalogueError
from graph.loader import SHIPPED, load_catalogue
from graph.model import Catalogue, Programme
from planner.errors import PlannerError, UnknownProgramme
from planner.profile import Profile

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
        except (CatalogueError, PlannerError, ApiError) as error:
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


def dated(command: Callable) -> Callable:
    """Add the options that every command has."""
    as_json = click.option("--json", "as_json", is_flag=True, help="只输出 JSON")
    on = click.option("--on", type=Day(), default=date.today, show_default="今天", help="以哪一天为准，如 2026-11-21")
    return on(as_json(command))


def common(command: Callable) -> Callable:
    """Add the options of a command that reads one catalogue."""
    folder = click.option("--catalogue", "folder", metavar="目录", default=str(SHIPPED), show_default="随附的目录", help="政策目录文件夹")
    return dated(folder(command))


def catalogue_in(folder: str) -> Catalogue:
    """Return the catalogue in a folder."""
    path = Path(folder)
    if not path.is_dir():
        raise BadInput([f"{folder}：没有这个文件夹，请核对路径"])
    return load_catalogue(path)


def catalogues(*folders: str) -> list[Catalogue]:
    """Return several catalogues, or refuse them with the faults of all, each led by its folder."""
    found, faults = [], []
    for folder in folders:
        try:
            found.append(catalogue_in(folder))
        except CatalogueError as error:
            faults += [f"{folder}/{fault}" for fault in error.faults]
        except BadInput as error:
            faults += error.lines
    if faults:
        raise BadInput(faults)
    return found


def profile_in(file: str, catalogue: Catalogue) -> Profile:
    """Return the profile in a file."""
    from api.profile_file import load_profile

    return load_profile(Path(file), catalogue)


def programme_named(id: str, catalogue: Catalogue) -> Programme:
    """Return the programme with an id."""
    if id not in catalogue.programmes:
        raise UnknownProgramme(id, catalogue.programmes)
    return catalogue.programmes[id]


def print_json(answer: Json) -> None:
    """Write an answer to stdout, and nothing else."""
    click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False).encode())
