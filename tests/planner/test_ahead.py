"""What comes up in the catalogue itself: days that a source gives, deadlines of libraries, and rounds without days."""

from dataclasses import replace
from datetime import date

from graph.dates import DayOfYear
from graph.loader import load_catalogue
from graph.model import Deadline, Programme, Round
from graph.source import Clause
from planner.ahead import Ahead, ahead
from tests.planner.random_catalogues import catalogue, founders, honor, version

ON = date(2026, 2, 10)
UNTIL = date(2026, 5, 10)
SAID = Clause("d", clause="三")


def of(round: Round | None, on: date = ON, until: date = UNTIL) -> Ahead:
    one: Programme = replace(honor("a", version(founders(1))), round=round)
    return ahead(catalogue([one]), on, until)


def told(found: Ahead) -> list[tuple[str, str]]:
    return [(one.day.isoformat(), one.kind) for one in found.days]


def test_a_window_that_the_source_dates_opens_and_closes_on_its_days() -> None:
    dated = Round(opens=DayOfYear(3, 1), closes=DayOfYear(4, 30), clause=SAID)

    assert told(of(dated)) == [("2026-03-01", "opens"), ("2026-04-30", "closes")]
    assert of(dated).days[0].clause == SAID
    assert of(dated).undated == ()


def test_days_outside_the_time_asked_for_are_left_out_and_its_ends_are_in() -> None:
    dated = Round(opens=DayOfYear(3, 1), closes=DayOfYear(4, 30), clause=SAID)

    assert told(of(dated, until=date(2026, 4, 29))) == [("2026-03-01", "opens")]
    assert told(of(dated, on=date(2026, 3, 1), until=date(2026, 4, 30))) == [("2026-03-01", "opens"), ("2026-04-30", "closes")]
    assert told(of(dated, on=date(2026, 3, 2))) == [("2026-04-30", "closes")]


def test_a_round_without_days_is_named_and_not_dated() -> None:
    assert of(None) == Ahead((), ("a",))


def test_what_one_can_apply_for_at_any_time_has_no_days() -> None:
    assert of(Round(any_time=True)) == Ahead((), ())


def test_a_deadline_says_who_must_keep_it() -> None:
    limit = Deadline(date(2026, 3, 27), "city", SAID)
    found = of(Round(deadlines=(limit,), years=(2026,)))

    assert [(one.day, one.kind, one.actor) for one in found.days] == [(limit.by, "deadline", "city")]


def test_the_deadline_of_a_library_is_ahead() -> None:
    found = ahead(load_catalogue(), ON, UNTIL)
    libraries = {one.library: (one.day, one.actor) for one in found.days if one.library}

    assert libraries["library-excellent-2026"] == (date(2026, 3, 27), "city")
