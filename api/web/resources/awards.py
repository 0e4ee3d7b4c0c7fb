"""Awards: the money that can be claimed."""

from datetime import date
from typing import Any

from flask import Response
from flask.views import MethodView

from api.answers import Json, awards_answer
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi import AwardsAnswer
from api.web.requests import AwardsBody, asked
from graph.model import Catalogue
from planner.awards import awards as schedule
from planner.profile import Profile

blueprint = Blueprint("awards", __name__, url_prefix="/awards", description="可以申领的资金：何时、多少、由谁出")


@blueprint.route("")
class Awards(MethodView):
    """Stateless: nothing is kept."""

    @blueprint.arguments(AwardsBody)
    @blueprint.response(200, AwardsAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """可以申领的资金：何时、多少、由谁出"""
        return answer(scheduled(*asked(body), body))


def scheduled(profile: Profile, catalogue: Catalogue, on: date, body: dict[str, Any]) -> Json:
    """Return the awards that a body asks for."""
    return awards_answer(schedule(profile, catalogue, on, body.get("horizon")), catalogue)
