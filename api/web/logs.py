"""Structured logs: one JSON object a line on stderr, without what a request says about anybody."""

import datetime
import json
import logging
import time
import uuid

from flask import Flask, Response, g, request

LOG = logging.getLogger("tidu")


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        said = {"time": moment, "level": record.levelname, "event": record.getMessage(), **getattr(record, "fields", {})}
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def register_logs(app: Flask, level: str) -> None:
    """Log every request: its route (not its address), status and duration; answer with its id."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    LOG.handlers[:] = [handler]
    LOG.setLevel(level)
    LOG.propagate = False

    @app.before_request
    def begin() -> None:
        g.began, g.request_id = time.perf_counter(), uuid.uuid4().hex

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        said = {
            "request_id": g.request_id,
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.began) * 1000, 1),
        }
        LOG.info("request", extra={"fields": said})
        return response
