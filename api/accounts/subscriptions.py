"""How many subscribe messages WeChat may still carry: what the mini-program reports of a tap."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.storage.columns import now
from api.storage.tables import Grant, Identity


def grants_of(session: Session, user: str) -> list[Grant]:
    """Return the grants of a user."""
    joined = select(Grant).join(Identity, Identity.id == Grant.identity_id)
    return [*session.scalars(joined.where(Identity.user_id == user).order_by(Grant.template))]


def told(session: Session, identity: Identity, template: str, *, accepted: bool) -> Grant:
    """Count a tap: one message more where the user accepted, none where they refused."""
    own = (Grant.identity_id == identity.id, Grant.template == template)
    session.get(Identity, identity.id, with_for_update=True)  # two taps at once are counted one after the other
    found = session.scalar(select(Grant).where(*own))
    if found is None:
        found = Grant(identity_id=identity.id, template=template, remaining=0)
        session.add(found)
    found.remaining = found.remaining + 1 if accepted else 0
    found.changed_at = now()
    session.flush()
    return found
