"""Questions: the unknown that decides most."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.answers_advice import question_answer
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi import QuestionAnswer
from api.web.requests import QuestionBody, asked
from planner.questions import next_question

blueprint = Blueprint("questions", __name__, url_prefix="/questions", description="下一个该问的问题")


@blueprint.route("")
class Questions(MethodView):
    """Stateless: nothing is kept."""

    @blueprint.arguments(QuestionBody)
    @blueprint.response(200, QuestionAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """下一个该问的问题"""
        profile, catalogue, on = asked(body)
        found = next_question(profile, catalogue, on, tuple(body["to"]))
        return answer(question_answer(found, profile, catalogue, on))
