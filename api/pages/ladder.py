"""The ladders for drawing: programmes alone, with gates and criteria drawn together into edges."""

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from graph.build import PROGRAMMES

STRENGTH = ("requires", "ladder", "favours")


@dataclass(frozen=True)
class Edge:
    """`source` comes before `target`; `why` as in the graph; `choice`: it is one of several ways."""

    source: str
    target: str
    why: str
    choice: bool


@dataclass(frozen=True)
class Ladders:
    """The edges between programmes, the programmes that have some, and how many have none."""

    edges: tuple[Edge, ...]
    programmes: tuple[str, ...]
    isolated: int


def ladders(graph: "nx.DiGraph[str]") -> Ladders:
    """Return the ladders of a graph of programmes, gates and criteria.

    Of two edges between the same programmes the stronger stays: a clause before custom, custom before a bonus; one that all ways share
    before one of several.
    """
    every = [name for name, data in graph.nodes(data=True) if data["kind"] in PROGRAMMES]
    found: dict[tuple[str, str], Edge] = {}
    for target in every:
        edges = (edge for edge in _edges_to(graph, target) if edge.source != target)
        for edge in sorted(edges, key=lambda edge: (STRENGTH.index(edge.why), edge.choice)):
            found.setdefault((edge.source, target), edge)
    drawn = {name for pair in found for name in pair}
    return Ladders(tuple(found.values()), tuple(name for name in every if name in drawn), len(every) - len(drawn))


def _edges_to(graph: "nx.DiGraph[str]", target: str) -> Iterator[Edge]:
    """Yield an edge for every way in which a programme rests on another."""
    roots = [name for name in graph.predecessors(target) if graph.nodes[name]["kind"] not in PROGRAMMES]
    yield from (Edge(name, target, graph.edges[name, target]["why"], False) for name in graph.predecessors(target) if name not in roots)
    waiting = [(name, False) for name in roots]
    while waiting:
        name, choice = waiting.pop()
        data = graph.nodes[name]
        if data["kind"] in PROGRAMMES:
            yield Edge(name, target, "requires", choice)
            continue
        choice = choice or (data["kind"] == "gate" and data["count"] not in (None, graph.in_degree(name)))
        waiting += [(above, choice) for above in graph.predecessors(name)]
