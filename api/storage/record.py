"""Tables of the record: who did what, and requests that must not be done twice."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.storage.columns import Base, Id, now


class AuditEntry(Base):
    """Who did what, on what, when, in which request; only ever added to (the database refuses the rest). No personal data.

    `region`: the 6-digit code of the place that it concerns (`cn-41` of a province, which has none), None where it concerns none.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("audit_on", "object", "object_id"), Index("audit_by", "actor_id"), Index("audit_in", "region", "id"))

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=now)
    actor: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str | None] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(48))
    object: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[str | None] = mapped_column(String(500))
    request_id: Mapped[str | None] = mapped_column(String(32))
    region: Mapped[str | None] = mapped_column(String(6))


class Submission(Base):
    """What a request with an Idempotency-Key was answered, so that asking again does nothing twice."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("caller", "key", name="submission_once"),)

    id: Mapped[Id]
    caller: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    headers: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=now)
