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
    actor = g.get("actor", NOBODY) if has_request_context() else SYSTEM
    session.add(
        AuditEntry(
            actor=actor.kind,
            actor_id=actor.id,
            action=action,
            object=object,
            object_id=object_id,
            detail=detail,
            request_id=g.get("request_id") if has_request_context() else None,
            region=region or (g.get("region") if has_request_context() else None),
        )
    )
