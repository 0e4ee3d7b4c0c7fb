"""The catalogue: a list with filters, or one programme whole."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.answers_programmes import Wanted, programme_answer, programmes_answer
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi import ProgrammeAnswer, ProgrammesAnswer
from api.web.requests import DayQuery, ListQuery, catalogue, today
from planner.errors import UnknownProgramme

blueprint = Blueprint("programmes", __name__, url_prefix="/programmes", description="事项：荣誉、资金、外部资质")


@blueprint.route("")
class Programmes(MethodView):
    """All programmes."""

    @blueprint.arguments(ListQuery, location="query")
    @blueprint.response(200, ProgrammesAnswer)
    def get(self, query: dict[str, Any]) -> Response:
        """列出事项，可按类别、主体、级别、辖区、受理状态、主题筛选"""
        on, full = query.pop("on", None) or today(), query.pop("full") == "true"
        return answer(programmes_answer(catalogue(), Wanted(**query).select(catalogue(), on), on, full=full))


@blueprint.route("/<id>")
class ProgrammeById(MethodView):
    """One programme."""

    @blueprint.arguments(DayQuery, location="query")
    @blueprint.response(200, ProgrammeAnswer)
    @blueprint.alt_response(404, "NOT_FOUND")
    def get(self, query: dict[str, Any], id: str) -> Response:
        """一个事项的全部内容：条件、版本、金额、说明，逐条引到条款"""
        programmes = catalogue().programmes
        if id not in programmes:
            raise UnknownProgramme(id, programmes)
        return answer(programme_answer(programmes[id], catalogue(), query.get("on") or today()))
