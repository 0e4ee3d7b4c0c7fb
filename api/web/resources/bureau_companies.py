"""The stored companies of a bureau's region: found, looked at, their titles confirmed, notes taken."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.accounts import profiles
from api.accounts.paging import page_of
from api.answers import Json
from api.bureau import notes, titles
from api.bureau.companies import company_answer, page, states_of
from api.errors import Refused
from api.exact_json import read_json
from api.storage.database import db, writing
from api.storage.tables import Judgement
from api.web.access import Caller, named_enterprise, staff
from api.web.answering import answer, nothing
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import (
    CompaniesAnswer,
    CompanyAnswer,
    NoteAnswer,
    NotesAnswer,
    TitleDecisionAnswer,
    TitleDecisionsAnswer,
)
from api.web.requests import catalogue
from api.web.requests_accounts import PageQuery
from api.web.requests_bureau import CompaniesQuery, NoteBody, TitleBody, filters_asked
from planner.profile import Profile
from planner.profile_reader import read_profile

blueprint = Blueprint("bureau_companies", __name__, url_prefix="/bureau/companies", description="本辖区的企业：查找、确认荣誉、备注")
COMPANY = "/<key:enterprise>"


@blueprint.route("")
class Companies(MethodView):
    """All of the region."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(CompaniesQuery, location="query")
    @blueprint.response(200, CompaniesAnswer)
    def get(self, query: dict[str, Any]) -> Response:
        """按名称、代码、地区、事项状态、所持荣誉、更新时间、有无档案查找企业"""
        return answer(page(db.session, filters_asked(query), query))


@blueprint.route(COMPANY)
class CompanyById(MethodView):
    """One of them."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, CompanyAnswer)
    def get(self, enterprise: str) -> Response:
        """一家企业最近一次判定：各事项的状态（未列出的为不适用或已停办）"""
        found = company_answer(named_enterprise(), db.session.get(Judgement, enterprise))
        return answer({**found, "states": states_of(db.session, enterprise)})


@blueprint.route(f"{COMPANY}/titles/confirm")
class Confirmation(MethodView):
    """Yes."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(TitleBody)
    @blueprint.response(201, TitleDecisionAnswer)
    def post(self, body: dict[str, Any], enterprise: str) -> Response:
        """确认档案中的一项荣誉，注明依据"""
        return answer(decided(body, enterprise, "confirmed"), 201)


@blueprint.route(f"{COMPANY}/titles/refuse")
class Refusal(MethodView):
    """No."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(TitleBody)
    @blueprint.response(201, TitleDecisionAnswer)
    def post(self, body: dict[str, Any], enterprise: str) -> Response:
        """不予确认档案中的一项荣誉，说明理由"""
        return answer(decided(body, enterprise, "refused"), 201)


@blueprint.route(f"{COMPANY}/titles/decisions")
class Decisions(MethodView):
    """What was decided when."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, TitleDecisionsAnswer)
    def get(self, enterprise: str) -> Response:
        """对这家企业荣誉的全部确认和不予确认，先后为序"""
        return answer({"decisions": titles.history(db.session, enterprise)})


@blueprint.route(f"{COMPANY}/notes")
class Notes(MethodView):
    """What staff noted."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, NotesAnswer)
    def get(self, query: dict[str, Any], enterprise: str) -> Response:
        """列出备注，新的在前；只有辖区内的工作人员可见"""
        return answer(page_of(db.session, notes.notes_of(enterprise), query, "notes", notes.note_answer))

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(NoteBody)
    @blueprint.response(201, NoteAnswer)
    def post(self, body: dict[str, Any], enterprise: str) -> Response:
        """写一条备注"""
        with writing() as session:
            found = notes.note_answer(notes.add(session, staff(), enterprise, body["text"]))
        return answer(found, 201)


@blueprint.route(f"{COMPANY}/notes/<key:id>")
class NoteById(MethodView):
    """One of them."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(204)
    def delete(self, enterprise: str, id: str) -> Response:
        """删去自己写的一条备注"""
        with writing() as session:
            notes.remove(session, staff(), enterprise, id)
        return nothing()


def decided(body: dict[str, Any], enterprise: str, state: str) -> Json:
    """Write down a decision about a title, and return it."""
    with writing() as session:
        profile = stored_profile(enterprise)
        decision = titles.Decision(**body, state=state)
        return titles.decision_answer(titles.decide(session, staff(), named_enterprise(), profile, decision, catalogue()))


def stored_profile(enterprise: str) -> Profile:
    """Return the current profile of a company."""
    found = profiles.current(db.session, enterprise)
    if found is None:
        raise Refused("no_profile")
    return read_profile(read_json(found.text), catalogue())
