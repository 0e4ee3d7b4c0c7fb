"""The profiles of examples/ load, and every question about them is answered as a policy officer would expect."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from api.profile_file import load_profile
from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.assessment import Assessment, assess
from planner.awards import awards
from planner.path.plan import Plan, Request, plan
from planner.profile import Profile

EXAMPLES = Path(__file__).parent.parent / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))
FICTIONAL = [name for name in NAMES if name.startswith("fictional-")]
REAL = [name for name in NAMES if name not in FICTIONAL]
ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def profiles(catalogue: Catalogue) -> dict[str, Profile]:
    return {name: load_profile(EXAMPLES / f"{name}.json", catalogue) for name in NAMES}


def written(name: str) -> dict[str, Any]:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def look(profile: Profile, catalogue: Catalogue, programme: str, on: date = ON) -> Assessment:
    (found,) = assess(profile, catalogue, on, programme)
    return found


def to_champion(profile: Profile, catalogue: Catalogue) -> Plan:
    return plan(profile, catalogue, ON, Request(("champion-national",)))


@pytest.mark.parametrize("name", NAMES)
def test_every_example_can_be_assessed_planned_and_rewarded(name: str, profiles: dict[str, Profile], catalogue: Catalogue) -> None:
    profile = profiles[name]
    path = to_champion(profile, catalogue)

    assert [found.programme.id for found in assess(profile, catalogue, ON)] == list(catalogue.programmes)
    assert path.status == "already_held" or (path.best and path.best.steps[-1].honor == "champion-national") or path.causes
    assert awards(profile, catalogue, ON).ceiling.total >= 0


@pytest.mark.parametrize("name", REAL)
def test_a_real_company_has_nothing_that_the_source_does_not_state(name: str) -> None:
    said = written(name)

    assert not said.keys() & {"metrics", "declarations", "events", "projects", "subjects"}
    assert said["enterprise"].keys() <= {"name", "region", "industry", "legal_person", "manufacturer"}
    assert not any(said[key] for key in ("titles_complete", "events_complete", "claims_complete"))
    assert all(title["granted"] is None or len(title["granted"]) == len("2024") for title in said["titles"])
    assert not any("示例" in said["enterprise"]["name"] or title.keys() - {"honor", "granted"} for title in said["titles"])


@pytest.mark.parametrize("name", FICTIONAL)
def test_a_fictional_company_says_so_in_its_name(name: str) -> None:
    assert written(name)["enterprise"]["name"].startswith("示例")


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_names_every_example(name: str) -> None:
    assert f"| `{name}.json` | {written(name)['enterprise']['name']}" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


def test_pinggao_already_is_a_national_champion(profiles: dict[str, Profile], catalogue: Catalogue) -> None:
    profile = profiles["pinggao-electric"]

    assert look(profile, catalogue, "champion-national").review_due == date(2026, 12, 30)
    assert to_champion(profile, catalogue).status == "already_held"


def test_shenma_is_asked_whether_its_title_of_2019_was_renewed(profiles: dict[str, Profile], catalogue: Catalogue) -> None:
    found = look(profiles["shenma"], catalogue, "champion-national")

    assert found.state == "unknown"
    assert found.unknowns[0].id == "champion-national"


def test_support_of_the_former_round_excludes_tiefulai_from_the_present_one(profiles: dict[str, Profile], catalogue: Catalogue) -> None:
    found = look(profiles["tiefulai"], catalogue, "sme-key-little-giant")

    assert found.state == "far"
    assert any(gap.fixed and "财建〔2021〕2号" in gap.text for gap in found.gaps)


def test_the_electric_company_is_near_to_little_giant_by_research_and_patents(profiles: dict[str, Profile], catalogue: Catalogue) -> None:
    found = look(profiles["fictional-zhixing-electric"], catalogue, "sme-little-giant")
    research, patents = found.gaps

    assert found.state == "near"
    assert (research.metric, research.have, research.need, research.year) == ("rd_share", Fraction("2.6"), 3, 2025)
    assert patents.branches[0][0].metric == "class1_ip"


def test_the_large_company_reaches_champion_without_little_giant(profiles: dict[str, Profile], catalogue: Catalogue) -> None:
    profile = profiles["fictional-large-cement"]
    path = to_champion(profile, catalogue)

    assert look(profile, catalogue, "sme-little-giant").state == "out_of_scope"
    assert [(rung.below, rung.because) for rung in path.fallen] == [("sme-little-giant", "out_of_scope")]
    assert path.best is not None
    assert [(step.honor, step.apply_from) for step in path.best.steps] == [("champion-national", date(2027, 5, 10))]


@pytest.mark.parametrize("programme", ["champion-national", "green-factory-national", "energy-leader-province"])
def test_a_general_accident_bars_for_three_years(programme: str, profiles: dict[str, Profile], catalogue: Catalogue) -> None:
    profile = profiles["fictional-large-cement"]

    assert look(profile, catalogue, programme).barred_until == date(2027, 5, 10)
    assert look(profile, catalogue, programme, date(2027, 5, 9)).state == "barred"
    assert look(profile, catalogue, programme, date(2027, 5, 10)).state != "barred"


def test_the_large_company_may_become_a_leading_goose(profiles: dict[str, Profile], catalogue: Catalogue) -> None:
    assert look(profiles["fictional-large-cement"], catalogue, "leading-goose").state == "eligible"


def test_the_young_company_is_not_asked_about_years_before_it_was_founded(profiles: dict[str, Profile], catalogue: Catalogue) -> None:
    asked = {(ask.id, ask.year) for found in assess(profiles["fictional-young-sensor"], catalogue, ON) for ask in found.unknowns}

    assert ("development_score", 2026) in asked
    assert not [(id, year) for id, year in asked if year is not None and year < 2024]
