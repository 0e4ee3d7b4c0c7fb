"""The commands that tend the stores: the schema, and the accounts of staff."""

import os
from datetime import date
from typing import TYPE_CHECKING

import click

from api.cli.shared import Day
from api.web.config import Config

if TYPE_CHECKING:
    from flask import Flask


@click.group(name="db", help="数据库。")
def db_command() -> None:
    """Group the commands of the database."""


@db_command.command(name="upgrade", help="把数据库的结构升级到本版本。")
def upgrade_command() -> None:
    """Bring the schema up to date."""
    from api.storage.schema import upgrade

    upgrade(Config.from_environment(os.environ).database_url)
    click.echo("数据库结构已是最新")


@click.command(name="remind", help="每日任务：重新判定有变化的企业，把到期的提醒写入站内消息，有订阅次数的另发微信；重复执行不重复提醒。")
@click.option("--on", type=Day(), help="以哪一天为准  [default: 今天]")
def remind_command(on: date | None) -> None:
    """Do what is done once a day."""
    from api.reminders.daily import daily
    from api.storage.valkey import connect
    from api.web.requests import today
    from api.wechat.client import open_wechat
    from api.wechat.config import WeChatConfig
    from graph.loader import load_catalogue

    config, wechat = Config.from_environment(os.environ), WeChatConfig.from_environment(os.environ)
    carrier = open_wechat(wechat, connect(config.redis)) if config.redis else None
    with _stores(config).app_context():
        judged, reminded = daily(load_catalogue(config.catalogue), carrier, on or today())
    click.echo(f"重新判定 {judged} 家；写入站内消息 {reminded.written} 条；微信发出 {reminded.sent} 条，待重试 {reminded.waiting} 条")
    if carrier is None or not wechat.template:
        click.echo("微信提醒未开通（须有 TIDU_REDIS、TIDU_WECHAT_APPID、TIDU_WECHAT_TEMPLATE），提醒只在站内", err=True)


@click.group(name="staff", help="工作人员的账号。")
def staff_command() -> None:
    """Group the commands of staff."""


@staff_command.command(name="add", help="新建一个账号，密码和动态码密钥只显示这一次。")
@click.argument("account", metavar="账号")
@click.option("--region", required=True, metavar="代码", help="管辖的行政区划，如 410421（县）、410400（市）、410000（省）")
@click.option("--name", "person", metavar="姓名", help="姓名  [default: 同账号]")
def add_command(account: str, region: str, person: str | None) -> None:
    """Add an account of staff."""
    from api.accounts.regions import region_named
    from api.accounts.staff import add_staff
    from api.storage.database import writing
    from graph.loader import load_catalogue

    config = Config.from_environment(os.environ)
    place = region_named(region, load_catalogue(config.catalogue))
    with _stores(config).app_context(), writing() as session:
        made = add_staff(session, account, person or account, place)
        lines = (f"账号：{account}", f"密码：{made.password}", f"动态码密钥：{made.secret}", f"验证器地址：{made.address}")
    click.echo("\n".join(lines))


@staff_command.command(name="end", help="停用一个账号，它的会话随即失效，做过的事仍留痕。")
@click.argument("account", metavar="账号")
def end_command(account: str) -> None:
    """End an account of staff."""
    from api.accounts.staff import end_staff
    from api.storage.database import writing

    with _stores(Config.from_environment(os.environ)).app_context(), writing() as session:
        end_staff(session, account)
    click.echo(f"{account} 已停用")


def _stores(config: Config) -> "Flask":
    from api.storage.schema import upgrade
    from api.web.stores import stores_alone

    if not config.database:
        upgrade(config.database_url)
    return stores_alone(config)
