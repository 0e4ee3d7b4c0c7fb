"""Blueprints whose bodies are read exactly."""

from typing import Any

import flask_smorest
from flask import Request, abort
from webargs.flaskparser import FlaskParser

from api.exact_json import read_json


class ExactParser(FlaskParser):
    """Reads JSON bodies with decimals as people wrote them; anything else than JSON is refused."""

    def load_json(self, req: Request, schema: Any) -> Any:
        """Return the values of a body."""
        if not req.is_json:
            abort(415)
        try:
            return read_json(req.get_data().decode("utf-8-sig"))
        except UnicodeDecodeError:
            abort(400)


class Blueprint(flask_smorest.Blueprint):
    """A blueprint of the service."""

    ARGUMENTS_PARSER = ExactParser()
