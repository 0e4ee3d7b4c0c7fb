"""Unlocks: the least change that opens a programme."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.answers_advice import unlock_answer
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi import UnlockAnswer
from api.web.requests import UnlockBody, asked
from planner.unlocking import unlock

blueprint = Blueprint("unlocks", __name__, url_prefix="/unlocks", description="达到一个事项的基本条件，最少要改变什么")


@blueprint.route("")
class Unlocks(MethodView):
    """Stateless: nothing is kept."""

    @blueprint.arguments(UnlockBody)
    @blueprint.response(200, UnlockAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """达到一个事项的基本条件，最少要改变什么"""
        profile, catalogue, on = asked(body)
        return answer(unlock_answer(unlock(profile, catalogue, on, body["to"]), catalogue, on))
