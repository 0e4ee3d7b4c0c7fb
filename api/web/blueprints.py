"""Blueprints whose bodies are read exactly and whose views say who may call them."""

from collections.abc import Callable
from typing import Any, TypeVar

import flask_smorest
from flask import Request, abort
from webargs.flaskparser import FlaskParser

from api.exact_json import read_json
from api.web.access import Caller, allow
from api.web.submissions import KEY_PARAMETER, submitted_once

View = TypeVar("View", bound=Callable[..., Any])


class ExactParser(FlaskParser):
    """Reads JSON bodies with decimals as people wrote them; anything else than JSON is refused."""

    def load_json(self, req: Request, schema: Any) -> Any:
        """Return the values of a body."""
        return read_json(json_text(req))


def json_text(req: Request) -> str:
    """Return the text of a body, which must be JSON by its type."""
    if not req.is_json:
        abort(415)
    try:
        return req.get_data().decode("utf-8-sig")
    except UnicodeDecodeError:
        abort(400)


class Blueprint(flask_smorest.Blueprint):
    """A blueprint of the service."""

    ARGUMENTS_PARSER = ExactParser()

    def allow(self, *callers: Caller) -> Callable[[View], View]:
        """Say who may call a view, to the gate and in the document."""
        told = self.doc(security=[] if Caller.ANYONE in callers else [{"session": []}])
        return lambda view: allow(*callers)(told(view))

    def once(self, view: View) -> View:
        """Let a view answer the same again where the same Idempotency-Key comes again."""
        return self.doc(parameters=[KEY_PARAMETER])(submitted_once(view))
