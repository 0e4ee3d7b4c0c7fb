"""How fast the service answers beside a bare Flask endpoint that returns the same bytes: same server, same run, same connection.

The bare endpoint reads the body and repeats the service's last answer; the two are asked in turn. Warm: the same profile again and again;
cold: other figures each time. Aim: a third of the bare endpoint's requests/s at the median warm, a tenth cold.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from flask import Flask, Response, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from api.web.app import create_app
from api.web.config import Config
from api.web.server import Server
from bench.answers import ON
from bench.path import EXAMPLES, at

TARGET, RUNS, AIMS, JSON = "sme-little-giant", 60, {"warm": 3, "cold": 10}, {"Content-Type": "application/json"}
COMPANY = json.loads((EXAMPLES / "fictional-zhixing-electric.json").read_text(encoding="utf-8"))
ASSESS, PLAN = "/api/v1/assessments", "/api/v1/plans"
QUESTIONS = {"assess one": (ASSESS, {"programme": TARGET}), "assess all": (ASSESS, {}), "plan      ": (PLAN, {"to": [TARGET]})}


def beside_bare(config: Config) -> Flask:
    """Return the service with a bare application beside it that repeats the last answer."""
    app, bare, last = create_app(config), Flask("bare"), {"answer": b""}

    @app.after_request
    def keep(response: Response) -> Response:
        last["answer"] = response.get_data()
        return response

    @bare.post("/")
    def repeat() -> Response:
        request.get_data()
        return Response(last["answer"], content_type="application/json")

    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/bare": bare})  # type: ignore[method-assign]
    return app


@contextmanager
def served(create: Callable[[Config], Flask]) -> Iterator[HTTPConnection]:
    """Serve an application by gunicorn with one worker and no limits; give a connection to it that is kept alive."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = Config(port=port, workers=1, rate="1000000/minute", answer_rate="1000000/minute")
    server = get_context("fork").Process(target=_serve, args=(config, create))
    server.start()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        while connection.sock is None and server.is_alive():
            time.sleep(0.05)
            with suppress(ConnectionRefusedError):
                connection.connect()
        yield connection
    finally:
        connection.close()
        server.terminate()
        server.join()


def _serve(config: Config, create: Callable[[Config], Flask]) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # the log is written, and goes nowhere
    Server(config, create).run()


def asked(connection: HTTPConnection, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[float, bytes]:
    """Return the seconds of an answer, and the answer."""
    start = time.perf_counter()
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    data = response.read()
    assert response.status == 200, data.decode()
    return time.perf_counter() - start, data


def body(number: int, more: dict[str, Any]) -> bytes:
    """Return a request about the example company, for each number with other figures."""
    series = {name: {year: value + number for year, value in COMPANY["metrics"][name].items()} for name in ("revenue", "main_revenue")}
    profile = {**COMPANY, "metrics": {**COMPANY["metrics"], **series}}
    return json.dumps({"profile": profile, "on": str(ON), **more}, ensure_ascii=False).encode()


def compare(connection: HTTPConnection, name: str, kind: str) -> None:
    """Ask the service and the bare endpoint in turn and print how they compare."""
    path, more = QUESTIONS[name]
    pairs = []
    for number in range(RUNS):
        sent = body(number if kind == "cold" else 0, more)
        (mine, answer), (bare, same) = (asked(connection, "POST", to, sent, **JSON) for to in (path, "/bare/"))
        assert answer == same
        pairs.append((mine, bare))
    p50, p99, bare50, bare99 = (at(times, percent) * 1e3 for times in zip(*pairs, strict=True) for percent in (50, 99))
    print(f"{name} {kind}  {len(same) / 1e3:4.0f} KB  p50 {p50:6.1f} ms  p99 {p99:6.1f} ms", end="  ")
    print(f"bare: p50 {bare50:4.1f} ms  p99 {bare99:5.1f} ms  rate: 1/{p50 / bare50:.1f} of bare (aim 1/{AIMS[kind]})")


if __name__ == "__main__":
    with served(beside_bare) as open_connection:
        for question in QUESTIONS:
            for temperature in AIMS:
                compare(open_connection, question, temperature)
