"""The inbox: where every message is, whatever WeChat carries."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.accounts.users import standing
from api.errors import Refused
from api.storage.columns import now
from api.storage.tables import Membership, Message


def messages_of(user: str, *, unread: bool = False) -> Select[Message]:
    """Return the messages of a user, the latest first."""
    only = [Message.read_at.is_(None)] if unread else []
    return select(Message).where(Message.user_id == user, *only).order_by(Message.sent_at.desc(), Message.id)


def send(session: Session, users: Iterable[str], kind: str, text: str, enterprise: str | None = None) -> None:
    """Put a message into inboxes."""
    session.add_all(Message(user_id=user, kind=kind, text=text, enterprise_id=enterprise) for user in users)


def owners_of(session: Session, enterprise: str) -> list[str]:
    """Return the users who own an enterprise now."""
    own = (Membership.enterprise_id == enterprise, Membership.role == "owner", *standing())
    return [*session.scalars(select(Membership.user_id).where(*own))]


def mark(session: Session, user: str, id: str, *, read: bool) -> Message:
    """Mark a message as read, or as not."""
    found = session.get(Message, id)
    if found is None or found.user_id != user:
        raise Refused("nothing_there")
    found.read_at = (found.read_at or now()) if read else None
    return found
