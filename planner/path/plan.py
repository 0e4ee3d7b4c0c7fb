"""Plan: the shortest proven upgrade path to one or several honors, dated, with gaps, alternatives and causes."""

from dataclasses import dataclass
from datetime import date

from graph.facts import Ask, Holding
from graph.model import Catalogue, Programme
from graph.requirement import everything
from graph.verdict import Verdict
from planner.assessment import held_verdict
from planner.errors import UnknownProgramme
from planner.facts import CompanyFacts, Stance
from planner.gaps import Gap, GapReader
from planner.judging import judge, unknowns
from planner.path.budget import Budget
from planner.path.causes import Cause, causes
from planner.path.chances import Chances, Fallen, find_chances
from planner.path.formula import wanted
from planner.path.ladder import customary_chances
from planner.path.orders import Placed
from planner.path.search import BUDGET, Found, Search, Searched
from planner.profile import Profile
from planner.rounds import Window, horizon_of


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
class Step:
    """One step of a path. Kinds: obtain, credential. Only obtain counts; a credential has no dates."""

    honor: str
    kind: str
    because: str
    needed_by: tuple[str, ...]
    window: Window | None = None
    apply_from: date | None = None
    apply_by: date | None = None
    granted_by: date | None = None
    gaps: tuple[Gap, ...] = ()
    unknowns: tuple[Ask, ...] = ()


@dataclass(frozen=True)
class Way:
    """One way to the targets."""

    steps: tuple[Step, ...]
    length: int
    credentials: int
    completion: date

    @property
    def effort(self) -> int:
        """How many gaps and unknowns lie on the way."""
        return sum(len(step.gaps) + len(step.unknowns) for step in self.steps)


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
    for target in request.targets:
        if target not in catalogue.programmes:
            raise UnknownProgramme(target, catalogue.programmes)
    facts = CompanyFacts(profile, catalogue, on, on)
    missing = tuple(t for t in dict.fromkeys(request.targets) if held_verdict(catalogue.programmes[t], facts) is not Verdict.MET)
    if not missing:
        return Plan(request, "already_held", bound=0, strict_length=0)
    horizon = horizon_of(on, request.horizon or catalogue.defaults.horizon_years)
    by_clause = find_chances(facts, missing, horizon)
    chances = by_clause if request.strict else customary_chances(facts, missing, horizon)
    searched = _search(chances, missing, request)
    ways = _ways(searched, missing, chances, request)
    strict = _strict_way(by_clause, missing, request) if _customary(chances) else ways[0] if ways else None
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
        () if ways else causes(missing, chances, proven=searched.proven),
    )


def _customary(chances: Chances) -> bool:
    return any(want.ladder for found in chances.of.values() for chance in found for want in wanted(chance.needs))


def _strict_way(by_clause: Chances, targets: tuple[str, ...], request: Request) -> Way | None:
    ways = _ways(_search(by_clause, targets, request), targets, by_clause, request)
    return ways[0] if ways else None


def _search(chances: Chances, targets: tuple[str, ...], request: Request) -> Searched:
    search = Search(chances, targets, Budget(request.budget))
    count = request.alternatives + 1
    return search.fastest(count) if request.objective == "fastest" else search.fewest(count)


def _ways(searched: Searched, targets: tuple[str, ...], chances: Chances, request: Request) -> list[Way]:
    ways = [_way(found, targets, chances) for found in searched.ways]
    return sorted(ways, key=_by_date if request.objective == "fastest" else _by_length)


def _by_length(way: Way) -> tuple[object, ...]:
    return way.credentials, way.length, way.completion, way.effort, tuple(step.honor for step in way.steps)


def _by_date(way: Way) -> tuple[object, ...]:
    return way.credentials, way.completion, way.length, way.effort, tuple(step.honor for step in way.steps)


def _way(found: Found, targets: tuple[str, ...], chances: Chances) -> Way:
    grants = tuple(chances.holding(placed.chance.honor, placed.granted) for placed in found.schedule.placed)
    outside = tuple(Holding(name, None) for name in sorted(found.honors & chances.credentials))
    credentials = [_credential(holding.honor, found, chances) for holding in outside]
    steps = [_step(placed, found, targets, chances, grants + outside) for placed in found.schedule.placed]
    return Way((*credentials, *steps), len(steps), len(credentials), found.schedule.completion)


def _credential(name: str, found: Found, chances: Chances) -> Step:
    return Step(name, "credential", "clause", _needed_by(name, found))


def _needed_by(name: str, found: Found) -> tuple[str, ...]:
    return tuple(p.chance.honor for p in found.schedule.placed if any(want.honor == name for want in wanted(p.chance.needs)))


def _step(placed: Placed, found: Found, targets: tuple[str, ...], chances: Chances, grants: tuple[Holding, ...]) -> Step:
    chance = placed.chance
    programme = chances.facts.catalogue.programmes[chance.honor]
    gaps, asks = _left_to_do(programme, placed, chances, grants)
    return Step(
        honor=chance.honor,
        kind="obtain",
        because=_because(chance.honor, found, targets),
        needed_by=_needed_by(chance.honor, found),
        window=chance.window,
        apply_from=placed.applied,
        apply_by=chance.end,
        granted_by=placed.granted,
        gaps=gaps,
        unknowns=asks,
    )


def _because(honor: str, found: Found, targets: tuple[str, ...]) -> str:
    if honor in targets:
        return "target"
    wants = [want for p in found.schedule.placed for want in wanted(p.chance.needs) if want.honor == honor]
    return "ladder" if wants and all(want.ladder for want in wants) else "clause"


def _left_to_do(
    programme: Programme, placed: Placed, chances: Chances, grants: tuple[Holding, ...]
) -> tuple[tuple[Gap, ...], tuple[Ask, ...]]:
    """Return gaps and unknowns on the day of application, later years carrying the last known value."""
    version = placed.chance.version
    facts = chances.facts.at(placed.applied, Stance.PROJECTED, grants)
    judged = judge(everything((*programme.scope, *version.vetoes, version.requires)), facts)
    return GapReader(facts, (placed.chance.window,)).of(judged), unknowns(judged)
