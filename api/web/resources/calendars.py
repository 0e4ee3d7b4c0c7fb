"""Calendars: what comes up for a company."""

from datetime import date
from typing import Any

from flask import Response
from flask.views import MethodView

from api.answers import Json
from api.answers_agenda import agenda_answer
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi import CalendarAnswer
from api.web.requests import CalendarBody, asked
from graph.model import Catalogue
from planner.agenda import agenda
from planner.profile import Profile

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars", description="今后的日程：批次、截止日、年度义务、复核和到期")


@blueprint.route("")
class Calendars(MethodView):
    """Stateless: nothing is kept."""

    @blueprint.arguments(CalendarBody)
    @blueprint.response(200, CalendarAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """今后的日程：批次、截止日、年度义务、复核和到期"""
        return answer(ahead(*asked(body), body))


def ahead(profile: Profile, catalogue: Catalogue, on: date, body: dict[str, Any]) -> Json:
    """Return the agenda that a body asks for."""
    return agenda_answer(agenda(profile, catalogue, on, body["months"]), catalogue)
