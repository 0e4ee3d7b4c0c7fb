"""Sharing out a quota by largest remainder: exact sum, nobody off its share by one, order of no matter."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.quota import BadWeights, allot

WEIGHTS = st.dictionaries(
    st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=3),
    st.fractions(min_value=0, max_value=10**6, max_denominator=1000),
    min_size=1,
    max_size=30,
).filter(lambda weights: any(weights.values()))
TOTALS = st.integers(min_value=0, max_value=10_000)


def shared(total: int, **weights: int) -> dict[str, int]:
    return {one.name: one.number for one in allot(total, {name: Fraction(weight) for name, weight in weights.items()})}


def test_the_rest_goes_to_the_largest_remainders() -> None:
    assert shared(10, 甲=47, 乙=16, 丙=16, 丁=21) == {"甲": 5, "乙": 1, "丙": 2, "丁": 2}


def test_of_equal_remainders_the_larger_weight_comes_first() -> None:
    assert shared(3, 甲=1, 乙=3) == {"甲": 1, "乙": 2}
    assert shared(1, 甲=1, 乙=3, 丙=5) == {"甲": 0, "乙": 0, "丙": 1}
    assert shared(2, 甲=1, 乙=3) == {"甲": 0, "乙": 2}


def test_of_equal_weights_the_name_that_comes_first_gets_more() -> None:
    assert shared(2, 丙=1, 乙=1, 甲=1) == {"丙": 1, "乙": 1, "甲": 0}
    assert sorted("甲乙丙") == ["丙", "乙", "甲"]


def test_no_weight_gets_nothing_and_one_weight_gets_all() -> None:
    assert shared(7, 甲=0, 乙=3) == {"甲": 0, "乙": 7}
    assert shared(0, 甲=1, 乙=3) == {"甲": 0, "乙": 0}


@pytest.mark.parametrize("weights", [{}, {"甲": Fraction(0)}, {"甲": Fraction(2), "乙": Fraction(-1)}])
def test_weights_that_share_out_nothing_are_refused(weights: dict[str, Fraction]) -> None:
    with pytest.raises(BadWeights):
        allot(5, weights)


@given(TOTALS, WEIGHTS)
def test_the_sum_is_exact_and_nobody_is_off_its_share_by_one(total: int, weights: dict[str, Fraction]) -> None:
    found = allot(total, weights)

    assert sum(one.number for one in found) == total
    assert all(abs(one.number - one.share) < 1 for one in found)
    assert [one.name for one in found] == list(weights)


@given(TOTALS, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_the_weights_plays_no_part(total: int, weights: dict[str, Fraction], random: Random) -> None:
    names = list(weights)
    random.shuffle(names)

    assert set(allot(total, weights)) == set(allot(total, {name: weights[name] for name in names}))


@given(TOTALS, WEIGHTS, st.integers(min_value=1, max_value=1000))
def test_the_scale_of_the_weights_plays_no_part(total: int, weights: dict[str, Fraction], factor: int) -> None:
    scaled = {name: weight * factor for name, weight in weights.items()}

    assert [one.number for one in allot(total, weights)] == [one.number for one in allot(total, scaled)]


@given(TOTALS, WEIGHTS)
def test_a_larger_weight_never_gets_less(total: int, weights: dict[str, Fraction]) -> None:
    found = sorted(allot(total, weights), key=lambda one: one.weight)

    assert all(one.number <= other.number + (one.weight == other.weight) for one, other in pairwise(found))
