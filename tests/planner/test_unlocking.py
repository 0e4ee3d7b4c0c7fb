"""The least change: against trying everything, and case by case."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.criteria import Criterion
from graph.dates import DayOfYear
from graph.facts import Event
from graph.model import Programme, Round, Status
from graph.requirement import Gate, Requirement
from planner.errors import UnknownProgramme
from planner.profile import Profile, Subject, Title
from planner.unlocking import ALTERNATIVES, Choice, Unlock, unlock
from tests.planner.random_catalogues import (
    SMALL_ONLY,
    founders,
    gate,
    never,
    no_accident,
    output,
    title,
)
from tests.planner.small_changes import DECLARATIONS, FREE, KNOWN, ON, figure, of, one, said


def opened(rule: Requirement, *vetoes: Criterion, profile: Profile = KNOWN, others: Iterable[Programme] = (), **parts: object) -> Unlock:
    """Return what opens an honor with one requirement."""
    return unlock(profile, of(one("h", rule, *vetoes, **parts), *others), ON, "h")


def rules(choice: Choice | None) -> list[str]:
    """Return the criteria of a choice: those to be met, then the questions to be answered."""
    assert choice is not None
    return [gap.criterion for gap in choice.gaps] + [ask.id for ask in choice.unknowns]


def kinds(found: Unlock) -> list[str]:
    return [cause.kind for cause in found.causes]


# Against trying everything

WANTED = {
    **{id: said(id) for id in DECLARATIONS},
    **{id: title(id) for id in ("held", "near", "gone")},
    "output": output(),
    "fixed": founders(2),
    "free": FREE,
}
HAVE = frozenset({"yes", "held", "free"})
COSTS = {
    **{id: (0, 0, 1, Fraction(0)) for id in ("no1", "no2", "no3", "open1", "open2")},
    "near": (0, 1, 1, Fraction(0)),
    "output": (1, 0, 1, Fraction(9, 10)),
}
OPEN = frozenset({"open1", "open2"})


def random_tree(random: Random, depth: int) -> Requirement:
    if depth == 0 or random.random() < 0.2:
        return WANTED[random.choice(list(WANTED))]
    children = [random_tree(random, depth - 1) for _ in range(random.randint(2, 4))]
    return gate(random.choice((None, 1, random.randint(1, len(children)))), *children)


def name_of(leaf: Requirement) -> str:
    return next(name for name, rule in WANTED.items() if rule == leaf)


def holds(tree: Requirement, met: frozenset[str]) -> bool:
    if not isinstance(tree, Gate):
        return name_of(tree) in met
    needed = len(tree.children) if tree.count is None else tree.count
    return sum(holds(child, met) for child in tree.children) >= needed


def enough(tree: Requirement) -> Iterator[frozenset[str]]:
    """Yield every set of changes that is enough and of which no part is."""
    found: list[frozenset[str]] = []
    for size in range(len(COSTS) + 1):
        for chosen in map(frozenset, combinations(COSTS, size)):
            if not any(less <= chosen for less in found) and holds(tree, HAVE | chosen):
                found.append(chosen)
                yield chosen


def cost(chosen: frozenset[str]) -> tuple[Fraction | int, ...]:
    return tuple(map(sum, zip(*(COSTS[name] for name in chosen), strict=True)))


def named(choice: Choice) -> frozenset[str]:
    """Return the changes of a choice by the names of `WANTED`."""
    gaps = {next(name for name, rule in WANTED.items() if rule.terms.id == gap.criterion) for gap in choice.gaps}
    return frozenset(gaps | {ask.id for ask in choice.unknowns})


def after(chosen: frozenset[str]) -> Profile:
    """Return the company after some changes."""
    declarations = {**KNOWN.declarations, **{name: True for name in chosen if name in DECLARATIONS}}
    titles = (*KNOWN.titles, *(Title(name, date(2026, 1, 1)) for name in chosen & {"near"}))
    metrics = {**KNOWN.metrics, "output": {2024: Fraction(1), 2025: Fraction(10)}} if "output" in chosen else KNOWN.metrics
    return replace(KNOWN, declarations=declarations, titles=titles, metrics=metrics)


@given(st.integers(0, 10**9))
@settings(max_examples=250, deadline=None, derandomize=True, database=None)
def test_the_change_is_the_least_and_works_and_so_do_its_alternatives(seed: int) -> None:
    tree = gate(None, random_tree(Random(seed), 3))
    found = of(one("h", tree), one("near"), one("gone", status=Status("closed")), one("held"))
    answer = unlock(KNOWN, found, ON, "h")
    sets = list(enough(tree))
    if answer.best is None:
        assert kinds(answer)
        assert ("eligible" in kinds(answer)) == (frozenset() in sets)
        assert sets in ([], [frozenset()])
        return

    best = named(answer.best)
    assert cost(best) == min(map(cost, sets))
    assert bool(answer.best.gaps) != bool(answer.causes)
    choices = [best, *map(named, answer.alternatives)]
    assert set(choices) <= set(sets)
    for one_set, other in combinations([chosen - OPEN for chosen in choices if chosen - OPEN], 2):
        assert not one_set <= other
        assert not other <= one_set
    assert len(choices) <= ALTERNATIVES + 1
    for chosen in choices:
        assert kinds(unlock(after(chosen), found, ON, "h")) == ["eligible"]


@given(st.integers(0, 10**9))
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_no_alternative_is_left_out_while_there_is_room(seed: int) -> None:
    tree = gate(None, random_tree(Random(seed), 2))
    answer = unlock(KNOWN, of(one("h", tree), one("near"), one("gone", status=Status("closed")), one("held")), ON, "h")
    if answer.best is None or len(answer.alternatives) == ALTERNATIVES:
        return

    shown = [named(answer.best), *map(named, answer.alternatives)]
    for chosen in enough(tree):
        gaps = chosen - OPEN
        assert chosen in shown or not gaps or any(other - OPEN <= gaps or gaps <= other - OPEN for other in shown if other - OPEN)


# What is counted as a change


def test_a_missing_title_costs_more_than_several_figures() -> None:
    found = opened(gate(1, title("near"), gate(None, said("no1"), said("no2"))), others=[one("near")])

    assert rules(found.best) == ["no1", "no2"]
    assert [rules(choice) for choice in found.alternatives] == [["title-near"]]


def test_the_same_rule_in_two_clauses_is_one_change() -> None:
    found = opened(gate(None, said("no1", "first"), gate(1, said("no1", "second"), said("no2"))))

    assert rules(found.best) == ["first"]
    assert found.alternatives == ()


def test_a_lower_threshold_on_the_same_figure_is_no_change_of_its_own() -> None:
    found = opened(gate(None, figure("output", 5), figure("output", 8)))

    assert rules(found.best) == ["output-8"]


def test_what_a_change_spoils_is_part_of_it() -> None:
    rich = replace(KNOWN, metrics={**KNOWN.metrics, "part": {2025: Fraction(1, 2)}})
    found = opened(gate(None, figure("output", 4), figure("share", 50)), profile=rich)

    assert rules(found.best) == ["output-4", "share-50"]
    assert kinds(opened(figure("share", 50), profile=rich)) == ["eligible"]
    assert found.best is not None
    assert found.best.gaps[1].have == Fraction(25, 2)


def test_unknowns_stand_apart_from_changes() -> None:
    found = opened(gate(None, said("no1"), said("open1"), gate(1, said("yes"), said("open2"))))

    assert found.best is not None
    assert [gap.criterion for gap in found.best.gaps] == ["no1"]
    assert [ask.id for ask in found.best.unknowns] == ["open1"]
    assert found.causes == ()


def test_where_only_answers_are_missing_the_cause_says_so() -> None:
    found = opened(gate(1, said("open1"), said("no1")))

    assert found.best is not None
    assert (found.best.gaps, kinds(found)) == ((), ["unknown"])
    assert [rules(choice) for choice in found.alternatives] == [["no1"]]


def test_a_bar_that_ends_is_a_change_with_its_day() -> None:
    barred = replace(KNOWN, events=(Event("accident", date(2025, 5, 10)),))
    found = opened(said("no1"), no_accident(3), profile=barred)

    assert found.best is not None
    assert [(gap.veto, gap.barred_until) for gap in found.best.gaps] == [(True, date(2028, 5, 10)), (False, None)]


def test_figures_are_those_that_the_next_round_examines() -> None:
    growing = replace(KNOWN, metrics={**KNOWN.metrics, "output": {2024: Fraction(12), 2025: Fraction(8)}})
    found = opened(output(), profile=growing, round=Round(years=(2027,)))

    assert found.window is not None
    assert found.best is not None
    assert [(gap.year, gap.have, gap.earliest) for gap in found.best.gaps] == [(2026, 8, found.window.opens)]


# Why nothing can be changed


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"status": Status("closed")}, "closed"),
        ({"scope": (SMALL_ONLY,)}, "out_of_scope"),
        ({"jurisdiction": "cn-99"}, "out_of_scope"),
        ({"round": Round(years=(2025,))}, "unannounced"),
        ({"kind": "credential"}, "not_applied_for"),
    ],
)
def test_a_programme_that_is_not_open_to_the_company_names_its_cause(parts: dict[str, object], kind: str) -> None:
    found = opened(said("no1"), **parts)

    assert (kinds(found), found.best) == ([kind], None)


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        (founders(2), "fixed"),
        (never("held"), "excluded"),
        (title("gone"), "closed"),
        (gate(2, said("no1"), founders(2), founders(3)), "fixed"),
    ],
)
def test_what_nobody_can_change_is_a_typed_cause(rule: Requirement, kind: str) -> None:
    found = opened(gate(None, said("no2"), rule), others=[one("gone", status=Status("closed")), one("held")])

    assert (set(kinds(found)), found.best, found.alternatives) == ({kind}, None, ())


def test_a_title_held_needs_no_change() -> None:
    assert kinds(unlock(KNOWN, of(one("held", said("no1"))), ON, "held")) == ["held"]


def test_a_programme_open_already_needs_no_change() -> None:
    assert kinds(opened(said("yes"))) == ["eligible"]


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(UnknownProgramme):
        unlock(KNOWN, of(one("h")), ON, "no-such")


# What opens too


def test_other_programmes_that_the_changes_alone_open_are_named() -> None:
    others = [
        one("needs-title", title("near")),
        one("same-rule", said("no1")),
        one("less", figure("output", 8)),
        one("more", figure("output", 12)),
        one("and-more", gate(None, said("no1"), said("no2"))),
        one("open-now", FREE),
        one("near"),
    ]
    found = opened(gate(None, title("near"), said("no1"), figure("output", 10)), others=others)

    assert found.also_opens == ("needs-title", "same-rule", "less")


def test_what_opens_too_does_so_in_its_own_next_round_be_it_later() -> None:
    this_year, next_year = Round(years=(2026,)), Round(years=(2027,))
    others = [
        one("same-window", said("no1"), round=this_year),
        one("year-after", said("no1"), round=next_year),
        one("over-by-then", said("no1"), round=Round(years=(2026,), closes=DayOfYear(3, 31))),
        one("no-round", said("no1"), round=Round(years=(2025,))),
        one("shut-in-its-round", gate(None, said("no1"), founders(2)), round=next_year),
    ]
    found = opened(said("no1"), others=others, round=replace(this_year, opens=DayOfYear(4, 1)))

    assert found.window is not None
    assert found.window.opens == date(2026, 4, 1)
    assert found.also_opens == ("same-window", "year-after")


def test_what_opens_too_is_judged_by_the_figures_of_its_own_round() -> None:
    growing = replace(KNOWN, metrics={**KNOWN.metrics, "output": {2024: Fraction(4), 2025: Fraction(9)}})
    other = gate(None, said("no1"), figure("output", 8, years=2))
    years = {
        year: opened(said("no1"), profile=growing, others=[one("b", other, round=Round(years=(year,)))]).also_opens for year in (2026, 2027)
    }

    assert years == {2026: (), 2027: ("b",)}


def test_answers_still_to_be_given_open_nothing_else() -> None:
    found = opened(gate(None, said("no1"), said("open1")), others=[one("asks-too", said("open1")), one("same", said("no1"))])

    assert found.also_opens == ("same",)


def test_changes_to_one_product_open_nothing_for_another() -> None:
    products = tuple(Subject(id, "product", id, {}, {"no1": False, "no2": id == "x"}) for id in ("x", "y"))
    company = replace(KNOWN, declarations={}, subjects=products)
    others = [one("either", gate(None, said("no1")), holders=("product",)), one("firm", said("no1"))]
    found = opened(gate(None, said("no1"), said("no2")), profile=company, others=others, holders=("product",))

    assert rules(found.best) == ["no1"]
    assert found.also_opens == ("either",)
