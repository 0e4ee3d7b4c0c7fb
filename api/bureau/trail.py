"""The record of a region: who did what there, the latest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from api.accounts.answers import at
from api.answers import Json
from api.storage.tables import AuditEntry


@dataclass(frozen=True)
class Wanted:
    """Which entries: of some places; by an action or its beginning (`claim.`), an object, an actor, a time."""

    regions: Collection[str]
    action: str | None = None
    object_id: str | None = None
    actor_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(wanted: Wanted) -> Select[AuditEntry]:
    """Return the entries of a region."""
    found = select(AuditEntry).where(AuditEntry.region.in_(wanted.regions))
    if wanted.action:
        found = found.where(AuditEntry.action.startswith(wanted.action, autoescape=True))
    if wanted.object_id:
        found = found.where(AuditEntry.object_id == wanted.object_id)
    if wanted.actor_id:
        found = found.where(AuditEntry.actor_id == wanted.actor_id)
    if wanted.since:
        found = found.where(AuditEntry.at >= wanted.since)
    if wanted.until:
        found = found.where(AuditEntry.at < wanted.until)
    return found.order_by(AuditEntry.id.desc())


def entry_answer(one: AuditEntry) -> Json:
    """Return an entry."""
    said = {name: getattr(one, name) for name in ("actor", "actor_id", "action", "object", "object_id", "detail", "region", "request_id")}
    return {"id": one.id, "at": at(one.at), **said}
