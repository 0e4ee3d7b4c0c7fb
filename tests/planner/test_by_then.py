"""Later rounds: what time alone shuts is not offered, and no more is claimed of a round than is known today."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings

from graph.criteria import Criterion, MetricThreshold, Terms
from graph.derivations import YearsSince
from graph.facts import Event
from graph.model import Catalogue, Programme, Round, Status, Validity
from graph.source import Clause
from planner.agenda import HINT, TO_CHECK, agenda
from planner.assessment import assess
from planner.by_then import MAY_TRY, usable
from planner.facts import CompanyFacts
from planner.path.calendar import earliest_dates
from planner.path.chances import ChanceFinder
from planner.profile import Application, Profile, Subject, Title
from planner.rounds import Window, windows
from tests.example_profiles import catalogue as shipped
from tests.example_profiles import profile as shipped_profile
from tests.planner.random_catalogues import (
    ANY_TIME,
    AUTUMN,
    COMPANY,
    SPRING,
    Case,
    cases,
    catalogue,
    founders,
    gate,
    honor,
    metric,
    never,
    no_accident,
    output,
    title,
    version,
)

ON = date(2026, 2, 10)
ALMOST = replace(output(), figure=Fraction(6, 5))


def at_most(years: int) -> Criterion:
    """Return the leaf that wants a company (or a product) of at most so many years; COMPANY becomes 17 on 2027-05-01."""
    return MetricThreshold(Terms(f"age-{years}"), None, "age", None, "at_most", Fraction(years))


def of(*programmes: Programme) -> Catalogue:
    """Return a catalogue that also knows ages."""
    found = catalogue(programmes)
    age = replace(metric("age", yearly=False, change="timed"), derivation=YearsSince("registered_on"))
    begun = replace(metric("registered_on", yearly=False, change="fixed"), type="date")
    words = replace(found.words, metrics={**found.words.metrics, "age": age, "registered_on": begun})
    return replace(found, words=words)


def offered(*programmes: Programme, profile: Profile = COMPANY, on: date = ON) -> list[tuple[int, str]]:
    """Return the years in which the rounds of `a` close, each with what it says of the company."""
    entries = agenda(profile, of(*programmes), on, 30).entries
    said = [(one.day.year, one.text) for one in entries if one.programme == "a" and one.kind == "closes" and one.day]
    return [(year, text.removeprefix("申报截止（").removesuffix("）")) for year, text in said]


def years(*programmes: Programme, profile: Profile = COMPANY) -> list[int]:
    return [year for year, _ in offered(*programmes, profile=profile)]


# What time alone shuts


def test_no_round_is_offered_once_an_age_limit_has_passed() -> None:
    assert years(honor("a", version(gate(None, founders(1), at_most(16))), round=AUTUMN)) == [2026]


def test_a_round_in_which_the_limit_passes_is_offered_as_one_may_apply_before() -> None:
    found = offered(honor("a", version(gate(None, founders(1), at_most(16))), round=SPRING))

    assert found == [(2026, HINT["eligible"]), (2027, TO_CHECK)]


def test_a_limit_that_only_scope_names_shuts_too() -> None:
    assert years(honor("a", version(founders(1)), scope=(at_most(16),), round=AUTUMN)) == [2026]


def test_an_age_limit_with_another_way_beside_it_shuts_nothing() -> None:
    assert years(honor("a", version(gate(1, at_most(16), output())), round=AUTUMN)) == [2026, 2027]


def test_a_company_that_is_near_keeps_its_rounds_but_those_that_time_shuts() -> None:
    near = offered(honor("a", version(ALMOST), round=SPRING))
    aged = offered(honor("a", version(gate(None, ALMOST, at_most(16))), round=AUTUMN))

    assert near == [(2026, HINT["near"]), (2027, HINT["near"]), (2028, HINT["near"])]
    assert aged == [(2026, HINT["near"])]


def test_what_is_unknown_shuts_no_round_and_saves_none() -> None:
    silent = replace(COMPANY, metrics={})

    assert offered(honor("a", version(output()), round=AUTUMN), profile=silent) == [(2026, HINT["unknown"]), (2027, HINT["unknown"])]
    assert years(honor("a", version(gate(None, output(), at_most(16))), round=AUTUMN), profile=silent) == [2026]


def test_an_age_that_is_not_told_shuts_nothing() -> None:
    ageless = replace(COMPANY, identity={"size": "large"})

    assert years(honor("a", version(gate(None, founders(1), at_most(16))), round=AUTUMN), profile=ageless) == [2026, 2027]


def test_a_version_that_nobody_can_meet_any_more_shuts_the_rounds_under_it() -> None:
    fixed = version(founders(1), end=date(2026, 12, 31)), version(founders(2), start=date(2027, 1, 1))
    closed = version(founders(1), end=date(2026, 3, 31)), version(output(), start=date(2026, 4, 1))

    assert years(honor("a", *fixed, round=AUTUMN)) == [2026]
    assert years(honor("a", *closed, round=SPRING)) == [2027, 2028]


def test_an_exclusion_that_begins_shuts_the_rounds_after_it() -> None:
    held = replace(COMPANY, titles=(Title("b", date(2026, 12, 1)),))
    barred = replace(COMPANY, events=(Event("accident", date(2026, 12, 1)),))

    assert years(
        honor("a", version(gate(None, founders(1), never("b"))), round=AUTUMN), honor("b", version(founders(2))), profile=held
    ) == [2026]
    assert years(honor("a", version(founders(1), no_accident(3)), round=AUTUMN), profile=barred) == [2026]
    assert years(honor("a", version(founders(1), no_accident(3)), round=AUTUMN)) == [2026, 2027]


def test_an_award_that_is_only_awaited_excludes_nobody() -> None:
    waiting = replace(COMPANY, applications=(Application("b", 2026, "pending"),))
    other = honor("b", version(founders(1)), round=SPRING)
    turning = gate(1, at_most(16), founders(1))

    assert years(honor("a", version(gate(None, turning, never("b"))), round=AUTUMN), other, profile=waiting) == [2026, 2027]


ENDING = replace(COMPANY, titles=(Title("b", date(2024, 9, 10)),))


@pytest.mark.parametrize(
    ("parts", "left"),
    [
        ({"validity": Validity(2, "review", Clause())}, [2026, 2027, 2028]),
        ({"validity": Validity(2, "reapply", Clause())}, [2026, 2027, 2028]),
        ({"validity": Validity(2, "reapply", Clause()), "status": Status("closed")}, [2026]),
        ({"validity": Validity(2, "reapply", Clause()), "round": Round(years=(2024,))}, [2026]),
        ({"validity": Validity(2, "reapply", Clause()), "kind": "credential"}, [2026, 2027, 2028]),
    ],
    ids=["re-examined", "granted anew", "closed", "no more rounds", "from outside"],
)
def test_a_title_that_ends_shuts_a_round_only_where_it_cannot_be_had_again(parts: dict[str, object], left: list[int]) -> None:
    wanted = honor("b", version(founders(1)), **parts)

    assert years(honor("a", version(title("b")), round=SPRING), wanted, profile=ENDING) == left


def test_a_title_that_ends_may_stand_by_an_application_that_is_awaited() -> None:
    over = honor("b", version(founders(1)), validity=Validity(2, "reapply", Clause()), round=Round(years=(2024, 2025)))
    waiting = replace(ENDING, applications=(Application("b", 2025, "pending"),))

    assert years(honor("a", version(title("b")), round=SPRING), over, profile=waiting) == [2026, 2027, 2028]


def test_what_time_shuts_to_one_product_stays_open_to_another() -> None:
    def product(id: str, begun: date, staff: int) -> Subject:
        return Subject(id, "product", id, {"registered_on": begun, "founders": Fraction(staff)}, {})

    aging, young = product("x", date(2010, 5, 1), 1), product("y", date(2020, 5, 1), 1)
    rule = gate(None, founders(1), at_most(16), ALMOST)
    rich = replace(aging, metrics={**aging.metrics, "output": {2025: Fraction(10)}})
    company = replace(COMPANY, subjects=(rich, young), metrics={"output": {2025: Fraction(1)}})
    found = offered(honor("a", version(rule), holders=("product",), round=AUTUMN), profile=company)

    assert found == [(2026, HINT["eligible"]), (2027, HINT["near"])]


def test_the_shipped_catalogue_offers_no_round_to_a_person_past_the_age() -> None:
    person = shipped_profile("fictional-entrepreneur")
    found = agenda(person, shipped(), date(2026, 11, 21), 24).entries

    assert person.identity["born_on"] == date(1956, 5, 20)
    assert {(one.programme, one.day and one.day.year) for one in found if one.kind == "round"} >= {
        ("zhongyuan-talent", 2027),
        ("pds-talent", 2027),
    }
    assert not any("talent" in one.programme and one.day and one.day.year == 2028 for one in found)


# What is claimed of a round


def test_a_round_that_examines_a_year_still_open_is_not_said_to_be_met() -> None:
    had = replace(output(), figure=Fraction(1))

    assert offered(honor("a", version(had), round=SPRING)) == [(2026, HINT["eligible"]), (2027, TO_CHECK), (2028, TO_CHECK)]


def test_a_round_after_the_term_of_a_title_is_not_said_to_be_met() -> None:
    renewed = honor("b", version(founders(1)), validity=Validity(2, "review", Clause()))
    found = offered(honor("a", version(title("b")), round=SPRING), renewed, profile=ENDING)

    assert found == [(2026, HINT["eligible"]), (2027, TO_CHECK), (2028, TO_CHECK)]


def test_what_does_not_change_is_said_of_every_round() -> None:
    assert {text for _, text in offered(honor("a", version(founders(1)), round=SPRING))} == {HINT["eligible"]}


def test_what_can_be_had_at_any_time_speaks_of_today() -> None:
    had = replace(output(), figure=Fraction(1))
    found = agenda(COMPANY, of(honor("a", version(gate(None, had, at_most(16))), round=ANY_TIME)), ON, 30)

    assert [one.text for one in found.undated] == [f"随时可以自评申报（{HINT['eligible']}）"]


# Against the paths


def shut(case: Case) -> dict[str, Sequence[Window]]:
    """Return the windows that time shuts, by programme."""
    facts = CompanyFacts(case.profile, case.catalogue, case.on, case.on)
    until = date(case.on.year + 4, 12, 31)
    found = {}
    for result in assess(case.profile, case.catalogue, case.on):
        if result.state in MAY_TRY and result.programme.obtainable:
            ahead = windows(result.programme, case.catalogue.defaults, case.on, until)
            kept = {window for window, _ in usable(result, facts, ahead)}
            found[result.programme.id] = [window for window in ahead if window not in kept]
    return {id: gone for id, gone in found.items() if gone}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(cases())
def test_no_path_leads_through_a_round_that_time_shuts(case: Case) -> None:
    facts = CompanyFacts(case.profile, case.catalogue, case.on, case.on)
    for id, gone in shut(case).items():
        chances = ChanceFinder(facts).find((id,), date(case.on.year + 4, 12, 31))
        placed = earliest_dates(chances.of, chances, chances.credentials)
        days = dict.fromkeys(chances.credentials, date.min) | {step.chance.honor: step.granted for step in placed}

        assert {chance.window for chance in chances.reachable(days).of[id]}.isdisjoint(gone)
