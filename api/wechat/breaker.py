"""What keeps a slow or dead WeChat from holding the service: few calls at once, and none for a while after failures in a row."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api.wechat.errors import Unavailable

FAILURES = 5
PAUSE = 10.0
_WAIT = 1.0


class Breaker:
    """Open after `FAILURES` failures in a row: every call fails at once; after `PAUSE` seconds one call tries again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock, self.lock = clock, threading.Lock()
        self.failures, self.closed_until = 0, 0.0

    def enter(self, call: str) -> None:
        """Let a call through.

        Raises
        ------
        Unavailable
            While it is open.
        """
        with self.lock:
            if self.failures < FAILURES:
                return
            now = self.clock()
            if now < self.closed_until:
                raise Unavailable(call, cause="open")
            self.closed_until = now + PAUSE

    def note(self, failed: bool) -> None:
        """Take note of how a call ended."""
        with self.lock:
            self.failures = self.failures + 1 if failed else 0
            if self.failures == FAILURES:
                self.closed_until = self.clock() + PAUSE


class Slots:
    """So many operations at once; who finds none free for a second is refused."""

    def __init__(self, number: int) -> None:
        self.free = threading.BoundedSemaphore(number)

    @contextmanager
    def one(self, call: str) -> Iterator[None]:
        """Hold a slot.

        Raises
        ------
        Unavailable
            Where none comes free.
        """
        if not self.free.acquire(timeout=_WAIT):
            raise Unavailable(call, cause="full")
        try:
            yield
        finally:
            self.free.release()
