"""What a company may claim under each rule about money; the catalogue of these tests stands in catalogues/money."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from graph.facts import Holding
from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.awards import Awards, Line, awards
from planner.profile_reader import read_profile

ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def money() -> Catalogue:
    return load_catalogue(Path(__file__).parent / "catalogues" / "money")


def claimed(money: Catalogue, *granted: Holding, horizon: int = 3, **known: Any) -> Awards:
    blank = {"enterprise": {"name": "某公司", "region": "410421"}, "titles": [], "claims_complete": True, "events_complete": True}
    return awards(read_profile(blank | known, money), money, ON, horizon, granted)


def lines(found: Awards, *funds: str) -> list[tuple[int, Fraction]]:
    return [(line.year, line.amount) for line in found.claims if line.fund in funds]


def only(found: Awards, fund: str) -> Line:
    (line,) = [line for line in found.claims if line.fund == fund]
    return line


def why(found: Awards, fund: str) -> list[tuple[Fraction, str]]:
    return [(lost.amount, lost.because) for lost in found.lost if lost.fund == fund]


def products(*ids: str, **known: Any) -> list[dict[str, Any]]:
    return [{"id": id, "kind": "product", "name": f"产品{id}", **known} for id in ids]


def grants(honor: str, *ids: str | None, on: str = "2026-05-01") -> list[dict[str, Any]]:
    return [{"honor": honor, "granted": on, "subject": id} for id in ids]


def plant(id: str = "p1", **known: Any) -> dict[str, Any]:
    return {"id": id, "name": f"项目{id}", "year": 2026, **known}


GUIDED = {"declarations": {"in_guide": True}}
LOADED = {"declarations": {"full_load": True}}

# 不奖称号、只看条件的资金


def test_a_fund_without_a_title_is_claimed_each_year_and_counts_as_fixed_only_where_the_year_is_known(money: Catalogue) -> None:
    found = claimed(money, metrics={"revenue_q1": {"2025": 100, "2026": 110}}, **LOADED)

    load = [line for line in found.claims if line.fund == "fund-load"]
    assert [(line.year, line.amount, line.amount_kind, line.projected) for line in load] == [
        (2026, 20, "fixed", False),
        (2027, 10, "conditional", True),
        (2028, 10, "conditional", True),
    ]
    assert {(line.basis, line.honor, line.assumed) for line in load} == {("held", "fund-load", False)}
    assert (found.now.provincial, found.now.municipal) == (10, 10)


@pytest.mark.parametrize(("over", "years"), [("2027-05-11", [2027]), ("2027-05-10", [2027]), ("2027-05-09", [])])
def test_a_fund_is_claimed_on_the_only_days_of_a_year_on_which_its_conditions_hold(money: Catalogue, over: str, years: list[int]) -> None:
    mine = {"honor": "mine", "granted": "2020-01-01", "expires": over}  # the look-back ends on 2027-05-10
    accident = {"kind": "mine_accident", "on": "2024-05-10"}

    assert [year for year, _ in lines(claimed(money, titles=[mine], events=[accident], titles_complete=True), "fund-mine")] == years


def test_growth_a_hair_below_the_step_pays_the_lower_sum(money: Catalogue) -> None:
    found = claimed(money, horizon=1, metrics={"revenue_q1": {"2025": 100, "2026": Decimal("109.99")}}, **LOADED)
    assert lines(found, "fund-load") == [(2026, 10)]


def test_while_the_growth_is_unknown_the_lower_sum_is_fixed_and_the_rest_conditional(money: Catalogue) -> None:
    found = claimed(money, horizon=1, **LOADED)
    assert [(line.amount, line.amount_kind) for line in found.claims if line.fund == "fund-load"] == [
        (10, "fixed"),
        (10, "conditional"),
    ]


def test_a_requirement_that_is_unknown_is_lost_to_that_and_one_that_fails_is_silent(money: Catalogue) -> None:
    assert why(claimed(money), "fund-load") == [(20, "unknown")]
    refused = claimed(money, declarations={"full_load": False})
    assert why(refused, "fund-load") == []
    assert lines(refused, "fund-load") == []


def test_a_claim_of_this_year_is_not_made_again_this_year(money: Catalogue) -> None:
    found = claimed(money, claims=[{"fund": "fund-load", "year": 2026, "amount": 10}], **LOADED)
    assert {year for year, _ in lines(found, "fund-load")} == {2027, 2028}


def test_items_counted_by_a_figure_stop_at_the_yearly_cap(money: Catalogue) -> None:
    found = claimed(money, metrics={"drugs": {"2025": 7}}, **LOADED)
    assert lines(found, "fund-drug-count") == [(2026, 500)]
    assert why(found, "fund-drug-count") == [(200, "cap")]


# 产品：每项、每年


def test_each_product_is_a_recognition_of_its_own_and_what_passes_the_cap_is_claimed_next_year(money: Catalogue) -> None:
    ids = [f"x{number}" for number in range(7)]
    found = claimed(money, titles=grants("drug", *ids), subjects=products(*ids))
    assert sorted(lines(found, "fund-drug")) == [(2026, 100)] * 5 + [(2027, 100)] * 2
    assert len({line.subject for line in found.claims if line.fund == "fund-drug"}) == 7


def test_what_neither_year_has_room_for_is_lost_to_the_cap(money: Catalogue) -> None:
    ids = [f"x{number}" for number in range(12)]
    found = claimed(money, titles=grants("drug", *ids), subjects=products(*ids))
    assert sum(amount for _, amount in lines(found, "fund-drug")) == 1000
    assert sum(amount for amount, because in why(found, "fund-drug") if because == "cap") == 200


def test_only_the_first_recognition_pays_where_the_fund_says_first(money: Catalogue) -> None:
    titles = grants("drug", "x2") + grants("drug", "x1", on="2025-03-01")
    assert only(claimed(money, titles=titles, subjects=products("x1", "x2")), "fund-drug-city").subject == "x1"


def test_a_title_granted_again_is_no_first_grant(money: Catalogue) -> None:
    before = {"honor": "plant", "granted": "2015-03-01", "expires": "2018-02-28"}
    found = claimed(money, titles=[before, *grants("plant", None)])
    assert lines(found, "fund-plant") == []
    assert why(found, "fund-plant") == [(50, "window_passed")]
    planned = claimed(money, Holding("plant", date(2027, 6, 1)), titles=[before])
    assert lines(planned, "fund-plant") == []
    assert why(planned, "fund-plant") == [(50, "window_passed")]


def test_a_claim_that_names_a_product_is_that_product_s_alone(money: Catalogue) -> None:
    ids = ("x1", "x2")
    known = {"titles": grants("drug", *ids), "subjects": products(*ids)}
    named = claimed(money, claims=[{"fund": "fund-drug", "year": 2026, "amount": 100, "subject": "x1"}], **known)
    assert only(named, "fund-drug").subject == "x2"
    unnamed = claimed(money, claims=[{"fund": "fund-drug", "year": 2026, "amount": 100}], **known)
    assert lines(unnamed, "fund-drug") == []


def test_claims_made_leave_less_room_under_the_yearly_cap(money: Catalogue) -> None:
    ids = ("x1", "x2")
    known = {"titles": grants("drug", *ids, on="2025-05-01"), "subjects": products("x0", *ids)}
    found = claimed(money, claims=[{"fund": "fund-drug", "year": 2026, "amount": 350, "subject": "x0"}], **known)
    assert sum(amount for _, amount in lines(found, "fund-drug")) == 150
    assert [because for _, because in why(found, "fund-drug")] == ["cap"]


def test_a_claim_of_an_unknown_sum_leaves_no_room(money: Catalogue) -> None:
    known = {"titles": grants("drug", "x1", on="2025-05-01"), "subjects": products("x0", "x1")}
    found = claimed(money, claims=[{"fund": "fund-drug", "year": 2026, "subject": "x0"}], **known)
    assert why(found, "fund-drug") == [(100, "cap")]


# 销售额比例：两档、单项与年度上限


def sold(id: str, *titles: str, **by_year: int | Decimal) -> dict[str, Any]:
    sales = {year.removeprefix("y"): amount for year, amount in by_year.items()}
    return {
        "titles": [grant for title in titles for grant in grants(title, id, on="2025-05-01")],
        "subjects": products(id, metrics={"sales": sales}),
    }


def both(*parts: dict[str, Any]) -> dict[str, Any]:
    return {key: [entry for part in parts for entry in part[key]] for key in ("titles", "subjects")}


SETS = ("fund-set-national", "fund-set-province")


def test_a_product_is_paid_by_the_higher_tier_alone(money: Catalogue) -> None:
    found = claimed(money, horizon=1, **sold("x1", "set-province", "set-national", y2025=3000))
    assert lines(found, "fund-set-national") == [(2026, 300)]
    assert lines(found, "fund-set-province") == []
    assert why(found, "fund-set-province") == [(150, "tier")]


def test_the_lower_tier_pays_for_what_the_higher_does_not_know(money: Catalogue) -> None:
    found = claimed(money, horizon=1, **sold("x1", "set-province", y2025=Decimal("3000.03")))
    assert lines(found, *SETS) == [(2026, Fraction("150.0015"))]


def test_a_product_stops_at_its_cap_over_the_years_and_a_year_at_its_own(money: Catalogue) -> None:
    found = claimed(money, **both(sold("x1", "set-national", y2025=3000), sold("x2", "set-national", y2025=4000)))
    by_year = {year: sum(amount for other, amount in lines(found, *SETS) if other == year) for year in (2026, 2027, 2028)}
    by_item = {id: sum(line.amount for line in found.claims if line.fund in SETS and line.subject == id) for id in ("x1", "x2")}
    assert by_item == {"x1": 500, "x2": 500}
    assert by_year == {2026: 500, 2027: 500, 2028: 0}


def test_sales_carried_forward_are_marked_projected(money: Catalogue) -> None:
    found = claimed(money, horizon=2, **sold("x1", "set-national", y2025=1000))
    assert [(line.year, line.projected, line.amount_kind) for line in found.claims] == [(2026, False, "fixed"), (2027, True, "conditional")]


def test_money_claimed_in_one_tier_counts_against_the_joint_caps_of_both(money: Catalogue) -> None:
    claims = [{"fund": "fund-set-province", "year": 2024, "amount": 450, "subject": "x1"}]
    found = claimed(money, horizon=1, claims=claims, **sold("x1", "set-national", y2025=3000))
    assert lines(found, *SETS) == [(2026, 50)]
    assert why(found, "fund-set-national") == [(250, "cap")]


def test_a_product_without_figures_is_shown_as_a_formula(money: Catalogue) -> None:
    found = claimed(money, titles=grants("set-national", "x1"), subjects=products("x1"))
    assert [(one.fund, one.text) for one in found.open_amounts if one.fund in SETS] == [
        ("fund-set-national", "上年度产品销售额的 10%"),
    ]


def test_each_product_that_meets_the_requirement_itself_has_its_premium_shared_each_year(money: Catalogue) -> None:
    insured = products("x1", "x2", metrics={"premium": {"2025": Decimal("12.5")}}, declarations={"in_guide": True})
    insured[1]["declarations"] = {"in_guide": False}
    found = claimed(money, horizon=2, subjects=insured)
    assert [(line.year, line.subject, line.amount) for line in found.claims if line.fund == "fund-insurance"] == [
        (2026, "x1", 10),
        (2027, "x1", 10),
    ]


# 贷款贴息


INTEREST = ("fund-interest-top", "fund-interest-only")


def lent(id: str, principal: int, granted: bool | None, **known: Any) -> dict[str, Any]:
    return plant(id, loan={"principal": principal, "central_interest_granted": granted}, **known)


def test_interest_is_paid_for_two_years_by_the_fund_that_fits_the_central_subsidy(money: Catalogue) -> None:
    found = claimed(money, projects=[lent("p1", 2000, False), lent("p2", 1000, True)], **GUIDED)
    assert lines(found, "fund-interest-only") == [(2026, 30), (2027, 30)]
    assert lines(found, "fund-interest-top") == [(2026, 10), (2027, 10)]


def test_interest_waits_for_the_answer_on_the_central_subsidy(money: Catalogue) -> None:
    found = claimed(money, projects=[lent("p1", 2000, None)], **GUIDED)
    assert lines(found, *INTEREST) == []
    assert [because for fund in INTEREST for _, because in why(found, fund)] == ["unknown", "unknown"]


def test_interest_stays_under_the_caps_of_project_year_and_company_year_over_both_funds(money: Catalogue) -> None:
    loans = [lent("p1", 60000, False), lent("p2", 40000, True), lent("p3", 30000, True)]
    found = claimed(money, horizon=2, projects=loans, **GUIDED)
    assert max(line.amount for line in found.claims) == 500
    assert [sum(amount for other, amount in lines(found, *INTEREST) if other == year) for year in (2026, 2027)] == [1000, 1000]


def test_of_interest_begun_only_the_second_year_is_due(money: Catalogue) -> None:
    claims = [{"fund": "fund-interest-only", "year": 2025, "amount": 30, "project": "p1"}]
    found = claimed(money, claims=claims, projects=[lent("p1", 2000, False, year=2025)], **GUIDED)
    assert lines(found, "fund-interest-only") == [(2026, 30)]
    over = claimed(money, claims=[*claims, {**claims[0], "year": 2026}], projects=[lent("p1", 2000, False)], **GUIDED)
    assert lines(over, "fund-interest-only") == []


def test_interest_may_join_another_fund_of_the_same_payer_on_a_project(money: Catalogue) -> None:
    both_of_province = claimed(money, titles=grants("plant", None), projects=[lent("p1", 2000, False, equipment=1000)], **GUIDED)
    assert lines(both_of_province, "fund-plant-project") == [(2026, 200)]
    assert lines(both_of_province, "fund-interest-only") == [(2026, 30), (2027, 30)]
    after_interest = claimed(
        money,
        titles=grants("plant", None),
        projects=[lent("p1", 2000, False, equipment=1000)],
        claims=[{"fund": "fund-interest-only", "year": 2026, "amount": 30, "project": "p1"}],
        **GUIDED,
    )
    assert lines(after_interest, "fund-plant-project") == [(2026, 200)]


# 项目、资金池、共同上限


def test_each_project_is_claimed_once_in_a_year_of_its_own_where_the_pool_takes_one_application(money: Catalogue) -> None:
    found = claimed(
        money, projects=[plant("p1", equipment=600), plant("p2", equipment=2000, year=2027)], titles=grants("plant", None), **GUIDED
    )
    assert lines(found, "fund-upgrade") == [(2027, 200), (2028, 120)]
    assert lines(found, "fund-plant") == [(2026, 50)]


def test_two_projects_are_two_applications_to_a_pool_under_one_fund_too(money: Catalogue) -> None:
    two = [plant("p1", equipment=600), plant("p2", equipment=2000)]
    titles = [*grants("plant", None, on="2025-05-01"), *grants("works", None)]
    assert lines(claimed(money, projects=two, titles=titles, claims=[]), "fund-plant-project") == [(2026, 400), (2027, 120)]
    supported = [{"fund": "fund-upgrade", "year": 2026, "amount": 80, "project": "p0"}]
    known = {"projects": [plant("p0", equipment=400), two[0]], "claims": supported, **GUIDED}
    assert lines(claimed(money, **known), "fund-upgrade") == [(2027, 120)]


def test_of_two_titles_a_claim_for_one_project_leaves_the_other_title_its_own(money: Catalogue) -> None:
    two = [plant("p1", equipment=600), plant("p2", equipment=2000)]
    titles = [*grants("plant", None, on="2025-05-01"), *grants("works", None)]
    first = {"fund": "fund-plant-project", "year": 2025, "amount": 120, "project": "p1"}
    second = {"fund": "fund-plant-project", "year": 2026, "amount": 400, "project": "p2"}
    assert lines(claimed(money, projects=two, titles=titles, claims=[first]), "fund-plant-project") == [(2026, 400)]
    assert lines(claimed(money, projects=two, titles=titles, claims=[first, second]), "fund-plant-project") == []


@pytest.mark.parametrize(("claims", "left"), [(1, [(2027, 120)]), (2, [])])
def test_a_claim_that_names_no_project_was_for_the_dearest(money: Catalogue, claims: int, left: list[tuple[int, int]]) -> None:
    two = [plant("p1", equipment=600), plant("p2", equipment=2000)]
    unnamed = [{"fund": "fund-upgrade", "year": year, "amount": 100} for year in (2026, 2025)[:claims]]
    assert lines(claimed(money, projects=two, claims=unnamed, **GUIDED), "fund-upgrade") == left


def test_interest_runs_from_the_first_year_and_is_not_put_off_for_a_cap(money: Catalogue) -> None:
    loans = [plant(id, loan={"principal": 60000, "central_interest_granted": True}) for id in ("p1", "p2", "p3")]
    found = claimed(money, horizon=5, projects=loans, **GUIDED)
    assert {year for year, _ in lines(found, "fund-interest-top")} == {2026, 2027}
    assert sum(amount for _, amount in lines(found, "fund-interest-top")) == 2000


def test_a_project_claimed_from_the_same_payer_is_lost_to_the_project(money: Catalogue) -> None:
    claims = [
        {"fund": "fund-interest-only", "year": 2025, "amount": 1, "project": "p1"},
        {"fund": "fund-upgrade", "year": 2025, "project": "p2"},
    ]
    known = {"projects": [plant("p1", equipment=1000), plant("p2", equipment=1000)], "claims": claims}
    assert only(claimed(money, **known, **GUIDED), "fund-upgrade").project == "p1"
    taken = [{"fund": "fund-plant-project", "year": 2025, "amount": 9, "project": "p1"}]
    other = claimed(money, titles=grants("plant", None), projects=[plant(equipment=1000)], claims=[*taken])
    assert lines(other, "fund-plant-project") == []


def test_a_joint_cap_holds_over_several_funds_in_each_year(money: Catalogue) -> None:
    found = claimed(money, metrics={"ad_costs": {"2025": 1500}}, projects=[plant(equipment=1500)], **GUIDED)
    by_year = {
        year: sum(amount for other, amount in lines(found, "fund-wine-ads", "fund-wine-line") if other == year)
        for year in range(2026, 2029)
    }
    assert by_year == {2026: 600, 2027: 450, 2028: 450}
    assert sum(amount for fund in ("fund-wine-ads", "fund-wine-line") for amount, because in why(found, fund) if because == "cap") == 150


def test_a_range_is_fixed_at_its_lower_end_and_conditional_above(money: Catalogue) -> None:
    found = claimed(money, titles=grants("cluster", None))
    assert [(line.amount, line.amount_kind) for line in found.claims if line.fund == "fund-cluster"] == [
        (200, "fixed"),
        (300, "conditional"),
    ]
    paid = claimed(money, titles=grants("cluster", None), claims=[{"fund": "fund-cluster", "year": 2026, "amount": 350}])
    assert lines(paid, "fund-cluster") == []


def test_yearly_instalments_follow_and_what_was_paid_is_not_due_again(money: Catalogue) -> None:
    titles = grants("cluster", None)
    fresh = [(line.year, line.amount, line.amount_kind) for line in claimed(money, titles=titles).claims if line.fund == "fund-years"]
    assert fresh == [(2026, 30, "fixed"), (2027, 30, "conditional"), (2028, 30, "conditional")]
    begun = claimed(money, titles=grants("cluster", None, on="2025-05-01"), claims=[{"fund": "fund-years", "year": 2025, "amount": 30}])
    assert lines(begun, "fund-years") == [(2026, 30), (2027, 30)]


def test_a_fund_that_runs_out_is_claimed_in_its_years_alone(money: Catalogue) -> None:
    assert lines(claimed(money, titles=grants("plant", None)), "fund-batches") == [(2026, 7)]
    late = claimed(money, Holding("plant", date(2027, 3, 1)))
    assert lines(late, "fund-batches") == []
    assert lines(late, "fund-plant") == [(2027, 50)]


def test_a_sum_that_the_source_does_not_say_is_shown_and_not_added(money: Catalogue) -> None:
    found = claimed(money, titles=grants("cluster", None))
    assert [(one.text, one.basis) for one in found.open_amounts if one.fund == "fund-talent"] == [
        ("给予财政资金支持（数额源文未载）", "held")
    ]


def test_what_rests_on_no_earlier_claim_is_unconfirmed_until_the_claims_are_complete(money: Catalogue) -> None:
    known = {"titles": grants("plant", None), "claims_complete": False}
    assert all(line.unconfirmed for line in claimed(money, **known).claims)
    assert not any(line.unconfirmed for line in claimed(money, **{**known, "claims_complete": True}).claims)
    planned = claimed(money, Holding("plant", date(2027, 3, 1)), claims_complete=False)
    assert [line.unconfirmed for line in planned.claims if line.fund == "fund-plant"] == [False]
