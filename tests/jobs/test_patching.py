"""What a row puts into a profile: what is said is set, what is not said stays."""

from datetime import date
from decimal import Decimal

from api.jobs.patching import patched

STORED = {
    "enterprise": {"name": "甲", "uscc": "X", "region": "410421", "park": "东区"},
    "metrics": {"revenue": {"2024": Decimal("1.50")}, "rd_expense": None},
    "titles": [{"honor": "a", "granted": "2024", "subject": None}, {"honor": "a", "granted": None, "subject": "x1"}, {"honor": "b"}],
    "events": [{"kind": "penalty", "on": "2024-05-10", "reason": "迟报"}],
    "claims": [{"fund": "f", "year": 2024, "amount": 20}],
}


def test_a_new_company_is_what_its_row_says() -> None:
    row = {
        "row": 2,
        "enterprise/name": "甲",
        "enterprise/listed_on": ["sse"],
        "metrics/revenue/2025": 9_100_500_000,
        "metrics/maturity_level": 2_000_000,
    }

    assert patched(None, row) == {
        "enterprise": {"name": "甲", "listed_on": ["sse"]},
        "metrics": {"revenue": {"2025": Decimal("9100.5")}, "maturity_level": 2},
    }


def test_figures_are_the_exact_decimals_of_their_millionths() -> None:
    found = patched(None, {"metrics/debt_ratio/2025": 2_999_900, "metrics/revenue/2025": 8_999_999_999_999_999_999})["metrics"]

    assert found == {"debt_ratio": {"2025": Decimal("2.9999")}, "revenue": {"2025": Decimal("8999999999999.999999")}}
    assert not any(isinstance(figure, float) for years in found.values() for figure in years.values())


def test_cells_that_are_empty_change_nothing() -> None:
    assert patched(STORED, {"enterprise/park": None, "metrics/revenue/2024": None, "titles/b/held": None, "declarations/d": None}) == STORED


def test_years_stand_beside_each_other() -> None:
    found = patched(
        STORED, {"metrics/revenue/2025": 2_000_000, "metrics/rd_expense/2025": 1_000_000, "metrics/niche_since": date(2012, 1, 1)}
    )

    assert found["metrics"] == {"revenue": {"2024": Decimal("1.50"), "2025": 2}, "rd_expense": {"2025": 1}, "niche_since": "2012-01-01"}
    assert STORED["metrics"]["rd_expense"] is None


def test_titles_are_added_dated_and_taken_away_and_those_of_products_stay() -> None:
    row = {
        "titles/a/held": True,
        "titles/a/granted": date(2024, 9, 10),
        "titles/b/held": False,
        "titles/c/held": True,
        "titles_complete": True,
    }
    found = patched(STORED, row)

    assert found["titles"] == [
        {"honor": "a", "granted": "2024-09-10", "subject": None},
        {"honor": "a", "granted": None, "subject": "x1"},
        {"honor": "c"},
    ]
    assert found["titles_complete"] is True


def test_an_event_of_the_same_day_is_the_same_event() -> None:
    found = patched(
        STORED,
        {"events/penalty/on": date(2024, 5, 10), "events/penalty/cleared": date(2024, 6, 1), "events/violation/on": date(2025, 1, 1)},
    )

    assert found["events"] == [
        {"kind": "penalty", "on": "2024-05-10", "reason": "迟报", "cleared": "2024-06-01"},
        {"kind": "violation", "on": "2025-01-01"},
    ]
    assert found["claims"] == STORED["claims"]
