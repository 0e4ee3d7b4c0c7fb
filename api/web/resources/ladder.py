"""The graph of programmes, gates and criteria, for drawing."""

import networkx as nx
from flask import Response
from flask.views import MethodView

from api.answers_programmes import rule_answer
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi import GraphAnswer
from api.web.requests import catalogue
from graph.build import build_graph

blueprint = Blueprint("graph", __name__, url_prefix="/graph", description="事项之间的关系图")


@blueprint.route("")
class Graph(MethodView):
    """Node-link form, as networkx writes it."""

    @blueprint.response(200, GraphAnswer)
    def get(self) -> Response:
        """事项、组合、指标和它们之间的边（requires 条文要求，ladder 按惯例，favours 优先）"""
        drawn = nx.node_link_data(build_graph(catalogue()), edges="links")
        nodes = [{**node, "rule": rule_answer(node["rule"], catalogue())} if "rule" in node else node for node in drawn["nodes"]]
        return answer({"catalogue_version": catalogue().version, "nodes": nodes, "links": drawn["links"], "directed": True})
