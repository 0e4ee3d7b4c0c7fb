"""What a path waits for, renews and supposes beside what it applies for."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.path.plan import Plan, Request, plan
from planner.profile import Application, Profile, Title

ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def company() -> Profile:
    metrics = {"employees": {2025: Fraction(200)}, "revenue": {2025: Fraction(9000)}, "niche_since": date(2010, 1, 1)}
    return Profile("enterprise", "示例", "410421", {"registered_on": date(2005, 1, 1)}, metrics=metrics, events_complete=True)


def steps(found: Plan) -> list[tuple[str, str]]:
    assert found.best
    return [(step.honor, step.kind) for step in found.best.steps]


def test_a_title_still_in_its_term_needs_no_renewal(catalogue: Catalogue, company: Profile) -> None:
    holder = replace(company, titles=(Title("sme-specialized", date(2024, 9, 10)),))

    assert steps(plan(holder, catalogue, ON, Request(("sme-little-giant",)))) == [("sme-little-giant", "obtain")]


def test_a_renewal_does_not_count_as_a_step(catalogue: Catalogue, company: Profile) -> None:
    """The growth of 2026 cannot be judged before 2028 where 2025 failed: by then the provincial title has lapsed."""
    spent = {2024: Fraction(100), 2025: Fraction(100)}
    revenue = {2023: Fraction(9000), 2024: Fraction(9000), 2025: Fraction(9000)}
    slow = replace(
        company, titles=(Title("sme-specialized", date(2024, 9, 10)),), metrics={**company.metrics, "rd_expense": spent, "revenue": revenue}
    )

    found = plan(slow, catalogue, ON, Request(("sme-little-giant",)))

    assert steps(found) == [("sme-specialized", "renew"), ("sme-little-giant", "obtain")]
    assert found.best
    assert (found.best.length, found.best.steps[0].granted_by) == (1, date(2027, 9, 9))


def test_a_pending_application_is_awaited_and_not_counted(catalogue: Catalogue, company: Profile) -> None:
    applicant = replace(company, applications=(Application("sme-specialized", 2026, "pending"),))

    found = plan(applicant, catalogue, ON, Request(("sme-little-giant",)))

    assert steps(found) == [("sme-specialized", "await"), ("sme-little-giant", "obtain")]
    assert found.best
    assert (found.best.length, found.best.steps[0].granted_by) == (1, date(2026, 12, 31))


def test_a_pending_target_needs_nothing_but_waiting(catalogue: Catalogue, company: Profile) -> None:
    applicant = replace(company, applications=(Application("sme-specialized", 2026, "pending", result_on=date(2026, 12, 1)),))

    found = plan(applicant, catalogue, ON, Request(("sme-specialized",)))

    assert steps(found) == [("sme-specialized", "await")]
    assert found.best
    assert (found.best.length, found.best.completion) == (0, date(2026, 12, 1))


def test_the_path_to_an_umbrella_is_the_path_to_what_it_stands_for(catalogue: Catalogue, company: Profile) -> None:
    assert steps(plan(company, catalogue, ON, Request(("sme-tech-innovative",)))) == [("sme-innovative", "obtain")]


def test_a_title_that_is_applied_for_anew_is_over_at_its_term(catalogue: Catalogue, company: Profile) -> None:
    lapsed = replace(company, titles=(Title("energy-leader-province", date(2023, 6, 1)),))

    assert ("energy-leader-province", "obtain") in steps(plan(lapsed, catalogue, ON, Request(("energy-leader-province",))))


def test_a_failed_application_is_no_title(catalogue: Catalogue, company: Profile) -> None:
    failed = replace(company, applications=(Application("sme-specialized", 2025, "failed"),))

    assert ("sme-specialized", "obtain") in steps(plan(failed, catalogue, ON, Request(("sme-little-giant",))))


def test_targets_pending_and_not_complete_when_the_last_does(catalogue: Catalogue, company: Profile) -> None:
    applicant = replace(company, applications=(Application("smart-workshop", 2026, "pending"),))

    found = plan(applicant, catalogue, ON, Request(("smart-workshop", "small-lighthouse")))

    assert ("smart-workshop", "await") in steps(found)
    assert ("small-lighthouse", "obtain") in steps(found)
