"""Members of an enterprise and invitations: only owners change them, and one owner stays."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.accounts.inbox import owners_of, send
from api.accounts.users import locked, standing
from api.errors import Refused
from api.storage.columns import now
from api.storage.tables import Enterprise, Invitation, Membership, User


def members_of(session: Session, enterprise: str) -> list[tuple[Membership, User]]:
    """Return who acts for an enterprise now."""
    joined = select(Membership, User).join(User, User.id == Membership.user_id)
    found = session.execute(joined.where(Membership.enterprise_id == enterprise, *standing()).order_by(Membership.since))
    return [(member, user) for member, user in found]


def change(session: Session, enterprise: str, user: str, role: str, until: datetime | None) -> Membership:
    """Give a member another role, and a term or none."""
    member = _locked_member(session, enterprise, user)
    if role != "owner" or until:
        _keep_an_owner(session, member)
    member.role, member.until = role, until
    record(session, "member.change", "enterprise", enterprise, detail=f"{user} {role}")
    return member


def end_membership(session: Session, enterprise: str, user: str) -> None:
    """End what a member is to an enterprise, and the invitations that the member gave."""
    member = _locked_member(session, enterprise, user)
    _keep_an_owner(session, member)
    member.state, member.until = "ended", now()
    given = (Invitation.enterprise_id == enterprise, Invitation.invited_by == user, Invitation.used_at.is_(None))
    session.execute(update(Invitation).where(*given).values(revoked_at=now()))
    record(session, "member.end", "enterprise", enterprise, detail=user)


def invite(session: Session, enterprise: str, user: str, role: str, days: int) -> tuple[Invitation, str]:
    """Return an invitation with its token, which is not kept and cannot be shown again."""
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        enterprise_id=enterprise, token_hash=_hash(token), role=role, invited_by=user, expires_at=now() + timedelta(days=days)
    )
    session.add(invitation)
    session.flush()
    record(session, "invitation.add", "invitation", invitation.id, detail=role)
    return invitation, token


def invitations_of(session: Session, enterprise: str) -> list[Invitation]:
    """Return the invitations of an enterprise, the latest first."""
    own = select(Invitation).where(Invitation.enterprise_id == enterprise)
    return [*session.scalars(own.order_by(Invitation.made_at.desc(), Invitation.id))]


def revoke(session: Session, enterprise: str, id: str) -> None:
    """Take an invitation back that nobody has used."""
    own = (Invitation.id == id, Invitation.enterprise_id == enterprise, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
    if session.execute(update(Invitation).where(*own).values(revoked_at=now())).rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("nothing_there", "没有这份邀请，或已使用、已撤回")
    record(session, "invitation.revoke", "invitation", id)


def accept(session: Session, user: str, token: str) -> tuple[Membership, Enterprise]:
    """Make a user a member by a token, which works once: the role and the enterprise are those that the owner wrote."""
    locked(session, user)
    found = session.scalar(select(Invitation).where(Invitation.token_hash == _hash(token)))
    if found is None:
        raise Refused("nothing_there", "没有这份邀请，请核对邀请链接")
    enterprise = session.get_one(Enterprise, found.enterprise_id, with_for_update=True)
    ended = (Membership.state == "active", Membership.until.is_not(None), Membership.until <= now())
    own = (Membership.enterprise_id == enterprise.id, Membership.user_id == user)
    session.execute(update(Membership).where(*own, *ended).values(state="ended"))
    if session.scalar(select(Membership.id).where(*own, Membership.state == "active")):
        raise Refused("already_member")
    _use(session, found, user)
    member = Membership(enterprise_id=enterprise.id, user_id=user, role=found.role, evidence=f"invitation:{found.id}")
    session.add(member)
    session.flush()
    record(session, "invitation.accept", "invitation", found.id, region=enterprise.region)
    send(session, owners_of(session, enterprise.id), "member_added", f"“{enterprise.name}”有新成员接受了邀请", enterprise.id)
    return member, enterprise


def _use(session: Session, invitation: Invitation, user: str) -> None:
    """Mark an invitation as used, unless it is, or is over, or whoever gave it may no longer."""
    moment = now()
    unused = (Invitation.id == invitation.id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
    used = update(Invitation).where(*unused, Invitation.expires_at > moment).values(used_at=moment, used_by=user)
    still = invitation.invited_by in owners_of(session, invitation.enterprise_id)
    if not still or session.execute(used).rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("invitation_void")


def _locked_member(session: Session, enterprise: str, user: str) -> Membership:
    session.get(Enterprise, enterprise, with_for_update=True, populate_existing=True)
    own = (Membership.enterprise_id == enterprise, Membership.user_id == user, *standing())
    found = session.scalar(select(Membership).where(*own))
    if found is None:
        raise Refused("nothing_there")
    return found


def _keep_an_owner(session: Session, member: Membership) -> None:
    """Refuse where no other owner without a term is left."""
    lasting = (Membership.state == "active", Membership.role == "owner", Membership.until.is_(None))
    others = select(Membership.id).where(Membership.enterprise_id == member.enterprise_id, Membership.id != member.id, *lasting)
    if member.role == "owner" and session.scalars(others).first() is None:
        raise Refused("last_owner")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
