"""`tidu programmes`: the list, its filters, and one programme as a clerk would recognise it."""

from typing import Any

import pytest
from rich.cells import cell_len

from api.report import PLAIN_WIDTH
from tests.api.sample import answer, run

ENTRY = {"id", "name", "kind", "level", "holder", "topic", "jurisdiction", "status"}


def test_programmes_lists_every_programme_with_its_fixed_fields() -> None:
    found = answer("programmes")

    assert set(found) == {"catalogue_version", "programmes"}
    assert {frozenset(one) for one in found["programmes"]} == {frozenset(ENTRY)}
    little_giant = next(one for one in found["programmes"] if one["id"] == "sme-little-giant")
    assert little_giant["level"] == "national"
    assert little_giant["holder"] == "enterprise"
    assert little_giant["status"] == "open"


def test_one_programme_is_shown_whole_with_its_clauses() -> None:
    found = answer("programmes", "sme-specialized")
    version = found["versions"][-1]
    texts = [rule.get("text") for rule in version["requires"]["all"]]

    assert set(found) > ENTRY | {"catalogue_version", "notes", "maintenance", "platform", "route", "limits", "round", "materials"}
    assert version["in_force"] == {"from": "2026-04-01", "to": None}
    assert "研发费用占营业收入比重（近2年每年）不低于 3%" in texts
    assert version["requires"]["all"][0]["any"][0]["clause"] == {
        "document": "pds-2026",
        "section": "一(八)2",
        "page": 78,
        "clause": "（三）(1)",
    }


def test_a_fund_is_shown_with_its_amount_payer_and_time_of_claim() -> None:
    fund = answer("programmes", "fund-specialized-city")["fund"]

    assert fund["amount"]["text"] == "河南省专精特新中小企业 20 万元"
    assert fund["payer"] == "municipal"
    assert fund["claim"]["first_time"] is True


def test_full_lists_whole_records() -> None:
    whole = answer("programmes", "--full")["programmes"]
    alone = answer("programmes", "sme-little-giant")

    assert {**next(one for one in whole if one["id"] == "sme-little-giant"), "catalogue_version": alone["catalogue_version"]} == alone


def test_an_unknown_programme_is_bad_input_and_near_ids_are_offered() -> None:
    result = run("programmes", "sme-litle-giant", "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "sme-little-giant" in result.stderr


def test_programmes_can_be_read_as_a_list_or_as_pages() -> None:
    everything = run("programmes", "--full").stdout
    listed = run("programmes").stdout

    for one in answer("programmes")["programmes"]:
        assert one["id"] in listed
        assert one["id"] in everything
    assert max(cell_len(line) for line in (listed + everything).splitlines()) <= PLAIN_WIDTH


@pytest.mark.parametrize(
    ("option", "value", "fits"),
    [
        ("--kind", "fund", lambda one: one["kind"] == "fund"),
        ("--holder", "park", lambda one: "park" in one["holder"].split("/")),
        ("--level", "national", lambda one: one["level"] == "national"),
        ("--jurisdiction", "cn-4104", lambda one: one["jurisdiction"] == "cn-4104"),
        ("--status", "closed", lambda one: one["status"] == "closed"),
        ("--topic", "节能", lambda one: "节能" in one["topic"]),
    ],
)
def test_a_filter_keeps_exactly_the_programmes_that_fit(option: str, value: str, fits: Any) -> None:
    everything = answer("programmes")["programmes"]
    chosen = answer("programmes", option, value)["programmes"]

    assert chosen == [one for one in everything if fits(one)]
    assert 0 < len(chosen) < len(everything)


def test_filters_add_up() -> None:
    chosen = answer("programmes", "--level", "national", "--holder", "product")["programmes"]

    assert "green-product-national" in [one["id"] for one in chosen]
    assert all(one["level"] == "national" and "product" in one["holder"] for one in chosen)


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("--topic", "烹饪"), 1, "--topic：没有含“烹饪”的主题"),
        (("--jurisdiction", "cn-99"), 1, "cn-4104（平顶山市）"),
        (("--level", "county"), 2, "--level"),
        (("sme-specialized", "--level", "national"), 2, "给出编号时不能再用 --level"),
    ],
)
def test_a_filter_that_fits_nothing_known_says_what_would_be_right(args: tuple[str, ...], status: int, said: str) -> None:
    result = run("programmes", *args)

    assert (result.exit_code, result.stdout) == (status, "")
    assert said in result.stderr


def test_the_page_of_a_programme_says_how_to_apply_what_it_pays_and_whom_to_call() -> None:
    page = run("programmes", "champion-national").stdout

    order = ["国家级制造业单项冠军企业", "条件（时间不限）", "办理步骤", "  1.  企业", "奖励资金"]
    order += ["联系科室", "规划科　3723561", "目录说明", "依据"]
    places = [page.index(part) for part in order]
    assert places == sorted(places)


def test_an_honor_names_the_funds_that_reward_it_and_what_it_opens() -> None:
    found = answer("programmes", "sme-specialized")

    assert "fund-specialized-city" in found["rewarded_by"]
    assert "sme-little-giant" in found["opens"]
    assert answer("programmes", "sme-little-giant")["versions"][0]["requires"]["all"][0]["rule"]["honor"] == "sme-specialized"
