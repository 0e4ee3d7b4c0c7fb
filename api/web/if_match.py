"""Which version of a thing a request changes: none is changed that its writer has not seen."""

import re

from flask import request

from api.errors import Refused

_TAG = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})"')
PARAMETER = {"in": "header", "name": "If-Match", "schema": {"type": "string"}, "description": "所改版本的 ETag"}


def version_changed() -> int:
    """Return the version that a request was made from; 0: from none."""
    matched, new = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if new == "*" and matched is None:
        return 0
    tag = _TAG.fullmatch(matched.strip()) if matched else None
    if tag is None:
        raise Refused("if_match_required")
    return int(tag[1])
