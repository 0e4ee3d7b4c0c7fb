"""What a good profile says, value by value."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.profile_reader import read_profile
from tests.planner.good_profile import CATALOGUE, GOOD, read


def test_a_good_profile_is_read_with_its_types() -> None:
    profile = read_profile(GOOD, CATALOGUE)
    assert (profile.holder, profile.name, profile.region) == ("enterprise", "示例电气有限公司", "410421")
    assert profile.identity["registered_on"] == date(2009, 6, 1)
    assert profile.identity["chains"] == ("新型电力（新能源）装备",)
    assert profile.identity["listed_on"] == ()
    assert profile.identity["legal_person"] is True
    assert "park" not in profile.identity
    assert profile.metrics["revenue"] == {2023: Fraction(7600), 2024: Fraction(8200), 2025: Fraction(910001, 100)}
    assert profile.metrics["niche_since"] == date(2012, 1, 1)
    assert profile.declarations == {"class1_ip_in_use": True}
    assert (profile.titles[0].granted, profile.titles[0].expires) == (date(2024, 9, 10), date(2027, 9, 9))
    assert (profile.applications[0].year, profile.applications[0].result_on) == (2025, date(2025, 11, 1))
    assert (profile.events[0].severity, profile.events[0].on) == ("larger", date(2024, 3, 2))
    assert profile.claims[0].amount == Fraction(20)
    assert profile.projects[0].figures["equipment_software_investment"] == 3200
    assert profile.subjects[0].name == "126kV 组合电器"


def test_what_is_not_listed_is_closed_for_titles_and_open_for_events_and_claims() -> None:
    profile = read_profile({"enterprise": {"name": "甲", "region": "410421"}}, CATALOGUE)
    assert (profile.titles, profile.events, profile.claims) == ((), (), ())
    assert (profile.titles_complete, profile.events_complete, profile.claims_complete) == (True, False, False)


@pytest.mark.parametrize("holder", ["park", "cluster", "county", "person", "institution"])
def test_other_holders_stand_in_place_of_the_enterprise(holder: str) -> None:
    profile = read_profile({holder: {"name": "示例", "region": "410422", "registered_on": "2010-01-01"}}, CATALOGUE)
    assert (profile.holder, profile.name, profile.region) == (holder, "示例", "410422")
    assert profile.identity["registered_on"] == date(2010, 1, 1)


@pytest.mark.parametrize(("granted", "day"), [(None, None), ("2024", date(2024, 12, 31)), ("2024-09-10", date(2024, 9, 10))])
def test_a_grant_is_a_date_a_year_or_not_known(granted: str | None, day: date | None) -> None:
    assert read("/titles/0/granted", granted).titles[0].granted == day


def test_a_title_may_end_on_the_day_of_its_grant() -> None:
    assert read("/titles/0/expires", "2024-09-10").titles[0].expires == date(2024, 9, 10)


def test_a_title_of_a_subject_names_it() -> None:
    assert read("/titles/0/subject", "x1").titles[0].subject == "x1"


def test_a_claim_for_a_project_names_it() -> None:
    assert read("/claims/0/project", "p1").claims[0].project == "p1"


def test_null_says_the_same_as_leaving_out() -> None:
    profile = read("/metrics/revenue/2025", None)
    assert profile.metrics["revenue"] == {2023: 7600, 2024: 8200}
    assert "maturity_level" not in read("/metrics/maturity_level", None).metrics
    assert read("/declarations/class1_ip_in_use", None).declarations == {}
    assert "total_investment" not in read("/projects/0/total_investment", None).projects[0].figures


def test_a_loss_is_read_where_a_metric_can_be_one() -> None:
    assert read("/metrics/profit_ratio", {"2025": Decimal("-3.5")}).metrics["profit_ratio"] == {2025: Fraction(-7, 2)}


def test_a_share_may_be_finer_than_an_amount() -> None:
    assert read("/metrics/debt_ratio", {"2025": Decimal("69.9999999")}).metrics["debt_ratio"] == {2025: Fraction(699999999, 10**7)}


def test_one_fen_is_read() -> None:
    assert read("/metrics/revenue/2025", Decimal("0.000001")).metrics["revenue"][2025] == Fraction(1, 10**6)  # type: ignore[index]


@given(st.decimals(min_value=0, max_value=10**14, places=6, allow_nan=False, allow_infinity=False))
def test_numbers_survive_exactly(amount: Decimal) -> None:
    found = read("/metrics/revenue/2025", amount).metrics["revenue"]
    assert found[2025] == Fraction(str(amount))  # type: ignore[index]
