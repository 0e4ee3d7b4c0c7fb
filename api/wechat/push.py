"""The message push of WeChat: what calls our address is checked, opened, read once, and handed on as typed events. Safe mode only."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import redis

from api.wechat.config import WeChatConfig
from api.wechat.crypto import is_signed, unseal
from api.wechat.errors import PushRefused, PushRepeated, Unavailable
from api.wechat.events import Event, read_events, read_fields

WINDOW = 300
ANSWER = "success"


class Push:
    """The message push of one mini-program: what it says is believed only if signed, sealed for us, recent and new."""

    def __init__(self, config: WeChatConfig, store: redis.Redis, clock: Callable[[], float] = time.time) -> None:
        self.config, self.store, self.clock = config, store, clock

    def echo(self, query: Mapping[str, str]) -> str:
        """Return what to answer verbatim (as text/plain) when WeChat verifies the address by GET.

        Raises
        ------
        PushRefused
            Where the signature is wrong or old.
        """
        self._check(query, "signature")
        return query.get("echostr", "")

    @contextmanager
    def receive(self, query: Mapping[str, str], body: bytes) -> Iterator[tuple[Event, ...]]:
        """Give the events of a POST, JSON or XML; answer `ANSWER` after the block.

        Where the block fails, the message counts as not handled, so that WeChat's next attempt is.

        Raises
        ------
        PushRepeated
            Where it was handled before, or is being handled: answer `ANSWER` and do nothing.
        PushRefused
            Where it is not signed, not sealed for this mini-program, older or newer than `WINDOW` seconds, or unreadable.
        Unavailable
            Where Redis, which remembers what was handled, does not answer.
        """
        sealed = read_fields(body).get("Encrypt")
        if not isinstance(sealed, str):
            raise PushRefused("没有加密；请在小程序后台选安全模式")
        self._check(query, "msg_signature", sealed)
        message = unseal(sealed, self.config.appid, self.config.push_key)
        events = read_events(message)
        seen = f"wx:{self.config.appid}:push:{hashlib.sha256(message).hexdigest()}"
        if not self._stored(lambda: self.store.set(seen, "1", nx=True, ex=2 * WINDOW)):
            raise PushRepeated
        try:
            yield events
        except BaseException:
            self._stored(lambda: self.store.delete(seen))
            raise

    def _check(self, query: Mapping[str, str], name: str, *sealed: str) -> None:
        moment = query.get("timestamp", "")
        if not is_signed(query.get(name, ""), self.config.push_token, moment, query.get("nonce", ""), *sealed):
            raise PushRefused("签名不对")
        if not (moment.isascii() and moment.isdigit()) or abs(self.clock() - int(moment)) > WINDOW:
            raise PushRefused("时间戳过期")

    def _stored(self, command: Callable[[], object]) -> object:
        try:
            return command()
        except redis.RedisError:
            failed = Unavailable("push", cause="storage")
        raise failed


def open_push(config: WeChatConfig, store: redis.Redis) -> Push | None:
    """Return the message push, None where it is not configured."""
    return Push(config, store) if config.push_is_on else None
