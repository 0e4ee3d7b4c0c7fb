"""The service for a WSGI server: `gunicorn wsgi:app`; settings from the environment (docs/service.md)."""

import os

from api.web.app import create_app
from api.web.config import Config

app = create_app(Config.from_environment(os.environ))
