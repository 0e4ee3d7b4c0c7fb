"""The command that carries out jobs."""

import os

import click

from api.errors import BadInput
from api.web.config import Config


@click.command(name="worker", help="处理后台任务（导入、筛查、培育库），不监听端口，Ctrl-C 停止；tidu serve 自带一个。")
@click.option("--with-starter", is_flag=True, hidden=True)
def worker_command(with_starter: bool) -> None:
    """Carry out jobs until told to end."""
    from api.jobs.worker import run_worker

    config = Config.from_environment(os.environ)
    if not config.redis:
        raise BadInput(["TIDU_REDIS：未设置，应为 Redis 的地址，与服务所用的相同"])
    run_worker(config, with_starter=with_starter)
