"""How many subscribe messages WeChat may still carry: what the mini-program reports of a tap."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.storage.columns import now
from api.storage.tables import Grant, Identity
from api.wechat.events import Accepted, Event, Unsubscribed
from api.wechat.grants import Grants, accepted, rejected


def grants_of(session: Session, user: str) -> list[Grant]:
    """Return the grants of a user."""
    joined = select(Grant).join(Identity, Identity.id == Grant.identity_id)
    return [*session.scalars(joined.where(Identity.user_id == user).order_by(Grant.template))]


def told(session: Session, identity: Identity, template: str, *, accepts: bool, push_is_on: bool) -> Grant:
    """Write what the mini-program reports of a tap; where WeChat itself pushes such events, only those count."""
    found = _grant(session, identity, template)
    left = Grants(found.remaining)
    return _kept(session, found, accepted(left, "client", push_is_on=push_is_on) if accepts else rejected(left))


def pushed(session: Session, appid: str, event: Event) -> None:
    """Write what WeChat itself says of a tap, or of the user's settings; of users whom we do not know, nothing."""
    if not isinstance(event, Accepted | Unsubscribed):
        return
    identity = session.scalar(select(Identity).where(Identity.appid == appid, Identity.openid == event.openid))
    if identity is None:
        return
    found = _grant(session, identity, event.template)
    left = Grants(found.remaining)
    _kept(session, found, accepted(left, "event", push_is_on=True) if isinstance(event, Accepted) else rejected(left))


def _grant(session: Session, identity: Identity, template: str) -> Grant:
    """Return the grant of a template, made where it is new, with its identity locked: two taps at once are counted one after the other."""
    session.get(Identity, identity.id, with_for_update=True)
    own = (Grant.identity_id == identity.id, Grant.template == template)
    found = session.scalar(select(Grant).where(*own).execution_options(populate_existing=True))
    if found is None:
        found = Grant(identity_id=identity.id, template=template, remaining=0)
        session.add(found)
    return found


def _kept(session: Session, found: Grant, left: Grants) -> Grant:
    found.remaining, found.changed_at = left.remaining, now()
    session.flush()
    return found
