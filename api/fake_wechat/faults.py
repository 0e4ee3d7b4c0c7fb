"""Answers that WeChat's documents do not describe but networks give: each is scripted for a call, or asked for by a special code."""

import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flask import Response, request

Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """A way to answer badly; `seconds` for slow and drip, `status` for an HTTP error or a redirect.

    slow: right but late. drip: right, a byte at a time. broken: JSON cut off. html: a page. list: JSON of the wrong type. empty: an object
    without anything. huge: two megabytes. status: an HTTP error. drop: the connection ends, nothing was done. lost: it was done, then the
    connection ends.
    """

    kind: Literal["slow", "drip", "broken", "html", "list", "empty", "huge", "status", "drop", "lost"]
    seconds: float = 1.0
    status: int = 502


# What a code `demo-NAME` or `demo-NAME-…` asks for; every other NAME is a user.
SPECIAL: Mapping[str, int | Fault] = {
    "expired": 40029,
    "used": 40163,
    "blocked": 40226,
    "quota": 45011,
    "busy": -1,
    "frozen": 40243,
    "ip": 40164,
    "slow": Fault("slow", 20),
    "broken": Fault("broken"),
    "html": Fault("html"),
    "drop": Fault("drop"),
    "down": Fault("status", status=503),
}


def answer_badly(fault: Fault, handle: Callable[[], Answer]) -> Response:
    """Return the bad answer to a call that `handle` would answer well."""
    if fault.kind in ("drop", "lost"):
        return _hung_up(handle if fault.kind == "lost" else dict)
    if fault.kind == "slow":
        time.sleep(fault.seconds)
        return well(handle())
    if fault.kind == "drip":
        return Response(_drops(json.dumps(handle()), fault.seconds), mimetype="application/json")
    bodies = {
        "broken": json.dumps(handle())[:-3],
        "html": "<html><body><h1>系统维护中</h1></body></html>",
        "list": "[1, 2]",
        "empty": "{}",
        "huge": json.dumps({"errcode": 0, "padding": "x" * 2_000_000}),
        "status": "<html>Bad Gateway</html>",
    }
    headers = {"Location": "/elsewhere"} if 300 <= fault.status < 400 else {}
    return Response(bodies[fault.kind], fault.status if fault.kind == "status" else 200, headers)


def well(answer: Answer) -> Response:
    """Return an answer as WeChat sends it."""
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")


def _drops(text: str, seconds: float) -> Iterator[str]:
    for character in text:
        time.sleep(seconds)
        yield character


def _hung_up(handle: Callable[[], Answer]) -> Response:
    handle()
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    return Response()
