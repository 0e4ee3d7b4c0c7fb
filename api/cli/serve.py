"""The command that starts the service."""

import os
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import click

from api.errors import BadInput
from api.web.config import Config
from api.wechat.config import WeChatConfig


@click.command(name="serve", help="启动服务（网页和接口），Ctrl-C 停止。")
@click.option("--host", help="监听地址  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="端口  [default: 8000]")
@click.option("--demo", is_flag=True, help="另用一个数据文件夹，装入示例企业，建好演示账号并打印出来")
def serve_command(host: str | None, port: int | None, demo: bool) -> None:
    """Start the service with what it needs; options come before the environment."""
    from api.jobs.child import worker_beside
    from api.web.app import create_app
    from api.web.demo import demo_wechat, load_demo
    from api.web.server import Server
    from api.web.stores import ready_stores

    config = Config.from_environment(os.environ)
    config = replace(config, host=host or config.host, port=port or config.port)
    wechat = WeChatConfig.from_environment(os.environ)
    with ExitStack() as running:
        config = running.enter_context(ready_stores(_for_demo(config) if demo else config))
        if demo:
            wechat = running.enter_context(demo_wechat())
            click.echo("\n".join(load_demo(config)), err=True)
        running.enter_context(worker_beside(config))
        click.echo(f"梯度服务：http://{config.host}:{config.port}/　按 Ctrl-C 停止", err=True)
        Server(config, partial(create_app, wechat=wechat)).run()


def _for_demo(config: Config) -> Config:
    """Return the settings with stores of their own: demonstration accounts are in no other database."""
    if config.database or config.redis:
        raise BadInput(["--demo 只用它自己的数据文件夹，请勿同时设置 TIDU_DATABASE 或 TIDU_REDIS"])
    return replace(config, data=config.data / "demo")
