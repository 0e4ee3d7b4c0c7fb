"""Writing reminders into inboxes: once for a company, kind, programme, day and stage, however often it is run."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.users import standing
from api.exact_json import read_json
from api.reminders.due import KINDS, MONTHS, Due, due
from api.storage.database import db, writing
from api.storage.tables import Enterprise, Membership, Message, ProfileVersion, Reminder
from graph.model import Catalogue
from planner.agenda import agenda
from planner.errors import ProfileError
from planner.profile import Profile
from planner.profile_reader import read_profile

MOST_NAMES = 5


@dataclass(frozen=True)
class Written:
    """How many messages a company's members got."""

    enterprise: str
    messages: int


def write_reminders(catalogue: Catalogue, on: date, *, carried: bool) -> Iterator[Written]:
    """Write what is due on a day, a transaction for each company; stopped anywhere, the next run goes on. `carried`: WeChat may too."""
    active = select(Membership.enterprise_id).where(*standing()).distinct()
    ids = [*db.session.scalars(active.order_by(Membership.enterprise_id))]
    db.session.rollback()
    for id in ids:
        yield Written(id, _write(id, catalogue, on, carried=carried))


def _write(id: str, catalogue: Catalogue, on: date, *, carried: bool) -> int:
    profile = _profile(id, catalogue)
    found = [*due(agenda(profile, catalogue, on, MONTHS).entries, on)] if profile else []
    if not found:
        return 0
    with writing() as session:
        enterprise = session.get_one(Enterprise, id, with_for_update=True)
        new = _new(session, id, found)
        session.add_all(
            Reminder(enterprise_id=id, kind=kind, programme=programme, day=day, stage=stage) for kind, programme, day, stage in new
        )
        messages = [*_messages(enterprise, [one for one in found if one.key in new], on, catalogue)]
        users = [*session.scalars(select(Membership.user_id).where(Membership.enterprise_id == id, *standing()))]
        session.add_all(_message(user, enterprise, *message, carried=carried) for message in messages for user in users)
        return len(messages) * len(users)


def _profile(id: str, catalogue: Catalogue) -> Profile | None:
    latest = select(ProfileVersion.text).where(ProfileVersion.enterprise_id == id).order_by(ProfileVersion.number.desc()).limit(1)
    text = db.session.scalar(latest)
    db.session.rollback()
    try:
        return read_profile(read_json(text), catalogue) if text else None
    except ProfileError:
        return None


def _new(session: Session, id: str, found: Sequence[Due]) -> set[tuple[str, str, date, int]]:
    own = select(Reminder.kind, Reminder.programme, Reminder.day, Reminder.stage).where(Reminder.enterprise_id == id)
    known = {(kind, programme, day, stage) for kind, programme, day, stage in session.execute(own)}
    return {one.key for one in found} - known


def _messages(enterprise: Enterprise, new: Sequence[Due], on: date, catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield kind, text and what WeChat carries of one message for each kind and day; the nearest first."""

    def together(one: Due) -> tuple[date, str]:
        return one.day, one.entry.kind

    for (day, kind), group in groupby(sorted(new, key=together), together):
        ones = [*group]
        names = [catalogue.words.names[one.entry.programme] for one in ones]
        when = f"{day.year} 年" if ones[0].entry.year_only else f"{day}{_left(day, on)}"
        listed = "、".join(f"{name}（{one.entry.text}）" for name, one in zip(names, ones, strict=True) if name in names[:MOST_NAMES])
        rest = f"等 {len(names)} 项" if len(names) > MOST_NAMES else ""
        said = {"what": names[0] if len(names) == 1 else f"{names[0]}等{len(names)}项", "day": str(day), "hint": KINDS[kind]}
        yield f"reminder_{kind}", f"“{enterprise.name}”{KINDS[kind]}：{when}，{listed}{rest}", json.dumps(said, ensure_ascii=False)


def _left(day: date, on: date) -> str:
    days = (day - on).days
    return f"（还有 {days} 天）" if days > 0 else "（今天）" if days == 0 else ""


def _message(user: str, enterprise: Enterprise, kind: str, text: str, brief: str, *, carried: bool) -> Message:
    own = {"carried": "due", "brief": brief} if carried else {}
    return Message(user_id=user, enterprise_id=enterprise.id, kind=kind, text=text, **own)
