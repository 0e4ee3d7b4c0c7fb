"""The access token: fetched once for all processes, kept in Redis, thrown away only by who saw it refused."""

import random
import secrets
import time
from collections.abc import Callable

import redis

from api.wechat.calls import TOKEN
from api.wechat.config import WeChatConfig
from api.wechat.errors import Unavailable
from api.wechat.transport import Transport

LOCK_MS = 10_000
_EARLY = 300
_SHORTEST = 60
_POLL = (0.05, 0.1)
_PATIENCE = LOCK_MS / 1000 + 2
_DELETE_IF_EQUAL = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"


class Tokens:
    """The stable access token of one mini-program.

    Only the holder of a lock fetches; all others poll for its result. The lock ends by itself: a holder that was killed delays the others
    by `LOCK_MS` at most, and one that is merely slow does no harm, since WeChat answers a second fetch with the same token.
    """

    def __init__(self, config: WeChatConfig, store: redis.Redis, transport: Transport) -> None:
        self.config, self.store, self.transport = config, store, transport
        self.key, self.lock = f"wx:{config.appid}:tok", f"wx:{config.appid}:tok:lock"

    def current(self) -> str:
        """Return a token, from the cache or fetched.

        Raises
        ------
        Unavailable
            Where Redis or WeChat does not answer in time.
        WeChatError
            Where WeChat refuses to give one.
        """
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if token := self._cached():
                return token
            if held := self._take_lock():
                try:
                    return self._cached() or self._fetch()
                finally:
                    self._delete_if_equal(self.lock, held)
            time.sleep(random.uniform(*_POLL))
        raise Unavailable(TOKEN.name, cause="lost")

    def drop(self, token: str) -> None:
        """Forget a token that was refused, unless another one has taken its place."""
        self._delete_if_equal(self.key, token)

    def _take_lock(self) -> str:
        mine = secrets.token_hex(16)
        return mine if self._stored(lambda: self.store.set(self.lock, mine, nx=True, px=LOCK_MS)) else ""

    def _delete_if_equal(self, key: str, value: str) -> None:
        self._stored(lambda: self.store.eval(_DELETE_IF_EQUAL, 1, key, value))

    def _cached(self) -> str:
        found = self._stored(lambda: self.store.get(self.key))
        return found.decode() if isinstance(found, bytes) else str(found or "")

    def _fetch(self) -> str:
        body = {"grant_type": "client_credential", "appid": self.config.appid, "secret": self.config.secret}
        answer = self.transport.ask(TOKEN, {}, body, secrets=(self.config.secret,))
        token, lasts = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lasts, int):
            raise Unavailable(TOKEN.name, cause="broken")
        self._stored(lambda: self.store.set(self.key, token, ex=max(_SHORTEST, lasts - _EARLY)))
        return token

    def _stored(self, command: Callable[[], object]) -> object:
        try:
            return command()
        except redis.RedisError:
            failed = Unavailable(TOKEN.name, cause="storage")
        raise failed
