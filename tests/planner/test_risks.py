"""A held title is at risk by events since its grant and by duties missed."""

from dataclasses import replace
from datetime import date

import pytest

from graph.facts import Event
from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.assessment import Assessment, assess
from planner.profile import Application, Profile, Title

ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def holder() -> Profile:
    titles = (Title("sme-specialized", date(2025, 9, 10)),)
    return Profile("enterprise", "示例", "410421", {"registered_on": date(2005, 1, 1)}, titles=titles, events_complete=True)


def held(profile: Profile, catalogue: Catalogue) -> Assessment:
    (found,) = assess(profile, catalogue, ON, "sme-specialized")
    return found


def test_an_accident_after_the_grant_puts_the_title_at_risk(catalogue: Catalogue, holder: Profile) -> None:
    accident = Event("safety_accident", date(2026, 3, 2), "larger")

    assert len(held(replace(holder, events=(accident,)), catalogue).at_risk) == 1


def test_an_accident_before_the_grant_does_not(catalogue: Catalogue, holder: Profile) -> None:
    accident = Event("safety_accident", date(2025, 3, 2), "larger")

    assert held(replace(holder, events=(accident,)), catalogue).at_risk == ()


def test_one_missed_update_is_watched_and_two_take_the_title(catalogue: Catalogue, holder: Profile) -> None:
    missed = [Event("update_missed", date(2026, 5, 31 - day), honor="sme-specialized") for day in (0, 1)]

    once, twice = (held(replace(holder, events=tuple(missed[:times])), catalogue).at_risk for times in (1, 2))

    assert ("监测" in once[0].text, "取消" in twice[0].text) == (True, True)


def test_a_missed_update_of_another_title_is_no_risk(catalogue: Catalogue, holder: Profile) -> None:
    missed = (Event("update_missed", date(2026, 5, 31), honor="sme-little-giant"),) * 2

    assert held(replace(holder, events=missed), catalogue).at_risk == ()


def test_a_failed_application_is_shown(catalogue: Catalogue, holder: Profile) -> None:
    failed = replace(holder, titles=(), applications=(Application("sme-specialized", 2025, "failed"),))

    application = held(failed, catalogue).application

    assert application is not None
    assert (application.year, application.status) == (2025, "failed")


def test_a_pending_application_is_shown_before_a_failed_one(catalogue: Catalogue, holder: Profile) -> None:
    both = (Application("sme-specialized", 2026, "failed"), Application("sme-specialized", 2025, "pending"))

    application = held(replace(holder, titles=(), applications=both), catalogue).application

    assert application is not None
    assert application.status == "pending"
