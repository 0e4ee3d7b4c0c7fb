"""The first page: how the region stands, what is to be done, and nothing of other regions."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from api.bureau.judging import Judge, rejudge
from api.bureau.ladders import ladders
from api.storage.tables import Enterprise, ProfileVersion
from api.web.requests import today
from graph.loader import load_catalogue
from tests.accounts.world import World, claim
from tests.console.conftest import Desk

Desks = Callable[..., Desk]
EXAMPLES = Path(__file__).parents[2] / "examples"
PLACE, CODE = "cn-4105", "410500"  # a city that no other test of the session fills


@pytest.fixture(scope="module")
def filled(tidu: World) -> str:
    """Store one company of the examples in a place of its own, judged; return its id."""
    text = (EXAMPLES / "fictional-zhixing-electric.json").read_text(encoding="utf-8")
    said = json.loads(text)
    said["enterprise"] |= {"region": CODE}
    with tidu.stored() as session:
        firm = Enterprise(uscc=said["enterprise"]["uscc"], name=said["enterprise"]["name"], region=CODE)
        session.add(firm)
        session.flush()
        made = {"text": json.dumps(said, ensure_ascii=False), "catalogue_version": "x", "saved_by": "system:test"}
        session.add(ProfileVersion(enterprise_id=firm.id, number=1, **made))
        session.commit()
        id = firm.id
        for _ in rejudge(tidu.app.extensions["tidu.catalogue"], today()):
            pass
    return id


def test_a_rung_counts_its_companies_and_leads_to_them(filled: str, desk: Desks) -> None:
    page = desk(PLACE).get("/bureau")

    assert "企业1家，已判定1家" in page.text
    assert ("/bureau/companies?programme=sme-specialized&state=held", "1") in page.links


def test_near_misses_come_with_their_clause_and_lead_to_the_companies(filled: str, desk: Desks) -> None:
    page = desk(PLACE).get("/bureau")
    near = [address for address, text in page.links if text == "差一点的企业"]

    assert near
    assert desk(PLACE).get(near[0]).text.count("示例电气有限公司") == 1
    assert any(text.endswith("页起") for _, text in page.links)


def test_a_place_below_is_picked_and_kept_in_the_links(filled: str, desk: Desks) -> None:
    page = desk("cn-41").get(f"/bureau?region={CODE}")

    assert "安阳市概览" in page.text
    assert f"/bureau/companies?region={CODE}&programme=sme-specialized&state=held" in page.addresses("/bureau/companies")


def test_a_place_elsewhere_is_not_there(desk: Desks) -> None:
    desk().get("/bureau?region=410422", 404)


def test_an_empty_region_is_told_to_import_first(desk: Desks) -> None:
    page = desk("cn-4107").get("/bureau")

    assert "新乡市还没有企业" in page.text
    assert "/bureau/imports" in page.addresses("/bureau/imports")


def test_what_waits_is_counted_and_leads_there(tidu: World, desk: Desks) -> None:
    assert claim(tidu.user(), region=CODE).status_code == 201

    assert ("/bureau/claims", "1待审核的认领") in desk(PLACE).get("/bureau").links


def test_bars_say_nothing_that_the_table_does_not(filled: str, desk: Desks) -> None:
    page = desk(PLACE).get("/bureau")

    assert all(one["aria-hidden"] == "true" for one in page.having("svg"))
    assert "style" not in {name for _, attributes in page.tags for name in attributes}


def test_ladders_go_from_the_lowest_rung_up() -> None:
    found = ladders(Judge(load_catalogue()))
    climb = next(ladder for ladder in found if "sme-little-giant" in ladder)

    assert [climb.index(one) for one in ("sme-innovative", "sme-specialized", "sme-little-giant", "champion-national")] == [0, 1, 2, 3]
    assert all(len(ladder) > 1 for ladder in found)
    assert "craft-master-province" not in {one for ladder in found for one in ladder}
