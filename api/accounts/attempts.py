"""How often somebody may try to log in: counted in Redis before a password is looked at, so that many at once gain nothing."""

import hashlib

import redis
from limits import parse

from api.errors import ApiError

MOST, WITHIN = 5, 15 * 60  # failures of one account, seconds
_COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('TTL', KEYS[1])}
"""


class TooManyAttempts(ApiError):
    """No more attempts for so many seconds."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"wait {seconds} s")


class Attempts:
    """The attempts at the accounts of staff, those that exist or not."""

    def __init__(self, store: redis.Redis) -> None:
        self.store, self._count = store, store.register_script(_COUNT)

    def count(self, account: str) -> None:
        """Count an attempt.

        Raises
        ------
        TooManyAttempts
        """
        count, seconds = self._count([_key(account)], [WITHIN])
        if count > MOST:
            raise TooManyAttempts(max(1, seconds))

    def forget(self, account: str) -> None:
        """Begin anew after a login."""
        self.store.delete(_key(account))


class Calls:
    """How much one account may ask, from however many addresses: all its sessions together."""

    def __init__(self, store: redis.Redis, rate: str) -> None:
        limit = parse(rate)
        self.most, self.within = limit.amount, limit.get_expiry()
        self._count = store.register_script(_COUNT)

    def count(self, who: str) -> None:
        """Count a request.

        Raises
        ------
        TooManyAttempts
        """
        count, seconds = self._count([f"calls:{who}"], [self.within])
        if count > self.most:
            raise TooManyAttempts(max(1, seconds))


def _key(account: str) -> str:
    return f"attempts:{hashlib.sha256(account.encode()).hexdigest()}"
