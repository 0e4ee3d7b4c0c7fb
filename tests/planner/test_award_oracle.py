"""The schedule of claims is worth as much as that of a second formulation: an integer programme, solved by OR-Tools where it is there."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from planner.awards.model import Line
from planner.awards.search import Option, Slot, best_choice
from tests.planner.random_claims import YEARS, Contest, Worth, contests, worth

cp_model: Any = pytest.importorskip("ortools.sat.python.cp_model", reason="只作对照，平时不装")

FINEST = 7  # amounts and room are whole sevenths


@settings(max_examples=80, deadline=None, derandomize=True)
@given(contests(9))
def test_best_choice_is_worth_as_much_as_the_integer_programme_says(contest: Contest) -> None:
    assert worth(best_choice([*contest.groups], contest.limits)) == programmed(contest)


def programmed(contest: Contest) -> Worth:
    """Return the worth of the best choice: options taken or not, slots given to funds, each line paid in sevenths."""
    model, limits = cp_model.CpModel(), contest.limits
    groups = [[(option, model.new_bool_var("")) for option in group] for group in contest.groups]
    for group in groups:
        model.add_at_most_one(taken for _, taken in group)
    options = [pair for group in groups for pair in group]
    for use in {use for option, _ in options for use in option.uses}:
        model.add(sum(taken for option, taken in options if use in option.uses) <= (use not in limits.used))
    _give_slots(model, options, limits.applied)
    lines = [
        (line, option.capped(place), _paid(model, line, taken)) for option, taken in options for place, line in enumerate(option.lines)
    ]
    for cap in {cap for _, caps, _ in lines for cap in caps}:
        model.add(sum(paid for _, caps, paid in lines if cap in caps) <= int(limits.room[cap] * FINEST))
    return _solved(model, [(line, paid) for line, _, paid in lines])


def _paid(model: Any, line: Line, taken: Any) -> Any:
    paid = model.new_int_var(0, int(line.amount * FINEST), "")
    model.add(paid == 0).only_enforce_if(~taken)
    return paid


def _give_slots(model: Any, options: list[tuple[Option, Any]], applied: Mapping[Slot, str]) -> None:
    """Let each slot go to one fund: that which applied, where one did."""
    for slot in {option.slot for option, _ in options if option.slot}:
        funds = {option.application: model.new_bool_var("") for option, _ in options if option.slot == slot}
        model.add_at_most_one(funds.values())
        for option, taken in options:
            if option.slot == slot:
                model.add_implication(
                    taken, funds[option.application] if applied.get(slot, option.application) == option.application else ~taken
                )


def _solved(model: Any, lines: list[tuple[Line, Any]]) -> Worth:
    """Return the greatest money, with that the greatest fixed money, with both the earliest."""
    entries = (
        sum(paid for _, paid in lines),
        sum(paid for line, paid in lines if line.amount_kind == "fixed"),
        sum(-paid * (line.year - YEARS[0]) for line, paid in lines),
    )
    found = []
    for entry in entries:
        model.maximize(entry)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        reached = round(solver.objective_value)
        model.add(entry == reached)
        found.append(Fraction(reached, FINEST))
    return found[0], found[1], found[2]
