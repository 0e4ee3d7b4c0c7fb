"""The Flask application, put together."""

from http import HTTPStatus
from typing import Any

import redis as redis_client
from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_smorest import Api

from api.pages import form, report
from api.pages.site import register_pages
from api.web import problems
from api.web.answering import answer
from api.web.compression import register_compression
from api.web.config import Config
from api.web.headers import register_headers
from api.web.kept import register_kept
from api.web.logs import register_logs
from api.web.openapi import Problem, close, describe
from api.web.resources import assessments, awards, calendars, ladder, plans, programmes, questions, unlocks, vocabulary
from graph.loader import load_catalogue

OPEN = (programmes, ladder, vocabulary)
ANSWERS = (assessments, plans, awards, questions, unlocks, calendars)


class Service(Api):
    """The API with our own problem details for every error."""

    ERROR_SCHEMA = Problem

    def _register_responses(self) -> None:
        """Document every error as a problem, with its own media type (flask-smorest documents all as JSON)."""
        content = {problems.MEDIA_TYPE: {"schema": Problem}}
        for status in HTTPStatus:
            self.spec.components.response(status.name, {"description": status.phrase, "content": content}, lazy=True)
        self.spec.components.response("DEFAULT_ERROR", {"description": "错误", "content": content}, lazy=True)

    def handle_http_exception(self, error: Any) -> Response:
        """Return the problem of an HTTP error."""
        return problems.of_http(error)


def create_app(config: Config) -> Flask:
    """Return the application with its settings and the catalogue loaded.

    Raises
    ------
    graph.errors.CatalogueError
        Where the catalogue has faults.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=config.largest_body, MAX_FORM_MEMORY_SIZE=config.largest_body, **_openapi_settings())
    app.extensions["tidu.catalogue"] = load_catalogue(config.catalogue)
    register_logs(app, config.log_level)
    register_headers(app)
    register_compression(app)
    _add_resources(app, config)
    register_kept(app, {module.blueprint.name for module in ANSWERS}, config.kept_bytes, config.kept_minutes)
    register_pages(app)
    _add_probes(app, config)
    problems.register_problems(app)
    return app


def _openapi_settings() -> dict[str, Any]:
    return {
        "API_TITLE": "梯度",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
        "OPENAPI_JSON_PATH": "openapi.json",
    }


def _add_resources(app: Flask, config: Config) -> None:
    api = Service(app)
    describe(api, app.extensions["tidu.catalogue"])
    app.extensions["tidu.openapi"] = api.spec
    limiter = Limiter(
        get_remote_address,
        app=app,
        default_limits=[config.rate],
        storage_uri=config.redis or "memory://",
        in_memory_fallback_enabled=bool(config.redis),
        headers_enabled=True,
    )
    limiter.request_filter(lambda: request.path.startswith("/static/"))
    for module in (*ANSWERS, report, form):
        limiter.limit(config.answer_rate)(module.blueprint)
    for module in (*OPEN, *ANSWERS):
        api.register_blueprint(module.blueprint, url_prefix=f"/api/v1{module.blueprint.url_prefix or ''}")
    close(api)


def _add_probes(app: Flask, config: Config) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        return answer({"status": "ok"})

    @app.get("/readyz")
    def readyz() -> Response:
        if config.redis and not _answers(config.redis):
            return problems.problem(problems.NOT_READY, detail="Redis 没有应答")
        return answer({"status": "ready", "catalogue_version": app.extensions["tidu.catalogue"].version})


def _answers(url: str) -> bool:
    try:
        return bool(redis_client.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5).ping())
    except redis_client.RedisError:
        return False
