"""All tables, in one place to import from."""

from api.storage.bureau import (
    CompanyNote,
    CultivationList,
    Figure,
    Judgement,
    ListMember,
    ListMove,
    NearGap,
    ProgrammeState,
    Reminder,
    TitleDecision,
    UnclaimedFund,
)
from api.storage.columns import Base
from api.storage.companies import Claim, Enterprise, Invitation, Membership, ProfileVersion, StoredAnswer
from api.storage.people import Consent, Grant, Identity, Message, Staff, User
from api.storage.record import AuditEntry, Submission
from api.storage.work import ImportRow, Job

__all__ = [
    "AuditEntry",
    "Base",
    "Claim",
    "CompanyNote",
    "Consent",
    "CultivationList",
    "Enterprise",
    "Figure",
    "Grant",
    "Identity",
    "ImportRow",
    "Invitation",
    "Job",
    "Judgement",
    "ListMember",
    "ListMove",
    "Membership",
    "Message",
    "NearGap",
    "ProfileVersion",
    "ProgrammeState",
    "Reminder",
    "Staff",
    "StoredAnswer",
    "Submission",
    "TitleDecision",
    "UnclaimedFund",
    "User",
]
