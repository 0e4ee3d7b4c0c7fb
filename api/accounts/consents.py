"""What users agreed to: a ledger to which lines are added; withdrawing closes a line."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.accounts.users import locked
from api.errors import Refused
from api.storage.columns import now
from api.storage.tables import Consent


def consents_of(session: Session, user: str) -> list[Consent]:
    """Return all lines of a user, the first first."""
    return [*session.scalars(select(Consent).where(Consent.user_id == user).order_by(Consent.given_at, Consent.id))]


def give(session: Session, user: str, document: str, version: str) -> Consent:
    """Write that a user agrees to a version of a document; saying it again changes nothing."""
    locked(session, user)
    found = _standing(session, user, document)
    if found and found.version == version:
        return found
    if found:
        found.withdrawn_at = now()
    consent = Consent(user_id=user, document=document, version=version)
    session.add(consent)
    session.flush()
    record(session, "consent.give", "consent", consent.id, detail=f"{document} {version}")
    return consent


def withdraw(session: Session, user: str, document: str) -> Consent:
    """Write that a user no longer agrees."""
    found = _standing(session, user, document)
    if found is None:
        raise Refused("nothing_there", "没有同意过，或已撤回")
    found.withdrawn_at = now()
    record(session, "consent.withdraw", "consent", found.id, detail=document)
    return found


def require(session: Session, user: str, document: str) -> None:
    """Refuse where a user does not agree."""
    if _standing(session, user, document) is None:
        raise Refused("consent_required")


def _standing(session: Session, user: str, document: str) -> Consent | None:
    own = (Consent.user_id == user, Consent.document == document, Consent.withdrawn_at.is_(None))
    return session.scalars(select(Consent).where(*own).order_by(Consent.given_at.desc())).first()
