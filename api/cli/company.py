"""Commands about one company: where it stands, what to do next, what it may claim."""

from datetime import date

import click

from api.answers import assessment_answer, awards_answer
from api.answers_advice import improvements_answer, question_answer, unlock_answer
from api.answers_agenda import agenda_answer
from api.answers_plan import plan_answer, prospect
from api.cli.shared import catalogue_in, common, print_json, profile_in
from graph.model import Catalogue
from planner.agenda import agenda
from planner.assessment import assess
from planner.awards import awards
from planner.improvements import improvements
from planner.path.plan import Request
from planner.profile import Profile
from planner.questions import next_question
from planner.review import review as re_examine
from planner.unlocking import unlock

YEARS = click.IntRange(1, 30)


@click.command(name="assess", help="评估一家企业：每个事项的状态、差距和待确认信息。")
@click.argument("file", metavar="企业档案")
@click.option("--programme", metavar="编号", help="只看一个事项，逐条列出")
@click.option("--review", is_flag=True, help="按复核规则判定已持有的称号")
@common
def assess_command(file: str, programme: str | None, review: bool, on: date, folder: str, as_json: bool) -> None:
    """Assess a company, or the titles that it holds by the rules of re-examination."""
    catalogue = catalogue_in(folder)
    profile = profile_in(file, catalogue)
    results = re_examine(profile, catalogue, on, programme) if review else assess(profile, catalogue, on, programme)
    if as_json:
        print_json(assessment_answer(results, catalogue, on))
        return
    from api.report_assess import show_assessment, show_result, show_reviews

    if programme and results:
        show_result(results[0], profile, catalogue, on)
    elif review:
        show_reviews(results, profile, catalogue, on)
    else:
        show_assessment(results, profile, catalogue, on)


@click.command(name="plan", help="规划到目标荣誉的最短成长路径。")
@click.argument("file", metavar="企业档案")
@click.option("--to", "targets", multiple=True, required=True, metavar="编号", help="目标荣誉，可写多个")
@click.option("--objective", type=click.Choice(["fewest", "fastest"]), default="fewest", show_default=True, help="步数最少，或最早完成")
@click.option("--strict", is_flag=True, help="只按条文，不计惯例梯度")
@click.option("--horizon", type=YEARS, metavar="年数", help="规划多少年，默认见目录")
@click.option("--alternatives", type=click.IntRange(0, 20), default=3, show_default=True, metavar="条数", help="最多列几条备选路径")
@common
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
    catalogue = catalogue_in(folder)
    profile = profile_in(file, catalogue)
    found = prospect(profile, catalogue, on, Request(targets, objective, strict, horizon, alternatives))
    if as_json:
        print_json(plan_answer(found, catalogue, on))
        return
    from api.report_plan import show_plan

    show_plan(found, profile, catalogue, on)


@click.command(name="awards", help="列出可以申领的资金：何时、多少、由谁出。")
@click.argument("file", metavar="企业档案")
@click.option("--horizon", type=YEARS, metavar="年数", help="看多少个年度（含今年），默认见目录")
@common
def awards_command(file: str, horizon: int | None, on: date, folder: str, as_json: bool) -> None:
    """List the money that can be claimed."""
    catalogue = catalogue_in(folder)
    profile = profile_in(file, catalogue)
    found = awards(profile, catalogue, on, horizon)
    if as_json:
        print_json(awards_answer(found, catalogue))
        return
    from api.report_awards import show_awards

    show_awards(found, profile, catalogue)


@click.command(name="ask", help="下一个该问的问题：答案能判定最多的事项。")
@click.argument("file", metavar="企业档案")
@click.option("--to", "targets", multiple=True, metavar="编号", help="只问与这些事项有关的，可写多个")
@common
def ask_command(file: str, targets: tuple[str, ...], on: date, folder: str, as_json: bool) -> None:
    """Ask the next question."""
    catalogue = catalogue_in(folder)
    profile = profile_in(file, catalogue)
    found = next_question(profile, catalogue, on, targets)
    if as_json:
        print_json(question_answer(found, profile, catalogue, on))
        return
    from api.report_advice import show_question

    show_question(found, profile, catalogue, on)


@click.command(name="unlock", help="达到一个事项的基本条件，最少要改变什么；不指定事项时，哪一项改进打开的事项最多。")
@click.argument("file", metavar="企业档案")
@click.option("--to", "target", metavar="编号", help="目标事项")
@common
def unlock_command(file: str, target: str | None, on: date, folder: str, as_json: bool) -> None:
    """Find the least change that opens a programme, or the single changes that open most."""
    catalogue = catalogue_in(folder)
    profile = profile_in(file, catalogue)
    if target is None:
        _improvements(profile, catalogue, on, as_json=as_json)
        return
    found = unlock(profile, catalogue, on, target)
    if as_json:
        print_json(unlock_answer(found, catalogue, on))
        return
    from api.report_advice import show_unlock

    show_unlock(found, profile, catalogue, on)


def _improvements(profile: Profile, catalogue: Catalogue, on: date, *, as_json: bool) -> None:
    found = improvements(profile, catalogue, on)
    if as_json:
        print_json(improvements_answer(found, catalogue, on))
        return
    from api.report_advice import show_improvements

    show_improvements(found, profile, catalogue, on)


@click.command(name="calendar", help="列出今后的日程：批次、截止日、年度义务、复核和到期、可申领的年度。")
@click.argument("file", metavar="企业档案")
@click.option("--months", type=click.IntRange(1, 120), default=24, show_default=True, metavar="月数", help="看多少个月")
@common
def calendar_command(file: str, months: int, on: date, folder: str, as_json: bool) -> None:
    """List what comes up for a company."""
    catalogue = catalogue_in(folder)
    profile = profile_in(file, catalogue)
    found = agenda(profile, catalogue, on, months)
    if as_json:
        print_json(agenda_answer(found, catalogue))
        return
    from api.report_agenda import show_agenda

    show_agenda(found, profile, catalogue)
