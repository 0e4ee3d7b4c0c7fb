"""Tables of enterprises: who they are, who may act for them, their profiles and the answers about these."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.storage.columns import Base, Encrypted, Id, now

ACTIVE = text("state = 'active'")
ROLES = ("viewer", "editor", "owner")  # each may do what those before it may
ROLE = "role IN ('viewer', 'editor', 'owner')"


class Enterprise(Base):
    """An enterprise as a bureau confirmed it; `region` is the 6-digit code of a profile."""

    __tablename__ = "enterprises"
    __table_args__ = (Index("enterprises_by_name", "name", "id"), Index("enterprises_by_region", "region", "id"))

    id: Mapped[Id]
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(6))
    made_at: Mapped[datetime] = mapped_column(default=now)


class Membership(Base):
    """A user acts for an enterprise until the term ends; `evidence` names the claim or invitation that it rests on."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint(ROLE, name="membership_role"),
        CheckConstraint("state IN ('active', 'ended')", name="membership_state"),
        Index("membership_once", "enterprise_id", "user_id", unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE),
    )

    id: Mapped[Id]
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime | None]
    evidence: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default="active")


class ProfileVersion(Base):
    """A profile as somebody saved it, to the letter; never changed (the database refuses)."""

    __tablename__ = "profile_versions"

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    catalogue_version: Mapped[str] = mapped_column(String(64))
    saved_by: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime] = mapped_column(default=now)


class Claim(Base):
    """A user says to act for an enterprise; it binds nothing until a bureau confirms it."""

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'confirmed', 'refused', 'withdrawn')", name="claim_state"),
        Index("claims_of_region", "region", "state", "made_at"),
        Index(
            "claim_once",
            "user_id",
            "uscc",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    uscc: Mapped[str] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(6))
    contact_name: Mapped[str | None] = mapped_column(Encrypted)
    contact_phone: Mapped[str | None] = mapped_column(Encrypted)
    evidence_file: Mapped[str | None] = mapped_column(String(64))
    evidence_type: Mapped[str] = mapped_column(String(64))
    evidence_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default="pending")
    reason: Mapped[str | None] = mapped_column(String(500))
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("enterprises.id"))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    made_at: Mapped[datetime] = mapped_column(default=now)


class Invitation(Base):
    """An owner invites somebody to a role; whoever has the token uses it once, and only its hash is kept."""

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint(ROLE, name="invitation_role"),)

    id: Mapped[Id]
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    invited_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None]


class StoredAnswer(Base):
    """An answer about a stored profile, with all that it was computed from; `question` is the hash of that: none is stored twice."""

    __tablename__ = "answers"
    __table_args__ = (
        Index("answers_of", "enterprise_id", "made_at"),
        UniqueConstraint("enterprise_id", "question", name="answer_once"),
    )

    id: Mapped[Id]
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"))
    kind: Mapped[str] = mapped_column(String(16))
    asked: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(String(64))
    on_day: Mapped[date]
    profile_version: Mapped[int] = mapped_column(Integer)
    catalogue_version: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(default=now)
