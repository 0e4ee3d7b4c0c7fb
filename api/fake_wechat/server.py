"""The fake over HTTP: in a thread, its world at hand (tests); or as a child process that ends with its parent (demo)."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from api.fake_wechat.answers import CALLS, Denied, Handler, error
from api.fake_wechat.faults import Fault, answer_badly, well
from api.fake_wechat.world import Called, World


class _Quiet(WSGIRequestHandler):
    """Keeps connections alive and logs nothing: addresses hold secrets."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        return


class FakeWeChat:
    """A running fake at `url`; `world` is what it knows."""

    def __init__(self, world: World, port: int = 0) -> None:
        self.world = world
        self.server = make_server("127.0.0.1", port, create_fake(world), threaded=True, request_handler=_Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Stop answering."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class FakeProcess:
    """The fake as a child process, for the demo; it ends when its parent does, killed or not."""

    def __init__(self) -> None:
        call = [sys.executable, "-m", "api.fake_wechat"]
        self.process = subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.communicate()


def create_fake(world: World) -> Flask:
    """Return the application: the documented calls, and under /demo what a phone would do."""
    app = Flask("fake_wechat", static_folder=None)
    for path, (method, name, handler) in CALLS.items():
        app.add_url_rule(path, name, _view(world, method, name, handler), methods=["GET", "POST"])
    _add_phone(app, world)
    return app


def _view(world: World, method: str, name: str, handler: Handler) -> Any:
    def view() -> Response:
        query, text = request.args.to_dict(), request.get_data(as_text=True)
        body = _object(text)
        world.calls.append(Called(name, query, body))
        script = world.scripts[name]
        wanted = script.popleft() if script else world.special(query.get("js_code") or str(body.get("code", "")))

        def handle() -> dict[str, Any]:
            try:
                if request.method != method:
                    raise Denied(43002)
                if "\\u" in text:
                    raise Denied(40033)
                return handler(world, query, body)
            except Denied as denied:
                return error(denied.errcode)

        if isinstance(wanted, Fault):
            return answer_badly(wanted, handle)
        return well(handle() if wanted is None else error(wanted))

    return view


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _add_phone(app: Flask, world: World) -> None:
    """Add what a phone would do, for people who have none at hand: make codes, tap on accept, read messages."""

    @app.post("/demo/codes")
    def codes() -> Response:
        asked = request.get_json()
        return well({"code": world.code(asked["user"], asked.get("use", "login"))})

    @app.post("/demo/taps")
    def taps() -> Response:
        asked = request.get_json()
        world.templates.add(asked["template"])
        world.tap(asked["user"], asked["template"], asked.get("answer", "accept"))
        return well({})

    @app.get("/demo/messages")
    def messages() -> Response:
        return well({"messages": world.messages})
