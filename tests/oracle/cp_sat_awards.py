"""The best schedule of claims as an integer programme."""

from collections import defaultdict
from fractions import Fraction
from math import lcm

from ortools.sat.python import cp_model

from planner.awards.model import Line
from planner.awards.search import CapKey, Groups, Limits, Option

Worth = tuple[Fraction, Fraction, Fraction]
Taken = list[tuple[Option, cp_model.IntVar]]


def best_worth(groups: Groups, limits: Limits) -> Worth:
    """Return the most money, with that the most that is fixed, with both the least money times years of waiting.

    Money is counted in the greatest unit that divides every sum.
    """
    cp = cp_model.CpModel()
    grouped = [[(option, cp.new_bool_var("")) for option in group] for group in groups]
    for group in grouped:
        cp.add_at_most_one(variable for _, variable in group)
    taken = [pair for group in grouped for pair in group]
    _one_fund_per_slot(cp, taken, limits)
    _no_use_twice(cp, taken, limits)
    sums = [*limits.room.values(), *(line.amount for option, _ in taken for line in option.lines)]
    unit = lcm(*(sum.denominator for sum in sums))
    paid = _paid(cp, taken, limits, unit)
    start = min((line.year for line, _ in paid), default=0)
    entries = (
        cp_model.LinearExpr.sum([money for _, money in paid]),
        cp_model.LinearExpr.sum([money for line, money in paid if line.amount_kind == "fixed"]),
        cp_model.LinearExpr.sum([money * (start - line.year) for line, money in paid]),
    )
    return tuple(Fraction(_most(cp, entry), unit) for entry in entries)


def _one_fund_per_slot(cp: cp_model.CpModel, taken: Taken, limits: Limits) -> None:
    funds: dict[object, dict[str, cp_model.IntVar]] = defaultdict(dict)
    for option, variable in taken:
        if option.slot is not None:
            if option.application not in funds[option.slot]:
                funds[option.slot][option.application] = cp.new_bool_var("")
            cp.add_implication(variable, funds[option.slot][option.application])
    for slot, contenders in funds.items():
        cp.add_at_most_one(contenders.values())
        cp.add(sum(variable for fund, variable in contenders.items() if limits.applied.get(slot, fund) != fund) == 0)


def _no_use_twice(cp: cp_model.CpModel, taken: Taken, limits: Limits) -> None:
    users: dict[object, list[cp_model.IntVar]] = defaultdict(list)
    for option, variable in taken:
        for use in option.uses:
            users[use].append(variable)
    for use, variables in users.items():
        cp.add(sum(variables) <= (0 if use in limits.used else 1))


def _paid(cp: cp_model.CpModel, taken: Taken, limits: Limits, unit: int) -> list[tuple[Line, cp_model.IntVar]]:
    """Return what is paid on each line, within the caps."""
    paid = []
    under: dict[CapKey, list[cp_model.IntVar]] = defaultdict(list)
    for option, variable in taken:
        for place, line in enumerate(option.lines):
            money = cp.new_int_var(0, int(line.amount * unit), "")
            cp.add(money == 0).only_enforce_if(~variable)
            paid.append((line, money))
            for cap in option.caps[place] if option.caps else ():
                under[cap].append(money)
    for cap, moneys in under.items():
        cp.add(sum(moneys) <= int(limits.room[cap] * unit))
    return paid


def _most(cp: cp_model.CpModel, value: cp_model.LinearExprT) -> int:
    """Return the greatest value and hold it from then on."""
    cp.maximize(value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(cp) == cp_model.OPTIMAL
    most = round(solver.objective_value)
    cp.add(value == most)
    return most
