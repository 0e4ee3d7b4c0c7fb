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


def record(
    session: Session, action: str, object: str, object_id: str | None, *, detail: str | None = None, region: str | None = None
) -> None:
    """Write down, within the transaction of what is done, that it is done.

    `region`: the 6-digit code of the place that it concerns; else that of the enterprise in the address, or of the staff who acts.
    """
    who = acting()
    place = region or who.pop("region")
    session.add(AuditEntry(action=action, object=object, object_id=object_id, detail=detail, **{**who, "region": place}))


def acting() -> dict[str, str | None]:
    """Return who acts, in which request, on which place, as columns of an entry."""
    if not has_request_context():
        return {"actor": SYSTEM.kind, "actor_id": SYSTEM.id, "request_id": None, "region": None}
    actor = g.get("actor", NOBODY)
    return {"actor": actor.kind, "actor_id": actor.id, "request_id": g.get("request_id"), "region": g.get("region")}
