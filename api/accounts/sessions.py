"""Sessions in Redis: opaque tokens of which only the hash is kept, a refresh token that works once, an end that is at once.

A session is a hash `session:ID` that names the one access token and the one refresh token that count; `access:HASH`, `refresh:HASH`
and `page:HASH` (the cookie of the console) lead to it, `sessions:WHO` lists those of a person. A refresh token that comes a second time
was stolen, or its successor was: the session ends.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import redis

from api.errors import ApiError
from api.storage.columns import new_id, now

ACCESS = 30 * 60  # seconds that an access token works
PAGES = 30 * 60  # seconds that pages stay open to whoever does nothing
LASTS = {"user": 30 * 24 * 3600, "staff": 12 * 3600}  # seconds that a session works without being refreshed
LONGEST = {"user": 180 * 24 * 3600, "staff": 12 * 3600}  # seconds after which one logs in again in any case

_BEGIN = """
redis.call('HSET', KEYS[1], 'kind', ARGV[1], 'who', ARGV[2], 'began', ARGV[3], 'seen', ARGV[3], 'device', ARGV[4],
           'access', ARGV[5], 'refresh', ARGV[6])
redis.call('EXPIRE', KEYS[1], ARGV[8])
redis.call('SET', 'access:' .. ARGV[5], ARGV[9], 'EX', ARGV[7])
redis.call('SET', 'refresh:' .. ARGV[6], ARGV[9], 'EX', ARGV[8])
redis.call('SADD', KEYS[2], ARGV[9])
redis.call('EXPIRE', KEYS[2], ARGV[10])
"""
# KEYS: the used refresh token; ARGV: its hash, new access, new refresh, now, seconds of access, seconds of each kind, longest of each kind
_REFRESH = """
local id = redis.call('GET', 'refresh:' .. ARGV[1])
if not id then return {'unknown'} end
local key = 'session:' .. id
local found = redis.call('HMGET', key, 'kind', 'who', 'began', 'access', 'refresh')
if not found[1] then return {'unknown'} end
if found[5] ~= ARGV[1] then
  redis.call('DEL', key, 'access:' .. found[4], 'refresh:' .. found[5])
  redis.call('SREM', 'sessions:' .. found[1] .. ':' .. found[2], id)
  return {'reused', found[1], found[2], id}
end
local lasts, longest = tonumber(ARGV[6]), tonumber(ARGV[8])
if found[1] == 'staff' then lasts, longest = tonumber(ARGV[7]), tonumber(ARGV[9]) end
lasts = math.min(lasts, tonumber(found[3]) + longest - tonumber(ARGV[4]))
if lasts <= 0 then return {'unknown'} end
redis.call('DEL', 'access:' .. found[4])
redis.call('HSET', key, 'access', ARGV[2], 'refresh', ARGV[3], 'seen', ARGV[4])
redis.call('EXPIRE', key, lasts)
redis.call('EXPIRE', 'refresh:' .. ARGV[1], lasts)
redis.call('SET', 'access:' .. ARGV[2], id, 'EX', math.min(tonumber(ARGV[5]), lasts))
redis.call('SET', 'refresh:' .. ARGV[3], id, 'EX', lasts)
return {'new', found[1], found[2], id}
"""


class RefreshRefused(ApiError):
    """A refresh token that does not work; `reused`: it did once, and the session (of `who`) is ended for it."""

    def __init__(self, reused: "Session | None" = None) -> None:
        self.reused = reused
        super().__init__("refresh refused")


@dataclass(frozen=True)
class Session:
    """A session: whose it is (`kind` user or staff), since when, from where."""

    id: str
    kind: str
    who: str
    began: datetime | None = None
    seen: datetime | None = None
    device: str = ""


@dataclass(frozen=True)
class Tokens:
    """What a client holds of a session."""

    access: str
    refresh: str
    session: Session


class Sessions:
    """The sessions that a Redis holds. Every method raises redis.RedisError while it is gone."""

    def __init__(self, store: redis.Redis) -> None:
        self.store = store
        self._begin, self._refresh = store.register_script(_BEGIN), store.register_script(_REFRESH)

    def begin(self, kind: str, who: str, device: str) -> Tokens:
        """Begin a session of a person."""
        id, access, refresh = new_id(), _token(), _token()
        keys = [f"session:{id}", f"sessions:{kind}:{who}"]
        self._begin(keys, [kind, who, _seconds(), device, _hash(access), _hash(refresh), ACCESS, LASTS[kind], id, LONGEST[kind]])
        return Tokens(access, refresh, Session(id, kind, who))

    def of(self, access: str) -> Session | None:
        """Return the session of an access token that works."""
        id = self.store.get(f"access:{_hash(access)}")
        found = self._read(str(id)) if id else None
        return found[0] if found and found[1] == _hash(access) else None

    def open_pages(self, session: Session) -> str:
        """Return a token that opens pages, and nothing else, until its session ends or nothing is done for a while."""
        token = _token()
        self.store.set(f"page:{_hash(token)}", session.id, ex=PAGES)
        return token

    def of_page(self, token: str) -> Session | None:
        """Return the session of a token of pages, which works for a further while."""
        id = self.store.getex(f"page:{_hash(token)}", ex=PAGES)
        found = self._read(str(id)) if id else None
        return found[0] if found else None

    def refresh(self, token: str) -> Tokens:
        """Return new tokens for a refresh token, which thereby stops working, as does the access token beside it.

        Raises
        ------
        RefreshRefused
        """
        access, refresh = _token(), _token()
        seconds = [ACCESS, LASTS["user"], LASTS["staff"], LONGEST["user"], LONGEST["staff"]]
        outcome, *said = self._refresh([], [_hash(token), _hash(access), _hash(refresh), _seconds(), *seconds])
        if outcome == "new":
            return Tokens(access, refresh, Session(said[2], said[0], said[1]))
        raise RefreshRefused(Session(said[2], said[0], said[1]) if outcome == "reused" else None)

    def all_of(self, kind: str, who: str) -> list[Session]:
        """Return the sessions of a person, the latest first."""
        read = {id: self._read(id) for id in self._ids(kind, who)}
        over = [id for id, one in read.items() if one is None]
        if over:
            self.store.srem(f"sessions:{kind}:{who}", *over)
        found = [one[0] for one in read.values() if one]
        return sorted(found, key=lambda session: (session.seen or now(), session.id), reverse=True)

    def end(self, kind: str, who: str, id: str) -> bool:
        """End one session of a person; return whether there was one."""
        found = self._read(id)
        if not found or (found[0].kind, found[0].who) != (kind, who):
            return False
        with self.store.pipeline() as at_once:
            at_once.delete(f"session:{id}", f"access:{found[1]}", f"refresh:{found[2]}")
            at_once.srem(f"sessions:{kind}:{who}", id)
            at_once.execute()
        return True

    def end_all(self, kind: str, who: str) -> int:
        """End all sessions of a person; return how many there were."""
        return sum(self.end(kind, who, id) for id in self._ids(kind, who))

    def _ids(self, kind: str, who: str) -> Iterator[str]:
        yield from map(str, self.store.smembers(f"sessions:{kind}:{who}"))

    def _read(self, id: str) -> tuple[Session, str, str] | None:
        said: dict[str, str] = self.store.hgetall(f"session:{id}")  # type: ignore[assignment]
        if not said:
            return None
        began, seen = (datetime.fromtimestamp(int(said[name]), UTC) for name in ("began", "seen"))
        return Session(id, said["kind"], said["who"], began, seen, said["device"]), said["access"], said["refresh"]


def _token() -> str:
    return secrets.token_urlsafe(32)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _seconds() -> int:
    return int(now().timestamp())
