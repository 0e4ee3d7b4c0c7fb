"""Tickets to the report of a stored company: each opens it once, within a minute; then a pass of its own goes on for a while.

Redis holds hashes only. Of two who come with the same ticket, one is let in.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass

import redis

TICKET, PASS = 60, 30 * 60  # seconds


@dataclass(frozen=True)
class Holder:
    """To which company a ticket or a pass leads, and whose session it rests on."""

    enterprise: str
    kind: str
    who: str
    session: str


class Tickets:
    """The tickets that a Redis holds. Every method raises redis.RedisError while it is gone."""

    def __init__(self, store: redis.Redis) -> None:
        self.store = store

    def issue(self, holder: Holder) -> str:
        """Return a new ticket."""
        return self._issue("ticket", holder, TICKET)

    def exchange(self, ticket: str) -> tuple[Holder, str] | None:
        """Return the holder of a ticket and a new pass, None where it does not work (any more)."""
        said = self.store.getdel(_key("ticket", ticket))
        if not said:
            return None
        holder = Holder(**json.loads(str(said)))
        return holder, self._issue("pass", holder, PASS)

    def holder(self, passed: str) -> Holder | None:
        """Return the holder of a pass whose session has not ended."""
        said = self.store.get(_key("pass", passed))
        found = Holder(**json.loads(str(said))) if said else None
        return found if found and self.store.exists(f"session:{found.session}") else None

    def _issue(self, kind: str, holder: Holder, seconds: int) -> str:
        token = secrets.token_urlsafe(32)
        self.store.set(_key(kind, token), json.dumps(vars(holder)), ex=seconds)
        return token


def _key(kind: str, token: str) -> str:
    return f"{kind}:{hashlib.sha256(token.encode('utf-8', 'replace')).hexdigest()}"
