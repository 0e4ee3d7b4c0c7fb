"""Cultivation lists: what tests/cases/cultivation does not tell as stories."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.libraries import RankingKey, library_for
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


# Points


def test_a_signed_figure_below_zero_earns_nothing(catalogue: Catalogue, excellent: Call) -> None:
    key = RankingKey("", Origin("metric", "profit_ratio", LAST), 100, 10, None, "")
    library = replace(excellent.library, ranking=replace(excellent.library.ranking, keys=(key,)))
    found = one(catalogue, replace(excellent, library=library), metrics={"profit_ratio": {"2025": -5}})

    assert (found.contributions[0].value, found.points) == (-5, 0)


# The list


def listed(catalogue: Catalogue, call: Call, companies: list[dict[str, Any]], place: str | None = None, **more: Any) -> Cultivated:
    return cultivate(read(catalogue, *companies), call, catalogue, place_of(place, catalogue) if place else None, **more)


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


# Moves by hand


def test_a_name_that_two_candidates_bear_does_not_say_which(catalogue: Catalogue, excellent: Call) -> None:
    twin = company(2)
    twin["enterprise"]["name"] = "示例1号有限公司"
    with pytest.raises(BadMoves, match="2 家企业叫"):
        listed(
            catalogue, excellent, [company(1), twin], moves=[Move("示例1号有限公司", 1, "实地核查", "某科室", "2026-03-20", "moves.csv:2")]
        )


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


def test_the_default_ranking_is_stated_and_reads_the_year_before_the_day(catalogue: Catalogue) -> None:
    call = Call(library_for("sme-little-giant", 2027, catalogue), date(2026, 11, 21), planned=True)
    revenue = one(catalogue, call, titles=("sme-specialized",), metrics={"revenue": {"2025": 11200}}).contributions[-1]

    assert "默认值" in call.library.ranking.note
    assert sum(key.weight for key in call.library.ranking.keys) == 100
    assert (revenue.value, revenue.points) == (11200, Fraction(28, 5))
