"""The stored companies of a region: found by what is known of them, in SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from api.accounts.answers import at, enterprise_answer
from api.answers import Json, plain
from api.bureau.judging import FEN
from api.storage.tables import Enterprise, Judgement, ProgrammeState

SORTS = {
    "name": Enterprise.name,
    "uscc": Enterprise.uscc,
    "region": Enterprise.region,
    "updated": Judgement.saved_at,
    "held": Judgement.held,
    "eligible": Judgement.eligible,
    "near": Judgement.near,
    "unclaimed": Judgement.unclaimed,
}


@dataclass(frozen=True)
class Filters:
    """Which companies: a part of the name, the beginning of the code, the places, a programme in a state, a title held, saved since."""

    regions: Collection[str]
    name: str | None = None
    uscc: str | None = None
    programme: str | None = None
    state: str | None = None
    held: str | None = None
    updated_since: datetime | None = None


def companies(filters: Filters, sort: str, *, descending: bool) -> Select[Any]:
    """Return the companies that pass, with their judgements (None: without a profile, last in every order)."""
    found = _passing(select(Enterprise, Judgement), filters)
    column: Any = SORTS[sort]
    ordered = column.desc() if descending else column.asc()
    return found.order_by(ordered.nulls_last() if column.class_ is Judgement else ordered, Enterprise.id)


def total(session: Session, filters: Filters) -> int:
    """Return how many pass."""
    return session.scalar(_passing(select(func.count(Enterprise.id)), filters)) or 0


def _passing(found: Any, filters: Filters) -> Any:
    found = found.select_from(Enterprise).outerjoin(Judgement, Judgement.enterprise_id == Enterprise.id)
    found = found.where(Enterprise.region.in_(filters.regions))
    if filters.name:
        found = found.where(Enterprise.name.contains(filters.name, autoescape=True))
    if filters.uscc:
        found = found.where(Enterprise.uscc.startswith(filters.uscc, autoescape=True))
    if filters.updated_since:
        found = found.where(Judgement.saved_at >= filters.updated_since)
    for programme, state in ((filters.programme, filters.state), (filters.held, "held")):
        if programme:
            of = (ProgrammeState.programme == programme, ProgrammeState.state == state)
            found = found.where(exists().where(ProgrammeState.enterprise_id == Enterprise.id, *of))
    return found


def page(session: Session, filters: Filters, query: dict[str, Any]) -> Json:
    """Return a page of companies with the total; of the programme of the filter each says its state."""
    number, size, sort = query["page"], query["size"], query["sort"]
    rows = companies(filters, sort.removeprefix("-"), descending=sort.startswith("-")).limit(size).offset((number - 1) * size)
    told = [company_answer(enterprise, judgement) for enterprise, judgement in session.execute(rows)]
    return {"page": number, "size": size, "total": total(session, filters), "companies": told}


def company_answer(enterprise: Enterprise, judgement: Judgement | None) -> Json:
    """Return a company as a table shows it."""
    return {**enterprise_answer(enterprise), "judgement": judgement_answer(judgement) if judgement else None}


def judgement_answer(found: Judgement) -> Json:
    """Return a judgement: the counts, the money in 万元, and what it rests on."""
    of = {"profile_version": found.profile_version, "catalogue_version": found.catalogue_version, "on": found.judged_on.isoformat()}
    counts = {state: getattr(found, state) for state in ("held", "eligible", "near")}
    return {**of, "saved_at": at(found.saved_at), **counts, "unclaimed": plain(Fraction(found.unclaimed, FEN))}


def states_of(session: Session, enterprise: str) -> dict[str, str]:
    """Return the states of a company by programme; what is not there is out of scope or closed."""
    own = select(ProgrammeState.programme, ProgrammeState.state).where(ProgrammeState.enterprise_id == enterprise)
    return {programme: state for programme, state in session.execute(own)}
