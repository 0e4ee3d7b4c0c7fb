"""How many subscribe messages WeChat may still carry: what the mini-program reports of a tap."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.storage.columns import now
from api.storage.tables import Grant, Identity
from api.wechat.grants import Grants, accepted, rejected


def grants_of(session: Session, user: str) -> list[Grant]:
    """Return the grants of a user."""
    joined = select(Grant).join(Identity, Identity.id == Grant.identity_id)
    return [*session.scalars(joined.where(Identity.user_id == user).order_by(Grant.template))]


def told(session: Session, identity: Identity, template: str, *, accepts: bool, push_is_on: bool) -> Grant:
    """Write what the mini-program reports of a tap; where WeChat itself pushes such events, only those count."""
    own = (Grant.identity_id == identity.id, Grant.template == template)
    session.get(Identity, identity.id, with_for_update=True)  # two taps at once are counted one after the other
    found = session.scalar(select(Grant).where(*own))
    if found is None:
        found = Grant(identity_id=identity.id, template=template, remaining=0)
        session.add(found)
    left = Grants(found.remaining)
    found.remaining = (accepted(left, "client", push_is_on=push_is_on) if accepts else rejected(left)).remaining
    found.changed_at = now()
    session.flush()
    return found
