"""The target that a company is shown as long as it names none."""

from collections.abc import Iterable, Iterator
from datetime import date

import networkx as nx

from graph.build import prerequisites
from graph.model import Catalogue
from planner.assessment import Assessment
from planner.path.plan import Request, plan
from planner.profile import Profile

AHEAD = ("eligible", "near", "unknown", "far", "barred")
LEVELS = ("national", "province", "city", "none")


def first_target(results: Iterable[Assessment], profile: Profile, catalogue: Catalogue, on: date) -> str | None:
    """Return the highest rung ahead of a company on the ladders on which it stands, or None where nothing can be reached.

    Parameters
    ----------
    results : Iterable[Assessment]
        The assessment of every programme on the day.
    profile : Profile
        The company.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day from which paths start.

    Notes
    -----
    Honors are tried in the order of: most titles of the company on the rungs below (by clause or custom), highest level, most rungs
    below. A company without any rung is shown first what it is nearest to. The first to which a path leads that needs no credential from
    outside is the target. One plan for each honor tried.
    """
    found = (plan(profile, catalogue, on, Request((target,), alternatives=0)) for target in _candidates(results, profile, catalogue))
    return next((one.request.targets[0] for one in found if one.best is not None and not one.best.credentials), None)


def _candidates(results: Iterable[Assessment], profile: Profile, catalogue: Catalogue) -> Iterator[str]:
    known = list(results)
    own = {result.programme.id for result in known if result.state == "held"} | {title.honor for title in profile.titles}
    ladders = _ladders(catalogue)

    def place(result: Assessment) -> tuple[int, int, int, int]:
        below = nx.ancestors(ladders, result.programme.id)
        rungs = len(own & {*below, result.programme.id})
        return -rungs, 0 if rungs else AHEAD.index(result.state), LEVELS.index(result.programme.level), -len(below)

    ahead = [result for result in known if result.programme.obtainable and result.state in AHEAD]
    return (result.programme.id for result in sorted(ahead, key=place))


def _ladders(catalogue: Catalogue) -> "nx.DiGraph[str]":
    """Return which programme rests on which, by clause or custom."""
    graph = prerequisites(catalogue)
    graph.add_edges_from((rung.honor, programme.id) for programme in catalogue.programmes.values() for rung in programme.after)
    return graph
