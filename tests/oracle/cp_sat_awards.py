"""The best schedule of claims as an integer programme."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

from ortools.sat.python import cp_model

from planner.awards.options import Option

Worth = tuple[Fraction, Fraction, int]


def best_worth(groups: Sequence[Sequence[Option]], taken: Mapping[tuple[str, int], str], spent: frozenset[tuple[str, str]]) -> Worth:
    """Return the greatest (amount, fixed amount, minus the sum of years) of at most one option of each group.

    Parameters
    ----------
    groups : Sequence[Sequence[Option]]
        The options of each fund and honor.
    taken : Mapping[(pool, year), fund]
        Applications already made.
    spent : frozenset[(payer, project)]
        Projects already supported.
    """
    cp = cp_model.CpModel()
    chosen = [(option, cp.new_bool_var("")) for group in groups for option in group]
    rest = iter(chosen)
    for group in groups:
        cp.add_at_most_one(next(rest)[1] for _ in group)
    _one_fund_per_pool_and_year(cp, chosen, taken)
    _no_project_twice(cp, chosen, spent)
    scale = lcm(*(part.denominator for option, _ in chosen for part in (option.amount, option.fixed)))
    amount = _most(cp, sum(int(option.amount * scale) * taken for option, taken in chosen))
    fixed = _most(cp, sum(int(option.fixed * scale) * taken for option, taken in chosen))
    return Fraction(amount, scale), Fraction(fixed, scale), _most(cp, sum(-option.year * taken for option, taken in chosen))


def _one_fund_per_pool_and_year(
    cp: cp_model.CpModel, chosen: list[tuple[Option, cp_model.IntVar]], taken: Mapping[tuple[str, int], str]
) -> None:
    applied: dict[tuple[str, int], dict[str, cp_model.IntVar]] = defaultdict(dict)
    for option, variable in chosen:
        if option.pool is not None:
            funds, fund = applied[option.pool], option.lines[0].fund
            if fund not in funds:
                funds[fund] = cp.new_bool_var("")
            cp.add_implication(variable, funds[fund])
    for pool, funds in applied.items():
        cp.add_at_most_one(funds.values())
        if pool in taken:
            cp.add(sum(variable for fund, variable in funds.items() if fund != taken[pool]) == 0)


def _no_project_twice(cp: cp_model.CpModel, chosen: list[tuple[Option, cp_model.IntVar]], spent: frozenset[tuple[str, str]]) -> None:
    users: dict[tuple[str, str], list[cp_model.IntVar]] = defaultdict(list)
    for option, variable in chosen:
        for key in option.projects:
            users[key].append(variable)
    for key, variables in users.items():
        cp.add(sum(variables) <= (0 if key in spent else 1))


def _most(cp: cp_model.CpModel, value: cp_model.LinearExprT) -> int:
    """Return the greatest value and hold it from then on."""
    if isinstance(value, int):
        return value
    cp.maximize(value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(cp) == cp_model.OPTIMAL
    most = round(solver.objective_value)
    cp.add(value == most)
    return most
