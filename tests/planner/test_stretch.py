"""A stretch is growth that is too fast: a figure that must fall is none."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from graph.criteria import MetricThreshold, Terms
from graph.criteria.windows import Window
from graph.derivations import Decline
from graph.model import Catalogue
from planner.assessment import assess
from tests.planner.random_catalogues import COMPANY, catalogue, gate, honor, metric, version

ON = date(2026, 11, 21)


def wanting(name: str, comparison: str, figure: int) -> Catalogue:
    rule = MetricThreshold(Terms(), None, name, Window("last_year"), comparison, Fraction(figure))
    found = catalogue([honor("h", version(gate(None, rule)))])
    metrics = {**found.words.metrics, "fall": replace(metric("fall", yearly=True, change="improvable"), derivation=Decline("output", 3))}
    return replace(found, words=replace(found.words, metrics=metrics))


def test_a_ceiling_on_a_year_before_the_company_is_no_stretch() -> None:
    young = replace(COMPANY, identity={"registered_on": date(2026, 2, 1)}, metrics={"output": {2026: Fraction(1)}})
    (one,) = assess(young, wanting("output", "at_most", 100), ON)
    assert (one.state, one.gaps[0].stretch) == ("near", False)


def test_a_fall_that_this_year_has_already_brought_is_no_stretch() -> None:
    falling = replace(COMPANY, metrics={"output": {2022: Fraction(100), 2025: Fraction(95), 2026: Fraction(40)}})
    (one,) = assess(falling, wanting("fall", "at_least", 10), ON)
    assert (one.state, one.gaps[0].stretch) == ("near", False)


@pytest.mark.parametrize(("last", "state"), [(66, "far"), (67, "near")])
def test_growth_beyond_the_default_is_a_stretch(last: int, state: str) -> None:
    grown = replace(COMPANY, metrics={"output": {2025: Fraction(last)}})
    (one,) = assess(grown, wanting("output", "at_least", 100), ON)
    assert one.state == state
