"""How long the bare search takes beside two solvers, on the questions of the oracle tests and on ladders of 120 honors.

All answers must agree in credentials, honors and completion before a figure is printed. Ours is the whole search, landmarks included;
what a solver does before it sets to work is writing the encoding (clingo: and grounding it). Not counted is what each starts from: the
chances to apply, laid out on the calendar.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

try:
    import clingo
    from ortools.sat.python import cp_model
except ImportError:
    print("未装求解器（oracle 附加依赖），略过与 clingo、CP-SAT 的比较")
    sys.exit()
sys.path.append(str(Path(__file__).parents[1]))

from bench.path import NOBODY, ON, at, ladder
from planner.facts import CompanyFacts
from planner.path.budget import Budget
from planner.path.chances import ChanceFinder, Chances
from planner.path.ladder import customary_chances
from planner.path.plan import Request
from planner.path.search import BUDGET, Search
from planner.rounds import horizon_of
from tests.oracle import clingo_paths, cp_sat_paths
from tests.oracle.companies import company_case
from tests.oracle.questions import Cost, Question, question_of
from tests.planner.random_catalogues import Case

COMPANIES, TARGETS, HONORS, RUNS = 200, 50, 120, 2
SOLVERS = {"clingo": clingo_paths.cheapest, "CP-SAT": cp_sat_paths.cheapest}
started: list[float] = []  # when an answer was asked for, then when the solver set to work


@dataclass(frozen=True)
class Asked:
    """A question as the solvers take it, and as the search does."""

    question: Question
    chances: Chances
    targets: tuple[str, ...]
    objective: str


@dataclass(frozen=True)
class Answer:
    """An answer with its seconds, and those of solving alone."""

    cost: Cost | None
    whole: float
    solving: float


def noting(solve: Callable[..., Any]) -> Callable[..., Any]:
    """Return a solver's method that notes when it is called."""
    return lambda *args, **options: started.append(time.perf_counter()) or solve(*args, **options)


def asked(case: Case) -> Asked:
    request, question = case.request, question_of(case)
    targets = tuple(target for target in dict.fromkeys(request.targets) if target in question.targets)
    facts = CompanyFacts(case.profile, case.catalogue, case.on, case.on)
    horizon = horizon_of(case.on, request.horizon or case.catalogue.defaults.horizon_years)
    finder = ChanceFinder(facts)
    chances = finder.find(targets, horizon) if request.strict else customary_chances(finder, targets, horizon)
    return Asked(question, chances, targets, request.objective)


def ours(one: Asked) -> Cost | None:
    search = Search(one.chances, one.targets, Budget(BUDGET))
    found = search.fastest(1) if one.objective == "fastest" else search.fewest(1)
    assert found.proven
    way = found.ways[0] if found.ways else None
    return way and Cost(*way.cost, max(way.schedule.completion, one.question.floor))


def quickest(work: Callable[[], Cost | None]) -> Answer:
    """Return the quickest of a few runs."""
    answers = []
    for _ in range(RUNS):
        started[:] = [time.perf_counter()]
        cost, end = work(), time.perf_counter()
        answers.append(Answer(cost, end - started[0], end - started[-1]))
    return min(answers, key=lambda answer: answer.whole)


def compare(title: str, questions: list[Asked]) -> None:
    """Answer each question in every way and print the times."""
    mine = [quickest(lambda one=one: ours(one)) for one in questions]
    solved: dict[str, list[Answer]] = {}
    for name, cheapest in SOLVERS.items():
        solved[name] = [quickest(lambda one=one, cheapest=cheapest: cheapest(one.question, one.objective)) for one in questions]
        assert [answer.cost for answer in solved[name]] == [answer.cost for answer in mine], f"{name} 的答案不同"
    print(f"{title}：{len(mine)} 问，其中无解 {sum(answer.cost is None for answer in mine)} 问，三者答案一致")
    show("搜索", own := [answer.whole for answer in mine], own)
    for name, answers in solved.items():
        show(f"{name} 建模和求解", [answer.whole for answer in answers], own)
        show(f"{name} 只算求解", [answer.solving for answer in answers], own)


def show(name: str, times: list[float], own: list[float]) -> None:
    ratio = statistics.median(one / mine for one, mine in zip(times, own, strict=True))
    print(f"  p50 {at(times, 50) * 1e3:7.2f} ms  p99 {at(times, 99) * 1e3:7.1f} ms  与搜索之比的中位数 {ratio:5.1f}  {name}")


if __name__ == "__main__":
    clingo.Control.solve, cp_model.CpSolver.solve = noting(clingo.Control.solve), noting(cp_model.CpSolver.solve)
    compare("随附目录", [one for one in map(asked, map(company_case, range(COMPANIES))) if one.targets])
    draw = Random(HONORS)
    made = ladder(HONORS, draw)
    requests = [Request((target,), way) for target in draw.sample(list(made.programmes), TARGETS) for way in ("fewest", "fastest")]
    compare(f"{HONORS} 项荣誉的梯子", [asked(Case(NOBODY, made, ON, request)) for request in requests])
