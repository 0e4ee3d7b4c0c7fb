"""Titles of a profile that a bureau confirms or refuses; a decision holds for the very title as the profile has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.answers import at
from api.accounts.audit import record
from api.accounts.inbox import owners_of, send
from api.answers import Json, plain
from api.errors import Refused
from api.storage.tables import Enterprise, Staff, TitleDecision
from graph.model import Catalogue
from planner.profile import Profile, Title

DECIDED = {"confirmed": "已确认", "refused": "未予确认"}


@dataclass(frozen=True)
class Decision:
    """What is decided of which title: `note` says on what evidence, or why not."""

    honor: str
    granted: date | None
    subject: str | None
    state: str
    note: str


def titles_answer(session: Session, enterprise: str, profile: Profile, catalogue: Catalogue) -> list[Json]:
    """Return the titles of a profile, each with the decision that counts, or None."""
    latest = {_key(one): one for one in _decisions(session, enterprise)}
    return [{**_title(title, catalogue), "decision": _told(latest.get(_key(title)))} for title in profile.titles]


def history(session: Session, enterprise: str) -> list[Json]:
    """Return all decisions about titles of a company, the first first."""
    return [decision_answer(one) for one in _decisions(session, enterprise)]


def decide(
    session: Session, staff: Staff, enterprise: Enterprise, profile: Profile, decision: Decision, catalogue: Catalogue
) -> TitleDecision:
    """Write down a decision about a title of the current profile; its owners are told.

    Raises
    ------
    Refused
        Where the profile has no such title.
    """
    wanted = (decision.honor, decision.granted, decision.subject)
    if wanted not in {_key(title) for title in profile.titles}:
        raise Refused("nothing_there", "当前档案中没有这项荣誉，或授予日期不同，请刷新后再试")
    made = TitleDecision(enterprise_id=enterprise.id, decided_by=staff.id, **vars(decision))
    session.add(made)
    session.flush()
    record(session, f"title.{decision.state}", "enterprise", enterprise.id, detail=f"{decision.honor} {decision.granted or ''}".strip())
    name = catalogue.words.names[decision.honor]
    text = f"主管部门对“{enterprise.name}”的“{name}”{DECIDED[decision.state]}：{decision.note}"
    send(session, owners_of(session, enterprise.id), f"title_{decision.state}", text, enterprise.id)
    return made


def decision_answer(one: TitleDecision) -> Json:
    """Return a decision."""
    said = {"honor": one.honor, "granted": plain(one.granted), "subject": one.subject, "state": one.state, "note": one.note}
    return {"id": one.id, **said, "decided_by": one.decided_by, "decided_at": at(one.decided_at)}


def _decisions(session: Session, enterprise: str) -> Iterator[TitleDecision]:
    own = select(TitleDecision).where(TitleDecision.enterprise_id == enterprise)
    yield from session.scalars(own.order_by(TitleDecision.decided_at, TitleDecision.id))


def _key(one: Title | TitleDecision) -> tuple[str, date | None, str | None]:
    return one.honor, one.granted, one.subject


def _title(title: Title, catalogue: Catalogue) -> Json:
    return {**plain(title), "name": catalogue.words.names[title.honor]}


def _told(one: TitleDecision | None) -> Json | None:
    return decision_answer(one) if one else None
