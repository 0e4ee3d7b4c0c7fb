"""Plans: the shortest path to some targets."""

from datetime import date
from typing import Any

from flask import Response
from flask.views import MethodView

from api.answers import Json
from api.answers_plan import plan_answer, prospect
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi import PlanAnswer
from api.web.requests import PlanBody, asked
from graph.model import Catalogue
from planner.path.plan import Request
from planner.profile import Profile

blueprint = Blueprint("plans", __name__, url_prefix="/plans", description="到目标荣誉的最短成长路径")


@blueprint.route("")
class Plans(MethodView):
    """Stateless: nothing is kept."""

    @blueprint.arguments(PlanBody)
    @blueprint.response(200, PlanAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """到目标荣誉的最短成长路径"""
        return answer(planned(*asked(body), body))


def planned(profile: Profile, catalogue: Catalogue, on: date, body: dict[str, Any]) -> Json:
    """Return the plan that a body asks for."""
    request = Request(tuple(body["to"]), body["objective"], body["strict"], body.get("horizon"), body["alternatives"])
    return plan_answer(prospect(profile, catalogue, on, request), catalogue, on)
