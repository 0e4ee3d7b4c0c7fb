"""The ladders in the console: a company's position on them, or the counts of a region."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.accounts.test_profiles import profile, save
from tests.accounts.world import Company
from tests.console.conftest import Desk

Desks = Callable[..., Desk]
LADDERS = "/bureau/programmes"


@pytest.fixture
def stored(firm: Company) -> Company:
    save(firm.owner, firm, profile(firm))
    return firm


def boxes(desk: Desk, query: str) -> dict[str, dict[str, Any]]:
    found = desk.client.get(f"{LADDERS}/graph.json{query}")
    assert found.status_code == 200
    return {node["id"]: node for node in found.get_json()["nodes"]}


def test_the_boxes_of_a_company_say_its_states_in_sign_and_word(desk: Desks, stored: Company) -> None:
    found = boxes(desk(), f"?company={stored.id}")

    assert (found["sme-innovative"]["state"], found["sme-innovative"]["told"]) == ("held", "★ 已持有 · 省级")
    assert {one["state"] for one in found.values()} >= {"held", "near", "far", "out_of_scope"}


def test_the_list_says_the_same_as_the_drawing(desk: Desks, stored: Company) -> None:
    page = desk().get(f"{LADDERS}?company={stored.id}")

    assert "★已持有创新型中小企业" in page.text
    assert f"/bureau/companies/{stored.id}" in page.addresses("/bureau/companies/")


def test_without_a_company_each_rung_says_how_many_stand_there_and_leads_to_them(desk: Desks, stored: Company) -> None:
    page = desk().get(LADDERS)
    table = "/bureau/companies?programme=sme-innovative&state=held"
    counted = next(text for address, text in page.links if address == table)
    box = boxes(desk(), "")["sme-innovative"]

    assert int(counted) >= 1
    assert box["told"].startswith(f"★{counted} ")
    assert box["leads"] == table
    assert int(counted) == desk().get(f"{table}&size=100").text.count("91410421MA")


def test_companies_are_found_by_name_or_code(desk: Desks, stored: Company) -> None:
    address = f"{LADDERS}?company={stored.id}"

    assert address in desk().get(f"{LADDERS}?find={stored.uscc.lower()}").addresses(LADDERS)
    assert "没有找到" in desk().get(f"{LADDERS}?find=没有这样的").text


def test_a_company_of_the_next_county_has_no_position(desk: Desks, stored: Company) -> None:
    other = desk("cn-410422")

    other.get(f"{LADDERS}?company={stored.id}", 404)
    assert other.client.get(f"{LADDERS}/graph.json?company={stored.id}").status_code == 404
    assert not other.get(f"{LADDERS}?find={stored.uscc}").addresses(f"{LADDERS}?company")


def test_a_company_without_a_profile_says_what_to_do(desk: Desks, firm: Company) -> None:
    assert "企业还没有档案" in desk().get(f"{LADDERS}?company={firm.id}").text
