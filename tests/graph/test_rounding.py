from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rounding import WHOLE_UNITS, number, places, root, rounded, shortfall

VALUES = st.fractions(min_value=0, max_value=10**6, max_denominator=10**6)
UNITS = st.sampled_from(["%", "万元", *sorted(WHOLE_UNITS)])


@given(VALUES, st.integers(0, 4))
def test_rounding_stays_within_one_unit_on_its_side(value: Fraction, decimals: int) -> None:
    unit = Fraction(1, 10**decimals)
    down, up = rounded(value, decimals, up=False), rounded(value, decimals, up=True)
    assert down <= value <= up
    assert up - down == (0 if (value / unit).denominator == 1 else unit)


@given(VALUES, st.integers(0, 10**8), UNITS)
def test_what_one_has_and_what_is_short_reach_the_need(have: Fraction, hundredths: int, unit: str) -> None:
    need = rounded(Fraction(hundredths, 100), places(unit), up=True)
    if have >= need:
        return
    shown = rounded(have, places(unit), up=False)
    short = shortfall(need - shown, places(unit))
    assert shown < need
    assert short > 0
    assert shown + short >= need
    assert short == max(rounded(need - have, places(unit), up=True), Fraction(1, 10 ** places(unit)))


@pytest.mark.parametrize("unit", ["%", "项"])
def test_short_of_nothing_is_still_one_unit(unit: str) -> None:
    assert shortfall(Fraction(0), places(unit)) == Fraction(1, 10 ** places(unit))


@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(0, 3), st.booleans())
def test_root_of_a_power_is_exact(base: int, degree: int, decimals: int, up: bool) -> None:
    assert root(Fraction(base) ** degree, degree, decimals, up=up) == base


@given(VALUES, st.integers(1, 5), st.integers(0, 4))
def test_root_lies_between_its_roundings(value: Fraction, degree: int, decimals: int) -> None:
    down, up = root(value, degree, decimals, up=False), root(value, degree, decimals, up=True)
    assert down**degree <= value <= up**degree
    assert up - down <= Fraction(1, 10**decimals)


def test_numbers_print_as_the_exact_decimal() -> None:
    assert [repr(number(Fraction(text))) for text in ("5", "2.50", "0.1", "1200.01")] == ["5", "2.5", "0.1", "1200.01"]
