"""The programmes to browse: the list with its filters, and each programme's page."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.pages.markup import Page, squeezed

Read = Callable[..., Page]


def listed(found: Page) -> list[str]:
    return [address.removeprefix("/programmes/") for address in found.addresses("/programmes/")]


def criteria(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every criterion of an answer."""
    if isinstance(value, dict):
        if "criterion" in value:
            yield value
        else:
            for inside in value.values():
                yield from criteria(inside)
    if isinstance(value, list):
        for inside in value:
            yield from criteria(inside)


def test_list_leads_to_every_programme_once(page: Read, catalogue: list[dict[str, Any]]) -> None:
    found = page("/programmes")

    assert sorted(listed(found)) == sorted(one["id"] for one in catalogue)
    assert found.within["count"] == f"共{len(catalogue)}项"


@pytest.mark.parametrize(
    "query", ["kind=fund&level=city", "holder=park", "jurisdiction=cn-41&level=province", "status=closed", "topic=中小企业培育"]
)
def test_filters_narrow_the_list_as_the_api_does(query: str, page: Read, client: FlaskClient) -> None:
    wanted = [one["id"] for one in json.loads(client.get(f"/api/v1/programmes?{query}").data)["programmes"]]

    assert wanted
    assert sorted(listed(page(f"/programmes?{query}"))) == sorted(wanted)


def test_chosen_filters_stay_chosen_in_the_form(page: Read) -> None:
    found = page("/programmes?q=绿色&kind=fund&level=")
    chosen = [option["value"] for option in found.having("option") if "selected" in option]

    assert chosen == ["fund"]
    assert next(one for one in found.having("input") if one["id"] == "q")["value"] == "绿色"


def test_text_search_finds_a_programme_by_any_of_its_names(page: Read) -> None:
    assert "sme-little-giant" in listed(page("/programmes?q=小巨人"))
    assert listed(page("/programmes?q=SME-little-giant")) == ["sme-little-giant"]
    assert "sme-little-giant" not in listed(page("/programmes?q=小巨人 绿色"))


def test_nothing_found_is_said(page: Read) -> None:
    found = page("/programmes?q=没有这样的事项")

    assert listed(found) == []
    assert "没有符合的事项" in found.text


def test_values_that_no_filter_has_narrow_nothing(page: Read, catalogue: list[dict[str, Any]]) -> None:
    assert len(listed(page("/programmes?kind=x&jurisdiction=y&unheard=z"))) == len(catalogue)


def test_text_of_the_user_is_never_markup(client: FlaskClient) -> None:
    said = client.get("/programmes", query_string={"q": '"><script>alert(1)</script>'}).get_data(as_text=True)

    assert "<script>alert" not in said
    assert "&lt;script&gt;alert" in said


def test_each_page_holds_every_criterion_at_its_own_place_with_its_clause(page: Read, catalogue: list[dict[str, Any]]) -> None:
    for one in catalogue:
        found = page(f"/programmes/{one['id']}")
        assert found.repeated_ids == [], one["id"]
        for rule in criteria({name: one[name] for name in ("scope", "held_when", "versions", "revocation")}):
            programme, _, anchor = rule["criterion"].partition("#")
            assert squeezed(rule["text"]) in found.text, rule["criterion"]
            assert f"/programmes/{rule['criterion']}" in found.addresses("/programmes/"), rule["criterion"]
            if programme == one["id"]:
                assert squeezed(rule["clause"]["clause"]) in found.within[anchor], rule["criterion"]


def test_each_page_holds_all_that_a_clerk_needs_beside_the_conditions(page: Read, catalogue: list[dict[str, Any]]) -> None:
    for one in catalogue:
        said = page(f"/programmes/{one['id']}").text
        texts = [one["name"], one["summary"], *one["aliases"], *one["materials"], *one["steps"]]
        texts += [entry["text"] for part in ("limits", "notes") for entry in one[part]]
        texts += [duty[part] for duty in one["maintenance"] for part in ("duty", "missed_once", "missed_twice")]
        texts += [desk[part] for desk in one["contacts"] for part in ("office", "phone") if desk.get(part)]
        texts += [one["fund"]["amount"]["text"]] if one["fund"] else []
        assert [text for text in texts if squeezed(text or "") not in said] == [], one["id"]


def test_pages_lead_to_what_a_title_opens_and_what_rewards_it(page: Read, catalogue: list[dict[str, Any]]) -> None:
    little_giant = next(one for one in catalogue if one["id"] == "sme-little-giant")
    leads = page("/programmes/sme-little-giant").addresses("/programmes/")

    assert little_giant["opens"]
    assert little_giant["rewarded_by"]
    assert {f"/programmes/{id}" for id in (*little_giant["opens"], *little_giant["rewarded_by"])} <= set(leads)
    assert "/programmes/sme-specialized" in leads


def test_a_programme_with_two_versions_shows_both_and_names_the_current_one(page: Read) -> None:
    found = page("/programmes/sme-little-giant")

    assert found.within["version-1"].startswith("✓现行2026-04-01起")
    assert found.within["version-2"].startswith("至2026-03-31，不适用于本日")


def test_notes_say_which_way_they_err(page: Read, catalogue: list[dict[str, Any]]) -> None:
    labels = {"strict": "从严", "lenient": "从宽", "none": "不影响判定"}
    one = next(one for one in catalogue if {note["errs"] for note in one["notes"]} >= {"strict", "lenient"})
    said = page(f"/programmes/{one['id']}").text

    assert all(squeezed(note["text"] + labels[note["errs"]]) in said for note in one["notes"])


def test_a_closed_programme_says_since_when_and_why(page: Read, catalogue: list[dict[str, Any]]) -> None:
    closed = [one for one in catalogue if one["status"] == "closed"]

    assert closed
    for one in closed:
        said = page(f"/programmes/{one['id']}").text
        assert "已停办" in said
        assert squeezed(one["status_detail"]["reason"]) in said


def test_a_round_that_the_source_does_not_give_looks_assumed(page: Read, catalogue: list[dict[str, Any]]) -> None:
    silent = next(one for one in catalogue if one["kind"] == "honor" and one["round"] is None and one["held_when"] is None)

    assert "源文未载批次时间" in page(f"/programmes/{silent['id']}").text
    assert "源文未载批次时间" not in page("/programmes/sme-little-giant").text


def test_a_library_shows_its_quotas_and_how_it_ranks(page: Read) -> None:
    said = page("/programmes/library-excellent").text

    assert "推荐200家" in said
    assert "平顶山市11" in said
    assert "同分时依次比较" in said


def test_sources_are_named_at_the_end(page: Read) -> None:
    said = page("/programmes/sme-little-giant").text

    assert "[3]优质中小企业梯度培育管理暂行办法" in said
    assert "二手资料" in said


def test_an_unknown_programme_is_a_page_that_names_its_neighbours(page: Read) -> None:
    found = page("/programmes/sme-little-gaint", 404)

    assert "没有编号为sme-little-gaint的事项，是否为sme-little-giant" in found.text
