"""The parks, clusters, counties, persons and institutions of examples/: answered as their policy officers would expect."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from example_profiles import ON, catalogue, look, plan_to, profile, way_to

from planner.awards import Awards, awards
from planner.gaps import Gap
from planner.path.steps import titles_from
from planner.profile import Profile


def without(of: Profile, member: str) -> Profile:
    return replace(of, members=tuple(one for one in of.members or () if one.name != member))


def rewards_on_the_way_to(target: str, of: Profile) -> Awards:
    return awards(of, catalogue(), ON, granted=titles_from(way_to(target, of), catalogue()))


def shortfall(gap: Gap) -> tuple[str | None, Fraction | None, Fraction]:
    return gap.metric, gap.have, gap.short


def test_the_park_lacks_three_pilot_enterprises() -> None:
    found = look(profile("fictional-park"), "digital-transformation-zone")

    assert found.state == "near"
    assert [shortfall(gap) for gap in found.gaps] == [("zone_pilot_enterprises", 7, 3)]


def test_a_member_of_the_park_counts_once_and_only_by_the_titles_that_the_clause_names() -> None:
    park = profile("fictional-park")

    def left_after(member: str) -> Fraction | None:
        return look(without(park, member), "digital-transformation-zone").gaps[0].have

    assert left_after("示例变压器有限公司") == 6  # two titles that count
    assert left_after("示例智造装备有限公司") == 6  # one that counts, one that does not
    assert left_after("示例包装有限公司") == 7  # one that does not


def test_the_provincial_green_park_may_become_a_national_one_and_is_paid_for_both() -> None:
    park = profile("fictional-park")
    rewards = rewards_on_the_way_to("green-park-national", park)

    assert look(park, "green-park-national").state == "eligible"
    assert (rewards.now.provincial, rewards.now.municipal) == (0, 20)
    assert (rewards.path.provincial, rewards.path.municipal) == (200, 70)


def test_the_nylon_cluster_passed_its_review_and_is_due_again_in_2028() -> None:
    cluster = profile("yexian-nylon-cluster")
    never_renewed = replace(cluster, titles=tuple(replace(title, renewed=None) for title in cluster.titles))

    assert look(cluster, "sme-cluster-national").review_due == date(2028, 9, 29)
    assert look(cluster, "sme-cluster-national", date(2028, 9, 30)).state == "unknown"
    assert look(never_renewed, "sme-cluster-national").state == "unknown"


def test_the_nylon_cluster_is_not_paid_again_for_passing_its_review() -> None:
    found = awards(profile("yexian-nylon-cluster"), catalogue(), ON)

    assert found.claims == ()
    assert {lost.fund for lost in found.lost if lost.because == "window_passed"} == {"fund-sme-cluster-province", "fund-sme-cluster-city"}


def test_the_cluster_is_near_by_the_output_of_an_old_year_and_by_its_platforms() -> None:
    found = look(profile("fictional-cluster"), "sme-cluster-province")
    output, platforms = found.gaps

    assert found.state == "near"
    assert shortfall(output) == ("cluster_output", 268000, 32000)
    assert (output.year, output.earliest) == (2023, date(2027, 1, 1))
    assert shortfall(platforms) == ("cluster_iip_rate", Fraction("8.5"), Fraction("1.5"))


def test_the_plan_of_the_cluster_leaves_the_old_year_behind() -> None:
    (step,) = way_to("sme-cluster-province", profile("fictional-cluster")).steps

    assert [gap.metric for gap in step.gaps] == ["cluster_iip_rate"]


def test_without_its_little_giant_the_cluster_counts_its_other_graded_members() -> None:
    cluster = without(profile("fictional-cluster"), "示例微纳电子有限公司")
    (choice,) = (gap for gap in look(cluster, "sme-cluster-province").gaps if gap.branches)

    assert {shortfall(gap) for (gap,) in choice.branches} == {("cluster_champions_giants", 0, 1), ("cluster_gradient_smes", 4, 6)}


def test_the_entrepreneur_must_apply_before_turning_71() -> None:
    person = profile("fictional-entrepreneur")
    late = plan_to("pds-talent", person, date(2027, 5, 20))

    assert [(step.honor, step.apply_by) for step in way_to("pds-talent", person).steps] == [("pds-talent", date(2027, 5, 19))]
    assert late.best is None
    assert [getattr(cause.rule, "metric", None) for cause in late.causes] == ["talent_age"]


def test_the_company_of_the_entrepreneur_is_large_enough_for_the_city_but_not_yet_for_the_province() -> None:
    person = profile("fictional-entrepreneur")
    (revenue,) = look(person, "zhongyuan-talent").gaps

    assert look(person, "pds-talent").state == "eligible"
    assert look(person, "zhongyuan-talent").state == "near"
    assert (revenue.metric, revenue.need, revenue.have) == ("main_revenue", 30000, Fraction("26766.66"))


def test_the_service_institution_has_served_three_years_from_january_on() -> None:
    found = look(profile("fictional-service-institution"), "sme-service-platform-candidate")
    years, libraries = found.gaps

    assert found.state == "near"
    assert (years.metric, years.earliest) == ("sme_service_years", date(2027, 1, 8))
    assert "库" in libraries.text


def test_the_service_institution_is_a_candidate_for_two_years_before_it_is_recognised() -> None:
    steps = way_to("sme-service-platform-national", profile("fictional-service-institution")).steps

    assert [(step.honor, step.apply_from) for step in steps] == [
        ("sme-service-platform-candidate", date(2027, 1, 8)),
        ("sme-service-platform-national", date(2030, 1, 1)),
    ]


@pytest.mark.parametrize(("investment", "state"), [("860", "near"), ("1000", "near"), ("1000.01", "eligible")])
def test_a_pilot_county_needs_a_project_of_more_than_ten_million_yuan(investment: str, state: str) -> None:
    county = profile("fictional-county")
    county = replace(county, metrics={**county.metrics, "upgrade_largest_project_investment": Fraction(investment)})

    assert look(county, "mfg-upgrade-pilot-county").state == state


def test_a_prefecture_is_no_pilot_county_and_a_county_no_zone_of_new_industrialization() -> None:
    county = profile("fictional-county")
    city = replace(county, identity={**county.identity, "county_kind": "city"})

    assert look(city, "mfg-upgrade-pilot-county").state == "out_of_scope"
    assert look(county, "new-industrialization-zone").state == "out_of_scope"
    assert look(city, "new-industrialization-zone").state != "out_of_scope"


def test_the_pilot_county_is_paid_half_at_first_and_half_when_the_work_is_examined() -> None:
    claims = rewards_on_the_way_to("mfg-upgrade-pilot-county", profile("fictional-county")).claims

    assert [(line.year, line.amount, line.amount_kind) for line in claims] == [(2027, 500, "ceiling"), (2030, 500, "conditional")]
