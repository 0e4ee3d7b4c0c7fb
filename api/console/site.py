"""All pages of the console, put on the application."""

from flask import Flask, Response, request

from api.console import (
    account,
    audit,
    claims,
    companies,
    company,
    company_history,
    entry,
    frame,
    imports,
    jobs,
    list_changes,
    list_drawing,
    lists,
    overview,
    programmes,
    staff,
)

CONSOLE = (
    entry,
    overview,
    companies,
    company,
    company_history,
    claims,
    imports,
    jobs,
    lists,
    list_drawing,
    list_changes,
    programmes,
    audit,
    account,
    staff,
)


def register_console(app: Flask) -> None:
    """Put the console on an application; where there are no sessions its pages say so."""
    app.register_blueprint(frame.blueprint)
    for module in CONSOLE:
        app.register_blueprint(module.blueprint)
    own = frozenset(module.blueprint.name for module in CONSOLE)
    app.after_request(lambda response: _private(response) if request.blueprint in own else response)
    app.jinja_env.globals["has_console"] = True


def _private(response: Response) -> Response:
    """Keep a page of the console out of every store, and let its forms say where they come from."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Referrer-Policy"] = "same-origin"
    return response
