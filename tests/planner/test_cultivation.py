"""Cultivation lists: who stands where, ranked how, within which quota, moved by hand, changed since the last."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.libraries import Library, RankingKey, library_for
from graph.loader import load_catalogue
from graph.model import Catalogue
from graph.origins import LAST, Origin
from planner.cultivation.change import Change, Earlier, changes
from planner.cultivation.drawing import Cultivated, Placed, cultivate, draw_up
from planner.cultivation.moves import BadMoves, Move
from planner.cultivation.places import UnknownPlace, city_of, counts_to, place_of
from planner.cultivation.standing import Call, Standing, stand
from planner.profile import Profile
from planner.profile_reader import read_profile

DEADLINE = date(2026, 3, 27)
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DECLARED = ("business_finance_sound_3y", "key_tech_controllable", "cyber_data_risk_controllable", "smart_mfg_exemplary")
DECLARED += ("ai_explored", "smart_factory_organisation", "smart_mfg_talent")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def excellent(catalogue: Catalogue) -> Call:
    return Call(catalogue.libraries["library-excellent-2026"], DEADLINE)


@pytest.fixture(scope="module")
def leading(catalogue: Catalogue) -> Call:
    return Call(catalogue.libraries["library-leading-2026"], DEADLINE)


def uscc(number: int) -> str:
    body = f"91410400MG{number:07}"
    return body + SIGNS[-sum(SIGNS.index(sign) * 3**place for place, sign in enumerate(body)) % 31]


def company(number: int = 1, *, region: str = "410421", titles: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """Return a company that meets the conditions of the notice."""
    figures = {"revenue": {"2025": 20000}, "maturity_level": 2, "ai_scene_share": 10, **more.pop("metrics", {})}
    known = {"nc_rate": 60, "nc_rate_industry": 58, "digital_design_rate": 85, "digital_design_rate_industry": 80}
    return {
        "enterprise": {
            "name": f"示例{number}号有限公司",
            "uscc": uscc(number),
            "region": region,
            "registered_on": "2009-06-01",
            "legal_person": True,
            "manufacturer": True,
            "above_scale": True,
        },
        "titles": [{"honor": honor, "granted": "2024-06-01"} for honor in titles],
        "metrics": known | {name: value for name, value in figures.items() if value is not None},
        "declarations": {name: True for name in DECLARED} | more.pop("declarations", {}),
        "events_complete": True,
        **more,
    }


def read(catalogue: Catalogue, *companies: dict[str, Any]) -> list[Profile]:
    return [read_profile(one, catalogue) for one in companies]


def one(catalogue: Catalogue, call: Call, **more: Any) -> Standing:
    return stand(read_profile(company(**more), catalogue), call, catalogue)


def names(placed: tuple[Placed, ...]) -> list[str]:
    return [one.standing.name.removeprefix("示例").removesuffix("号有限公司") for one in placed]


# Where a company stands


def test_a_company_that_meets_the_notice_is_a_candidate_of_its_year(catalogue: Catalogue, excellent: Call) -> None:
    found = one(catalogue, excellent)

    assert (found.group, found.year, found.gaps, found.unknowns) == ("candidate", 2026, (), ())


def test_what_is_not_known_leaves_a_company_undecided_with_the_fields_to_collect(catalogue: Catalogue, excellent: Call) -> None:
    found = one(catalogue, excellent, metrics={"maturity_level": None})

    assert (found.group, [ask.id for ask in found.unknowns], found.year) == ("undecided", ["maturity_level"], None)


def test_a_company_that_fails_by_little_is_near_and_may_enter_next_year(catalogue: Catalogue, excellent: Call) -> None:
    found = one(catalogue, excellent, metrics={"maturity_level": 1})

    assert (found.group, found.year, [gap.metric for gap in found.gaps]) == ("near", 2027, ["maturity_level"])


def test_before_the_deadline_a_gap_may_still_close_in_the_same_year(catalogue: Catalogue, excellent: Call) -> None:
    early = replace(excellent, on=date(2026, 2, 10))

    assert one(catalogue, early, metrics={"maturity_level": 1}).year == 2026


def test_a_company_that_fails_by_much_is_excluded_with_its_gaps(catalogue: Catalogue, excellent: Call) -> None:
    found = one(catalogue, excellent, declarations={name: False for name in DECLARED[:4]})

    assert (found.group, found.cause, len(found.gaps), found.contributions) == ("excluded", "far", 4, ())


def test_a_company_outside_the_scope_is_excluded_by_the_rule_it_fails(catalogue: Catalogue, excellent: Call) -> None:
    profile = company()
    profile["enterprise"]["manufacturer"] = False
    found = stand(read_profile(profile, catalogue), excellent, catalogue)

    assert (found.cause, [rule.text(catalogue.words) for rule in found.rules]) == ("out_of_scope", ["制造业企业"])


def test_a_company_of_another_province_is_out_of_scope_without_a_rule(catalogue: Catalogue, excellent: Call) -> None:
    found = one(catalogue, excellent, region="130000")

    assert (found.cause, found.rules) == ("out_of_scope", ())


def test_an_accident_bars_until_three_years_are_over(catalogue: Catalogue, excellent: Call) -> None:
    events = [{"kind": "safety_accident", "severity": "larger", "on": "2024-05-10"}]
    found = one(catalogue, excellent, events=events)

    assert (found.cause, found.until) == ("barred", date(2027, 5, 10))


def test_who_is_in_the_library_already_is_excluded_as_held(catalogue: Catalogue, excellent: Call) -> None:
    assert one(catalogue, excellent, titles=("library-excellent",)).cause == "held"


def test_the_leading_library_is_for_holders_of_the_excellent_level_alone(catalogue: Catalogue, leading: Call) -> None:
    without, with_it = one(catalogue, leading), one(catalogue, leading, titles=("smart-factory-excellent",))

    assert (without.group, without.cause, without.gaps[0].honor) == ("excluded", "far", "smart-factory-excellent")
    assert with_it.group == "candidate"


def test_a_title_granted_after_the_deadline_does_not_count_on_it(catalogue: Catalogue, leading: Call) -> None:
    profile = company(titles=("smart-factory-excellent",))
    profile["titles"][0]["granted"] = "2026-03-28"

    assert stand(read_profile(profile, catalogue), leading, catalogue).group == "excluded"
    assert stand(read_profile(profile, catalogue), replace(leading, on=date(2026, 3, 28)), catalogue).group == "candidate"


# Points


def test_each_key_earns_in_proportion_to_its_full_mark_exactly(catalogue: Catalogue, excellent: Call) -> None:
    found = one(catalogue, excellent, titles=("smart-workshop",))

    assert [part.points for part in found.contributions] == [60, Fraction(10, 3), 6, Fraction(5, 2), 5]
    assert found.points == 60 + Fraction(10, 3) + 6 + Fraction(5, 2) + 5
    assert found.contributions[0].titles == ("smart-workshop",)


def test_beyond_the_full_mark_nothing_more_is_earned(catalogue: Catalogue, excellent: Call) -> None:
    below, at, above = (one(catalogue, excellent, metrics={"revenue": {"2025": value}}) for value in (Decimal("39999.99"), 40000, 40001))

    assert [found.contributions[4].points for found in (below, at, above)] == [Fraction(3999999, 400000), 10, 10]


def test_an_unknown_figure_earns_nothing_and_is_none(catalogue: Catalogue, excellent: Call) -> None:
    part = one(catalogue, excellent, metrics={"ai_scene_share": None}).contributions[3]

    assert (part.value, part.points) == (None, 0)


def test_a_title_that_may_have_lapsed_earns_nothing_and_is_named(catalogue: Catalogue, excellent: Call) -> None:
    profile = company()
    profile["titles"] = [{"honor": "sme-specialized", "granted": "2022-06-01"}]
    part = stand(read_profile(profile, catalogue), excellent, catalogue).contributions[0]

    assert (part.titles, part.doubtful, part.value, part.points) == ((), ("sme-specialized",), 0, 0)


def test_two_titles_of_one_honor_count_once(catalogue: Catalogue, excellent: Call) -> None:
    found = one(catalogue, excellent, titles=("smart-workshop", "smart-workshop"))

    assert found.contributions[1].value == 1


def test_a_signed_figure_below_zero_earns_nothing(catalogue: Catalogue, excellent: Call) -> None:
    key = RankingKey("", Origin("metric", "profit_ratio", LAST), 100, 10, None, "")
    library = replace(excellent.library, ranking=replace(excellent.library.ranking, keys=(key,)))
    found = one(catalogue, replace(excellent, library=library), metrics={"profit_ratio": {"2025": -5}})

    assert (found.contributions[0].value, found.points) == (-5, 0)


# The list


def listed(catalogue: Catalogue, call: Call, companies: list[dict[str, Any]], place: str | None = None, **more: Any) -> Cultivated:
    return cultivate(read(catalogue, *companies), call, catalogue, place_of(place, catalogue) if place else None, **more)


def test_candidates_stand_by_points_then_revenue_then_code(catalogue: Catalogue, excellent: Call) -> None:
    companies = [company(3), company(2), company(1, metrics={"revenue": {"2025": 90000}}), company(4, metrics={"revenue": {"2025": 80000}})]

    assert names(listed(catalogue, excellent, companies).candidates) == ["1", "4", "2", "3"]


def test_the_unknown_comes_last_among_equals(catalogue: Catalogue, excellent: Call) -> None:
    companies = [company(1, metrics={"revenue": None}), company(2, metrics={"revenue": {"2025": 0}})]

    assert names(listed(catalogue, excellent, companies).candidates) == ["2", "1"]


def test_a_city_recommends_up_to_its_quota_and_the_rest_stay_candidates(catalogue: Catalogue, excellent: Call) -> None:
    found = listed(catalogue, excellent, [company(number) for number in range(1, 14)], "4104")

    assert [one.recommended for one in found.candidates] == [True] * 11 + [False] * 2
    assert [(quota.region, quota.number, quota.candidates, quota.vacant) for quota in found.quotas] == [("410400", 11, 13, 0)]
    assert found.selected is None
    assert {one.selected for one in found.candidates} == {None}


def test_a_quota_is_never_filled_up_with_others(catalogue: Catalogue, excellent: Call) -> None:
    near = [company(number, metrics={"maturity_level": 1}) for number in range(3, 30)]
    found = listed(catalogue, excellent, [company(1), company(2), *near], "410400")

    assert len(found.candidates) == 2
    assert (found.quotas[0].recommended, found.quotas[0].vacant, len(found.near)) == (2, 9, 27)


def test_a_county_has_no_quota_of_its_own(catalogue: Catalogue, excellent: Call) -> None:
    found = listed(catalogue, excellent, [company(1), company(2, region="410422")], "410421")

    assert (names(found.candidates), found.quotas, found.selected) == (["1"], (), None)
    assert found.candidates[0].listed


def test_every_region_takes_its_own_quota_and_a_hundred_of_the_recommended_enter(catalogue: Catalogue, excellent: Call) -> None:
    codes = [code for code, _ in excellent.library.recommended.regions] if excellent.library.recommended else []
    companies = [company(100 * place + number, region=code) for place, code in enumerate(codes) for number in range(30)]
    found = listed(catalogue, excellent, companies)
    counted = {code: sum(one.region == code and bool(one.recommended) for one in found.candidates) for code in codes}

    assert counted == dict(excellent.library.recommended.regions if excellent.library.recommended else ())
    assert sum(bool(one.recommended) for one in found.candidates) == 200
    assert sum(bool(one.selected) for one in found.candidates) == 100
    assert all(one.recommended for one in found.candidates if one.selected)
    assert [one.rank for one in found.candidates if one.selected] == [one.rank for one in found.candidates if one.recommended][:100]


def test_the_airport_zone_and_jiyuan_stand_apart_from_their_neighbours(catalogue: Catalogue) -> None:
    quotas = {"410100", "410173", "410400", "419001", "410800"}

    assert [counts_to(code, quotas, catalogue) for code in ("410173", "410100", "419001", "410421", "110000")] == [
        *("410173", "410100", "419001", "410400"),
        None,
    ]


@pytest.mark.parametrize(("code", "name"), [("410421", "平顶山市"), ("410400", "平顶山市"), ("410173", "航空港区"), ("130000", "河北省")])
def test_a_company_is_shown_under_its_city(catalogue: Catalogue, code: str, name: str) -> None:
    city = city_of(code, catalogue)

    assert city is not None
    assert city.name.startswith(name)


def test_a_place_is_known_by_code_beginning_or_id_and_nothing_else(catalogue: Catalogue) -> None:
    assert {place_of(written, catalogue).name for written in ("4104", "410400", "cn-4104")} == {"平顶山市"}
    with pytest.raises(UnknownPlace, match="410499"):
        place_of("410499", catalogue)


def test_the_leading_library_takes_five_without_quotas_of_cities(catalogue: Catalogue, leading: Call) -> None:
    companies = [company(number, titles=("smart-factory-excellent",)) for number in range(1, 8)]
    province, city = listed(catalogue, leading, companies), listed(catalogue, leading, companies, "4104")

    assert ([one.selected for one in province.candidates], province.quotas) == ([True] * 5 + [False] * 2, ())
    assert {one.recommended for one in province.candidates} == {None}
    assert (city.selected, {one.listed for one in city.candidates}) == (None, {True})


def test_a_company_that_lies_elsewhere_is_not_on_the_list_of_a_city(catalogue: Catalogue, excellent: Call) -> None:
    found = listed(catalogue, excellent, [company(1, region="410300"), company(2)], "4104")

    assert names(found.candidates) == ["2"]
    assert (found.near, found.undecided, found.excluded) == ((), (), ())


# Moves by hand


def move(company: str, position: int, reason: str = "实地核查", who: str = "某科室") -> Move:
    return Move(company, position, reason, who, "2026-03-20", "moves.csv:2")


def test_a_moved_company_stands_where_it_was_put_beside_its_computed_place(catalogue: Catalogue, excellent: Call) -> None:
    companies = [company(number) for number in range(1, 5)]
    found = listed(catalogue, excellent, companies, "4104", moves=[move(uscc(4), 1), move("示例1号有限公司", 4)])

    assert names(found.candidates) == ["4", "2", "3", "1"]
    assert [(one.rank, one.computed, one.move is not None) for one in found.candidates] == [
        *((1, 4, True), (2, 2, False), (3, 3, False)),
        (4, 1, True),
    ]


def test_a_move_decides_who_is_within_the_quota(catalogue: Catalogue, excellent: Call) -> None:
    found = listed(catalogue, excellent, [company(number) for number in range(1, 13)], "4104", moves=[move(uscc(12), 1)])

    assert names(found.candidates)[0] == "12"
    assert [one.standing.uscc for one in found.candidates if not one.recommended] == [uscc(11)]


def test_bad_moves_are_refused_all_at_once(catalogue: Catalogue, excellent: Call) -> None:
    companies = [company(1), company(2), company(3, metrics={"maturity_level": 1})]
    moves = [move(uscc(1), 1), move(uscc(2), 1), move("无此企业", 2), move(uscc(3), 2), move(uscc(1), 9, reason="", who=""), move("", 0)]
    with pytest.raises(BadMoves) as refused:
        listed(catalogue, excellent, companies, moves=moves)
    said = "\n".join(refused.value.lines)

    for part in (
        "次序 1 有 2 家企业",
        "名单中没有“无此企业”",
        "不是候选企业",
        "次序 9 不在名单之内，应为 1 至 2",
        "缺少理由",
        "缺少经办人",
    ):
        assert part in said
    assert "调整了 2 次" in said
    assert "缺少企业" in said


def test_a_name_that_two_candidates_bear_does_not_say_which(catalogue: Catalogue, excellent: Call) -> None:
    twin = company(2)
    twin["enterprise"]["name"] = "示例1号有限公司"
    with pytest.raises(BadMoves, match="2 家企业叫"):
        listed(catalogue, excellent, [company(1), twin], moves=[move("示例1号有限公司", 1)])


# Properties


DRAWN = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3, None]),
        st.sampled_from([0, 5, 10, 20, None]),
        st.sampled_from([1000, 20000, 40000, 50000, None]),
        st.sampled_from([(), ("smart-workshop",), ("sme-specialized", "smart-workshop")]),
        st.sampled_from(["410421", "410400", "410100", "410173", "419001"]),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(DRAWN, st.randoms(use_true_random=False))
def test_the_order_of_the_table_plays_no_part_and_every_company_is_somewhere(drawn: list[tuple[Any, ...]], random: Random) -> None:
    catalogue = load()
    call = Call(catalogue.libraries["library-excellent-2026"], DEADLINE)
    standings = [
        one(catalogue, call, number=number, titles=titles, region=region, metrics={**_figures(level, share, revenue)})
        for number, (level, share, revenue, titles, region) in enumerate(drawn)
    ]
    shuffled = list(standings)
    random.shuffle(shuffled)
    found = draw_up(standings, call, catalogue)

    assert draw_up(shuffled, call, catalogue) == found
    assert len(found.candidates) + len(found.near) + len(found.undecided) + len(found.excluded) == len(drawn)
    points = [placed.standing.points for placed in found.candidates]
    assert points == sorted(points, reverse=True)
    assert all(quota.recommended <= quota.number for quota in found.quotas)


def _figures(level: int | None, share: int | None, revenue: int | None) -> dict[str, Any]:
    return {"maturity_level": level, "ai_scene_share": share, "revenue": {"2025": revenue} if revenue else None}


_LOADED: list[Catalogue] = []


def load() -> Catalogue:
    if not _LOADED:
        _LOADED.append(load_catalogue())
    return _LOADED[0]


# Change from an earlier list


def earlier(number: int, group: str = "candidates", *, listed: bool = True, rank: int | None = 1, why: str = "") -> Earlier:
    return Earlier(uscc(number), f"示例{number}号有限公司", group, listed, rank, why)


def told(found: tuple[Change, ...]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {"entered": [], "stayed": [], "left": []}
    for change in found:
        kinds[change.kind].append(change.name.removeprefix("示例").removesuffix("号有限公司"))
    return kinds


def test_who_entered_stayed_and_left(catalogue: Catalogue, excellent: Call) -> None:
    found = listed(catalogue, excellent, [company(1), company(2), company(3, metrics={"maturity_level": 1})], "4104")
    past = [earlier(1), earlier(2, "near", listed=False, rank=None, why="差一级"), earlier(3), earlier(9)]
    result = changes(past, found)

    assert told(result) == {"entered": ["2"], "stayed": ["1"], "left": ["3", "9"]}
    by_name = {change.name: change for change in result}
    assert isinstance(by_name["示例3号有限公司"].now, Standing)
    assert by_name["示例9号有限公司"].now is None
    assert by_name["示例2号有限公司"].before == past[1]


def test_a_candidate_pushed_beyond_the_quota_has_left(catalogue: Catalogue, excellent: Call) -> None:
    found = listed(catalogue, excellent, [company(number) for number in range(1, 13)], "4104")
    (change,) = [change for change in changes([earlier(12)], found) if change.kind == "left"]

    assert isinstance(change.now, Placed)
    assert change.now.rank == 12


def test_a_company_without_code_is_known_again_by_its_name(catalogue: Catalogue, excellent: Call) -> None:
    found = listed(catalogue, excellent, [company(1)], "4104")
    unnamed = replace(earlier(1), uscc="")
    stranger = replace(earlier(1), uscc=uscc(5))

    assert told(changes([unnamed], found)) == {"entered": [], "stayed": ["1"], "left": []}
    assert told(changes([stranger], found)) == {"entered": ["1"], "stayed": [], "left": ["1"]}


# Any honor


def sme(number: int = 1, *, titles: tuple[str, ...] = ("sme-specialized",), **more: Any) -> dict[str, Any]:
    """Return a company that has all that the 小巨人 of 2027 asks for."""
    years = ("2023", "2024", "2025")
    figures = {
        "revenue": dict(zip(years, (9000, 10000, 11200), strict=True)),
        "main_revenue": dict(zip(years, (8700, 9600, 10800), strict=True)),
        "rd_expense": dict(zip(years, (600, 650, 700), strict=True)),
        "employees": {"2025": 120},
        "debt_ratio": {"2025": 50},
        "niche_since": "2012-01-01",
        "class1_ip": 6,
        "market_share_domestic": 20,
        "development_score": {"2025": 70},
    }
    declared = ("class1_ip_in_use", "product_well_known", "six_bases_product", "chain_key_role", "industry_upgrade_product")
    declared += ("market_position_ahead", "product_known")
    found = company(number, titles=titles, metrics={**figures, **more.pop("metrics", {})}, **more)
    found["declarations"] |= {name: True for name in declared}
    for title in found["titles"]:
        title["expires"] = "2027-05-31"
    return found


@pytest.fixture(scope="module")
def giants(catalogue: Catalogue) -> Call:
    return Call(library_for("sme-little-giant", 2027, catalogue), date(2026, 11, 21), planned=True)


def planned(catalogue: Catalogue, call: Call, profile: dict[str, Any]) -> Standing:
    return stand(read_profile(profile, catalogue), call, catalogue)


def test_a_company_that_can_be_granted_in_the_year_is_a_candidate_with_its_gaps(catalogue: Catalogue, giants: Call) -> None:
    found = planned(catalogue, giants, sme(metrics={"class1_ip": 3}))

    assert (found.group, found.year, found.unknowns) == ("candidate", 2027, ())
    assert [branch[0].metric for gap in found.gaps for branch in gap.branches][:1] == ["class1_ip"]


def test_a_company_with_a_rung_to_climb_first_is_near_by_the_planners_earliest_completion(catalogue: Catalogue, giants: Call) -> None:
    found = planned(catalogue, giants, sme(titles=("sme-innovative",)))

    assert (found.group, found.year) == ("near", 2028)
    assert [step.honor for step in found.way if step.kind == "obtain"] == ["sme-specialized", "sme-little-giant"]


def test_a_closed_year_that_is_missing_leaves_the_tier_undecided(catalogue: Catalogue, giants: Call) -> None:
    profile = sme()
    del profile["metrics"]["debt_ratio"]
    found = planned(catalogue, giants, profile)

    assert (found.group, found.year, [(ask.id, ask.year) for ask in found.unknowns]) == ("undecided", 2027, [("debt_ratio", 2025)])


def test_who_holds_the_honor_and_who_is_too_large_need_no_plan(catalogue: Catalogue, giants: Call) -> None:
    large = sme(metrics={"employees": {"2025": 3000}, "revenue": {"2025": 90000}})

    assert planned(catalogue, giants, sme(titles=("sme-little-giant",))).cause == "held"
    assert planned(catalogue, giants, large).cause == "out_of_scope"


def test_a_company_founded_too_lately_is_excluded_with_the_reason(catalogue: Catalogue, giants: Call) -> None:
    profile = sme(titles=(), metrics={"niche_since": "2029-06-01"})
    found = planned(catalogue, giants, profile)

    assert found.group == "excluded"
    assert found.cause in ("horizon", "late", "unmet_in_time", "fixed")


def test_candidates_of_an_honor_stand_by_open_conditions_before_points(catalogue: Catalogue, giants: Call) -> None:
    strong = sme(1, titles=("sme-specialized", "sme-innovative", "smart-workshop"), metrics={"class1_ip": 2})
    found = listed(catalogue, giants, [strong, sme(2)])

    assert names(found.candidates) == ["2", "1"]
    assert found.candidates[1].standing.points > found.candidates[0].standing.points
    assert (found.quotas, found.selected, {one.listed for one in found.candidates}) == ((), None, {True})


def test_the_default_ranking_is_stated_and_reads_the_year_before_the_day(catalogue: Catalogue, giants: Call) -> None:
    library: Library = giants.library
    revenue = planned(catalogue, giants, sme()).contributions[-1]

    assert "默认值" in library.ranking.note
    assert sum(key.weight for key in library.ranking.keys) == 100
    assert (revenue.value, revenue.points) == (11200, Fraction(28, 5))
