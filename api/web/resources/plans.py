"""Plans: the shortest path to some targets."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.answers_plan import plan_answer, prospect
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi import PlanAnswer
from api.web.requests import PlanBody, asked
from planner.path.plan import Request

blueprint = Blueprint("plans", __name__, url_prefix="/plans", description="到目标荣誉的最短成长路径")


@blueprint.route("")
class Plans(MethodView):
    """Stateless: nothing is kept."""

    @blueprint.arguments(PlanBody)
    @blueprint.response(200, PlanAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """到目标荣誉的最短成长路径"""
        profile, catalogue, on = asked(body)
        request = Request(tuple(body["to"]), body["objective"], body["strict"], body.get("horizon"), body["alternatives"])
        return answer(plan_answer(prospect(profile, catalogue, on, request), catalogue, on))
