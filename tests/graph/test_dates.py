from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.dates import DayOfYear, add_years, full_years, latest_start, term_end

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
YEARS = st.integers(0, 40)


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2024, 5, 10), 3, date(2027, 5, 10)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2000, 2, 29), -100, date(1900, 2, 28)),
    ],
)
def test_years_later_is_the_same_day(day: date, years: int, then: date) -> None:
    assert add_years(day, years) == then


@given(DAYS, YEARS)
def test_so_many_years_are_full_on_that_very_day_and_not_before(day: date, years: int) -> None:
    then = add_years(day, years + 1)
    assert full_years(day, then) == years + 1
    assert full_years(day, then - timedelta(days=1)) == years


@given(DAYS, st.integers(1, 10))
def test_a_term_ends_the_day_before_its_anniversary(day: date, years: int) -> None:
    assert term_end(day, years) + timedelta(days=1) == add_years(day, years)


def test_the_last_of_february_exists_each_year() -> None:
    assert [DayOfYear(2, 29).of(year) for year in (1900, 2000, 2024, 2025)] == [
        date(1900, 2, 28),
        date(2000, 2, 29),
        date(2024, 2, 29),
        date(2025, 2, 28),
    ]


@given(DAYS, YEARS)
def test_latest_start_is_the_last_day_from_which_the_years_have_passed(end: date, years: int) -> None:
    start = latest_start(end, years)
    assert add_years(start, years) <= end < add_years(start + timedelta(days=1), years)
