"""The schedule of claims is worth as much as the best that trying everything finds, and keeps every rule."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.awards.model import Line
from planner.awards.packing import Limit, pack
from planner.awards.search import CapKey, Limits, Option, best_choice
from tests.planner.random_claims import YEARS, Contest, Worth, allowed, contests, line, lines_of, worth

FINEST = 7  # amounts and room are whole sevenths


@settings(max_examples=150, deadline=None, derandomize=True)
@given(contests())
def test_best_choice_is_worth_as_much_as_trying_everything(contest: Contest) -> None:
    every = product(*[(*group, None) for group in contest.groups])
    best = max(most_paid([option for option in picked if option], contest.limits) for picked in every if allowed(picked, contest.limits))

    assert worth(best_choice([*contest.groups], contest.limits)) == best


@settings(max_examples=150, deadline=None, derandomize=True)
@given(contests(7))
def test_no_rule_is_broken_and_no_cap_exceeded(contest: Contest) -> None:
    chosen = best_choice([*contest.groups], contest.limits)

    assert allowed(tuple(choice.option if choice else None for choice in chosen), contest.limits)
    assert all(choice is None or choice.option in group for group, choice in zip(contest.groups, chosen, strict=True))
    counted: dict[CapKey, Fraction] = defaultdict(Fraction)
    for asked, paid, caps in lines_of(chosen):
        assert 0 <= paid <= asked.amount
        for cap in caps:
            counted[cap] += paid
    assert all(paid <= contest.limits.room[cap] for cap, paid in counted.items())


def test_half_a_year_of_a_pool_for_each_of_two_funds_is_no_choice() -> None:
    """Fractions would take 9 and 3 of the first fund, the 3 for a third of the pool's year, and two thirds of the other fund's 5."""
    cap = CapKey("fund-0", "", "item", "x1")
    one = [(Option((line("fund-0", year, Fraction(9), "fixed"),), ("city-mfg", year), caps=((cap,),)),) for year in YEARS[:2]]
    other = (Option((line("fund-1", YEARS[1], Fraction(5), "fixed"),), ("city-mfg", YEARS[1])),)

    chosen = best_choice([*one, other], Limits(room={cap: Fraction(12)}))

    assert [choice and choice.paid for choice in chosen] == [(9,), None, (5,)]


def test_of_two_ways_to_the_same_money_the_earlier_is_proven() -> None:
    """Both next year make 7, of which 6 are paid; one this year and one next make 6 as well, and 2 of them earlier."""
    caps = [CapKey("fund-3", "", "year", year) for year in YEARS[:2]]

    def asks(*sums: int) -> tuple[Option, ...]:
        lines = [line("fund-3", year, Fraction(amount), "fixed") for year, amount in zip(YEARS, sums, strict=False)]
        return tuple(Option((one,), caps=((cap,),)) for one, cap in zip(lines, caps, strict=True))

    chosen = best_choice([asks(2, 4)[::-1], asks(2, 3)[::-1]], Limits(room={caps[0]: Fraction(2), caps[1]: Fraction(6)}))

    assert [choice and (choice.option.lines[0].year, *choice.paid) for choice in chosen] == [(YEARS[1], 4), (YEARS[0], 2)]


def most_paid(options: list[Option], limits: Limits) -> Worth:
    """Return the most that some options can be paid under the caps: the greatest flow of money from items to years, at least cost."""
    asked = [(one, option.capped(place)) for option in options for place, one in enumerate(option.lines)]
    fixed_first = 1 + 10 * len(asked) * 9 * FINEST
    flow: nx.DiGraph[object] = nx.DiGraph()
    flow.add_nodes_from(("from", "to"))
    for number, (one, caps) in enumerate(asked):
        way = _way(number, caps)
        cost = one.year - YEARS[0] - (fixed_first if one.amount_kind == "fixed" else 0)
        flow.add_edge("from", way[0][0])
        for (node, room), (following, _) in zip(way, [*way[1:], ("to", None)], strict=True):
            bound = one.amount if room is None else limits.room[room]
            flow.add_edge(node, (node, "out"), capacity=int(bound * FINEST), weight=cost if room is None else 0)
            flow.add_edge((node, "out"), following)
    found = nx.max_flow_min_cost(flow, "from", "to")
    return _worth_of([(one, Fraction(found[number][number, "out"], FINEST)) for number, (one, _) in enumerate(asked)])


def _way(number: int, caps: tuple[CapKey, ...]) -> list[tuple[object, CapKey | None]]:
    """Return the nodes that the money of a line passes: its item's cap, the line, the caps of its year from narrow to wide."""
    items = [(cap, cap) for cap in caps if cap.per == "item"]
    years = sorted(((cap, cap) for cap in caps if cap.per == "year"), key=lambda pair: pair[0].name)
    return [*items, (number, None), *years]


def _worth_of(paid: list[tuple[Line, Fraction]]) -> Worth:
    total = sum((amount for _, amount in paid), Fraction(0))
    fixed = sum((amount for one, amount in paid if one.amount_kind == "fixed"), Fraction(0))
    return total, fixed, -sum((amount * (one.year - YEARS[0]) for one, amount in paid), Fraction(0))


ENTRIES = st.integers(0, 4).map(Fraction)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(ENTRIES, ENTRIES, ENTRIES), min_size=1, max_size=3), st.data())
def test_packing_is_worth_as_much_as_the_best_corner(worths: list[Worth], data: st.DataObject) -> None:
    count = len(worths)
    rows = data.draw(st.lists(st.lists(ENTRIES, min_size=count, max_size=count), max_size=3))
    limits = [Limit({part: weight for part, weight in enumerate(row) if weight}, 2 * data.draw(ENTRIES)) for row in rows]
    limits += [Limit({part: Fraction(1)}, Fraction(1)) for part in range(count)]

    taken = pack(worths, limits)

    assert fits(taken, limits)
    assert value(taken, worths) == max(value(corner, worths) for corner in corners(count, limits))


def value(taken: Sequence[Fraction], worths: list[Worth]) -> tuple[Fraction, ...]:
    return tuple(sum((amount * one[entry] for amount, one in zip(taken, worths, strict=True)), Fraction(0)) for entry in range(3))


def fits(taken: Sequence[Fraction], limits: list[Limit]) -> bool:
    return min(taken) >= 0 and all(sum(taken[part] * weight for part, weight in one.weights.items()) <= one.bound for one in limits)


def corners(count: int, limits: list[Limit]) -> Iterator[list[Fraction]]:
    """Yield every point that keeps all limits and lies where as many of them as there are parts are tight (none taken is a limit too)."""
    planes = [([limit.weights.get(part, Fraction(0)) for part in range(count)], limit.bound) for limit in limits]
    planes += [([Fraction(part == other) for other in range(count)], Fraction(0)) for part in range(count)]
    for chosen in combinations(planes, count):
        point = meeting([[*weights, bound] for weights, bound in chosen])
        if point is not None and fits(point, limits):
            yield point


def meeting(rows: list[list[Fraction]]) -> list[Fraction] | None:
    """Return the one point that solves some equations, if there is one: by Gauss and Jordan."""
    for column in range(len(rows)):
        pivot = next((row for row in rows[column:] if row[column]), None)
        if pivot is None:
            return None
        rows.remove(pivot)
        rows.insert(column, [weight / pivot[column] for weight in pivot])
        for other, row in enumerate(rows):
            if other != column:
                rows[other] = [weight - row[column] * whole for weight, whole in zip(row, rows[column], strict=True)]
    return [row[-1] for row in rows]
