"""Deleting a user: what tells who it was goes; what others rely on stays, under an id that leads to nobody."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.accounts.inbox import owners_of, send
from api.accounts.users import locked
from api.answers import Json
from api.storage.columns import now
from api.storage.tables import Claim, Grant, Identity, Invitation, Membership, Message, User

KEPT = (
    ("consents", "同意记录（不含姓名、电话、微信标识）：证明曾获同意"),
    ("audit", "操作记录（只有编号）：网络日志依法留存"),
    ("profile_versions", "所保存的企业档案版本：属于企业，不属于个人"),
    ("claims", "已有结果的认领及其证明材料（联系人已删去）：主管部门的审核依据"),
)
ERASED = ("name", "phone", "identities", "sessions", "messages", "subscriptions", "memberships", "contacts", "pending_claims")


def leave(session: Session, user: User) -> list[str]:
    """Delete a user; return the files of evidence that are to be removed once that is kept."""
    locked(session, user.id)
    own = session.scalars(select(Claim).where(Claim.user_id == user.id).with_for_update().execution_options(populate_existing=True))
    files = [file for claim in own if (file := _closed(claim))]
    _end_memberships(session, user.id)
    session.execute(update(Invitation).where(Invitation.invited_by == user.id, Invitation.used_at.is_(None)).values(revoked_at=now()))
    identities = select(Identity.id).where(Identity.user_id == user.id)
    session.execute(delete(Grant).where(Grant.identity_id.in_(identities)))
    session.execute(delete(Identity).where(Identity.user_id == user.id))
    session.execute(delete(Message).where(Message.user_id == user.id))
    user.name = user.phone = None
    user.state = "deleted"
    record(session, "user.delete", "user", user.id)
    return files


def leaving_answer() -> Json:
    """Return what is deleted, and what is kept and why."""
    return {"deleted": [*ERASED], "kept": [{"what": what, "why": why} for what, why in KEPT]}


def _closed(claim: Claim) -> str | None:
    """Take the person out of a claim; return the file of one that nobody has decided."""
    claim.contact_name = claim.contact_phone = None
    if claim.state != "pending":
        return None
    file, claim.evidence_file, claim.state, claim.decided_at = claim.evidence_file, None, "withdrawn", now()
    return file


def _end_memberships(session: Session, user: str) -> None:
    for member in session.scalars(select(Membership).where(Membership.user_id == user, Membership.state == "active")):
        member.state, member.until = "ended", now()
        session.flush()
        send(session, owners_of(session, member.enterprise_id), "member_left", "一名成员已注销账号", member.enterprise_id)
