"""The server: gunicorn with the settings of the service, graceful on SIGTERM."""

import gc
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from api.web.config import Config


class Server(BaseApplication):
    """One service under gunicorn; the application is made once, before the workers are forked."""

    def __init__(self, config: Config, create: Callable[[Config], Flask]) -> None:
        self.settings, self.create = config, create
        super().__init__()

    def load_config(self) -> None:
        """Take over the settings."""
        wanted = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "timeout": self.settings.timeout,
            "graceful_timeout": self.settings.timeout,
            "preload_app": True,
            "limit_request_line": 8190,
            "loglevel": "warning",
        }
        for name, value in wanted.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application."""
        app = self.create(self.settings)
        gc.freeze()  # what is there now lives as long as the process: no collection of garbage goes through the catalogue again
        return app
