"""The networkx graph of a catalogue: programmes, gates and criteria; edges say why they are there."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx

from graph.criteria import TitleHeld
from graph.model import Catalogue, Programme
from graph.requirement import Gate, Requirement, leaves

PROGRAMMES = ("honor", "fund", "credential")


def build_graph(catalogue: Catalogue) -> "nx.DiGraph[str]":
    """Return the AND/OR graph of a catalogue.

    Parameters
    ----------
    catalogue : Catalogue
        A loaded catalogue.

    Returns
    -------
    networkx.DiGraph
        Nodes are programmes (`kind` honor, fund, credential), gates (`kind` gate, `count` None for all) and criteria
        (`kind` criterion, `rule`). An edge u → v reads «v rests on u»; its `why` is `requires` (a clause demands it), `ladder`
        (custom) or `favours` (bonus, priority).

    Notes
    -----
    networkx has no AND/OR path: `shortest_path` to a programme is not its upgrade path (planner.path has that).
    O(criteria) nodes and edges.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    for programme in catalogue.programmes.values():
        graph.add_node(programme.id, kind=programme.kind, name=programme.name, level=programme.level, status=programme.status.state)
    for programme in catalogue.programmes.values():
        for index, tree in enumerate(_trees(programme)):
            _add_tree(graph, programme.id, tree, f"{programme.id}/{index}")
        for rung in programme.after:
            graph.add_edge(rung.honor, programme.id, why="ladder")
        for rung in programme.favoured_by:
            if not graph.has_edge(rung.honor, programme.id):
                graph.add_edge(rung.honor, programme.id, why="favours", how=rung.how)
    return graph


def _trees(programme: Programme) -> Iterator[Requirement]:
    if programme.held_when is not None:
        yield programme.held_when
    for version in programme.versions:
        yield version.requires


def _add_tree(graph: "nx.DiGraph[str]", above: str, tree: Requirement, name: str) -> None:
    if isinstance(tree, Gate):
        graph.add_node(name, kind="gate", gate=tree.kind, count=tree.count)
        graph.add_edge(name, above, why="requires")
        for number, child in enumerate(tree.children):
            _add_tree(graph, name, child, f"{name}.{number}")
        return
    graph.add_node(name, kind="criterion", rule=tree)
    graph.add_edge(name, above, why="requires")
    for honor in tree.titles:
        graph.add_edge(honor, name, why="requires")


def prerequisites(catalogue: Catalogue) -> "nx.DiGraph[str]":
    """Return the graph of programmes alone: an edge u → v where some clause of v names the title u."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(catalogue.programmes)
    for programme in catalogue.programmes.values():
        for tree in _trees(programme):
            graph.add_edges_from((leaf.honor, programme.id) for leaf in leaves(tree) if isinstance(leaf, TitleHeld))
    return graph


def unreachable(graph: "nx.DiGraph[str]") -> list[str]:
    """Return the programmes that no company can ever reach, every criterion but titles granted.

    Forward chaining over the gates (Dowling and Gallier 1984), each node with a count of the inputs that it still waits for: O(edges).
    """
    above: dict[str, list[str]] = {name: [] for name in graph}
    inputs = Counter[str]()
    for low, high, edge in graph.edges(data=True):
        if edge["why"] == "requires":
            above[low].append(high)
            inputs[high] += 1
    wanted = {name: _wanted(data, inputs[name]) for name, data in graph.nodes(data=True)}
    reached = [name for name, count in wanted.items() if count == 0]
    for name in reached:  # grows while it is read
        for high in above[name]:
            wanted[high] -= 1
            if wanted[high] == 0:
                reached.append(high)
    return sorted({name for name, data in graph.nodes(data=True) if data["kind"] in PROGRAMMES}.difference(reached))


def _wanted(data: Mapping[str, Any], inputs: int) -> int:
    """Return how many of its inputs a node waits for: a programme for one of its versions, a gate for its count."""
    if data["kind"] == "gate" and data["count"] is not None:
        return int(data["count"])
    return min(inputs, 1) if data["kind"] in PROGRAMMES else inputs


def cycles(graph: "nx.DiGraph[str]") -> list[list[str]]:
    """Return the rings of programmes that rest on each other by nothing but conjunction: nobody can ever start."""
    stuck = set(unreachable(graph))
    if not stuck:
        return []
    clauses: nx.DiGraph[str] = nx.DiGraph()
    clauses.add_edges_from((above, name) for above, name, edge in graph.edges(data=True) if edge["why"] == "requires")
    rings = []
    narrow = clauses.subgraph([name for name in clauses if name in stuck or graph.nodes[name]["kind"] not in PROGRAMMES])
    for component in nx.strongly_connected_components(narrow):
        programmes = sorted(name for name in component if name in stuck)
        if len(component) > 1 and programmes:
            rings.append(programmes)
    return sorted(rings)
