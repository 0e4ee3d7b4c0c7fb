"""Users: made at their first login, and what they are to enterprises."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.errors import Refused
from api.storage.columns import now
from api.storage.tables import Enterprise, Identity, Membership, User


def user_of(session: Session, appid: str, openid: str, unionid: str | None) -> User:
    """Return the user of an openid, made where it is new; of two first logins at the same time both get the same user."""
    found = _known(session, appid, openid)
    if found:
        return found
    try:
        with session.begin_nested():
            user = User()
            session.add(user)
            session.flush()
            session.add(Identity(user_id=user.id, appid=appid, openid=openid, unionid=unionid))
            session.flush()
    except IntegrityError:
        found = _known(session, appid, openid)
        if found is None:
            raise
        return found
    record(session, "user.add", "user", user.id)
    return user


def locked(session: Session, user: str) -> User:
    """Return a user who stays one until the end of the transaction.

    Raises
    ------
    Refused
        Where the user has left since the request began.
    """
    found = session.get(User, user, with_for_update=True, populate_existing=True)
    if found is None or found.state != "active":
        raise Refused("not_signed_in")
    return found


def _known(session: Session, appid: str, openid: str) -> User | None:
    joined = select(User).join(Identity, Identity.user_id == User.id)
    return session.scalar(joined.where(Identity.appid == appid, Identity.openid == openid))


def first_identity(session: Session, user: str) -> Identity:
    """Return how a user logs in."""
    found = session.scalars(select(Identity).where(Identity.user_id == user).order_by(Identity.made_at)).first()
    assert found
    return found


def memberships_of(session: Session, user: str) -> list[tuple[Membership, Enterprise]]:
    """Return for which enterprises a user acts now."""
    joined = select(Membership, Enterprise).join(Enterprise, Enterprise.id == Membership.enterprise_id)
    found = session.execute(joined.where(Membership.user_id == user, *standing()).order_by(Membership.since))
    return [(member, enterprise) for member, enterprise in found]


def standing() -> tuple[ColumnElement[bool], ...]:
    """Return what holds of a membership that stands now."""
    return Membership.state == "active", or_(Membership.until.is_(None), Membership.until > now())
