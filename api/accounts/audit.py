"""The record of who did what. It holds ids, never names, numbers or what a profile says."""

from dataclasses import dataclass

from flask import g, has_request_context
from sqlalchemy.orm import Session

from api.storage.tables import AuditEntry


@dataclass(frozen=True)
class Actor:
    """Who acts: a user, somebody of the staff, nobody who is known, or the system itself."""

    kind: str
    id: str | None = None


SYSTEM, NOBODY = Actor("system"), Actor("nobody")


def record(session: Session, action: str, object: str, object_id: str | None, *, detail: str | None = None) -> None:
    """Write down, within the transaction of what is done, that it is done."""
    session.add(AuditEntry(action=action, object=object, object_id=object_id, detail=detail, **acting()))


def acting() -> dict[str, str | None]:
    """Return who acts, in which request, as columns of an entry."""
    actor = g.get("actor", NOBODY) if has_request_context() else SYSTEM
    return {"actor": actor.kind, "actor_id": actor.id, "request_id": g.get("request_id") if has_request_context() else None}
