"""What stands in a region as a whole: counts by state and programme, by rung, the most frequent gaps, the money unclaimed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.answers import Json, plain
from api.bureau.judging import FEN, KEPT, Judge
from api.storage.tables import Enterprise, Figure
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
    figures = Figures.of(session, regions)
    counted = figures.states()
    days = sorted({day for _, day in figures.found["judged"]})
    judged = sum(companies for companies, _ in figures.found["judged"].values())
    return {
        "catalogue_version": catalogue.version,
        "companies": enterprises,
        "judged": judged,
        "judged_from": days[0] if days else None,
        "judged_to": days[-1] if days else None,
        "judged_by": sorted({version for version, _ in figures.found["judged"]}),
        "programmes": [_programme(id, counted.get(id, {}), judged, catalogue) for id in catalogue.programmes],
        "rungs": [_rung(id, counted.get(id, {}), catalogue) for id in judge.rungs],
        "gaps": _gaps(figures.found["gap"], catalogue),
        "unclaimed": _unclaimed(figures.found["fund"], catalogue),
    }


@dataclass(frozen=True)
class Figures:
    """The figures of some places together: companies and money in 分, by figure, then by name and detail; none of no company."""

    found: dict[str, dict[tuple[str, str], tuple[int, int]]]

    @classmethod
    def of(cls, session: Session, regions: Collection[str]) -> "Figures":
        """Read them: a few thousand rows for each place, however many companies there are."""
        sums = [func.sum(column) for column in (Figure.companies, Figure.amount)]
        of = (Figure.figure, Figure.name, Figure.detail)
        rows: Any = session.execute(select(*of, *sums).where(Figure.region.in_(regions)).group_by(*of))
        found: dict[str, dict[tuple[str, str], tuple[int, int]]] = {kind: {} for kind in ("judged", "state", "highest", "gap", "fund")}
        for figure, name, detail, companies, amount in rows:
            if companies:
                found[figure][name, detail] = int(companies), int(amount)
        return cls(found)

    def states(self) -> dict[str, dict[str, int]]:
        """Return how many are in each state of each programme; `highest` of those held: how many hold nothing above it."""
        counts: dict[str, dict[str, int]] = {}
        for (programme, state), (companies, _) in (*self.found["state"].items(), *self.found["highest"].items()):
            counts.setdefault(programme, {})[state or "highest"] = companies
        return counts


def _programme(id: str, counts: Mapping[str, int], judged: int, catalogue: Catalogue) -> Json:
    programme = catalogue.programmes[id]
    states = {state: counts.get(state, 0) for state in KEPT}
    about = {"programme": id, "name": programme.name, "kind": programme.kind, "level": programme.level}
    return {**about, "states": states, "outside": judged - sum(states.values())}


def _rung(id: str, counts: Mapping[str, int], catalogue: Catalogue) -> Json:
    programme = catalogue.programmes[id]
    about = {"programme": id, "name": programme.name, "level": programme.level, "topic": programme.topic}
    return {**about, **{name: counts.get(name, 0) for name in ("held", "highest", "eligible", "near")}}


def _gaps(found: Mapping[tuple[str, str], tuple[int, int]], catalogue: Catalogue) -> list[Json]:
    """Return the criteria that most companies lack where they are near, the most frequent first."""
    most = sorted(((companies, criterion) for (criterion, _), (companies, _) in found.items()), key=lambda one: (-one[0], one[1]))
    return [{**_criterion(criterion, catalogue), "companies": companies} for companies, criterion in most[:MOST_GAPS]]


def _criterion(id: str, catalogue: Catalogue) -> Json:
    """Return a criterion in words with its clause; one of an earlier catalogue by its id alone."""
    programme = catalogue.programmes.get(id.partition("#")[0])
    rules = [rule for version in programme.versions for rule in leaves(version.requires)] if programme else []
    rule = next((rule for rule in rules if isinstance(rule, Criterion) and rule.terms.id == id), None)
    said = {"text": rule.text(catalogue.words), "clause": plain(rule.terms.clause)} if rule else {"text": None, "clause": None}
    return {"criterion": id, "programme": programme.id if programme else None, "name": programme.name if programme else None, **said}


def _unclaimed(found: Mapping[tuple[str, str], tuple[int, int]], catalogue: Catalogue) -> Json:
    """Return the money of titles held that could be claimed and has not been, in 万元: fixed amounts alone."""
    names = catalogue.words.names
    most = sorted(((amount, fund, companies) for (fund, _), (companies, amount) in found.items()), key=lambda one: (-one[0], one[1]))
    funds = [{"fund": fund, "name": names.get(fund), "companies": count, "amount": _money(sum)} for sum, fund, count in most]
    return {"unit": "万元", "total": _money(sum(one[0] for one in most)), "funds": funds}


def _money(fen: int) -> Any:
    return plain(Fraction(fen, FEN))
