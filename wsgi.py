"""The service for a WSGI server: `gunicorn wsgi:app`; settings from the environment (docs/service.md)."""

import gc
import os

from api.web.app import create_app
from api.web.config import Config
from api.wechat.config import WeChatConfig

app = create_app(Config.from_environment(os.environ), WeChatConfig.from_environment(os.environ))
gc.freeze()  # what is there now lives as long as the process
