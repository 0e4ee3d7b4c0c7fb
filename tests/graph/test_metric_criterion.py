from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.criteria import Criterion, MetricThreshold
from graph.facts import Absent, Ask, Facts
from graph.model import Catalogue
from graph.verdict import Verdict

MET, UNMET, UNKNOWN = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN
Rule = Callable[[str], Criterion]
Known = Callable[..., Facts]


def shown(rule: Criterion, facts: Facts) -> tuple[object, object, object, object]:
    measure = rule.judge(facts).measure
    assert measure is not None
    return measure.need, measure.have, measure.short, measure.year


@pytest.mark.parametrize(
    ("comparison", "below", "on", "above"),
    [
        ("at_least", UNMET, MET, MET),
        ("more_than", UNMET, UNMET, MET),
        ("at_most", MET, MET, UNMET),
        ("less_than", MET, UNMET, UNMET),
    ],
)
def test_a_hair_decides(rule: Rule, company: Known, comparison: str, below: Verdict, on: Verdict, above: Verdict) -> None:
    criterion = rule(f"{{metric: nc_rate, {comparison}: 3}}")
    assert [criterion.judge(company(figures={"nc_rate": have})).verdict for have in ("2.9999", "3", "3.0001")] == [below, on, above]


def test_a_missing_figure_is_asked_for(rule: Rule, company: Known) -> None:
    found = rule("{metric: nc_rate, at_least: 3}").judge(company())
    assert (found.verdict, found.asks, found.measure) == (UNKNOWN, (Ask("nc_rate", "metric"),), None)


@pytest.mark.parametrize(
    ("window", "figures", "verdict"),
    [
        ("in: last_year", {2025: 5000, 2026: 1}, MET),
        ("in: last_year", {2024: 9000, 2025: "4999.99"}, UNMET),
        ("in: this_year", {2025: 9000}, UNKNOWN),
        ("in: this_year", {2026: 5000}, MET),
        ("each_of_last: 2", {2024: 5000, 2025: 5000}, MET),
        ("each_of_last: 2", {2024: 4999, 2025: 9000}, UNMET),
        ("each_of_last: 2", {2025: 4999}, UNMET),
        ("each_of_last: 2", {2025: 5000}, UNKNOWN),
        ("any_of_last: 2", {2024: 5000, 2025: 1}, MET),
        ("any_of_last: 2", {2024: 5000}, MET),
        ("any_of_last: 2", {2024: 4999}, UNKNOWN),
        ("any_of_last: 2", {2024: 4999, 2025: 4999}, UNMET),
        ("sum_of_last: 2", {2024: 2000, 2025: 3000}, MET),
        ("sum_of_last: 2", {2024: 2000, 2025: "2999.99"}, UNMET),
        ("sum_of_last: 2", {2025: 9000}, UNKNOWN),
        ("average_of_last: 3", {2023: 4000, 2024: 5000, 2025: 6000}, MET),
        ("average_of_last: 3", {2023: 4000, 2024: 5000, 2025: "5999.99"}, UNMET),
    ],
)
def test_a_window_of_years(rule: Rule, company: Known, window: str, figures: dict[int, object], verdict: Verdict) -> None:
    criterion = rule(f"{{metric: revenue, {window}, at_least: 5000}}")
    assert criterion.judge(company(figures={"revenue": figures})).verdict is verdict


def test_only_the_years_that_are_missing_are_asked_for(rule: Rule, company: Known) -> None:
    criterion = rule("{metric: rd_share, each_of_last: 2, at_least: 3}")
    facts = company(figures={"revenue": {2024: 100, 2025: 100}, "rd_expense": {2025: 3}})
    assert criterion.judge(facts).asks == (Ask("rd_expense", "metric", 2024),)


def test_three_percent_is_three_of_a_hundred(rule: Rule, company: Known) -> None:
    criterion = rule("{metric: rd_share, in: last_year, at_least: 3}")
    for part, verdict in ((3, MET), ("2.9999", UNMET)):
        assert criterion.judge(company(figures={"revenue": {2025: 100}, "rd_expense": {2025: part}})).verdict is verdict


def test_what_falls_short_by_a_hair_never_reads_as_enough(rule: Rule, company: Known) -> None:
    facts = company(figures={"revenue": {2025: 100}, "rd_expense": {2025: "2.9999"}})
    criterion = rule("{metric: rd_share, in: last_year, at_least: 3}")
    assert shown(criterion, facts) == (3, Fraction("2.99"), Fraction("0.01"), 2025)


def test_what_exceeds_a_ceiling_by_a_hair_is_rounded_up(rule: Rule, company: Known) -> None:
    facts = company(figures={"debt_ratio": {2025: "70.0001"}})
    assert shown(rule("{metric: debt_ratio, in: last_year, at_most: 70}"), facts) == (70, Fraction("70.01"), Fraction("0.01"), 2025)


def test_equal_where_more_is_wanted_is_short_of_one_unit(rule: Rule, company: Known) -> None:
    facts = company(figures={"nc_rate": 3, "patents": 3})
    assert shown(rule("{metric: nc_rate, more_than: 3}"), facts) == (3, 3, Fraction("0.01"), None)
    assert shown(rule("{metric: patents, more_than: 3}"), facts) == (3, 3, 1, None)


@given(have=st.fractions(0, 10**5, max_denominator=10**4), hundredths=st.integers(0, 10**7))
def test_have_and_short_reach_the_need(rule: Rule, company: Known, have: Fraction, hundredths: int) -> None:
    criterion = rule(f"{{metric: nc_rate, at_least: {hundredths // 100}.{hundredths % 100:02}}}")
    finding = criterion.judge(company(figures={"nc_rate": have}))
    assert (finding.verdict is MET) == (have >= Fraction(hundredths, 100))
    if finding.measure:
        assert finding.measure.need == Fraction(hundredths, 100)
        assert finding.measure.have is not None
        assert finding.measure.have <= have
        assert finding.measure.short > 0
        assert finding.measure.have + finding.measure.short >= finding.measure.need


@pytest.mark.parametrize(
    ("window", "comparison", "year"),
    [
        ("each_of_last", "at_least: 50", 2023),
        ("any_of_last", "at_least: 50", 2025),
        ("each_of_last", "at_most: 5", 2025),
        ("any_of_last", "at_most: 5", 2023),
    ],
)
def test_the_gap_tells_the_worst_year_of_each_and_the_best_of_any(
    rule: Rule, company: Known, window: str, comparison: str, year: int
) -> None:
    facts = company(figures={"debt_ratio": {2023: 10, 2024: 20, 2025: 30}})
    assert shown(rule(f"{{metric: debt_ratio, {window}: 3, {comparison}}}"), facts)[3] == year


def test_a_year_before_the_company_is_unmet_and_not_asked_for(rule: Rule, company: Known) -> None:
    facts = company(figures={"revenue": {2024: Absent.NEVER, 2025: 9000}})
    found = rule("{metric: revenue, each_of_last: 2, at_least: 5000}").judge(facts)
    assert (found.verdict, found.asks) == (UNMET, ())
    assert found.measure is not None
    assert (found.measure.need, found.measure.have, found.measure.short) == (5000, None, 5000)


def test_an_open_figure_can_reach_what_is_needed(rule: Rule, company: Known) -> None:
    facts = company(figures={"revenue": {2024: 1, 2025: Absent.FREE}})
    assert rule("{metric: revenue, sum_of_last: 2, at_least: 5000}").judge(facts).verdict is MET
    assert rule("{metric: revenue, each_of_last: 2, at_least: 5000}").judge(facts).verdict is UNMET


@pytest.mark.parametrize(
    ("figures", "summed", "averaged"),
    [
        ({2024: Absent.NEVER, 2025: 5000}, MET, UNMET),
        ({2024: Absent.NEVER, 2025: 4999}, UNMET, UNMET),
        ({2024: Absent.NEVER, 2025: Absent.FREE}, MET, UNMET),
        ({2024: Absent.NEVER}, UNKNOWN, UNMET),
        ({2024: Absent.NEVER, 2025: Absent.NEVER}, UNMET, UNMET),
        ({2025: Absent.FREE}, MET, MET),
    ],
)
def test_a_year_before_the_company_adds_nothing_to_a_sum_and_leaves_no_average(
    rule: Rule, company: Known, figures: dict[int, object], summed: Verdict, averaged: Verdict
) -> None:
    facts = company(figures={"revenue": figures})
    assert rule("{metric: revenue, sum_of_last: 2, at_least: 5000}").judge(facts).verdict is summed
    assert rule("{metric: revenue, average_of_last: 2, at_least: 5000}").judge(facts).verdict is averaged


def test_too_large_a_sum_names_nothing_to_add(rule: Rule, company: Known) -> None:
    measure = rule("{metric: revenue, sum_of_last: 2, at_most: 100}").judge(company(figures={"revenue": {2024: 60, 2025: 60}})).measure
    assert measure is not None
    assert (measure.need, measure.have, measure.short, measure.base) == (100, 120, 20, None)


def test_growth_against_growth_reads_in_percent(rule: Rule, company: Known) -> None:
    facts = company(figures={"revenue": {2024: 100, 2025: 105}, "profit": {2024: 100, 2025: 110}})
    assert shown(rule("{metric: revenue_growth, in: last_year, at_least: profit_growth}"), facts) == (10, 5, 5, 2025)


def test_against_another_metric_of_the_same_year(rule: Rule, company: Known) -> None:
    criterion = rule("{metric: reuse_rate, in: last_year, more_than: reuse_rate_industry}")
    for have, verdict in (("90.01", MET), (90, UNMET)):
        assert criterion.judge(company(figures={"reuse_rate": {2025: have}, "reuse_rate_industry": {2025: 90}})).verdict is verdict
    asked = criterion.judge(company(figures={"reuse_rate": {2025: 91}})).asks
    assert asked == (Ask("reuse_rate_industry", "metric", 2025),)


def test_a_need_that_is_measured_is_rounded_up(rule: Rule, company: Known) -> None:
    facts = company(figures={"reuse_rate": {2025: "45.6699"}, "reuse_rate_industry": {2025: "45.671"}})
    criterion = rule("{metric: reuse_rate, in: last_year, at_least: reuse_rate_industry}")
    assert shown(criterion, facts) == (Fraction("45.68"), Fraction("45.66"), Fraction("0.02"), 2025)


def test_a_total_is_compared_with_the_total_of_the_other_metric(rule: Rule, company: Known) -> None:
    figures = {"rd_expense": {2024: 5, 2025: 5}, "profit": {2024: 9, 2025: 2}}
    assert rule("{metric: rd_expense, sum_of_last: 2, at_least: profit}").judge(company(figures=figures)).verdict is UNMET


def test_the_figure_depends_on_a_field(rule: Rule, company: Known) -> None:
    criterion = rule("{metric: revenue, in: last_year, at_least: {by: sector_class, traditional: 300, emerging: 100}}")
    figures = {"revenue": {2025: 200}}
    assert criterion.judge(company(figures=figures, answers={"sector_class": "emerging"})).verdict is MET
    assert shown(criterion, company(figures=figures, answers={"sector_class": "traditional"})) == (300, 200, 100, 2025)
    asked = criterion.judge(company(figures=figures))
    assert (asked.verdict, asked.asks) == (UNKNOWN, (Ask("sector_class", "field"),))
    assert criterion.judge(company(figures=figures, answers={"sector_class": "other"})).verdict is UNMET


def test_a_growth_by_field_reads_in_percent(rule: Rule, company: Known) -> None:
    criterion = rule("{metric: revenue_growth_2y, in: last_year, at_least: {by: sector_class, traditional: 5, emerging: 10}}")
    facts = company(figures={"revenue": {2023: 100, 2025: 110.25}}, answers={"sector_class": "emerging"})
    assert shown(criterion, facts) == (10, 5, 5, 2025)


@pytest.mark.parametrize(
    ("written", "figures", "metric", "short"),
    [
        ("{metric: rd_share, in: last_year, at_least: 3}", {"revenue": {2025: 1000}, "rd_expense": {2025: 10}}, "rd_expense", 20),
        ("{metric: rd_staff_share, in: last_year, at_least: 50}", {"employees": {2025: 7}, "rd_staff": {2025: 3}}, "rd_staff", 1),
        ("{metric: rd_share, in: last_year, more_than: 3}", {"revenue": {2025: 100}, "rd_expense": {2025: 3}}, "rd_expense", "0.01"),
        ("{metric: revenue_growth_2y, in: last_year, at_least: 5}", {"revenue": {2023: 100, 2025: 110}}, "revenue", "0.25"),
        ("{metric: reuse_rise, in: last_year, at_least: 5}", {"reuse_rate": {2022: 80, 2025: 83}}, "reuse_rate", 2),
        ("{metric: rd_expense, sum_of_last: 2, at_least: 1200}", {"rd_expense": {2024: 300, 2025: 500}}, "rd_expense", 700),
        ("{metric: rd_expense, sum_of_last: 2, at_least: 1200}", {"rd_expense": {2024: 0, 2025: 1100.5}}, "rd_expense", "99.5"),
        (
            "{metric: rd_expense, sum_of_last: 3, at_least: 1200}",
            {"rd_expense": {2023: Absent.NEVER, 2024: Absent.NEVER, 2025: 500}},
            "rd_expense",
            700,
        ),
    ],
)
def test_the_shortfall_is_told_in_what_people_can_change(
    rule: Rule, company: Known, written: str, figures: dict[str, object], metric: str, short: object
) -> None:
    measure = rule(written).judge(company(figures=figures)).measure
    assert measure is not None
    assert measure.base is not None
    assert (measure.base.metric, measure.base.short) == (metric, Fraction(str(short)))


def test_an_average_of_growth_is_the_mean_of_the_years(rule: Rule, company: Known) -> None:
    criterion = rule("{metric: revenue_growth, average_of_last: 2, at_least: 5}")
    assert criterion.judge(company(figures={"revenue": {2023: 100, 2024: 108, 2025: 110.16}})).verdict is MET
    found = criterion.judge(company(figures={"revenue": {2023: 100, 2024: 108, 2025: 110.159}}))
    assert found.measure is not None
    assert (found.verdict, found.measure.have, found.measure.short) == (UNMET, Fraction("4.99"), Fraction("0.01"))


@pytest.mark.parametrize(
    ("comparison", "turn"),
    [
        ("at_least: 3", date(2024, 3, 1)),
        ("at_least: 2.5", date(2024, 3, 1)),
        ("more_than: 3", date(2025, 3, 1)),
        ("at_most: 3", date(2025, 3, 1)),
    ],
)
def test_years_turn_on_their_anniversary(rule: Rule, company: Known, comparison: str, turn: date) -> None:
    criterion = rule(f"{{metric: operating_years, {comparison}}}")
    days = {"registered_on": date(2021, 3, 1)}
    assert criterion.turning_points(company(days=days)) == (turn,)
    before, then = (criterion.judge(company(days=days, on=on)).verdict for on in (date.fromordinal(turn.toordinal() - 1), turn))
    assert before is not then


def test_a_fixed_metric_leaves_a_fixed_gap(rule: Rule, company: Known) -> None:
    facts = company(figures={"reuse_rate_industry": {2025: 1}, "reuse_rate": {2025: 1}})
    assert rule("{metric: reuse_rate_industry, in: last_year, at_least: 5}").judge(facts).fixed
    assert not rule("{metric: reuse_rate, in: last_year, at_least: 5}").judge(facts).fixed


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("{metric: revenue, in: last_year, at_least: 5000}", "营业收入（上年度）不低于 5000万元"),
        ("{metric: revenue, average_of_last: 3, more_than: 0.5}", "营业收入（近3年平均）高于 0.5万元"),
        ("{metric: reuse_rate, in: last_year, more_than: reuse_rate_industry}", "水重复利用率（上年度）高于水重复利用率（行业平均）"),
        ("{metric: patents, at_least: {by: sector_class, traditional: 3}}", "专利不低于传统产业 3项"),
    ],
)
def test_text(base: Catalogue, rule: Rule, written: str, text: str) -> None:
    assert rule(written).text(base.words) == text


def test_review_replaces_the_window_alone(base: Catalogue) -> None:
    requires = base.programmes["star"].versions[0].requires
    share = next(leaf for leaf in requires.children if isinstance(leaf, MetricThreshold) and leaf.at_review)  # type: ignore[union-attr]
    assert isinstance(share.at_review, MetricThreshold)
    assert share.window is not None
    assert share.at_review.window is not None
    assert (share.window.kind, share.at_review.window.kind) == ("each_of_last", "any_of_last")
    assert (share.at_review.metric, share.at_review.figure, share.at_review.comparison) == (share.metric, share.figure, share.comparison)
    assert share.at_review.terms == share.terms
