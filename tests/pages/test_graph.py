"""The ladder graph: programmes alone, the edges between them, and the same as a list."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx
import pytest
from flask.testing import FlaskClient

from api.pages.ladder import Edge, ladders
from tests.pages.markup import Page


@pytest.fixture(scope="module")
def drawing(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get("/graph.json").data)
    return found


def edges(drawing: dict[str, Any], why: str) -> set[tuple[str, str]]:
    return {(edge["source"], edge["target"]) for edge in drawing["edges"] if edge["why"] == why}


def wanted(tree: Any) -> Iterator[str]:
    """Yield the titles that the conditions of an answer want."""
    if isinstance(tree, dict) and tree.get("kind") == "title" and "criterion" in tree:
        yield tree["rule"]["honor"]
    elif isinstance(tree, dict | list):
        for inside in tree.values() if isinstance(tree, dict) else tree:
            yield from wanted(inside)


def test_every_title_that_a_clause_wants_is_a_solid_edge_and_no_other(drawing: dict[str, Any], catalogue: list[dict[str, Any]]) -> None:
    named = {
        (title, one["id"])
        for one in catalogue
        for title in wanted([one["held_when"], *(version["requires"] for version in one["versions"])])
        if title != one["id"]
    }

    assert edges(drawing, "requires") == named


def test_custom_is_another_kind_of_edge_than_a_clause(drawing: dict[str, Any]) -> None:
    assert ("sme-little-giant", "champion-national") in edges(drawing, "ladder")
    assert ("sme-specialized", "sme-little-giant") in edges(drawing, "requires")


def test_one_of_several_doors_is_marked_as_a_choice(drawing: dict[str, Any], catalogue: list[dict[str, Any]]) -> None:
    choices = {(edge["source"], edge["target"]): edge["choice"] for edge in drawing["edges"]}
    lighthouse = next(one["id"] for one in catalogue if "小灯塔" in one["name"])
    doors = {source for source, target in edges(drawing, "requires") if target == lighthouse}

    assert len(doors) > 1
    assert all(choices[door, lighthouse] for door in doors)
    assert not choices["sme-specialized", "sme-little-giant"]


def test_programmes_without_edges_are_counted_but_not_drawn(drawing: dict[str, Any], catalogue: list[dict[str, Any]]) -> None:
    drawn = {node["id"] for node in drawing["nodes"]}

    assert drawn == {end for edge in drawing["edges"] for end in (edge["source"], edge["target"])}
    assert len(drawn) + drawing["isolated"] == len(catalogue)


def test_the_list_has_every_edge_of_the_drawing(page: Callable[..., Page], drawing: dict[str, Any]) -> None:
    found = page("/graph")
    leads = found.addresses("/programmes/")

    assert len(leads) == len(drawing["edges"]) + len({edge["target"] for edge in drawing["edges"]})
    assert f"关系清单（{len(drawing['edges'])}条）" in found.text
    assert "国家级专精特新“小巨人”企业按惯例" in found.text


def test_an_unchanged_drawing_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/graph.json").headers["ETag"]

    assert client.get("/graph.json", headers={"If-None-Match": tag}).status_code == 304


@pytest.fixture
def small() -> "nx.DiGraph[str]":
    graph: nx.DiGraph[str] = nx.DiGraph()
    for name in ("a", "b", "c", "d", "alone"):
        graph.add_node(name, kind="honor")
    return graph


def add_gate(graph: "nx.DiGraph[str]", above: str, name: str, count: int | None, *titles: str) -> None:
    graph.add_node(name, kind="gate", count=count)
    graph.add_edge(name, above, why="requires")
    for title in titles:
        graph.add_node(f"{name}.{title}", kind="criterion")
        graph.add_edge(f"{name}.{title}", name, why="requires")
        graph.add_edge(title, f"{name}.{title}", why="requires")


def test_a_gate_that_wants_all_it_has_is_no_choice(small: "nx.DiGraph[str]") -> None:
    add_gate(small, "d", "all", None, "a")
    add_gate(small, "c", "both", 2, "a", "b")

    assert {edge.choice for edge in ladders(small).edges} == {False}


def test_of_two_edges_the_stronger_is_drawn(small: "nx.DiGraph[str]") -> None:
    add_gate(small, "d", "any", 1, "a", "b")
    small.add_edge("a", "d", why="ladder")
    small.add_edge("c", "d", why="favours")
    add_gate(small, "d", "later", None, "b")

    assert set(ladders(small).edges) == {
        Edge("a", "d", "requires", True),
        Edge("b", "d", "requires", False),
        Edge("c", "d", "favours", False),
    }
    assert ladders(small).isolated == 1
