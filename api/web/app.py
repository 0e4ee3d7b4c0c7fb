"""The Flask application, put together."""

from http import HTTPStatus
from typing import Any

import redis as redis_client
from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_smorest import Api
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import exc, text
from werkzeug.middleware.proxy_fix import ProxyFix

from api.accounts.profile_parts import PARTS
from api.accounts.sessions import Sessions
from api.console import entry, frame
from api.console.site import CONSOLE, register_console
from api.jobs.queue import JobQueue
from api.pages import form, report
from api.pages.site import PAGES, register_pages
from api.storage.database import db
from api.storage.valkey import connect
from api.web import problems
from api.web.access import Caller, Key, allow, register_access, undeclared
from api.web.answering import answer
from api.web.compression import register_compression
from api.web.config import Config
from api.web.headers import register_headers
from api.web.kept import register_kept
from api.web.logs import register_logs
from api.web.openapi import Problem, close, describe
from api.web.resources import (
    assessments,
    awards,
    bureau_claims,
    bureau_companies,
    bureau_figures,
    bureau_lists,
    calendars,
    claims,
    consents,
    downloads,
    exports,
    imports,
    inbox,
    jobs,
    ladder,
    logins,
    me,
    members,
    plans,
    profile_parts,
    profiles,
    programmes,
    questions,
    report_page,
    sessions,
    stored_answers,
    subscriptions,
    tickets,
    titles,
    unlocks,
    vocabulary,
    wechat_push,
)
from api.web.stores import register_stores
from api.wechat.client import open_wechat
from api.wechat.config import WeChatConfig
from api.wechat.push import open_push
from graph.loader import load_catalogue

OPEN = (programmes, ladder, vocabulary, downloads)
ANSWERS = (assessments, plans, awards, questions, unlocks, calendars)
ACCOUNTS = (logins, sessions, me, consents, exports, inbox, subscriptions)
ENTERPRISES = (claims, members, profiles, profile_parts, stored_answers, tickets, titles)
BUREAU = (bureau_claims, bureau_companies, bureau_figures, bureau_lists, jobs, imports)
DOCUMENT = "api-docs"  # flask-smorest's blueprint of the OpenAPI document


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


def create_app(config: Config, wechat: WeChatConfig = WeChatConfig()) -> Flask:  # noqa: B008
    """Return the application with its settings and the catalogue loaded; nothing is connected before it is needed.

    Parameters
    ----------
    config : Config
        The settings.
    wechat : WeChatConfig, optional
        The mini-program whose users log in; without one login by WeChat is off.

    Raises
    ------
    graph.errors.CatalogueError
        Where the catalogue has faults.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=config.largest_body, MAX_FORM_MEMORY_SIZE=config.largest_body, **_openapi_settings())
    app.extensions["tidu.catalogue"] = load_catalogue(config.catalogue)
    app.extensions["tidu.config"] = config
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    app.url_map.converters.update(key=Key, part=profile_parts.Part)
    register_logs(app, config.log_level)
    register_headers(app)
    register_compression(app)
    register_stores(app, config)
    _add_resources(app, config)
    register_kept(app, {module.blueprint.name for module in ANSWERS}, config.kept_bytes, config.kept_minutes)
    register_pages(app)
    register_console(app)
    app.register_blueprint(report_page.blueprint)
    _add_probes(app, config)
    problems.register_problems(app)
    store = connect(config.redis) if config.redis else None
    app.extensions["tidu.queue"] = JobQueue(config.redis) if config.redis else None
    app.extensions["tidu.wechat"] = open_wechat(wechat, store) if store else None
    app.extensions["tidu.push"] = open_push(wechat, store) if store else None
    _guard(app, store)
    return app


def _guard(app: Flask, store: Redis | None) -> None:
    """Ask at every request who calls; a route that does not say who may is a bug."""
    anyone = [DOCUMENT, *(module.blueprint.name for module in (*OPEN, *ANSWERS, *PAGES, frame))]
    register_access(app, Sessions(store) if store else None, anyone, [module.blueprint.name for module in CONSOLE])
    forgotten = [*undeclared(app)]
    if forgotten:
        raise RuntimeError(f"who may call these is not said: {', '.join(forgotten)}")


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
    api.register_converter(Key, lambda converter: {"type": "string", "pattern": f"^{Key.regex}$"})
    api.register_converter(profile_parts.Part, lambda converter: {"type": "string", "enum": [*PARTS]})
    describe(api, app.extensions["tidu.catalogue"])
    app.extensions["tidu.openapi"] = api.spec
    limiter = Limiter(
        get_remote_address,
        app=app,
        default_limits=[config.rate],
        storage_uri=config.redis.replace("unix://", "redis+unix://", 1) or "memory://",
        storage_options=_impatient() if config.redis else {},
        in_memory_fallback_enabled=bool(config.redis),
        headers_enabled=True,
    )
    limiter.request_filter(lambda: request.path.startswith("/static/"))
    for module in (*ANSWERS, report, form):
        limiter.limit(config.answer_rate)(module.blueprint)
    limiter.limit(config.login_rate)(logins.passwords)
    limiter.limit(config.login_rate, methods=["POST"])(entry.blueprint)
    registered = (*OPEN, *ANSWERS, *ACCOUNTS, *ENTERPRISES, *BUREAU, wechat_push)
    for blueprint in (logins.passwords, *(module.blueprint for module in registered)):
        api.register_blueprint(blueprint, url_prefix=f"/api/v1{blueprint.url_prefix or ''}")
    close(api)


def _impatient() -> dict[str, Any]:
    """Return the options of a client that does not wait long for a Redis that is gone."""
    return {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 1)}


def _add_probes(app: Flask, config: Config) -> None:
    @app.get("/healthz")
    @allow(Caller.ANYONE)
    def healthz() -> Response:
        return answer({"status": "ok"})

    @app.get("/readyz")
    @allow(Caller.ANYONE)
    def readyz() -> Response:
        if not _stores():
            return problems.problem(problems.NOT_READY, detail="数据库没有应答")
        if config.redis and not _answers(config.redis):
            return problems.problem(problems.NOT_READY, detail="Redis 没有应答")
        return answer({"status": "ready", "catalogue_version": app.extensions["tidu.catalogue"].version})


def _stores() -> bool:
    try:
        return bool(db.session.execute(text("SELECT 1")).scalar())
    except exc.SQLAlchemyError:
        return False


def _answers(url: str) -> bool:
    try:
        return bool(redis_client.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5).ping())
    except redis_client.RedisError:
        return False
