"""Claims: a user says to act for an enterprise, a bureau decides. Knowing a credit code binds nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.accounts.consents import require
from api.accounts.inbox import owners_of, send
from api.accounts.users import locked
from api.errors import Refused
from api.storage.columns import now
from api.storage.evidence import Kept
from api.storage.tables import Claim, Enterprise, Invitation, Membership, Staff, User

CONSENT, MOST_PENDING = "privacy", 10


@dataclass(frozen=True)
class Claimed:
    """What a user says: which enterprise, and how to reach the user."""

    uscc: str
    name: str
    region: str
    contact_name: str
    contact_phone: str


def submit(session: Session, user: User, claimed: Claimed, kept: Kept) -> Claim:
    """Keep a claim; where the enterprise is known it goes to the bureau of its true region, whatever the user said."""
    locked(session, user.id)
    require(session, user.id, CONSENT)
    pending = [*session.scalars(select(Claim.uscc).where(Claim.user_id == user.id, Claim.state == "pending"))]
    if claimed.uscc in pending:
        raise Refused("claim_pending")
    if len(pending) >= MOST_PENDING:
        raise Refused("claim_pending", f"最多同时有 {MOST_PENDING} 项待审核的认领")
    known = session.scalar(select(Enterprise).where(Enterprise.uscc == claimed.uscc))
    if known and _member(session, known.id, user.id):
        raise Refused("already_member")
    said = {**vars(claimed), "region": known.region if known else claimed.region}
    evidence = {"evidence_file": kept.file, "evidence_type": kept.type, "evidence_sha256": kept.sha256}
    claim = Claim(user_id=user.id, **said, **evidence)
    session.add(claim)
    session.flush()
    record(session, "claim.submit", "claim", claim.id, region=claim.region)
    return claim


def own_claim(session: Session, user: User, id: str) -> Claim:
    """Return a claim of a user."""
    found = session.get(Claim, id)
    if found is None or found.user_id != user.id:
        raise Refused("nothing_there")
    return found


def withdraw(session: Session, user: User, id: str) -> str | None:
    """Withdraw a claim on which nothing is decided; return the file to remove."""
    own_claim(session, user, id)
    claim = _undecided(session, id)
    file, claim.evidence_file, claim.state, claim.decided_at = claim.evidence_file, None, "withdrawn", now()
    record(session, "claim.withdraw", "claim", claim.id, region=claim.region)
    return file


def claims_in(regions: Collection[str], state: str | None = None) -> Select[Claim]:
    """Return the claims of some regions, the oldest first."""
    only = [Claim.state == state] if state else []
    return select(Claim).where(Claim.region.in_(regions), *only).order_by(Claim.made_at, Claim.id)


def claim_in(session: Session, regions: Collection[str], id: str) -> Claim:
    """Return a claim of some regions."""
    found = session.get(Claim, id)
    if found is None or found.region not in regions:
        raise Refused("nothing_there")
    return found


def confirm(session: Session, staff: Staff, regions: Collection[str], id: str) -> Claim:
    """Confirm a claim: the enterprise is entered where it is new, and its user owns it from now on."""
    claim = _to_decide(session, staff, regions, id)
    enterprise = session.scalar(select(Enterprise).where(Enterprise.uscc == claim.uscc).with_for_update())
    if enterprise is None:
        enterprise = Enterprise(uscc=claim.uscc, name=claim.name, region=claim.region)
        session.add(enterprise)
        session.flush()
        record(session, "enterprise.add", "enterprise", enterprise.id, region=enterprise.region)
    elif enterprise.region not in regions:
        raise Refused("nothing_there", "该企业登记在其他地区，须由当地主管部门审核")
    others = [owner for owner in owners_of(session, enterprise.id) if owner != claim.user_id]
    _own(session, enterprise.id, claim)
    _decide(session, staff, claim, "confirmed")
    claim.enterprise_id = enterprise.id
    send(session, [claim.user_id], "claim_confirmed", f"您对“{enterprise.name}”的认领已通过审核", enterprise.id)
    send(session, others, "owner_added", f"主管部门已确认“{enterprise.name}”的另一名负责人，如有疑问请联系主管部门", enterprise.id)
    return claim


def refuse(session: Session, staff: Staff, regions: Collection[str], id: str, reason: str) -> Claim:
    """Refuse a claim, with the reason that its user reads."""
    claim = _to_decide(session, staff, regions, id)
    claim.reason = reason
    _decide(session, staff, claim, "refused")
    send(session, [claim.user_id], "claim_refused", f"您对“{claim.name}”的认领未通过审核：{reason}")
    return claim


def reopen(session: Session, regions: Collection[str], id: str) -> Claim:
    """Take a decision back: the claim waits again, and where it was confirmed its user is to the enterprise what they were before.

    Whom they have invited since goes with them. The enterprise stays where the claim had entered it, and so does what was done there.
    """
    claim = _reopenable(session, regions, id)
    if claim.enterprise_id:
        _give_back(session, claim.enterprise_id, claim)
    claim.state, claim.reason, claim.enterprise_id, claim.decided_by, claim.decided_at = "pending", None, None, None, None
    record(session, "claim.reopen", "claim", claim.id, region=claim.region)
    send(session, [claim.user_id], "claim_reopened", f"主管部门撤回了对“{claim.name}”认领的审核结果，将重新审核")
    return claim


def _reopenable(session: Session, regions: Collection[str], id: str) -> Claim:
    user = session.get_one(User, claim_in(session, regions, id).user_id, with_for_update=True, populate_existing=True)
    claim = session.get_one(Claim, id, with_for_update=True, populate_existing=True)
    if claim.state not in ("confirmed", "refused"):
        raise Refused("claim_undecided")
    if user.state != "active":
        raise Refused("conflict", "认领人已注销账号，审核结果不再改动")
    same = (Claim.user_id == user.id, Claim.uscc == claim.uscc, Claim.state == "pending")
    if session.scalar(select(Claim.id).where(*same)):
        raise Refused("claim_pending", "认领人已就同一企业另外提交认领，请审核那一项")
    return claim


def _to_decide(session: Session, staff: Staff, regions: Collection[str], id: str) -> Claim:
    claim_in(session, regions, id)
    return _undecided(session, id)


def _undecided(session: Session, id: str) -> Claim:
    claim = session.get_one(Claim, id, with_for_update=True, populate_existing=True)
    if claim.state != "pending":
        raise Refused("claim_decided")
    return claim


def _decide(session: Session, staff: Staff, claim: Claim, state: str) -> None:
    claim.state, claim.decided_by, claim.decided_at = state, staff.id, now()
    record(session, f"claim.{state}", "claim", claim.id, region=claim.region)


def _own(session: Session, enterprise: str, claim: Claim) -> None:
    member = _member(session, enterprise, claim.user_id)
    if member:
        member.state = "ended"
        session.flush()
    session.add(Membership(enterprise_id=enterprise, user_id=claim.user_id, role="owner", evidence=f"claim:{claim.id}"))
    session.flush()


def _give_back(session: Session, enterprise: str, claim: Claim) -> None:
    """End what a claim has given, to its user and through them; give the role anew that it took the place of."""
    session.get_one(Enterprise, enterprise, with_for_update=True)
    given = _member(session, enterprise, claim.user_id)
    if given is None or given.evidence != f"claim:{claim.id}":
        return
    ended = [given]
    for member in ended:
        member.state, member.until = "ended", now()
        session.flush()
        ended += _let_in_by(session, member)
    before = _replaced(session, given)
    if before:
        same = {name: getattr(before, name) for name in ("enterprise_id", "user_id", "role", "until", "evidence")}
        session.add(Membership(**same))


def _replaced(session: Session, given: Membership) -> Membership | None:
    """Return what was in the place of a membership: the one right before it, unless that was over by itself, or ended by the owners."""
    own = (Membership.enterprise_id == given.enterprise_id, Membership.user_id == given.user_id, Membership.id != given.id)
    before = session.scalars(select(Membership).where(*own).order_by(Membership.since.desc())).first()
    return before if before and (before.until is None or before.until > now()) else None


def _let_in_by(session: Session, member: Membership) -> list[Membership]:
    """Return the members whose invitation somebody gave since they were a member."""
    given = (Invitation.enterprise_id == member.enterprise_id, Invitation.invited_by == member.user_id, Invitation.made_at >= member.since)
    theirs = select(literal("invitation:") + Invitation.id).where(*given, Invitation.used_at.is_not(None))
    return [*session.scalars(select(Membership).where(Membership.state == "active", Membership.evidence.in_(theirs)))]


def _member(session: Session, enterprise: str, user: str) -> Membership | None:
    own = (Membership.enterprise_id == enterprise, Membership.user_id == user, Membership.state == "active")
    return session.scalar(select(Membership).where(*own))
