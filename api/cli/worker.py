"""The command that carries out jobs."""

import os

import click

from api.errors import BadInput
from api.web.config import Config
from api.wechat.config import WeChatConfig


@click.command(name="worker", help="处理后台任务（导入、筛查、培育库）和每日任务，不监听端口，Ctrl-C 停止；tidu serve 自带一个。")
@click.option("--starter", type=int, hidden=True)
def worker_command(starter: int | None) -> None:
    """Carry out jobs until told to end."""
    from api.jobs.worker import run_worker

    config = Config.from_environment(os.environ)
    if not config.redis:
        raise BadInput(["TIDU_REDIS：未设置，应为 Redis 的地址，与服务所用的相同"])
    run_worker(config, WeChatConfig.from_environment(os.environ), starter=starter)
