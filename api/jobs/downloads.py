"""Tickets to results: each is used once and lapses after some minutes; only its hash is kept, in Redis."""

import hashlib
import secrets

from redis import Redis

from api.errors import Refused

LASTS = 300  # seconds
PREFIX = "tidu:download:"


def ticket(store: Redis, job: str) -> str:
    """Return a ticket to the result of a job."""
    token = secrets.token_urlsafe(32)
    store.set(_key(token), job, ex=LASTS)
    return token


def redeem(store: Redis, token: str) -> str:
    """Return the job that a ticket is for; it works no second time.

    Raises
    ------
    Refused
        Where it was used, has lapsed or never was.
    """
    job = store.getdel(_key(token))
    if job is None:
        raise Refused("nothing_there", "下载地址已用过或已过期，请重新获取")
    return str(job)


def is_ticket(store: Redis, token: str) -> bool:
    """Return whether a ticket still works; asking spends nothing."""
    return bool(store.exists(_key(token)))


def _key(token: str) -> str:
    return PREFIX + hashlib.sha256(token.encode()).hexdigest()
