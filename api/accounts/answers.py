"""Stored things as plain dicts, ready for JSON; names and numbers masked."""

from datetime import UTC, datetime

from api.accounts.masking import masked_name, masked_phone
from api.answers import Json
from api.storage.tables import Claim, Consent, Enterprise, Grant, Invitation, Membership, Message, ProfileVersion, StoredAnswer, User


def at(moment: datetime | None) -> str | None:
    """Return a moment as text, in UTC to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def user_answer(user: User, members: list[tuple[Membership, Enterprise]]) -> Json:
    """Return a user, and for which enterprises they act."""
    acts = [{"enterprise": enterprise_answer(enterprise), **membership_answer(member)} for member, enterprise in members]
    person = {"name": masked_name(user.name), "phone": masked_phone(user.phone), "since": at(user.made_at)}
    return {"id": user.id, "kind": "user", **person, "memberships": acts}


def enterprise_answer(enterprise: Enterprise) -> Json:
    """Return an enterprise."""
    return {name: getattr(enterprise, name) for name in ("id", "uscc", "name", "region")}


def membership_answer(member: Membership) -> Json:
    """Return what somebody is to an enterprise."""
    return {"role": member.role, "since": at(member.since), "until": at(member.until)}


def member_answer(member: Membership, user: User) -> Json:
    """Return a member of an enterprise."""
    return {"user": user.id, "name": masked_name(user.name), "phone": masked_phone(user.phone), **membership_answer(member)}


def claim_answer(claim: Claim) -> Json:
    """Return a claim as its user and the bureau see it."""
    said = {name: getattr(claim, name) for name in ("id", "uscc", "name", "region", "state", "reason")}
    contact = {"name": masked_name(claim.contact_name), "phone": masked_phone(claim.contact_phone)}
    evidence = {"type": claim.evidence_type, "sha256": claim.evidence_sha256, "kept": claim.evidence_file is not None}
    times = {"made_at": at(claim.made_at), "decided_at": at(claim.decided_at)}
    return {**said, "contact": contact, "evidence": evidence, **times, "enterprise": claim.enterprise_id}


def invitation_answer(invitation: Invitation) -> Json:
    """Return an invitation, without what opens it."""
    times = {name: at(getattr(invitation, name)) for name in ("made_at", "expires_at", "used_at", "revoked_at")}
    return {"id": invitation.id, "role": invitation.role, **times}


def version_answer(version: ProfileVersion) -> Json:
    """Return which version of a profile this is, and whose."""
    who = {"saved_by": version.saved_by, "saved_at": at(version.saved_at)}
    return {"number": version.number, **who, "catalogue_version": version.catalogue_version}


def stored_answer(found: StoredAnswer) -> Json:
    """Return what an answer was computed from."""
    of = {"profile_version": found.profile_version, "catalogue_version": found.catalogue_version, "on": found.on_day.isoformat()}
    return {"id": found.id, "kind": found.kind, **of, "made_by": found.made_by, "made_at": at(found.made_at)}


def consent_answer(consent: Consent) -> Json:
    """Return what was agreed to."""
    times = {"given_at": at(consent.given_at), "withdrawn_at": at(consent.withdrawn_at)}
    return {"document": consent.document, "version": consent.version, **times}


def message_answer(message: Message) -> Json:
    """Return a message of the inbox."""
    said = {"id": message.id, "kind": message.kind, "text": message.text, "enterprise": message.enterprise_id}
    return {**said, "sent_at": at(message.sent_at), "read_at": at(message.read_at)}


def grant_answer(grant: Grant) -> Json:
    """Return how many subscribe messages of a template are left."""
    return {"template": grant.template, "remaining": grant.remaining, "changed_at": at(grant.changed_at)}
