"""Money that was once offered twice, or dropped without a word."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from api.answers import awards_fields
from api.profile_file import load_profile
from graph.facts import Holding
from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.awards import Awards, awards
from planner.profile import PaidClaim, Profile, ProjectFacts, Title

ON = date(2026, 11, 21)
EXAMPLE = Path(__file__).parents[2] / "examples" / "fictional-zhixing-electric.json"
CITY, PROVINCE = "fund-little-giant-city", "fund-little-giant-province"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def company(catalogue: Catalogue) -> Profile:
    return load_profile(EXAMPLE, catalogue)


def little_giant(company: Profile, *titles: Title, claims: tuple[PaidClaim, ...] = ()) -> Profile:
    return replace(company, titles=(*company.titles, *titles), claims=(*company.claims, *claims))


def paid(found: Awards) -> set[str]:
    return {line.fund for line in found.claims}


def lost(found: Awards) -> dict[str, str]:
    return {line.fund: line.because for line in found.lost}


def test_a_claim_of_an_odd_sum_still_was_for_the_only_honor_it_could_be_for(catalogue: Catalogue, company: Profile) -> None:
    half = PaidClaim(CITY, 2026, Fraction(25))

    found = awards(little_giant(company, Title("sme-little-giant", date(2026, 1, 1)), claims=(half,)), catalogue, ON)

    assert CITY not in paid(found)


def test_a_project_supported_before_is_named_as_the_reason(catalogue: Catalogue, company: Profile) -> None:
    supported = PaidClaim("fund-champion-province-project", 2025, Fraction(300), "p1")

    found = awards(little_giant(company, Title("sme-little-giant", date(2026, 1, 1)), claims=(supported,)), catalogue, ON)

    assert lost(found)[PROVINCE] == "project"


def test_a_planned_line_on_a_project_is_unconfirmed_where_claims_are_not_complete(catalogue: Catalogue, company: Profile) -> None:
    granted = (Holding("sme-little-giant", date(2028, 12, 31)),)

    found = awards(replace(company, claims_complete=False), catalogue, ON, None, granted)

    assert {line.fund: line.unconfirmed for line in found.claims} == {CITY: False, PROVINCE: True}


def test_money_on_a_title_of_unknown_standing_is_listed_as_unknown(catalogue: Catalogue, company: Profile) -> None:
    found = awards(little_giant(company, Title("sme-little-giant", date(2022, 9, 1))), catalogue, ON)

    assert (paid(found), lost(found)[PROVINCE]) == (set(), "unknown")


def test_a_second_grant_is_not_rewarded_again(catalogue: Catalogue, company: Profile) -> None:
    before = Title("sme-little-giant", date(2020, 9, 1), date(2023, 8, 31))

    found = awards(little_giant(company, before), catalogue, ON, None, (Holding("sme-little-giant", date(2028, 12, 31)),))

    assert (CITY in paid(found), lost(found)[CITY]) == (False, "window_passed")


def test_a_claim_for_a_title_that_names_a_project_too_leaves_the_other_title_its_line(catalogue: Catalogue, company: Profile) -> None:
    titles = (Title("champion-national", date(2025, 6, 1)), Title("champion-province", date(2025, 12, 1)))
    claim = PaidClaim("fund-champion-city", 2026, Fraction(20), "p1")

    found = awards(replace(company, titles=titles, claims=(claim,)), catalogue, ON)

    assert [(line.year, line.amount) for line in found.claims if line.fund == "fund-champion-city"] == [(2026, 50)]


def test_a_schedule_with_too_many_choices_is_given_as_not_proven_and_keeps_every_rule(catalogue: Catalogue, company: Profile) -> None:
    honors = ("smart-factory-excellent", "smart-factory-leading", "green-factory-national", "green-supply-chain-national")
    titles = tuple(Title(honor, date(2026, 3, 1)) for honor in honors)
    investments = ({"equipment_software_investment": Fraction(900 + 317 * n), "total_investment": Fraction(6000)} for n in range(6))
    projects = tuple(ProjectFacts(f"p{n}", f"项目{n}", 2026, figures) for n, figures in enumerate(investments))
    declared = dict.fromkeys(catalogue.words.declarations, True)

    found = awards(replace(company, titles=titles, projects=projects, claims=(), declarations=declared), catalogue, ON)

    assert not found.proven
    provincial = [(line.year, line.project) for line in found.claims if line.pool == "province-mfg"]
    assert len({year for year, _ in provincial}) == len({project for _, project in provincial}) == len(provincial)
    assert "proven" not in awards_fields(awards(company, catalogue, ON), catalogue)
    assert awards_fields(found, catalogue)["proven"] is False
