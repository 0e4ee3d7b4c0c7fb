"""Responses compressed by gzip for who takes it: a report is 150 KB of text, seconds of waiting where the net is slow.

Not for who sends cookies: beside a secret of one person, compressed text that others can have a say in gives the secret away (BREACH).
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

LEAST, LEVEL = 1000, 5  # bytes that are worth it; gzip's own scale
FILES = 32
KINDS = frozenset({"text/html", "text/css", "text/javascript", "application/json", "application/problem+json", "image/svg+xml"})


def register_compression(app: Flask) -> None:
    """Compress what is text and not small."""

    @app.after_request
    def compress(response: Response) -> Response:
        if response.mimetype not in KINDS or response.status_code in (204, 206, 304):
            return response
        response.vary.add("Accept-Encoding")
        if request.cookies or request.method == "HEAD" or not request.accept_encodings.quality("gzip") or response.content_encoding:
            return response
        response.direct_passthrough = False
        data = response.get_data()
        if len(data) < LEAST:
            return response
        response.set_data(_of_file(data) if request.endpoint == "pages.static" else gzip.compress(data, LEVEL))
        response.content_encoding = "gzip"
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)
        return response


@lru_cache(FILES)
def _of_file(data: bytes) -> bytes:
    """Compress a file of ours, once."""
    return gzip.compress(data, 9)
