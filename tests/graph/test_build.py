from dataclasses import replace

from graph.build import build_graph, cycles, prerequisites, unreachable
from graph.model import Catalogue


def test_nodes_are_programmes_gates_and_criteria(base: Catalogue) -> None:
    graph = build_graph(base)
    kinds = dict(graph.nodes(data="kind"))
    assert {name for name, kind in kinds.items() if kind in ("honor", "fund", "credential")} == set(base.programmes)
    assert {kinds[name] for name in graph if name not in base.programmes} == {"gate", "criterion"}
    assert graph.nodes["star"] == {"kind": "honor", "name": "省级质量之星", "level": "province", "status": "open"}


def test_a_gate_says_how_many_it_wants_and_a_criterion_is_its_rule(base: Catalogue) -> None:
    graph = build_graph(base)
    assert (graph.nodes["star/0"]["gate"], graph.nodes["star/0"]["count"]) == ("all", None)
    assert (graph.nodes["fund-quality/0"]["gate"], graph.nodes["fund-quality/0"]["count"]) == ("any", 1)
    requires = base.programmes["star"].versions[0].requires
    assert graph.nodes["star/0.1"]["rule"] is requires.children[1]  # type: ignore[union-attr]


def test_an_edge_says_why(base: Catalogue) -> None:
    graph = build_graph(base)
    assert graph.edges["cup", "champion"]["why"] == "ladder"
    assert graph.edges["ext-hi-tech", "champion"] == {"why": "favours", "how": "加分"}
    assert graph.edges["star", "champion/0"]["why"] == "requires"
    assert graph.edges["champion/0", "champion"]["why"] == "requires"
    assert set(graph.predecessors("champion")) == {"champion/0", "champion/1", "cup", "ext-hi-tech"}


def test_a_custom_rung_that_is_favoured_too_stays_a_rung(base: Catalogue) -> None:
    champion = base.programmes["champion"]
    both = replace(champion, favoured_by=(*champion.favoured_by, replace(champion.after[0], how="加分")))
    graph = build_graph(replace(base, programmes={**base.programmes, "champion": both}))
    assert graph.edges["cup", "champion"]["why"] == "ladder"


def test_what_rests_on_an_umbrella_rests_on_what_it_stands_for(base: Catalogue) -> None:
    graph = build_graph(base)
    assert not list(graph.successors("star-or-cup"))
    assert set(graph.predecessors("champion/1.0")) == {"champion/1.0.0", "champion/1.0.1"}
    assert [next(graph.predecessors(f"champion/1.0.{number}")) for number in (0, 1)] == ["star", "cup"]


def test_prerequisites_join_programmes_by_title_alone(base: Catalogue) -> None:
    assert set(prerequisites(base).predecessors("champion")) == {"star", "cup"}
    assert set(prerequisites(base).predecessors("fund-quality")) == {"star", "champion"}
    assert not list(prerequisites(base).predecessors("star"))


def test_everything_in_a_sound_catalogue_is_reachable(base: Catalogue) -> None:
    assert unreachable(build_graph(base)) == []


def test_a_ring_beside_another_way_hinders_nobody(base: Catalogue) -> None:
    graph = build_graph(base)
    graph.add_edge("champion", "star/0", why="requires")
    assert unreachable(graph) == []


def test_a_ring_without_another_way_stops_all_that_rest_on_it(base: Catalogue) -> None:
    graph = build_graph(base)
    graph.add_node("both", kind="gate", gate="all", count=None)
    graph.add_edges_from([("champion", "both"), ("both", "star"), ("both", "cup")], why="requires")
    graph.remove_edges_from([("star/0", "star"), ("cup/0", "cup")])
    stopped = {"star", "cup", "star-or-cup", "champion", "fund-quality", "fund-equipment", "fund-plan"}
    assert set(unreachable(graph)) == stopped
    assert cycles(graph) == [["champion", "cup", "star"]]


def test_custom_rungs_and_favours_bind_nobody(base: Catalogue) -> None:
    graph = build_graph(base)
    graph.add_edge("champion", "cup", why="ladder")
    graph.add_edge("champion", "star", why="favours")
    assert unreachable(graph) == []
