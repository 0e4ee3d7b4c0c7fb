"""The stored companies of a region: found by what is known of them, in SQL."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import exists, false, func, select
from sqlalchemy.orm import Session

from api.accounts.answers import at, enterprise_answer
from api.answers import Json, plain
from api.bureau.judging import FEN
from api.bureau.order import BEGINNING, Order, Place, Stretch, walk
from api.errors import Refused
from api.storage.columns import Scanned
from api.storage.tables import Enterprise, Figure, Judgement, ProfileVersion, ProgrammeState

MOST_COUNTED = 50_000  # companies that a filter is counted up to; of more the answer says so
LONGEST, LAST = 18, "Z"  # signs of a code, and the highest of them
MOST_SKIPPED = 50_000  # companies before a page; further on by what `next` says
MARKS = {"after": "next", "before": "previous"}  # what leads on or back, and which part of an answer says it


@dataclass(frozen=True)
class Filters:
    """Which companies: a part of the name, the beginning of the code, the places, a programme in a state, a title held, saved since.

    `profile`: stored or missing.
    """

    regions: Collection[str]
    name: str | None = None
    uscc: str | None = None
    programme: str | None = None
    state: str | None = None
    held: str | None = None
    updated_since: datetime | None = None
    profile: str | None = None

    @property
    def states(self) -> list[tuple[str, str]]:
        """The programmes that must be in a state, each with it."""
        wanted = ((self.programme, self.state), (self.held, "held"))
        return [(programme, state) for programme, state in wanted if programme and state]

    @property
    def plain(self) -> bool:
        """Whether only places, and at most one state, are asked for: what the figures of regions count."""
        return not (self.name or self.uscc or self.updated_since or self.profile) and len(self.states) < 2


def page(session: Session, filters: Filters, query: dict[str, Any]) -> Json:
    """Return a page of companies with the total; `previous` and `next` lead to those beside it, however far that is.

    `total` is exact unless `total_is` says `at_least`; `page` is null where the page was not counted off.

    Raises
    ------
    Refused
        Where the page is too far to be counted off, or `before` or `after` is not what a page gave.
    """
    order, size = Order(query["sort"]), query["size"]
    place = _place(order, query)
    count, exact = total(session, filters)
    found = listed(session, filters, order, size + 1, place, many=count >= MOST_COUNTED)  # one more tells whether it goes on
    goes_on, rows = len(found) > size, found[-size:] if place.back else found[:size]
    lead, follow = (goes_on, True) if place.back else (bool(place.skipped or place.mark), goes_on)
    ends = [order.write(order.mark(*row)) for row in (*rows[:1], *rows[-1:])]
    return {
        "page": query["page"] if place.mark is None else None,
        "size": size,
        "total": count,
        "total_is": "exact" if exact else "at_least",
        "previous": ends[0] if ends and lead else None,
        "next": ends[1] if ends and follow else None,
        "companies": [company_answer(enterprise, judgement) for enterprise, judgement in rows],
    }


def _place(order: Order, query: dict[str, Any]) -> Place:
    """Return from where the page is walked that a query asks for."""
    skipped = (query["page"] - 1) * query["size"]
    marks = [name for name in MARKS if query.get(name)]
    if skipped > MOST_SKIPPED or len(marks) + (skipped > 0) > 1:
        message = f"最多翻到第 {MOST_SKIPPED} 家，往后用 after（上一页答复的 next）；page、after、before 只能写一个"
        raise Refused("invalid", errors=[{"pointer": "?page", "message": message}])
    for name in marks:
        try:
            return Place(mark=order.read(query[name]), back=name == "before")
        except ValueError:
            raise Refused("invalid", errors=[{"pointer": f"?{name}", "message": f"应为同一次序下某一页答复中的 {MARKS[name]}"}]) from None
    return Place(skipped)


def listed(
    session: Session, filters: Filters, order: Order, size: int, place: Place = BEGINNING, *, many: bool = False
) -> list[tuple[Enterprise, Judgement | None]]:
    """Return so many companies that pass, with their judgements; None, without a profile, last in every order of judgements.

    `many`: so many pass that walking along the order finds the page sooner than sorting all of them. The ids are counted off along an
    index, before anything else is read.
    """
    return _whole(session, walk(session, _stretches(_ahead(filters, order, place), order, many=many), place, size))


def _ahead(filters: Filters, order: Order, place: Place) -> Filters:
    """Leave out the regions that an order of them has behind a mark: databases read all their companies to find that none is wanted."""
    if order.column is not Enterprise.region or place.mark is None:
        return filters
    here, falling = place.mark[0], order.descending != place.back
    return replace(filters, regions=[code for code in filters.regions if (code <= here if falling else code >= here)])


def _stretches(filters: Filters, order: Order, *, many: bool) -> list[Stretch]:
    """Return what an order consists of: who passes, or of them the judged and then the others."""
    passing = _passing(select(Enterprise.id), filters, scanned=many and order.column is not Enterprise.region)
    if not order.by_judgement:
        return [Stretch(passing, (order.column, Enterprise.id), order.descending)]
    judged = passing.join(Judgement, Judgement.enterprise_id == Enterprise.id)
    others = false() if filters.states or filters.updated_since else ~exists().where(Judgement.enterprise_id == Enterprise.id)
    unjudged = _passing(select(Enterprise.id), filters).where(others)
    return [Stretch(judged, (order.column, Judgement.enterprise_id), order.descending), Stretch(unjudged, (Enterprise.id,))]


def _whole(session: Session, ids: Sequence[str]) -> list[tuple[Enterprise, Judgement | None]]:
    """Return companies with their judgements, in the order of the ids."""
    joined = select(Enterprise, Judgement).outerjoin(Judgement, Judgement.enterprise_id == Enterprise.id)
    found = {enterprise.id: (enterprise, judgement) for enterprise, judgement in session.execute(joined.where(Enterprise.id.in_(ids)))}
    return [found[id] for id in ids]


def total(session: Session, filters: Filters) -> tuple[int, bool]:
    """Return how many pass, and whether that is exact: many are counted up to MOST_COUNTED."""
    if filters.plain and filters.states:
        [(programme, state)] = filters.states
        one = (Figure.figure == "state", Figure.name == programme, Figure.detail == state)
        counted = session.scalar(select(func.sum(Figure.companies)).where(Figure.region.in_(filters.regions), *one))
        return int(counted or 0), True
    if filters.plain:
        return session.scalar(_passing(select(func.count()).select_from(Enterprise), filters)) or 0, True
    some = _passing(select(Enterprise.id), filters).limit(MOST_COUNTED + 1).subquery()
    counted = session.scalar(select(func.count()).select_from(some)) or 0
    return min(counted, MOST_COUNTED), counted <= MOST_COUNTED


def _passing(rows: Any, filters: Filters, *, scanned: bool = False) -> Any:
    """Narrow rows down; `scanned`: no index of regions is used, as for names and codes, which have indexes of their own."""
    region = Scanned(Enterprise.region) if scanned or filters.name or filters.uscc else Enterprise.region
    rows = rows.where(region.in_(filters.regions))
    if filters.name:
        rows = rows.where(Enterprise.name.contains(filters.name, autoescape=True))
    if filters.uscc:
        begins = filters.uscc.upper()
        within = Enterprise.uscc.between(begins, begins.ljust(LONGEST, LAST))  # found by the index, which LIKE alone is not
        rows = rows.where(within, Enterprise.uscc.startswith(begins, autoescape=True))
    if filters.updated_since:
        rows = rows.where(Enterprise.id.in_(select(Judgement.enterprise_id).where(Judgement.saved_at >= filters.updated_since)))
    if filters.profile:
        stored = exists().where(ProfileVersion.enterprise_id == Enterprise.id).correlate(Enterprise)
        rows = rows.where(stored if filters.profile == "stored" else ~stored)
    for programme, state in filters.states:
        of = (ProgrammeState.programme == programme, ProgrammeState.state == state)
        rows = rows.where(Enterprise.id.in_(select(ProgrammeState.enterprise_id).where(*of)))
    return rows


def company_answer(enterprise: Enterprise, judgement: Judgement | None) -> Json:
    """Return a company as a table shows it."""
    return {**enterprise_answer(enterprise), "judgement": judgement_answer(judgement) if judgement else None}


def judgement_answer(found: Judgement) -> Json:
    """Return a judgement: the counts, the money in 万元, and what it rests on."""
    of = {"profile_version": found.profile_version, "catalogue_version": found.catalogue_version, "on": found.judged_on.isoformat()}
    counts = {state: getattr(found, state) for state in ("held", "eligible", "near")}
    return {**of, "saved_at": at(found.saved_at), **counts, "unclaimed": plain(Fraction(found.unclaimed, FEN))}


def highest_of(session: Session, enterprises: Collection[str], rungs: Collection[str]) -> dict[str, list[str]]:
    """Return the rungs that companies hold with nothing above them, by company."""
    top = (ProgrammeState.highest, ProgrammeState.programme.in_(rungs), ProgrammeState.enterprise_id.in_(enterprises))
    found: dict[str, list[str]] = {}
    for enterprise, programme in session.execute(select(ProgrammeState.enterprise_id, ProgrammeState.programme).where(*top)):
        found.setdefault(enterprise, []).append(programme)
    return found


def filed_of(session: Session, enterprises: Collection[str]) -> set[str]:
    """Return those of some companies that have a profile."""
    return {*session.scalars(select(ProfileVersion.enterprise_id).where(ProfileVersion.enterprise_id.in_(enterprises)).distinct())}


def states_of(session: Session, enterprise: str) -> dict[str, str]:
    """Return the states of a company by programme; what is not there is out of scope or closed."""
    own = select(ProgrammeState.programme, ProgrammeState.state).where(ProgrammeState.enterprise_id == enterprise)
    return {programme: state for programme, state in session.execute(own)}
