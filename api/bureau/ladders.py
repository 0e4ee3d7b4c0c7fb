"""The ladders that the companies of a region climb."""

import networkx as nx

from api.bureau.judging import Judge


def ladders(judge: Judge) -> tuple[tuple[str, ...], ...]:
    """Return the honors of enterprises that rest on one another, a ladder each, from the lowest rung up, in the order of the catalogue."""
    known = judge.catalogue.programmes
    rungs = [id for id in judge.rungs if "enterprise" in known[id].holders]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(rungs)
    graph.add_edges_from((id, above) for id in rungs for above in judge.above[id] if above in graph)
    order = {id: place for place, id in enumerate(rungs)}
    groups = (sorted(group, key=lambda id: (-len(judge.above[id]), order[id])) for group in nx.connected_components(graph))
    return tuple(tuple(group) for group in groups if len(group) > 1)
