"""The latest judgement of each stored company: states, near gaps, unclaimed money, each with the versions that it rests on."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from api.bureau.keeping import Judged, Made, keep_all
from api.exact_json import read_json
from api.storage.database import db, writing
from api.storage.tables import Enterprise, Judgement, ProfileVersion
from graph.build import build_graph
from graph.model import Catalogue
from planner.assessment import assess, assess_one
from planner.awards import awards
from planner.errors import ProfileError
from planner.facts import CompanyFacts
from planner.profile import Profile
from planner.profile_reader import read_profile
from planner.screening.profiles import ProfileScreen

KEPT = ("held", "eligible", "near", "unknown", "far", "barred")  # the rest is out of scope or closed
FEN = 1_000_000  # 分 in a 万元
FEW = 20  # companies; to judge them one by one takes as long as to compile the catalogue to columns
AT_ONCE = 1_000  # companies judged together
WRITTEN = 100  # companies of one transaction: others wait for the figures of the region meanwhile


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
        return self._judged(profile, on, states, (gap.criterion for one in results if one.state == "near" for gap in one.gaps))

    def judge_all(self, profiles: Sequence[Profile], screen: ProfileScreen) -> Iterator[Judged]:
        """Yield the same of many profiles: states by columns, gaps and money by themselves."""
        states: list[dict[str, str]] = [{} for _ in profiles]
        for row, programme, state in screen.rows(profiles).select("row", "programme", "state").iter_rows():
            if state in KEPT:
                states[row][programme] = state
        for profile, own in zip(profiles, states, strict=True):
            yield self._judged(profile, screen.on, own, self._near_gaps(profile, screen.on, own))

    def _near_gaps(self, profile: Profile, on: date, states: Mapping[str, str]) -> Iterator[str]:
        facts = CompanyFacts(profile, self.catalogue, on, on)
        for programme, state in states.items():
            if state == "near":
                yield from (gap.criterion for gap in assess_one(self.catalogue.programmes[programme], facts).gaps)

    def _judged(self, profile: Profile, on: date, states: dict[str, str], gaps: Iterable[str]) -> Judged:
        held = {id for id, state in states.items() if state == "held"}
        highest = frozenset(id for id in held if not self.above[id] & held)
        money: dict[str, int] = {}
        for line in awards(profile, self.catalogue, on).claims:
            if line.counts_from == "now":
                money[line.fund] = money.get(line.fund, 0) + int(line.amount * FEN)
        return Judged(on, self.catalogue.version, states, highest, tuple(dict.fromkeys(gaps)), money)


def keep(session: Session, version: ProfileVersion, region: str, judged: Judged) -> None:
    """Keep the judgement of a version of a profile in place of the one before; the company is locked."""
    keep_all(session, [Made(version.enterprise_id, region, version.number, version.saved_at, judged)])


def stale(on: date, catalogue_version: str, codes: Collection[str] | None = None) -> Select[tuple[str]]:
    """Return the companies with a profile whose judgement is missing, older than a day, or of another version; of some places, or all."""
    latest = select(ProfileVersion.enterprise_id, func.max(ProfileVersion.number).label("number")).group_by(ProfileVersion.enterprise_id)
    newest = latest.subquery()
    joined = select(newest.c.enterprise_id).outerjoin(Judgement, Judgement.enterprise_id == newest.c.enterprise_id)
    if codes is not None:
        joined = joined.join(Enterprise, Enterprise.id == newest.c.enterprise_id).where(Enterprise.region.in_(codes))
    return joined.where(
        or_(
            Judgement.enterprise_id.is_(None),
            Judgement.profile_version != newest.c.number,
            Judgement.catalogue_version != catalogue_version,
            Judgement.judged_on < on,
        )
    ).order_by(newest.c.enterprise_id)


def rejudge(catalogue: Catalogue, on: date, codes: Collection[str] | None = None) -> Iterator[str]:
    """Judge anew all that is stale, some companies a transaction, and yield the ids: stopped anywhere, the next run goes on from there.

    A profile that this catalogue cannot read any more keeps its earlier judgement.
    """
    ids = [*db.session.scalars(stale(on, catalogue.version, codes))]
    db.session.rollback()
    judge = Judge(catalogue)
    if len(ids) <= FEW:
        yield from (id for id in ids if rejudge_one(judge, id, on))
        return
    screen = ProfileScreen(catalogue, on)
    for start in range(0, len(ids), AT_ONCE):
        read = [*_read(ids[start : start + AT_ONCE], catalogue)]
        judged = zip(read, judge.judge_all([one.profile for one in read], screen), strict=True)
        while some := [*islice(judged, WRITTEN)]:
            yield from _written(some)


@dataclass(frozen=True)
class Latest:
    """The version of a company's profile that counts, as it was read."""

    enterprise: str
    number: int
    saved_at: datetime
    profile: Profile


def rejudge_one(judge: Judge, enterprise: str, on: date) -> bool:
    """Judge the latest profile of one company anew; return whether that was done."""
    return any([*_written([(one, judge.judge(one.profile, on)) for one in _read([enterprise], judge.catalogue)])])


def _read(ids: Sequence[str], catalogue: Catalogue) -> Iterator[Latest]:
    """Yield the profiles of some companies that this catalogue can read; nothing is held while they are judged."""
    found = db.session.execute(_versions(ids)).all()
    db.session.rollback()
    for id, number, saved_at, text in found:
        try:
            yield Latest(id, number, saved_at, read_profile(read_json(text), catalogue))
        except ProfileError:
            continue


def _versions(ids: Sequence[str]) -> Select[str, int, datetime, str]:
    newest = select(ProfileVersion.enterprise_id, func.max(ProfileVersion.number).label("number")).group_by(ProfileVersion.enterprise_id)
    counts = newest.where(ProfileVersion.enterprise_id.in_(ids)).subquery()
    same = (counts.c.enterprise_id == ProfileVersion.enterprise_id) & (counts.c.number == ProfileVersion.number)
    columns = (ProfileVersion.enterprise_id, ProfileVersion.number, ProfileVersion.saved_at, ProfileVersion.text)
    return select(*columns).join(counts, same).order_by(ProfileVersion.enterprise_id)


def _written(judged: Sequence[tuple[Latest, Judged]]) -> Iterator[str]:
    """Keep judgements in one transaction; of whom somebody has saved another profile meanwhile, that was judged with it."""
    read = {one.enterprise: one.number for one, _ in judged}
    with writing() as session:
        locked = select(Enterprise.id, Enterprise.region).where(Enterprise.id.in_(read)).order_by(Enterprise.id).with_for_update()
        regions = {id: region for id, region in session.execute(locked)}
        newest = select(ProfileVersion.enterprise_id, func.max(ProfileVersion.number)).group_by(ProfileVersion.enterprise_id)
        numbers = {id: number for id, number in session.execute(newest.where(ProfileVersion.enterprise_id.in_(read)))}
        made = [
            Made(one.enterprise, regions[one.enterprise], one.number, one.saved_at, found)
            for one, found in judged
            if numbers[one.enterprise] == one.number
        ]
        if made:
            keep_all(session, made)
    yield from read
