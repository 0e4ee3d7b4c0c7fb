"""The planner against two solvers that know nothing of each other: length and completion of the best path."""

from collections.abc import Callable

import pytest

pytest.importorskip("clingo", exc_type=ImportError)
pytest.importorskip("ortools", exc_type=ImportError)

from planner.path.plan import Plan, plan
from tests.oracle import clingo_paths, cp_sat_paths
from tests.oracle.companies import company_case
from tests.oracle.large_catalogues import large_case
from tests.oracle.questions import Cost, Question, question_of
from tests.planner.random_catalogues import Case

Note = Callable[[str, object], None]


def cost(answer: Plan, question: Question) -> Cost | None:
    """Return what the planner's best way costs."""
    if answer.status == "already_held":
        return Cost(0, 0, question.floor)
    way = answer.best
    return way and Cost(way.credentials, way.length, way.completion)


def by(objective: str, found: Cost) -> tuple[object, ...]:
    ends = (found.completion, found.honors)
    return found.credentials, *(ends if objective == "fastest" else ends[::-1])


def check(case: Case, note: Note) -> None:
    objective, question = case.request.objective, question_of(case)
    truth = cp_sat_paths.cheapest(question, objective)
    least = truth if objective == "fewest" else cp_sat_paths.cheapest(question, "fewest")
    answer = plan(case.profile, case.catalogue, case.on, case.request)
    note("impossible", truth is None)
    note("delicate", question.timeless() != question and cp_sat_paths.cheapest(question.timeless(), objective) != truth)
    note("unproven", not answer.proven)

    assert clingo_paths.cheapest(question, objective) == truth
    if answer.proven:
        assert cost(answer, question) == truth
        assert answer.bound == (least and least.honors)
        return
    assert truth is None or (answer.bound is not None and answer.bound <= least.honors)
    assert answer.best is None or by(objective, cost(answer, question)) >= by(objective, truth)


def test_path_through_a_large_catalogue_is_what_both_solvers_find(large: int, record_property: Note) -> None:
    check(large_case(large), record_property)


def test_path_of_a_company_through_the_shipped_catalogue_is_what_both_solvers_find(companies: int, record_property: Note) -> None:
    check(company_case(companies), record_property)
