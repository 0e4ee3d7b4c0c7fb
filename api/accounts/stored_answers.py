"""Answers about stored profiles: each with what it was computed from, none computed twice."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.answers import Json
from api.errors import Refused
from api.storage.database import writing
from api.storage.tables import Enterprise, StoredAnswer


@dataclass(frozen=True)
class Question:
    """What is asked: the kind, the rest of the request, the day, the versions of profile and catalogue."""

    kind: str
    asked: str
    on: date
    profile_version: int
    catalogue_version: str

    @property
    def hash(self) -> str:
        """The same for the same question."""
        return hashlib.sha256(json.dumps([str(part) for part in vars(self).values()]).encode()).hexdigest()


def answered(session: Session, enterprise: str, by: str, question: Question, compute: Callable[[], Json]) -> StoredAnswer:
    """Return the stored answer to a question, computed where it is new; nothing is locked while it is computed."""
    found = _known(session, enterprise, question)
    if found:
        return found
    text = json.dumps(compute(), ensure_ascii=False, allow_nan=False)
    with writing() as within:
        within.get(Enterprise, enterprise, with_for_update=True)
        found = _known(within, enterprise, question)
        if found is None:
            found = StoredAnswer(
                enterprise_id=enterprise,
                kind=question.kind,
                asked=question.asked,
                question=question.hash,
                on_day=question.on,
                profile_version=question.profile_version,
                catalogue_version=question.catalogue_version,
                text=text,
                made_by=by,
            )
            within.add(found)
            within.flush()
    return found


def answers_of(enterprise: str) -> Select[StoredAnswer]:
    """Return the answers about an enterprise, the latest first."""
    return select(StoredAnswer).where(StoredAnswer.enterprise_id == enterprise).order_by(StoredAnswer.made_at.desc(), StoredAnswer.id)


def answer_by_id(session: Session, enterprise: str, id: str) -> StoredAnswer:
    """Return one of them."""
    found = session.get(StoredAnswer, id)
    if found is None or found.enterprise_id != enterprise:
        raise Refused("nothing_there")
    return found


def _known(session: Session, enterprise: str, question: Question) -> StoredAnswer | None:
    own = (StoredAnswer.enterprise_id == enterprise, StoredAnswer.question == question.hash)
    return session.scalar(select(StoredAnswer).where(*own))
