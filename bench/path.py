"""How long the bare search for a path takes, as multiples of networkx.ancestors on the same cone, and how many sets it looks at.

Aim: all proven within the budget; p50 2 ms and p99 25 ms with 120 honors. The search grows with the cone of the target, not with the
catalogue; the ladders are hard on purpose (the best way may hold a dozen honors), the shipped catalogue is not.
"""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import networkx as nx

from api.profile_file import load_profile
from graph.build import prerequisites
from graph.criteria import Terms, TitleHeld
from graph.dates import DayOfYear
from graph.loader import load_catalogue
from graph.model import Catalogue, Period, Programme, Round, Validity, Version
from graph.requirement import Gate, Requirement
from graph.source import Clause
from planner.facts import CompanyFacts
from planner.path.budget import Budget
from planner.path.chances import ChanceFinder
from planner.path.ladder import customary_chances
from planner.path.search import BUDGET, Search
from planner.profile import Profile
from planner.rounds import horizon_of

ON = date(2026, 2, 5)
QUERIES = 100
WAYS = 4  # the best and three alternatives
EXAMPLES = Path(__file__).parents[1] / "examples"
NOBODY = Profile("enterprise", "某公司", "410402", {})
ROUNDS = (
    Round(any_time=True),
    None,
    Round(opens=DayOfYear(4, 1), closes=DayOfYear(5, 31), result=DayOfYear(9, 10)),
    Round(opens=DayOfYear(9, 1), closes=DayOfYear(11, 15), result=DayOfYear(12, 20)),
)


@dataclass(frozen=True)
class Run:
    """One search: its seconds, those of the reference on the same cone, its expansions, the honors of the cone."""

    seconds: float
    reference: float
    spent: int
    cone: int
    proven: bool


def seconds(work: Callable[[], object]) -> float:
    """Return the least time of a few runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def ladder(count: int, random: Random) -> Catalogue:
    """Return the shipped words with honors in six tiers: each rests on a few of the tiers below, one in ten on any."""
    ids = [f"h{number:03}" for number in range(count)]
    programmes = {id: _rung(id, ids[: place - place % (count // 6)], ids, random) for place, id in enumerate(ids)}
    shipped = load_catalogue()
    return Catalogue("ladder", programmes, shipped.words, {}, shipped.regions, {}, shipped.defaults, {})


def _rung(id: str, below: Sequence[str], every: Sequence[str], random: Random) -> Programme:
    tree = _tree(random.sample(below, min(len(below), random.randint(2, 5))), every, random)
    validity = random.choice((None, None, Validity(3, "review", Clause()), Validity(3, "reapply", Clause())))
    version = Version(Period(), Period(), tree, ())
    return Programme(
        id,
        id,
        "honor",
        "national",
        ("enterprise",),
        "",
        "cn",
        Clause(),
        validity=validity,
        round=random.choice(ROUNDS),
        versions=(version,),
    )


def _tree(names: Sequence[str], every: Sequence[str], random: Random) -> Requirement:
    if not names:
        return Gate("all", None, ())
    leaves = tuple(TitleHeld(Terms(), None, name, None, None, None) for name in names)
    if random.random() < 0.1:
        leaves += (TitleHeld(Terms(), None, random.choice(every), None, None, None),)
    some, rest = leaves[:2], leaves[2:]
    if not rest:
        return Gate("any", 1, some)
    return Gate("all", None, (Gate("any", 1, some), Gate("at_least", (len(rest) + 1) // 2, rest)))


def measure(profile: Profile, catalogue: Catalogue, targets: Iterable[str], objective: str) -> list[Run]:
    """Return a run for every target."""
    graph = prerequisites(catalogue)
    facts = CompanyFacts(profile, catalogue, ON, ON)
    return [run(facts, target, objective, graph) for target in targets]


def run(facts: CompanyFacts, target: str, objective: str, graph: "nx.DiGraph[str]") -> Run:
    chances = customary_chances(ChanceFinder(facts), (target,), horizon_of(ON, facts.catalogue.defaults.horizon_years))

    def search() -> tuple[bool, int]:
        budget = Budget(BUDGET)
        searching = Search(chances, (target,), budget)
        searched = searching.fastest(WAYS) if objective == "fastest" else searching.fewest(WAYS)
        return searched.proven, BUDGET - budget.left

    proven, spent = search()
    return Run(seconds(search), seconds(lambda: nx.ancestors(graph, target)), spent, len(chances.of), proven)


def report(title: str, objective: str, runs: list[Run]) -> None:
    """Print one line of the table."""
    reference = statistics.median(run.reference for run in runs)
    times, spent = [run.seconds for run in runs], [run.spent for run in runs]
    unproven = sum(not run.proven for run in runs)
    cells = (
        f"{len(runs)}",
        f"{statistics.median(run.cone for run in runs):.0f}",
        f"{reference * 1e6:.0f}",
        f"{at(times, 50) / reference:.0f}",
        f"{at(times, 99) / reference:.0f}",
        f"{at(times, 50) * 1e3:.2f}",
        f"{at(times, 99) * 1e3:.1f}",
        f"{at(spent, 50):.0f}",
        f"{at(spent, 99):.0f}",
        f"{unproven}",
    )
    print("  ".join(cell.rjust(8) for cell in cells), f"  {title} {objective}")


def at(values: Sequence[float], percent: int) -> float:
    """Return a percentile by nearest rank."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]


def main() -> None:
    heads = ("queries", "cone p50", "ref µs", "p50/ref", "p99/ref", "p50 ms", "p99 ms", "exp p50", "exp p99", "unproven")
    print("  ".join(head.rjust(8) for head in heads))
    shipped = load_catalogue()
    honors = [programme.id for programme in shipped.programmes.values() if programme.obtainable]
    profiles = [load_profile(path, shipped) for path in sorted(EXAMPLES.glob("fictional-*.json"))]
    for objective in ("fewest", "fastest"):
        report("shipped", objective, [run for profile in profiles for run in measure(profile, shipped, honors, objective)])
    for count in (120, 500, 2000):
        random = Random(count)
        made = ladder(count, random)
        targets = random.sample(list(made.programmes), QUERIES)
        for objective in ("fewest", "fastest"):
            report(f"ladder of {count}", objective, measure(NOBODY, made, targets, objective))


if __name__ == "__main__":
    main()
