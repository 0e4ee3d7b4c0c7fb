"""The profiles of examples/ load, and every question about them is answered as a policy officer would expect."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from example_profiles import EXAMPLES, FICTIONAL, NAMES, ON, REAL, catalogue, holder, look, plan_to, profile, way_to, written

from planner.assessment import assess
from planner.awards import awards
from planner.profile import Profile, Title

TARGETS = {
    "enterprise": "champion-national",
    "park": "green-park-national",
    "cluster": "sme-cluster-national",
    "county": "mfg-upgrade-pilot-county",
    "person": "zhongyuan-talent",
    "institution": "sme-service-platform-national",
}


@pytest.mark.parametrize("name", NAMES)
def test_every_example_can_be_assessed_planned_and_rewarded(name: str) -> None:
    example = profile(name)
    target = TARGETS[example.holder]
    path = plan_to(target, example)

    assert [found.programme.id for found in assess(example, catalogue(), ON)] == list(catalogue().programmes)
    assert path.status == "already_held" or (path.best and path.best.steps[-1].honor == target) or path.causes
    assert awards(example, catalogue(), ON).ceiling.total >= 0


@pytest.mark.parametrize("name", NAMES)
def test_honors_of_other_kinds_of_holder_are_out_of_scope(name: str) -> None:
    example = profile(name)
    of_others = [target for target in TARGETS.values() if example.holder not in catalogue().programmes[target].holders]

    assert of_others
    assert {look(example, target).state for target in of_others} == {"out_of_scope"}


@pytest.mark.parametrize("name", REAL)
def test_a_real_holder_has_nothing_that_the_source_does_not_state(name: str) -> None:
    said = written(name)

    assert not said.keys() & {"metrics", "declarations", "events", "projects", "members"}
    assert holder(name).keys() <= {"name", "region", "industry", "legal_person", "manufacturer"}
    assert not any(said[key] for key in ("titles_complete", "events_complete", "claims_complete"))
    assert all(title["granted"] is None or len(title["granted"]) == len("2024") for title in said["titles"])
    assert not any("示例" in holder(name)["name"] or title.keys() - {"honor", "granted", "renewed", "subject"} for title in said["titles"])


@pytest.mark.parametrize("name", REAL)
def test_of_a_product_of_a_real_company_only_its_name_and_title_are_known(name: str) -> None:
    said = written(name)
    subjects = said.get("subjects", [])

    assert all(subject.keys() == {"id", "kind", "name"} for subject in subjects)
    assert [subject["id"] for subject in subjects] == [title["subject"] for title in said["titles"] if "subject" in title]


def test_only_of_the_nylon_cluster_the_source_states_a_renewal() -> None:
    assert [name for name in REAL if any("renewed" in title for title in written(name)["titles"])] == ["yexian-nylon-cluster"]


@pytest.mark.parametrize("name", REAL)
def test_what_the_source_calls_held_is_held_unless_its_review_is_overdue(name: str) -> None:
    overdue = {("shenma", "champion-national")}

    for honor in {title["honor"] for title in written(name)["titles"]}:
        assert look(profile(name), honor).state == ("unknown" if (name, honor) in overdue else "held"), honor


@pytest.mark.parametrize("name", FICTIONAL)
def test_a_fictional_holder_says_so_in_its_name(name: str) -> None:
    assert holder(name)["name"].startswith("示例")
    assert all(inside["name"].startswith("示例") for part in ("members", "subjects") for inside in written(name).get(part, []))


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_names_every_example(name: str) -> None:
    assert f"| `{name}.json` | {holder(name)['name']}" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


def test_pinggao_already_is_a_national_champion() -> None:
    company = profile("pinggao-electric")

    assert look(company, "champion-national").review_due == date(2026, 12, 30)
    assert plan_to("champion-national", company).status == "already_held"


def test_shenma_is_asked_whether_its_title_of_2019_was_renewed() -> None:
    found = look(profile("shenma"), "champion-national")

    assert found.state == "unknown"
    assert found.unknowns[0].id == "champion-national"


def test_support_of_the_former_round_excludes_tiefulai_from_the_present_one() -> None:
    found = look(profile("tiefulai"), "sme-key-little-giant")

    assert found.state == "far"
    assert any(gap.fixed and "财建〔2021〕2号" in gap.text for gap in found.gaps)


def test_the_electric_company_is_near_to_little_giant_by_research_and_patents() -> None:
    found = look(profile("fictional-zhixing-electric"), "sme-little-giant")
    research, patents = found.gaps

    assert found.state == "near"
    assert (research.metric, research.have, research.need, research.year) == ("rd_share", Fraction("2.6"), 3, 2025)
    assert patents.branches[0][0].metric == "class1_ip"


def test_the_large_company_reaches_champion_without_little_giant() -> None:
    company = profile("fictional-large-cement")

    assert look(company, "sme-little-giant").state == "out_of_scope"
    assert [(rung.below, rung.because) for rung in plan_to("champion-national", company).fallen] == [("sme-little-giant", "out_of_scope")]
    assert [(step.honor, step.apply_from) for step in way_to("champion-national", company).steps] == [
        ("champion-national", date(2027, 5, 10))
    ]


@pytest.mark.parametrize("programme", ["champion-national", "green-factory-national", "energy-leader-province"])
def test_a_general_accident_bars_for_three_years(programme: str) -> None:
    company = profile("fictional-large-cement")

    assert look(company, programme).barred_until == date(2027, 5, 10)
    assert look(company, programme, date(2027, 5, 9)).state == "barred"
    assert look(company, programme, date(2027, 5, 10)).state != "barred"


def test_the_large_company_may_become_a_leading_goose() -> None:
    assert look(profile("fictional-large-cement"), "leading-goose").state == "eligible"


def test_the_young_company_is_not_asked_about_years_before_it_was_founded() -> None:
    asked = {(ask.id, ask.year) for found in assess(profile("fictional-young-sensor"), catalogue(), ON) for ask in found.unknowns}

    assert ("development_score", 2026) in asked
    assert not [(id, year) for id, year in asked if year is not None and year < 2024]


def test_what_two_products_have_between_them_is_not_enough_for_a_national_title() -> None:
    both = profile("fictional-two-products")
    (standard,) = look(both, "green-product-national").gaps
    (title,) = look(of_product(both, "drill"), "green-product-national").gaps

    assert look(both, "green-product-national").subject == "winch"
    assert "达到绿色设计产品评价标准" in standard.text
    assert title.honor == "green-product-province"


def test_the_title_of_the_drill_opens_nothing_for_the_winch() -> None:
    winch = of_product(profile("fictional-two-products"), "winch")
    listed, value = look(winch, "first-set-province").gaps
    (recognised,) = look(winch, "fund-first-set-province").gaps

    assert listed.honor == "ext-first-set-catalogue-province"
    assert (value.metric, value.have, value.short) == ("first_set_unit_value", 86, 14)
    assert recognised.honor == "first-set-province"


def test_the_reward_counts_the_sales_of_the_recognised_product_alone() -> None:
    company = profile("fictional-two-products")
    recognised = replace(company, titles=(*company.titles, Title("first-set-province", date(2025, 12, 1), subject="winch")))

    assert claimed(company) == {("fund-first-set-province", 2026, 180, "drill")}
    assert claimed(recognised) == {("fund-first-set-province", 2026, 180, "drill"), ("fund-first-set-province", 2026, 260, "winch")}


def of_product(company: Profile, product: str) -> Profile:
    """Return the company as if it made this product alone."""
    titles = tuple(title for title in company.titles if title.subject in (None, product))
    return replace(company, titles=titles, subjects=tuple(subject for subject in company.subjects if subject.id == product))


def claimed(company: Profile) -> set[tuple[str, int, Fraction, str | None]]:
    return {(line.fund, line.year, line.amount, line.subject) for line in awards(company, catalogue(), ON).claims}
