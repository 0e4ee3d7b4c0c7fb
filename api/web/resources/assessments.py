"""Assessments: where a company stands with every programme, or with one."""

from datetime import date
from typing import Any

from flask import Response
from flask.views import MethodView

from api.answers import Json, assessment_answer
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi import AssessmentsAnswer
from api.web.requests import AssessmentBody, asked
from graph.model import Catalogue
from planner.assessment import assess
from planner.profile import Profile
from planner.review import review as re_examine

blueprint = Blueprint("assessments", __name__, url_prefix="/assessments", description="评估一份档案：每个事项的状态、差距和待确认信息")


@blueprint.route("")
class Assessments(MethodView):
    """Stateless: nothing is kept."""

    @blueprint.arguments(AssessmentBody)
    @blueprint.response(200, AssessmentsAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """评估一份档案：每个事项的状态、差距和待确认信息"""
        return answer(judged(*asked(body), body))


def judged(profile: Profile, catalogue: Catalogue, on: date, body: dict[str, Any]) -> Json:
    """Return the assessment that a body asks for."""
    judge = re_examine if body["review"] else assess
    return assessment_answer(judge(profile, catalogue, on, body.get("programme")), catalogue, on)
