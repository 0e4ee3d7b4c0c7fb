"""Tables of people: users who come through WeChat, staff of the bureaus, and what belongs to a user alone."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from api.storage.columns import Base, Encrypted, Id, now

DUE = text("carried = 'due'")


class User(Base):
    """A person; `state` deleted: nothing of the person is left but the id, to which the record refers."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("state IN ('active', 'deleted')", name="user_state"),)

    id: Mapped[Id]
    name: Mapped[str | None] = mapped_column(Encrypted)
    phone: Mapped[str | None] = mapped_column(Encrypted)
    state: Mapped[str] = mapped_column(String(16), default="active")
    made_at: Mapped[datetime] = mapped_column(default=now)


class Identity(Base):
    """How a user logs in: an openid within an app."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("appid", "openid", name="identity_once"),)

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    appid: Mapped[str] = mapped_column(String(64))
    openid: Mapped[str] = mapped_column(String(128))
    unionid: Mapped[str | None] = mapped_column(String(128))
    made_at: Mapped[datetime] = mapped_column(default=now)


class Staff(Base):
    """A person of a bureau, for one region of the catalogue (`cn-410421`, `cn-4104`, `cn-41`).

    `last_step`: the step of the last one-time password that was used, so that none is used twice.
    """

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("state IN ('active', 'ended')", name="staff_state"),)

    id: Mapped[Id]
    account: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Encrypted)
    region: Mapped[str] = mapped_column(String(32))
    password_hash: Mapped[str] = mapped_column(String(255))
    totp_secret: Mapped[str] = mapped_column(Encrypted)
    last_step: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(16), default="active")
    made_at: Mapped[datetime] = mapped_column(default=now)


class Consent(Base):
    """What a user agreed to, in which version; withdrawn or not, it stays written."""

    __tablename__ = "consents"

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    document: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(32))
    given_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]


class Message(Base):
    """A message in the inbox of a user; `enterprise_id` where it is about one.

    `carried`: how it stands with WeChat: due, trying, sent, or not; None where WeChat has no part in it. `brief`: what WeChat carries.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("messages_of", "user_id", "sent_at"),
        Index("messages_due", "sent_at", sqlite_where=DUE, postgresql_where=DUE),
    )

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("enterprises.id"))
    kind: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    carried: Mapped[str | None] = mapped_column(String(8))
    brief: Mapped[str | None] = mapped_column(Text)


class Grant(Base):
    """How many subscribe messages of a template WeChat may still carry to a user."""

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("identity_id", "template", name="grant_once"),
        CheckConstraint("remaining >= 0", name="grant_not_negative"),
    )

    id: Mapped[Id]
    identity_id: Mapped[str] = mapped_column(ForeignKey("identities.id"))
    template: Mapped[str] = mapped_column(String(64))
    remaining: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = mapped_column(default=now)
