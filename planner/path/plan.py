"""Plan: the shortest proven upgrade path to one or several honors, dated, with gaps, alternatives and causes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from graph.model import Catalogue
from graph.requirement import titles_of
from graph.verdict import Verdict
from planner.assessment import held_verdict
from planner.errors import UnknownProgramme
from planner.facts import CompanyFacts
from planner.path.budget import Budget
from planner.path.causes import Cause, causes
from planner.path.chances import ChanceFinder, Chances, Fallen
from planner.path.formula import wanted
from planner.path.ladder import customary_chances
from planner.path.search import BUDGET, Found, Search, Searched
from planner.path.steps import Step, Way, awaited_only, way_of
from planner.profile import Profile
from planner.rounds import horizon_of


@dataclass(frozen=True)
class Request:
    """What is asked of the planner; `horizon` in years, `budget` in expansions."""

    targets: tuple[str, ...]
    objective: str = "fewest"
    strict: bool = False
    horizon: int | None = None
    alternatives: int = 3
    budget: int = BUDGET


@dataclass(frozen=True)
class Plan:
    """The answer; `status` found, already_held or impossible (not `proven`: the budget was spent before anything was found).

    `bound`: no way that needs as few credentials has fewer honors. `strict_length`: along clauses alone.
    """

    request: Request
    status: str
    best: Way | None = None
    alternatives: tuple[Way, ...] = ()
    proven: bool = True
    bound: int | None = None
    strict_length: int | None = None
    strict_way: Way | None = None
    fallen: tuple[Fallen, ...] = ()
    causes: tuple[Cause, ...] = ()


def plan(profile: Profile, catalogue: Catalogue, on: date, request: Request) -> Plan:
    """Return the best path from a company's titles and metrics to the targets.

    Parameters
    ----------
    profile : Profile
        The company.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day from which the path starts.
    request : Request
        Targets, objective (`fewest` honors, then completion, gaps, ids; or `fastest` completion), strict or customary.

    Returns
    -------
    Plan
        Never an empty path without causes.

    Raises
    ------
    UnknownProgramme
        If a target is not in the catalogue.

    Notes
    -----
    Exact within the budget of expansions; beyond it `proven` is false. A plan supposes that what can be changed will be, that renewals
    succeed and that titles applied for are awarded.
    """
    return next(plans(profile, catalogue, on, (request,)))


def plans(profile: Profile, catalogue: Catalogue, on: date, requests: Sequence[Request]) -> Iterator[Plan]:
    """Yield the plan for each of several requests with the same targets: the chances are found once for all of them."""
    targets = requests[0].targets
    for target in targets:
        if target not in catalogue.programmes:
            raise UnknownProgramme(target, catalogue.programmes)
    finders = [ChanceFinder(view) for view in subject_views(CompanyFacts(profile, catalogue, on, on), targets)]
    choices = [tuple(dict.fromkeys(choice)) for choice in product(*(_stands_for(target, catalogue) for target in targets))]
    aims = [_Aim(finder, choice) for finder in finders for choice in choices]
    for request in requests:
        yield min((aim.plan(request) for aim in aims), key=_rank)


def _stands_for(target: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the titles any of which is the target: itself, or what an umbrella stands for."""
    umbrella = catalogue.programmes[target].held_when
    return (target,) if umbrella is None else titles_of(umbrella)


def subject_views(facts: CompanyFacts, targets: tuple[str, ...]) -> tuple[CompanyFacts, ...]:
    """Return the company as seen through each product, project or case that could hold a target: facts of two never combine."""
    holders = {holder for target in targets for holder in facts.catalogue.programmes[target].holders}
    subjects = [subject for subject in facts.profile.subjects if subject.kind in holders]
    return tuple(facts.about(subject) for subject in subjects) or (facts,)


def _rank(found: Plan) -> tuple[object, ...]:
    order = ("already_held", "found", "impossible").index(found.status)
    way = found.best
    if way is None:
        return (order,)
    return (order, *(_by_date(way) if found.request.objective == "fastest" else _by_length(way)))


class _Aim:
    """Some targets of a company, or of one of its products; a way that several requests find is worked out once."""

    def __init__(self, finder: ChanceFinder, targets: tuple[str, ...]) -> None:
        self.finder, self.facts = finder, finder.facts
        self.missing = tuple(target for target in targets if _held(target, self.facts) is not Verdict.MET)
        self.awaited = tuple(target for target in self.missing if self.facts.awaited(target))
        self.wanted = tuple(target for target in self.missing if target not in self.awaited)
        self._known: dict[tuple[Found, bool], Way] = {}

    def plan(self, request: Request) -> Plan:
        """Return the answer to one request."""
        if not self.missing:
            return Plan(request, "already_held", bound=0, strict_length=0)
        if not self.wanted:
            return Plan(request, "found", awaited_only(self.missing, self.facts), bound=0, strict_length=0)
        by_clause, chances = self._chances(request)
        searched = self._search(chances, request)
        ways = self._ways(searched, chances, request)
        strict = self._strict_way(by_clause, request) if _customary(chances) else ways[0] if ways else None
        return Plan(
            request,
            "found" if ways else "impossible",
            ways[0] if ways else None,
            tuple(ways[1 : request.alternatives + 1]),
            searched.proven,
            searched.bound,
            strict.length if strict else None,
            strict if strict and (not ways or strict.length < ways[0].length) else None,
            chances.fallen,
            () if ways else causes(self.wanted, chances, proven=searched.proven),
        )

    def _chances(self, request: Request) -> tuple[Chances, Chances]:
        """Return the chances by clauses alone, and those that the request wants taken."""
        catalogue = self.facts.catalogue
        horizon = horizon_of(self.facts.today, request.horizon or catalogue.defaults.horizon_years)
        by_clause = self.finder.find(self.wanted, horizon)
        rungs = any(catalogue.programmes[honor].after for honor in by_clause.of)
        return by_clause, customary_chances(self.finder, self.wanted, horizon) if rungs and not request.strict else by_clause

    def _strict_way(self, by_clause: Chances, request: Request) -> Way | None:
        ways = self._ways(self._search(by_clause, request), by_clause, request)
        return ways[0] if ways else None

    def _search(self, chances: Chances, request: Request) -> Searched:
        search = Search(chances, self.wanted, Budget(request.budget))
        count = request.alternatives + 1
        return search.fastest(count) if request.objective == "fastest" else search.fewest(count)

    def _ways(self, searched: Searched, chances: Chances, request: Request) -> list[Way]:
        ways = [self._way(found, chances) for found in searched.ways]
        return sorted(ways, key=_by_date if request.objective == "fastest" else _by_length)

    def _way(self, found: Found, chances: Chances) -> Way:
        asked = found, chances.ladder
        if asked not in self._known:
            self._known[asked] = way_of(found, self.wanted, self.awaited, chances)
        return self._known[asked]


def _customary(chances: Chances) -> bool:
    return any(want.ladder for found in chances.of.values() for chance in found for want in wanted(chance.needs))


def _held(target: str, facts: CompanyFacts) -> Verdict:
    programme = facts.catalogue.programmes[target]
    return held_verdict(programme, facts.seen_by(programme.holders))


def _by_length(way: Way) -> tuple[object, ...]:
    return way.credentials, way.length, way.completion, way.effort, tuple(step.honor for step in way.steps)


def _by_date(way: Way) -> tuple[object, ...]:
    return way.credentials, way.completion, way.length, way.effort, tuple(step.honor for step in way.steps)


__all__ = ["Plan", "Request", "Step", "Way", "plan", "plans"]
