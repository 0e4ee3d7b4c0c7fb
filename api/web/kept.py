"""Finished answers, kept for some minutes in the memory of one process: the same words on the same day have the same answer.

What is kept is the answer alone, under a digest of what was asked; the profile is not kept, nothing is written to a disk.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from datetime import date
from hashlib import sha256
from threading import Lock

from flask import Flask, Response, g, request

from api.web.requests import catalogue, today

BESIDE = 200  # bytes that an entry takes beside its answer


class KeptAnswers:
    """Answers by digest, at most some bytes of them, each for some seconds; what was asked for longest ago makes room. Safe for threads."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._found: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()  # when it was made, and what it is
        self._held = 0
        self._lock = Lock()

    def get(self, key: bytes) -> tuple[int, bytes] | None:
        """Return the age in s of the answer under a digest, and the answer; one that is too old is forgotten."""
        with self._lock:
            if key not in self._found:
                return None
            made, answer = self._found[key]
            age = self._clock() - made
            if age >= self._seconds:
                self._forget(key)
                return None
            self._found.move_to_end(key)
            return int(age), answer

    def put(self, key: bytes, answer: bytes) -> None:
        """Keep an answer, unless it alone is more than may be kept."""
        size = len(answer) + BESIDE
        if size > self._most:
            return
        with self._lock:
            self._forget(key)
            while self._found and self._held + size > self._most:
                self._forget(next(iter(self._found)))
            self._found[key] = (self._clock(), answer)
            self._held += size

    def _forget(self, key: bytes) -> None:
        _, answer = self._found.pop(key, (0.0, None))
        self._held -= 0 if answer is None else len(answer) + BESIDE


def register_kept(app: Flask, blueprints: Collection[str], most: int, minutes: int) -> None:
    """Answer the POSTs of some blueprints from what was answered before, word for word; errors are not kept.

    After the limits, so that an answer from memory counts like any other; no memory: nothing is registered.
    """
    if not most:
        return
    kept = KeptAnswers(most, minutes * 60)

    @app.before_request
    def repeat() -> Response | None:
        if request.blueprint not in blueprints or request.method != "POST" or not request.is_json:
            return None
        key = digest(request.path, request.get_data(), today(), catalogue().version)
        found = kept.get(key)
        if found is None:
            g.asked = key
            return None
        return Response(found[1], headers={"Age": str(found[0])}, content_type="application/json")

    @app.after_request
    def keep(response: Response) -> Response:
        if response.status_code == 200 and "asked" in g:
            kept.put(g.asked, response.get_data())
        return response


def digest(path: str, body: bytes, day: date, version: str) -> bytes:
    """Return what an answer is kept under: all that it depends on, beyond recognition."""
    return sha256(f"{path}\n{day}\n{version}\n".encode() + body).digest()
