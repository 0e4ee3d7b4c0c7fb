"""What stands in a region as a whole: counts by state and programme, by rung, the most frequent gaps, the money unclaimed."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.answers import Json, plain
from api.bureau.judging import FEN, KEPT, Judge
from api.storage.tables import Enterprise, Judgement, NearGap, ProgrammeState, UnclaimedFund
from graph.criteria import Criterion
from graph.model import Catalogue
from graph.requirement import leaves

MOST_GAPS = 20


def statistics(session: Session, regions: Collection[str], judge: Judge) -> Json:
    """Return the figures of some places: of the latest judgements, whose days and catalogue versions are named.

    `outside` of a programme: out of scope or closed.
    """
    catalogue = judge.catalogue
    enterprises = session.scalar(select(func.count(Enterprise.id)).where(Enterprise.region.in_(regions))) or 0
    judged, oldest, newest, versions = _judged(session, regions)
    counted = _states(session, regions)
    return {
        "catalogue_version": catalogue.version,
        "companies": enterprises,
        "judged": judged,
        "judged_from": plain(oldest),
        "judged_to": plain(newest),
        "judged_by": versions,
        "programmes": [_programme(id, counted.get(id, {}), judged, catalogue) for id in catalogue.programmes],
        "rungs": [_rung(id, counted.get(id, {}), catalogue) for id in judge.rungs],
        "gaps": _gaps(session, regions, catalogue),
        "unclaimed": _unclaimed(session, regions, catalogue),
    }


def _judged(session: Session, regions: Collection[str]) -> tuple[int, Any, Any, list[str]]:
    here = Judgement.enterprise_id.in_(select(Enterprise.id).where(Enterprise.region.in_(regions)))
    bounds = select(func.count(), func.min(Judgement.judged_on), func.max(Judgement.judged_on)).where(here)
    count, oldest, newest = session.execute(bounds).one()
    versions = session.scalars(select(Judgement.catalogue_version).where(here).distinct().order_by(Judgement.catalogue_version))
    return count, oldest, newest, [*versions]


def _states(session: Session, regions: Collection[str]) -> dict[str, dict[str, int]]:
    """Return how many are in each state of each programme; `highest` of those held: how many hold nothing above it."""
    grouped = (ProgrammeState.programme, ProgrammeState.state, ProgrammeState.highest)
    rows = session.execute(select(*grouped, func.count()).where(ProgrammeState.region.in_(regions)).group_by(*grouped))
    found: dict[str, dict[str, int]] = {}
    for programme, state, highest, count in rows:
        counts = found.setdefault(programme, dict.fromkeys((*KEPT, "highest"), 0))
        counts[state] += count
        counts["highest"] += count if highest else 0
    return found


def _programme(id: str, counts: Mapping[str, int], judged: int, catalogue: Catalogue) -> Json:
    programme = catalogue.programmes[id]
    states = {state: counts.get(state, 0) for state in KEPT}
    about = {"programme": id, "name": programme.name, "kind": programme.kind, "level": programme.level}
    return {**about, "states": states, "outside": judged - sum(states.values())}


def _rung(id: str, counts: Mapping[str, int], catalogue: Catalogue) -> Json:
    programme = catalogue.programmes[id]
    about = {"programme": id, "name": programme.name, "level": programme.level, "topic": programme.topic}
    return {**about, **{name: counts.get(name, 0) for name in ("held", "highest", "eligible", "near")}}


def _gaps(session: Session, regions: Collection[str], catalogue: Catalogue) -> list[Json]:
    """Return the criteria that most companies lack where they are near, the most frequent first."""
    count = func.count().label("companies")
    grouped = select(NearGap.criterion, count).where(NearGap.region.in_(regions)).group_by(NearGap.criterion)
    rows = session.execute(grouped.order_by(count.desc(), NearGap.criterion).limit(MOST_GAPS))
    return [{**_criterion(criterion, catalogue), "companies": companies} for criterion, companies in rows]


def _criterion(id: str, catalogue: Catalogue) -> Json:
    """Return a criterion in words with its clause; one of an earlier catalogue by its id alone."""
    programme = catalogue.programmes.get(id.partition("#")[0])
    rules = [rule for version in programme.versions for rule in leaves(version.requires)] if programme else []
    rule = next((rule for rule in rules if isinstance(rule, Criterion) and rule.terms.id == id), None)
    said = {"text": rule.text(catalogue.words), "clause": plain(rule.terms.clause)} if rule else {"text": None, "clause": None}
    return {"criterion": id, "programme": programme.id if programme else None, "name": programme.name if programme else None, **said}


def _unclaimed(session: Session, regions: Collection[str], catalogue: Catalogue) -> Json:
    """Return the money of titles held that could be claimed and has not been, in 万元: fixed amounts alone."""
    amount = func.sum(UnclaimedFund.amount).label("amount")
    grouped = select(UnclaimedFund.fund, func.count(), amount).where(UnclaimedFund.region.in_(regions)).group_by(UnclaimedFund.fund)
    rows = [*session.execute(grouped.order_by(amount.desc(), UnclaimedFund.fund))]
    names = catalogue.words.names
    funds = [{"fund": fund, "name": names.get(fund), "companies": count, "amount": _money(sum)} for fund, count, sum in rows]
    return {"unit": "万元", "total": _money(sum(int(row[2]) for row in rows)), "funds": funds}


def _money(fen: Any) -> Any:
    return plain(Fraction(int(fen), FEN))
