"""The figures of a what-if: which can be turned, how far, and what they change."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exact_json import read_json
from api.pages.examples import example_text, examples
from api.pages.report_view import report_on
from api.pages.sliders import MOST, Handle, known, sliders, span, supposed
from api.pages.what_if import what_if
from graph.loader import load_catalogue
from graph.model import Catalogue
from graph.source import Clause
from graph.vocabulary import Metric
from planner.assessment import assess
from planner.gaps import Gap
from planner.profile import Profile
from planner.profile_reader import read_profile

ON = date(2026, 11, 21)
MONEY = Metric("m", "金额", "万元", True, "number", "improvable", False, True, "", "")
FIGURE = st.decimals(-100_000, 100_000, places=2, allow_nan=False).map(Fraction)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def profile_of(example: str, catalogue: Catalogue) -> Profile:
    return read_profile(read_json(example_text(example) or ""), catalogue)


@pytest.fixture(scope="module")
def electric(catalogue: Catalogue) -> Profile:
    return profile_of("fictional-zhixing-electric", catalogue)


def gap(metric: str, need: Fraction, year: int | None = None) -> Gap:
    return Gap("x#1", "", Clause(), metric=metric, need=need, have=Fraction(0), year=year)


@given(value=FIGURE, need=FIGURE)
def test_range_holds_the_value_exactly_and_the_need_with_it(value: Fraction, need: Fraction) -> None:
    low, high, step = span(value, need, MONEY)

    assert low < min(value, need) + step
    assert high > max(value, need) - step
    assert low <= value <= high
    assert low >= 0 or min(value, need) < 0
    assert (value - low) % step == 0


def test_share_stays_within_a_hundred_percent(catalogue: Catalogue, electric: Profile) -> None:
    slider = sliders([(None, gap("debt_ratio", Fraction(99)))], electric, catalogue, 2026)[0]

    assert slider.high <= 100
    assert slider.high >= 99


def test_yearly_figure_is_turned_for_the_year_that_is_open(catalogue: Catalogue, electric: Profile) -> None:
    slider = sliders([(None, gap("rd_expense", Fraction(900), 2025))], electric, catalogue, 2026)[0]

    assert slider.handle == Handle("rd_expense", 2026)
    assert slider.value == electric.metrics["rd_expense"][2025]  # type: ignore[index]


def test_what_nobody_can_turn_has_no_slider(catalogue: Catalogue, electric: Profile) -> None:
    fixed = gap("nc_rate_industry", Fraction(90))
    passing = gap("operating_years", Fraction(90))
    unknown = gap("park_industrial_value_share", Fraction(90))

    assert sliders([(None, one) for one in (fixed, passing, unknown)], electric, catalogue, 2026) == ()


@pytest.mark.parametrize("example", [example.id for example in examples()])
def test_no_example_has_more_sliders_than_fit(catalogue: Catalogue, example: str) -> None:
    assert len(report_on(profile_of(example, catalogue), catalogue, ON, None).sliders) <= MOST


def test_figure_of_a_product_is_the_product_s(catalogue: Catalogue) -> None:
    profile = profile_of("fictional-two-products", catalogue)
    subject = next(one for one in profile.subjects if one.metrics)
    metric = next(id for id, value in subject.metrics.items() if isinstance(value, Fraction))
    handle = Handle(metric, None, subject.id)
    after = supposed(profile, {handle: Fraction(77)})

    assert known(handle, after, catalogue) == 77
    assert after.metrics == profile.metrics
    assert [one for one in after.subjects if one.id != subject.id] == [one for one in profile.subjects if one.id != subject.id]


@pytest.mark.parametrize(
    "figures",
    [
        {Handle("rd_expense", 2026): Fraction(2000)},
        {Handle("revenue", 2025): Fraction(400_001), Handle("employees", 2025): Fraction(1001)},
        {Handle("class1_ip"): Fraction(9), Handle("market_rank_global"): Fraction(1)},
        {Handle("development_score", 2026): Fraction(10)},
    ],
)
def test_only_what_reads_a_figure_is_judged_anew_and_nothing_else_changes(
    catalogue: Catalogue, electric: Profile, figures: dict[Handle, Fraction]
) -> None:
    found = {shift.after.programme.id: shift.after.state for shift in what_if(electric, catalogue, ON, None, figures).shifts if shift.today}
    before = {one.programme.id: one.state for one in assess(electric, catalogue, ON)}
    after = {one.programme.id: one for one in assess(supposed(electric, figures), catalogue, ON) if one.programme.kind != "credential"}

    assert found == {id: one.state for id, one in after.items() if one.state != before[id]}


def test_what_if_shows_path_and_money_of_the_other_company(catalogue: Catalogue, electric: Profile) -> None:
    figures = {Handle("class1_ip"): Fraction(4)}
    found = what_if(electric, catalogue, ON, "sme-little-giant", figures)
    other = report_on(supposed(electric, figures), catalogue, ON, "sme-little-giant")

    assert found.after.plan is not None
    assert found.after.plan.best == other.best
    assert found.after.money == other.money
