"""The single change that opens most: against trying every change on the profile itself, and case by case."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.amounts import ByTitle
from graph.criteria import FieldIs, ScoreAtLeast, Terms
from graph.criteria.score import Item, Part, Row, Scorecard
from graph.facts import Event
from graph.model import Catalogue, Claim, Fund, Programme, Round, Status
from graph.requirement import Gate, Requirement
from graph.source import Clause
from graph.vocabulary import EnterpriseField
from planner.assessment import assess
from planner.improvements import MOST, Improvement, improvements
from planner.profile import Profile, Subject
from planner.unlocking import unlock
from tests.planner.random_catalogues import SMALL_ONLY, founders, gate, never, no_accident, title
from tests.planner.small_changes import DECLARATIONS, FREE, KNOWN, ON, figure, of, one, said


def improved(*programmes: Programme, profile: Profile = KNOWN) -> tuple[Improvement, ...]:
    return improvements(profile, of(*programmes), ON)


def told(found: Iterable[Improvement]) -> list[tuple[str, tuple[str, ...]]]:
    """Return each criterion that is to be met and what this opens."""
    return [(improvement.gap.criterion, improvement.opens) for improvement in found]


# Against trying everything

FIGURES = (4, 8, 12)
LEAVES = (
    *(said(id) for id in DECLARATIONS),
    *(figure("output", least) for least in FIGURES),
    *(title(id) for id in ("held", "near", "gone")),
    never("held"),
    founders(2),
    FREE,
)


def random_tree(random: Random, depth: int) -> Requirement:
    if depth == 0 or random.random() < 0.4:
        return random.choice(LEAVES)
    children = [random_tree(random, depth - 1) for _ in range(random.randint(2, 3))]
    return gate(random.choice((None, 1, 2)), *children)


def random_catalogue(random: Random) -> Catalogue:
    honors = [one(f"h{number}", random_tree(random, 2)) for number in range(random.randint(1, 8))]
    return of(*honors, one("held"), one("near"), one("gone", status=Status("closed")))


def states(profile: Profile, found: Catalogue) -> dict[str, str]:
    return {result.programme.id: result.state for result in assess(profile, found, ON)}


def trials() -> dict[str, Profile]:
    """Return the company after each single change, by the criterion that it meets; the least figure first."""
    raised = {least: {**KNOWN.metrics, "output": {2024: Fraction(1), 2025: Fraction(least)}} for least in FIGURES}
    said_yes = {id: replace(KNOWN, declarations={**KNOWN.declarations, id: True}) for id in ("no1", "no2", "no3")}
    return said_yes | {f"output-{least}": replace(KNOWN, metrics=metrics) for least, metrics in raised.items()}


@given(st.integers(0, 10**9))
@settings(max_examples=250, deadline=None, derandomize=True, database=None)
def test_what_is_found_is_what_trying_each_change_opens(seed: int) -> None:
    found = random_catalogue(Random(seed))
    before = states(KNOWN, found)
    expected: dict[tuple[str, tuple[str, ...]], str] = {}
    for criterion, changed in trials().items():
        after = states(changed, found)
        opens = tuple(id for id in found.programmes if before[id] in ("near", "far") and after[id] == "eligible")
        if opens:
            expected.setdefault((criterion.partition("-")[0], opens), criterion)

    ranked = sorted(((criterion, opens) for (_, opens), criterion in expected.items()), key=lambda pair: (-len(pair[1]), pair[0]))
    assert told(improvements(KNOWN, found, ON)) == ranked


@given(st.integers(0, 10**9))
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_each_programme_that_one_change_unlocks_is_opened_by_an_improvement(seed: int) -> None:
    found = random_catalogue(Random(seed))
    opened = {id for improvement in improvements(KNOWN, found, ON) for id in improvement.opens}
    for id, state in states(KNOWN, found).items():
        best = unlock(KNOWN, found, ON, id).best
        alone = best is not None and len(best.gaps) == 1 and not best.unknowns and not best.gaps[0].wants_title
        if alone and state in ("near", "far"):
            assert id in opened


# What counts as an improvement


def test_the_change_that_opens_most_comes_first() -> None:
    found = improved(one("a", said("no1")), one("b", said("no2")), one("c", said("no2")))

    assert told(found) == [("no2", ("b", "c")), ("no1", ("a",))]


def test_a_title_obtained_is_no_improvement() -> None:
    assert improved(one("a", title("near")), one("near", gate(None, said("no1"), said("no2")))) == ()


def test_what_a_title_keeps_shut_is_not_opened() -> None:
    assert (
        improved(one("a", gate(None, said("no1"), title("near"))), one("near", title("gone")), one("gone", status=Status("closed"))) == ()
    )


def test_what_only_time_brings_is_no_improvement() -> None:
    found = of(one("a", said("no1")), one("b", said("no2")))
    declared = {**found.words.declarations, "no1": replace(found.words.declarations["no1"], change="timed")}
    timed = replace(found, words=replace(found.words, declarations=declared))

    assert told(improvements(KNOWN, timed, ON)) == [("no2", ("b",))]


def test_a_fact_that_can_be_improved_is_an_improvement() -> None:
    found = of(one("a", FieldIs(Terms("above"), None, ("above_scale",), (True,), False)))
    below = replace(KNOWN, identity={**KNOWN.identity, "above_scale": False})
    fixed, open_ = (EnterpriseField("above_scale", "规上", "boolean", {}, change, False) for change in ("fixed", "improvable"))
    firm, growing = (replace(found, words=replace(found.words, fields={"above_scale": field})) for field in (fixed, open_))

    assert told(improvements(below, growing, ON)) == [("above", ("a",))]
    assert improvements(below, firm, ON) == ()


def test_a_score_that_rises_with_a_figure_opens_what_hangs_on_it() -> None:
    items = (Item("产值", (Row(Fraction(60), figure("output", 4)),)), Item("其他", (Row(Fraction(60), said("open1")),)))
    card = Scorecard("card", "评分表", Clause(), "primary", (Part("all", "全部", items),))
    found = of(one("a", gate(None, figure("output", 4), ScoreAtLeast(Terms("score"), None, "card", Fraction(60), ()))))

    assert told(improvements(KNOWN, replace(found, words=replace(found.words, scorecards={"card": card})), ON)) == [("output-4", ("a",))]


def test_a_bar_that_ends_is_no_improvement_and_what_it_bars_is_not_opened() -> None:
    barred = replace(KNOWN, events=(Event("accident", date(2025, 5, 10)),))

    assert improved(one("a", FREE, no_accident(3)), one("b", said("no1"), no_accident(3)), profile=barred) == ()


@pytest.mark.parametrize(
    "rule",
    [
        gate(None, said("no1"), said("no2")),
        gate(None, said("no1"), said("open1")),
        gate(None, said("no1"), founders(2)),
        gate(1, said("no1"), said("open1")),
        gate(1, said("no1"), said("yes")),
    ],
)
def test_what_lacks_more_or_is_not_shut_is_not_opened(rule: Requirement) -> None:
    assert improved(one("a", rule)) == ()


@pytest.mark.parametrize(
    "parts", [{"status": Status("closed")}, {"scope": (SMALL_ONLY,)}, {"round": Round(years=(2025,))}, {"kind": "credential"}]
)
def test_what_cannot_be_applied_for_is_not_opened(parts: dict[str, object]) -> None:
    assert improved(one("a", said("no1"), **parts)) == ()


def test_a_figure_opens_all_whose_bar_it_reaches_and_each_bar_counts_once() -> None:
    found = improved(
        one("a", figure("output", 4)),
        one("b", figure("output", 8)),
        one("c", figure("output", 8)),
        one("d", gate(None, figure("output", 12), said("no1"))),
    )

    assert told(found) == [("output-8", ("a", "b", "c")), ("output-4", ("a",))]
    assert [(one.gap.have, one.gap.short) for one in found] == [(1, 7), (1, 3)]


def test_what_the_change_spoils_is_not_opened() -> None:
    rich = replace(KNOWN, metrics={**KNOWN.metrics, "part": {2025: Fraction(1, 2)}})
    spoilt = one("a", gate(None, figure("output", 4), figure("share", 50)))

    assert told(improved(spoilt, one("b", figure("output", 4)), profile=rich)) == [("output-4", ("b",))]


def test_the_gap_is_told_by_a_programme_that_it_opens() -> None:
    found = improved(one("a", gate(None, said("no1", "a#1"), said("no2"))), one("b", said("no1", "b#1")))

    assert told(found) == [("b#1", ("b",))]


def test_the_same_rule_is_told_where_it_is_hardest_to_meet() -> None:
    poor = replace(KNOWN, metrics={**KNOWN.metrics, "output": {2024: Fraction(1), 2025: Fraction(3)}})
    late, now = one("late", figure("output", 4, years=2), round=Round(years=(2027, 2028))), one("now", figure("output", 4, years=2))
    (found,) = improved(late, now, profile=poor)

    assert found.opens == ("late", "now")
    assert (found.gap.have, found.gap.year, found.window.opens.year) == (1, 2024, 2026)


def test_a_round_for_which_it_is_too_late_is_not_opened() -> None:
    once, now = one("once", figure("output", 4, years=2), round=Round(years=(2027,))), one("now", figure("output", 4))

    assert told(improved(once, now)) == [("output-4", ("now",))]


def test_years_that_have_not_closed_carry_the_last_figure() -> None:
    (found,) = improved(one("a", figure("output", 4), round=Round(years=(2027,))))

    assert (found.gap.year, found.gap.have, found.window.opens) == (2026, 1, date(2027, 1, 1))


def test_at_most_ten_are_told() -> None:
    honors = [one(f"h{least:02}", figure("output", least)) for least in range(2, 14)]
    found = improved(*honors)

    assert len(found) == MOST == 10
    assert [len(one.opens) for one in found] == list(range(12, 2, -1))


# Products


def products(**declared: bool) -> Profile:
    subjects = (Subject("x", "product", "x", {}, {}), Subject("y", "product", "y", {}, declared))
    return replace(KNOWN, subjects=subjects)


def test_the_answer_of_the_company_counts_for_a_product_that_has_none_of_its_own() -> None:
    company = replace(products(no1=False), declarations={"no1": True, "no2": False})
    ours, theirs = one("firm", said("no2")), one("item", gate(None, said("no1"), said("no2")), holders=("product",))
    (found,) = improved(ours, theirs, profile=company)

    assert (found.gap.criterion, found.opens, found.subject) == ("no2", ("firm", "item"), None)


def test_an_answer_of_a_product_opens_nothing_for_the_company() -> None:
    company = replace(products(no1=False), subjects=products(no1=False).subjects[1:])
    found = improved(one("firm", said("no1")), one("item", said("no1"), holders=("product",)), profile=company)

    assert [(one.opens, one.subject) for one in found] == [(("firm",), None), (("item",), "y")]


def test_some_product_must_meet_several_criteria_by_itself() -> None:
    subjects = (
        Subject("x", "product", "x", {}, {"no1": False, "no2": True}),
        Subject("y", "product", "y", {}, {"no1": False, "no2": False}),
    )
    some = Gate("some", 1, (gate(None, said("no1"), said("no2")),), holder="product")
    (found,) = improved(one("a", some), profile=replace(KNOWN, subjects=subjects))

    assert (found.gap.criterion, found.subject) == ("no1", "x")


# Money


def reward(honor: str, sum: int) -> Programme:
    claim = Claim((honor,), None, False, True, None)
    fund = Fund(ByTitle(Clause(), ((honor, Fraction(sum)),)), (("municipal", Fraction(100)),), None, claim, ())
    return replace(one(f"fund-{honor}", title(honor)), kind="fund", fund=fund)


def test_of_those_that_open_as_many_the_one_that_brings_more_money_comes_first() -> None:
    honors = [one("a", said("no1")), one("b", said("no2")), one("c", said("no3")), one("d", said("no3"))]

    assert told(improved(*honors, reward("a", 20), reward("b", 30))) == [("no3", ("c", "d")), ("no2", ("b",)), ("no1", ("a",))]
