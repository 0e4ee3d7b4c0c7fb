"""Claims: a user says to act for an enterprise, a bureau decides. Knowing a credit code binds nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.accounts.consents import require
from api.accounts.inbox import owners_of, send
from api.accounts.users import locked
from api.errors import Refused
from api.storage.columns import now
from api.storage.evidence import Kept
from api.storage.tables import Claim, Enterprise, Membership, Staff, User

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
    if member and member.until and member.until <= now():
        member.state, member = "ended", None
        session.flush()
    if member:
        member.role, member.evidence, member.until = "owner", f"claim:{claim.id}", None
    else:
        session.add(Membership(enterprise_id=enterprise, user_id=claim.user_id, role="owner", evidence=f"claim:{claim.id}"))
    session.flush()


def _member(session: Session, enterprise: str, user: str) -> Membership | None:
    own = (Membership.enterprise_id == enterprise, Membership.user_id == user, Membership.state == "active")
    return session.scalar(select(Membership).where(*own))
