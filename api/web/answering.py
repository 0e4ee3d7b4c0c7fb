"""Answers as responses: plain JSON, the same bytes as the command line's."""

import json

from flask import Response

from api.answers import Json


def answer(found: Json) -> Response:
    """Return an answer as a response."""
    return Response(json.dumps(found, ensure_ascii=False, allow_nan=False).encode() + b"\n", content_type="application/json")
