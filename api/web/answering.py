"""Answers as responses: plain JSON, the same bytes as the command line's."""

import json
from collections.abc import Mapping

from flask import Response

from api.answers import Json


def answer(found: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer as a response."""
    text = json.dumps(found, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    return Response(text, status, headers, content_type="application/json")


def nothing() -> Response:
    """Return that something is done and there is nothing to say."""
    return Response(status=204)
