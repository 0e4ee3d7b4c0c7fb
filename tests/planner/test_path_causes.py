"""Why there is no path: small named cases, each with one cause to find."""

from dataclasses import replace
from datetime import date

from graph.facts import Event
from graph.model import Round, Status
from tests.planner.random_catalogues import AUTUMN, COMPANY, ONCE, SMALL_ONLY, SPRING, founders, gate, honor, no_accident, title, version
from tests.planner.small_paths import FREE, ask, holder_of, kinds, one


def test_bar_without_a_free_day_ahead_is_the_cause() -> None:
    company = replace(COMPANY, events=(Event("accident", date(2025, 5, 10)),))

    answer = ask("top", one("top", FREE, no_accident(30)), company=company)

    assert [(cause.kind, cause.until) for cause in answer.causes] == [("barred", date(2055, 5, 10))]


def test_causes_of_an_all_name_what_blocks_and_not_a_title_that_could_be_had() -> None:
    answer = ask("top", one("easy"), one("top", gate(None, title("easy"), founders(2))))

    assert kinds(answer) == [("fixed", "top")]


def test_causes_of_an_any_name_every_branch_where_branches_share_a_title() -> None:
    answer = ask("top", one("low", scope=(SMALL_ONLY,)), one("top", gate(1, title("low"), gate(None, title("low"), title("top")))))

    assert ("out_of_scope", "low") in kinds(answer)
    assert "horizon" not in {kind for kind, _ in kinds(answer)}


def test_cause_of_a_programme_without_a_version_ahead_says_so() -> None:
    answer = ask("top", honor("top", version(FREE, end=date(2025, 12, 31))))

    assert kinds(answer) == [("no_version", "top")]


def test_cause_of_rounds_that_are_over_before_the_title_comes_is_that_none_is_announced() -> None:
    answer = ask("top", one("low", round=AUTUMN), one("top", title("low"), round=Round(years=(2026,), closes=SPRING.closes)))

    assert kinds(answer) == [("unannounced", "top")]


def test_cause_of_a_title_that_lapses_and_cannot_be_had_again_says_until_when_it_stands() -> None:
    old = one("old", status=Status("closed"))

    answer = ask("top", old, one("top", title("old"), round=ONCE), company=holder_of("old", None, date(2026, 5, 5)))

    assert [(cause.kind, cause.honor, cause.until) for cause in answer.causes] == [
        ("lapses", "old", date(2026, 5, 5)),
        ("closed", "old", None),
    ]
