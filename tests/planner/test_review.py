"""Titles held are judged by the rules of re-examination."""

from datetime import date
from fractions import Fraction

import pytest

from graph.loader import load_catalogue
from graph.model import Catalogue
from graph.verdict import Verdict
from planner.profile import Profile, Title
from planner.review import review


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def little_giant(revenue: dict[int, int], score: dict[int, int]) -> Profile:
    metrics = {
        "revenue": {year: Fraction(value) for year, value in revenue.items()},
        "main_revenue": {year: Fraction(value) for year, value in revenue.items()},
        "rd_expense": dict.fromkeys(revenue, Fraction(700)),
        "debt_ratio": dict.fromkeys(revenue, Fraction(40)),
        "employees": dict.fromkeys(revenue, Fraction(200)),
        "development_score": {year: Fraction(value) for year, value in score.items()},
        "niche_since": date(2010, 1, 1),
        "class1_ip": Fraction(5),
        "market_share_domestic": Fraction(20),
    }
    declared = ("class1_ip_in_use", "product_well_known", "six_bases_product", "chain_key_role")
    return Profile(
        "enterprise",
        "示例",
        "410421",
        {"registered_on": date(2005, 1, 1)},
        titles=(Title("sme-little-giant", date(2024, 9, 1)), Title("sme-specialized", date(2026, 9, 1))),
        metrics=metrics,
        declarations=dict.fromkeys(declared, True),
        events_complete=True,
    )


def test_shrinking_revenue_does_not_fail_the_review_of_a_little_giant(catalogue: Catalogue) -> None:
    shrinking = little_giant({2024: 9000, 2025: 8500, 2026: 8000}, {2026: 65, 2027: 66})

    (found,) = review(shrinking, catalogue, date(2027, 5, 1), "sme-little-giant")

    assert found.verdict is Verdict.MET


def test_the_score_of_either_of_the_last_two_years_is_enough(catalogue: Catalogue) -> None:
    better_before = little_giant({2024: 9000, 2025: 9500, 2026: 9800}, {2025: 61, 2026: 59, 2027: 10})

    (found,) = review(better_before, catalogue, date(2027, 5, 1), "sme-little-giant")

    assert found.verdict is Verdict.MET


def test_neither_year_with_a_sufficient_score_fails(catalogue: Catalogue) -> None:
    weak = little_giant({2024: 9000, 2025: 9500, 2026: 9800}, {2025: 59, 2026: 59})

    (found,) = review(weak, catalogue, date(2027, 5, 1), "sme-little-giant")

    assert [gap.metric for gap in found.gaps] == ["development_score"]


def test_reviews_in_2026_are_by_the_old_standard(catalogue: Catalogue) -> None:
    held = little_giant({2022: 9000, 2023: 9500, 2024: 10000, 2025: 12000}, {2026: 0})

    (by_old,) = review(held, catalogue, date(2026, 11, 21), "sme-little-giant")

    assert "development_score" not in {gap.metric for gap in by_old.gaps}


def test_titles_without_re_examination_are_left_out(catalogue: Catalogue) -> None:
    assert {found.programme.id for found in review(little_giant({}, {}), catalogue, date(2027, 5, 1))} == {
        "sme-little-giant",
        "sme-specialized",
    }
