"""Answers about the stored profile of an enterprise: by the functions of the stateless resources, kept with what they rest on."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response
from flask.views import MethodView

from api.accounts import profiles
from api.accounts.answers import stored_answer
from api.accounts.paging import page_of
from api.accounts.stored_answers import Question, answer_by_id, answered, answers_of
from api.answers import Json
from api.errors import Refused
from api.exact_json import read_json
from api.storage.database import db
from api.storage.tables import ProfileVersion, StoredAnswer
from api.web.access import Caller, caller
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.calendar_file import calendar_file
from api.web.openapi_accounts import StoredAnswer as StoredShape
from api.web.openapi_accounts import StoredAnswersAnswer
from api.web.requests import catalogue, today
from api.web.requests_accounts import PageQuery
from api.web.requests_enterprises import (
    CalendarQuery,
    StoredAssessmentBody,
    StoredAwardsBody,
    StoredCalendarBody,
    StoredPlanBody,
)
from api.web.resources.assessments import judged
from api.web.resources.awards import scheduled
from api.web.resources.calendars import ahead
from api.web.resources.plans import planned
from planner.agenda import agenda
from planner.profile import Profile
from planner.profile_reader import read_profile

blueprint = Blueprint(
    "stored_answers", __name__, url_prefix="/enterprises/<key:enterprise>", description="对已存档案的评估、路径、资金、日程"
)
WHO = (Caller.VIEWER, Caller.STAFF)


@blueprint.route("/assessments")
class Assessments(MethodView):
    """Where it stands."""

    @blueprint.allow(*WHO)
    @blueprint.arguments(StoredAssessmentBody)
    @blueprint.response(201, StoredShape)
    @blueprint.once
    def post(self, body: dict[str, Any], enterprise: str) -> Response:
        """评估已存档案"""
        return _answered("assessment", body, enterprise, judged)


@blueprint.route("/plans")
class Plans(MethodView):
    """The shortest path."""

    @blueprint.allow(*WHO)
    @blueprint.arguments(StoredPlanBody)
    @blueprint.response(201, StoredShape)
    @blueprint.once
    def post(self, body: dict[str, Any], enterprise: str) -> Response:
        """由已存档案到目标荣誉的最短成长路径"""
        return _answered("plan", body, enterprise, planned)


@blueprint.route("/awards")
class Awards(MethodView):
    """The money."""

    @blueprint.allow(*WHO)
    @blueprint.arguments(StoredAwardsBody)
    @blueprint.response(201, StoredShape)
    @blueprint.once
    def post(self, body: dict[str, Any], enterprise: str) -> Response:
        """已存档案可以申领的资金"""
        return _answered("awards", body, enterprise, scheduled)


@blueprint.route("/calendars")
class Calendars(MethodView):
    """What comes up."""

    @blueprint.allow(*WHO)
    @blueprint.arguments(StoredCalendarBody)
    @blueprint.response(201, StoredShape)
    @blueprint.once
    def post(self, body: dict[str, Any], enterprise: str) -> Response:
        """已存档案今后的日程"""
        return _answered("calendar", body, enterprise, ahead)


@blueprint.route("/calendar.ics")
class CalendarFile(MethodView):
    """What comes up, for a calendar."""

    @blueprint.allow(*WHO)
    @blueprint.arguments(CalendarQuery, location="query")
    @blueprint.response(200, content_type="text/calendar", description="iCalendar 文件")
    def get(self, query: dict[str, Any], enterprise: str) -> Response:
        """日程文件（.ics），只含有确切日期的事项"""
        profile, on = _profile(_current(enterprise)), query.get("on") or today()
        found = calendar_file(agenda(profile, catalogue(), on, query["months"]), catalogue(), enterprise)
        headers = {"Content-Disposition": "attachment; filename=tidu.ics"}
        return Response(found, headers=headers, content_type="text/calendar; charset=utf-8")


@blueprint.route("/answers")
class Answers(MethodView):
    """All stored ones."""

    @blueprint.allow(*WHO)
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, StoredAnswersAnswer)
    def get(self, query: dict[str, Any], enterprise: str) -> Response:
        """列出存下的答复，新的在前"""
        return answer(page_of(db.session, answers_of(enterprise), query, "answers", stored_answer))


@blueprint.route("/answers/<key:id>")
class AnswerById(MethodView):
    """One of them."""

    @blueprint.allow(*WHO)
    @blueprint.response(200, StoredShape)
    def get(self, enterprise: str, id: str) -> Response:
        """一份存下的答复"""
        return _shown(answer_by_id(db.session, enterprise, id))


def _answered(kind: str, body: dict[str, Any], enterprise: str, compute: Callable[..., Json]) -> Response:
    version, on = _current(enterprise), body.pop("on", None) or today()
    question = Question(kind, json.dumps(body, sort_keys=True), on, version.number, catalogue().version)
    found = answered(db.session, enterprise, caller().id, question, lambda: compute(_profile(version), catalogue(), on, body))
    return _shown(found, 201)


def _shown(found: StoredAnswer, status: int = 200) -> Response:
    """Return a stored answer; its text stands in it as it was stored."""
    head = json.dumps(stored_answer(found), ensure_ascii=False)
    text = f'{head[:-1]}, "answer": {found.text}}}\n'
    headers = {"Location": f"/api/v1/enterprises/{found.enterprise_id}/answers/{found.id}"}
    return Response(text, status, headers, content_type="application/json")


def _current(enterprise: str) -> ProfileVersion:
    found = profiles.current(db.session, enterprise)
    if found is None:
        raise Refused("no_profile")
    return found


def _profile(version: ProfileVersion) -> Profile:
    return read_profile(read_json(version.text), catalogue())
