"""The latest judgement of each stored company: states, near gaps, unclaimed money, each with the versions that it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Select, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from api.exact_json import read_json
from api.storage.database import db, writing
from api.storage.tables import Base, Enterprise, Judgement, NearGap, ProfileVersion, ProgrammeState, UnclaimedFund
from graph.build import build_graph
from graph.model import Catalogue
from planner.assessment import assess
from planner.awards import awards
from planner.errors import ProfileError
from planner.profile import Profile
from planner.profile_reader import read_profile

KEPT = ("held", "eligible", "near", "unknown", "far", "barred")  # the rest is out of scope or closed
FEN = 1_000_000  # 分 in a 万元
PARTS: tuple[type[ProgrammeState | NearGap | UnclaimedFund], ...] = (ProgrammeState, NearGap, UnclaimedFund)


@dataclass(frozen=True)
class Judged:
    """What is kept of a judgement: states by programme, the titles held below no other, near gaps, money in 分 by fund."""

    on: date
    catalogue_version: str
    states: dict[str, str]
    highest: frozenset[str]
    gaps: tuple[str, ...]
    unclaimed: dict[str, int]


class Judge:
    """Judges profiles by one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    @cached_property
    def above(self) -> dict[str, frozenset[str]]:
        """The honors that rest on each programme, by a clause or by custom, over any number of steps; umbrellas apart."""
        import networkx as nx

        graph = build_graph(self.catalogue)
        graph.remove_edges_from([(a, b) for a, b, data in graph.edges(data=True) if data["why"] == "favours"])
        known = self.catalogue.programmes
        honors = {id for id, one in known.items() if one.kind == "honor" and one.held_when is None}
        return {id: frozenset(nx.descendants(graph, id) & honors) if id in graph else frozenset() for id in known}

    @cached_property
    def rungs(self) -> tuple[str, ...]:
        """The honors that another honor rests on, or that rest on one, in the order of the catalogue."""
        honors = [id for id, one in self.catalogue.programmes.items() if one.kind == "honor" and one.held_when is None]
        linked = {one for id in honors if self.above[id] for one in (id, *self.above[id])}
        return tuple(id for id in honors if id in linked)

    def judge(self, profile: Profile, on: date) -> Judged:
        """Return what is kept of the judgement of a profile on a day. Money finer than 分 is rounded down."""
        results = assess(profile, self.catalogue, on)
        states = {one.programme.id: one.state for one in results if one.state in KEPT}
        held = {id for id, state in states.items() if state == "held"}
        gaps = dict.fromkeys(gap.criterion for one in results if one.state == "near" for gap in one.gaps)
        money: dict[str, int] = {}
        for line in awards(profile, self.catalogue, on).claims:
            if line.counts_from == "now":
                money[line.fund] = money.get(line.fund, 0) + int(line.amount * FEN)
        return Judged(on, self.catalogue.version, states, frozenset(id for id in held if not self.above[id] & held), tuple(gaps), money)


def keep(session: Session, version: ProfileVersion, region: str, judged: Judged) -> None:
    """Keep the judgement of a version of a profile in place of the one before."""
    id = version.enterprise_id
    for kept in (Judgement, *PARTS):
        session.execute(delete(kept).where(kept.enterprise_id == id))
    counts = {state: sum(1 for one in judged.states.values() if one == state) for state in ("held", "eligible", "near")}
    session.execute(
        insert(Judgement).values(
            enterprise_id=id,
            profile_version=version.number,
            catalogue_version=judged.catalogue_version,
            judged_on=judged.on,
            saved_at=version.saved_at,
            unclaimed=sum(judged.unclaimed.values()),
            **counts,
        )
    )
    own = {"enterprise_id": id, "region": region}
    states = [{**own, "programme": one, "state": state, "highest": one in judged.highest} for one, state in judged.states.items()]
    gaps = [{**own, "criterion": one} for one in judged.gaps]
    funds = [{**own, "fund": fund, "amount": amount} for fund, amount in judged.unclaimed.items()]
    written: tuple[tuple[type[Base], list[dict[str, Any]]], ...] = ((ProgrammeState, states), (NearGap, gaps), (UnclaimedFund, funds))
    for table, rows in written:
        if rows:
            session.execute(insert(table), rows)


def stale(on: date, catalogue_version: str) -> Select[tuple[str]]:
    """Return the companies with a profile whose judgement is missing, older than a day, or of another version."""
    latest = select(ProfileVersion.enterprise_id, func.max(ProfileVersion.number).label("number")).group_by(ProfileVersion.enterprise_id)
    newest = latest.subquery()
    joined = select(newest.c.enterprise_id).outerjoin(Judgement, Judgement.enterprise_id == newest.c.enterprise_id)
    return joined.where(
        or_(
            Judgement.enterprise_id.is_(None),
            Judgement.profile_version != newest.c.number,
            Judgement.catalogue_version != catalogue_version,
            Judgement.judged_on < on,
        )
    ).order_by(newest.c.enterprise_id)


def rejudge(catalogue: Catalogue, on: date) -> Iterator[str]:
    """Judge anew all that is stale, a transaction each, and yield the ids: stopped anywhere, the next run goes on from there.

    A profile that this catalogue cannot read any more keeps its earlier judgement.
    """
    judge = Judge(catalogue)
    ids = [*db.session.scalars(stale(on, catalogue.version))]
    db.session.rollback()
    for id in ids:
        if rejudge_one(judge, id, on):
            yield id


def rejudge_one(judge: Judge, enterprise: str, on: date) -> bool:
    """Judge the latest profile of one company anew; return whether that was done."""
    version, region = _latest(db.session, enterprise)
    try:
        judged = judge.judge(read_profile(read_json(version.text), judge.catalogue), on)
    except ProfileError:
        return False
    number = version.number
    with writing() as session:
        session.get(Enterprise, enterprise, with_for_update=True)
        version, region = _latest(session, enterprise)
        if version.number == number:  # else somebody has just saved another, which is judged with that
            keep(session, version, region, judged)
    return True


def _latest(session: Session, enterprise: str) -> tuple[ProfileVersion, str]:
    joined = select(ProfileVersion, Enterprise.region).join(Enterprise, Enterprise.id == ProfileVersion.enterprise_id)
    found = session.execute(joined.where(Enterprise.id == enterprise).order_by(ProfileVersion.number.desc()).limit(1)).one()
    return found[0], found[1]
