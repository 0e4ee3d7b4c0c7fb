"""Tables of the bureaus: the latest judgement of each company, titles confirmed, notes, cultivation lists."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from api.storage.columns import Base, Encrypted, Id, now

SIGNED = text("state = 'signed'")
STANDING = text("undone_at IS NULL")
ONE_TREE = {"sqlite_with_rowid": False}  # SQLite keeps the rows in the tree of the primary key, each once


class Judgement(Base):
    """The latest judgement of a company, with all that it rests on: computed anew, never edited. Money in 分."""

    __tablename__ = "judgements"
    __table_args__ = tuple(
        Index(f"judgements_by_{column}", column, "enterprise_id") for column in ("saved_at", "held", "eligible", "near", "unclaimed")
    )

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(6))
    profile_version: Mapped[int] = mapped_column(Integer)
    catalogue_version: Mapped[str] = mapped_column(String(64))
    judged_on: Mapped[date]
    saved_at: Mapped[datetime]
    held: Mapped[int] = mapped_column(Integer)
    eligible: Mapped[int] = mapped_column(Integer)
    near: Mapped[int] = mapped_column(Integer)
    unclaimed: Mapped[int] = mapped_column(BigInteger)


class ProgrammeState(Base):
    """The state of one programme in a judgement; out of scope and closed are not kept. `highest`: held, and no title above it is."""

    __tablename__ = "programme_states"
    __table_args__ = (Index("states_of", "programme", "state", "enterprise_id"), ONE_TREE)

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    programme: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    highest: Mapped[bool] = mapped_column(Boolean)


class NearGap(Base):
    """A criterion of the catalogue that a company does not meet, of a programme to which it is near."""

    __tablename__ = "near_gaps"
    __table_args__ = ONE_TREE

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(100), primary_key=True)


class UnclaimedFund(Base):
    """Money in 分 that a company may claim now and has not: fixed amounts of titles held."""

    __tablename__ = "unclaimed_funds"
    __table_args__ = ONE_TREE

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    fund: Mapped[str] = mapped_column(String(64), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class Figure(Base):
    """How many companies of a region have something in their judgement, and money in 分: kept in the transaction of each judgement.

    `figure`: judged (name: catalogue version, detail: day), state (programme, state), highest (programme), gap (criterion), fund (fund).
    """

    __tablename__ = "figures"
    __table_args__ = ONE_TREE

    region: Mapped[str] = mapped_column(String(6), primary_key=True)
    figure: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    detail: Mapped[str] = mapped_column(String(16), primary_key=True)
    companies: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[int] = mapped_column(BigInteger)


class TitleDecision(Base):
    """What a bureau says of a title in a profile: confirmed or refused, on what evidence; the latest counts, all stay written."""

    __tablename__ = "title_decisions"
    __table_args__ = (
        CheckConstraint("state IN ('confirmed', 'refused')", name="title_decision_state"),
        Index("title_decisions_of", "enterprise_id", "honor", "decided_at"),
    )

    id: Mapped[Id]
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"))
    honor: Mapped[str] = mapped_column(String(64))
    granted: Mapped[date | None]
    subject: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(String(500))
    decided_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime] = mapped_column(default=now)


class CompanyNote(Base):
    """What staff noted about a company, for staff alone; removed by whoever wrote it, it is gone from view."""

    __tablename__ = "company_notes"
    __table_args__ = (Index("notes_of", "enterprise_id", "made_at"),)

    id: Mapped[Id]
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"))
    text: Mapped[str] = mapped_column(Encrypted)
    made_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]


class CultivationList(Base):
    """A cultivation list: a draft that its bureau changes, or signed, which the database keeps as it is.

    `office`: the region whose bureau draws it up (`cn-4104`); `number` counts changes; `drawn` as computed, `text` as signed; `joined`:
    the ids of the signed lists that it was put together from, by commas.
    """

    __tablename__ = "cultivation_lists"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'signed', 'dropped')", name="list_state"),
        CheckConstraint("(state = 'signed') = (text IS NOT NULL)", name="list_signed_whole"),
        CheckConstraint("(state = 'signed') = (signed_by IS NOT NULL)", name="list_signed_by"),
        Index("lists_of", "office", "made_at"),
        Index("list_signed_once", "office", "region", "honor", "year", unique=True, sqlite_where=SIGNED, postgresql_where=SIGNED),
    )

    id: Mapped[Id]
    office: Mapped[str] = mapped_column(String(32))
    region: Mapped[str] = mapped_column(String(32))
    library: Mapped[str | None] = mapped_column(String(64))
    honor: Mapped[str] = mapped_column(String(64))
    year: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    on_day: Mapped[date]
    weights: Mapped[str | None] = mapped_column(String(500))
    catalogue_version: Mapped[str] = mapped_column(String(64))
    joined: Mapped[str | None] = mapped_column(Text)
    earlier_id: Mapped[str | None] = mapped_column(ForeignKey("cultivation_lists.id"))
    number: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(16), default="draft")
    drawn: Mapped[str] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    signed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    signed_at: Mapped[datetime | None]


class ListMember(Base):
    """A company that a list was drawn up from, in the version of its profile that was judged."""

    __tablename__ = "list_members"

    list_id: Mapped[str] = mapped_column(ForeignKey("cultivation_lists.id"), primary_key=True)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    profile_version: Mapped[int] = mapped_column(Integer)


class ListMove(Base):
    """A candidate put to another place by hand, with the reason; undone or not, it stays written."""

    __tablename__ = "list_moves"
    __table_args__ = (
        Index("move_once", "list_id", "uscc", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        Index("move_place_once", "list_id", "position", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
    )

    id: Mapped[Id]
    list_id: Mapped[str] = mapped_column(ForeignKey("cultivation_lists.id"))
    uscc: Mapped[str] = mapped_column(String(18))
    position: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(500))
    made_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    undone_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    undone_at: Mapped[datetime | None]


class Reminder(Base):
    """That members of a company were reminded of something: once for each programme, kind, day and stage (days before)."""

    __tablename__ = "reminders"

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    programme: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    stage: Mapped[int] = mapped_column(Integer, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
