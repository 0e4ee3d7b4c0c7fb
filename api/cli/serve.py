"""The command that starts the service."""

import os
from dataclasses import replace

import click

from api.web.config import Config


@click.command(name="serve", help="启动服务（网页和接口），Ctrl-C 停止。")
@click.option("--host", help="监听地址  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="端口  [default: 8000]")
def serve_command(host: str | None, port: int | None) -> None:
    """Start the service; options come before the environment."""
    from api.web.app import create_app
    from api.web.server import Server

    config = Config.from_environment(os.environ)
    config = replace(config, host=host or config.host, port=port or config.port)
    click.echo(f"梯度服务：http://{config.host}:{config.port}/　按 Ctrl-C 停止", err=True)
    Server(config, create_app).run()
