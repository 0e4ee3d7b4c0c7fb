"""What the oracles found the planner to do otherwise than design.md section 8 says: one minimal case each."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from graph.criteria import MetricThreshold, Terms
from graph.facts import Event
from planner.path.plan import Plan, Request, plan
from planner.profile import Application
from tests.planner.random_catalogues import ANY_TIME, COMPANY, ONCE, SMALL_ONLY, catalogue, honor, metric, no_accident, title, version
from tests.planner.small_paths import ON, ask, best, holder_of, one, reapplied, rung


def test_a_custom_rung_whose_application_is_pending_is_awaited() -> None:
    waiting = replace(COMPANY, applications=(Application("low", 2025, "pending", None, date(2026, 3, 1)),))

    answer = plan(waiting, catalogue([one("low"), one("high", after=rung("low"))]), ON, Request(("high",)))

    assert {(step.honor, step.kind) for step in best(answer).steps} == {("low", "await"), ("high", "obtain")}
    assert [step.apply_from for step in best(answer).steps if step.kind == "obtain"] == [date(2026, 3, 1)]


def improving(*events: Event) -> Plan:
    """Return the path to what can be applied for at any time, with a figure that falls short today."""
    skill = MetricThreshold(Terms("skill"), None, "skill", None, "at_least", Fraction(10))
    found = catalogue([honor("h", version(skill, no_accident(2)), round=ANY_TIME)])
    words = replace(found.words, metrics={**found.words.metrics, "skill": metric("skill", yearly=False, change="improvable")})
    company = replace(COMPANY, metrics={**COMPANY.metrics, "skill": Fraction(1)}, events=events)
    return plan(company, replace(found, words=words), ON, Request(("h",)))


def test_a_bar_never_lets_a_company_apply_sooner() -> None:
    barred = improving(Event("accident", date(2024, 5, 10), None))

    assert best(improving()).completion <= best(barred).completion


def test_a_pending_title_opens_an_any_time_window_in_the_same_year() -> None:
    waiting = replace(COMPANY, applications=(Application("low", 2025, "pending", None, date(2026, 3, 1)),))

    answer = plan(waiting, catalogue([one("low"), one("high", title("low"), round=ANY_TIME)]), ON, Request(("high",)))

    assert best(answer).completion == date(2026, 3, 1)


def test_a_custom_rung_that_lapses_and_cannot_be_had_again_falls_away() -> None:
    low, high = one("low", scope=(SMALL_ONLY,), validity=reapplied(3)), one("high", after=rung("low"), round=ONCE)

    answer = ask("high", low, high, company=holder_of("low", date(2024, 1, 1), date(2026, 12, 31)))

    assert [step.honor for step in best(answer).steps] == ["high"]
