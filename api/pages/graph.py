"""The ladder graph to look at: a drawing, and the same edges as a list."""

from flask import Blueprint, Response, render_template, request

from api.answers import Json
from api.pages.ladder import Edge, Ladders, ladders
from api.web.answering import answer
from api.web.requests import catalogue
from graph.build import build_graph
from graph.model import Catalogue

blueprint = Blueprint("graph_pages", __name__)
WHY = {"requires": "条文要求", "ladder": "按惯例", "favours": "优先（加分）"}


@blueprint.get("/graph")
def graph() -> str:
    """Show the ladders."""
    drawn = ladders(build_graph(catalogue()))
    before: dict[str, list[Edge]] = {}
    for edge in drawn.edges:
        before.setdefault(edge.target, []).append(edge)
    return render_template("graph.html", drawn=drawn, before=before, why=WHY, programmes=catalogue().programmes)


@blueprint.get("/graph.json")
def graph_data() -> Response:
    """Return what the drawing is made of."""
    response = answer(drawing(ladders(build_graph(catalogue())), catalogue()))
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def drawing(drawn: Ladders, policies: Catalogue) -> Json:
    """Return the ladders as nodes and edges for cytoscape."""
    chosen = (policies.programmes[id] for id in drawn.programmes)
    return {
        "catalogue_version": policies.version,
        "isolated": drawn.isolated,
        "nodes": [{"id": one.id, "name": one.name, "kind": one.kind, "level": one.level, "topic": one.topic} for one in chosen],
        "edges": [{"source": one.source, "target": one.target, "why": one.why, "choice": one.choice} for one in drawn.edges],
    }
