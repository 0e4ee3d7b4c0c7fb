from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.criteria import Criterion
from graph.criteria.measured import inputs, measured, missing_inputs
from graph.facts import Absent, Ask, Facts
from graph.model import Catalogue
from graph.verdict import Verdict

MET, UNMET, UNKNOWN = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN
Rule = Callable[[str], Criterion]
Known = Callable[..., Facts]
FIVE_A_YEAR = "{metric: revenue_growth_2y, in: last_year, at_least: 5}"


@pytest.mark.parametrize(("late", "verdict"), [("110.25", MET), ("110.2499", UNMET), ("110.2501", MET)])
def test_compound_growth_is_compared_exactly(rule: Rule, company: Known, late: str, verdict: Verdict) -> None:
    facts = company(figures={"revenue": {2023: 100, 2024: 1, 2025: late}})
    assert rule(FIVE_A_YEAR).judge(facts).verdict is verdict


def test_compound_growth_a_hair_below_reads_below(rule: Rule, company: Known) -> None:
    measure = rule(FIVE_A_YEAR).judge(company(figures={"revenue": {2023: 100, 2025: "110.2499"}})).measure
    assert measure is not None
    assert (measure.need, measure.have, measure.short) == (5, Fraction("4.99"), Fraction("0.01"))


@given(early=st.integers(1, 10**7), late=st.integers(0, 10**7))
def test_growth_shown_and_short_reach_the_need(rule: Rule, company: Known, early: int, late: int) -> None:
    found = rule(FIVE_A_YEAR).judge(company(figures={"revenue": {2023: early, 2025: late}}))
    assert (found.verdict is MET) == (Fraction(late, early) >= Fraction(441, 400))
    if found.measure:
        assert found.measure.have is not None
        assert found.measure.have < 5
        assert (1 + found.measure.have / 100) ** 2 <= Fraction(late, early)
        assert found.measure.have + found.measure.short >= 5


@pytest.mark.parametrize(
    ("metric", "figures", "value"),
    [
        ("rd_share", {"rd_expense": {2025: 3}, "revenue": {2025: 100}}, Fraction(3)),
        ("rd_share", {"rd_expense": {2025: 3}, "revenue": {2025: 0}}, Absent.NEVER),
        ("rd_share", {"rd_expense": {2025: 3}, "revenue": {2025: -5}}, Absent.NEVER),
        ("rd_share", {"rd_expense": {2025: 3}}, Absent.UNKNOWN),
        ("rd_share", {"rd_expense": {2025: Absent.FREE}, "revenue": {2025: 100}}, Absent.FREE),
        ("rd_share", {"rd_expense": {2025: Absent.FREE}}, Absent.UNKNOWN),
        ("rd_share", {"rd_expense": {2025: Absent.NEVER}}, Absent.NEVER),
        ("revenue_growth_2y", {"revenue": {2023: 0, 2025: 5}}, Absent.NEVER),
        ("revenue_growth_2y", {"revenue": {2023: 4, 2025: 5}}, Fraction(5, 4)),
        ("profit_growth", {"profit": {2024: -1, 2025: 5}}, Absent.NEVER),
        ("reuse_rise", {"reuse_rate": {2022: 80, 2025: "84.5"}}, Fraction("4.5")),
        ("reuse_rise", {"reuse_rate": {2022: 80, 2025: 79}}, Fraction(-1)),
        ("reuse_rise", {"reuse_rate": {2025: 79}}, Absent.UNKNOWN),
    ],
)
def test_what_a_metric_follows_from(base: Catalogue, company: Known, metric: str, figures: dict[str, object], value: object) -> None:
    assert measured(company(figures=figures), base.words.metrics[metric], 2025) == value


@pytest.mark.parametrize(
    ("since", "years"),
    [(date(2023, 1, 1), 3), (date(2023, 1, 2), 2), (date(2022, 12, 31), 3), (date(2025, 12, 31), 0)],
)
def test_years_count_to_the_end_of_the_year(base: Catalogue, company: Known, since: date, years: int) -> None:
    assert measured(company(days={"niche_since": since}), base.words.metrics["niche_years"], 2025) == years


def test_years_count_to_the_day_where_the_metric_is_not_yearly(base: Catalogue, company: Known) -> None:
    days = {"registered_on": date(2023, 11, 21)}
    for on, years in ((date(2026, 11, 20), 2), (date(2026, 11, 21), 3)):
        assert measured(company(days=days, on=on), base.words.metrics["operating_years"], None) == years


def test_inputs_name_figures_and_years(base: Catalogue) -> None:
    words = base.words
    assert inputs(words, words.metrics["rd_share"], 2025) == (("rd_expense", 2025), ("revenue", 2025))
    assert inputs(words, words.metrics["revenue_growth_2y"], 2025) == (("revenue", 2023), ("revenue", 2025))
    assert inputs(words, words.metrics["niche_years"], 2025) == (("niche_since", None),)
    assert inputs(words, words.metrics["patents"], 2025) == (("patents", None),)


def test_only_missing_inputs_are_asked_for(base: Catalogue, company: Known) -> None:
    metrics = base.words.metrics
    facts = company(figures={"revenue": {2025: 5}})
    assert missing_inputs(facts, metrics["revenue_growth_2y"], 2025) == (Ask("revenue", "metric", 2023),)
    assert missing_inputs(facts, metrics["niche_years"], 2025) == (Ask("niche_since", "metric"),)
    assert missing_inputs(facts, metrics["operating_years"], None) == (Ask("registered_on", "field"),)


def test_derived_metrics_change_by_time_or_by_effort(base: Catalogue) -> None:
    assert [base.words.metrics[id].change for id in ("niche_years", "operating_years", "rd_share")] == ["timed", "timed", "improvable"]
