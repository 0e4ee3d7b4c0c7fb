"""The profile of a stored enterprise: versions that are never overwritten, and no save over that of another."""

from typing import Any

from flask import Response, request
from flask.views import MethodView

from api.accounts import profiles
from api.accounts.answers import version_answer
from api.accounts.paging import page_of
from api.bureau.judging import keep
from api.errors import Refused
from api.exact_json import read_json
from api.storage.database import db, writing
from api.storage.tables import Enterprise, ProfileVersion
from api.web.access import Caller, caller, named_enterprise
from api.web.answering import answer
from api.web.blueprints import Blueprint, json_text
from api.web.if_match import version_changed
from api.web.openapi_accounts import VersionAnswer, VersionsAnswer
from api.web.problems import profile_faults
from api.web.requests import catalogue, today
from api.web.requests_accounts import PageQuery
from api.web.requests_bureau import judge
from planner.errors import ProfileError
from planner.profile import Profile
from planner.profile_reader import read_profile

PROFILE = "/enterprises/<key:enterprise>/profile"
blueprint = Blueprint("profiles", __name__, description="企业档案及其各个版本")
BODY = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Profile"}}}}
WHICH = [
    {"in": "header", "name": name, "schema": {"type": "string"}, "description": said}
    for name, said in (("If-Match", "所改版本的 ETag"), ("If-None-Match", "首次保存用 *"))
]


@blueprint.route(PROFILE)
class CurrentProfile(MethodView):
    """The version that counts."""

    @blueprint.allow(Caller.VIEWER, Caller.STAFF)
    @blueprint.response(200, {"$ref": "#/components/schemas/Profile"})
    def get(self, enterprise: str) -> Response:
        """当前档案，与保存时一字不差；ETag 是版本"""
        found = profiles.current(db.session, enterprise)
        if found is None:
            raise Refused("nothing_there", "企业还没有档案")
        return _as_saved(found)

    @blueprint.allow(Caller.EDITOR)
    @blueprint.doc(requestBody=BODY, parameters=WHICH)
    @blueprint.response(200, VersionAnswer)
    def put(self, enterprise: str) -> Response:
        """保存档案为新版本；他人已改则 412，并逐项说明改了什么"""
        return saved(named_enterprise(), version_changed(), json_text(request))


@blueprint.route(f"{PROFILE}/versions")
class Versions(MethodView):
    """All versions."""

    @blueprint.allow(Caller.VIEWER, Caller.STAFF)
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, VersionsAnswer)
    def get(self, query: dict[str, Any], enterprise: str) -> Response:
        """列出各个版本：谁、何时保存"""
        return answer(page_of(db.session, profiles.versions_of(enterprise), query, "versions", version_answer))


@blueprint.route(f"{PROFILE}/versions/<int(max=999999999):number>")
class VersionByNumber(MethodView):
    """One version."""

    @blueprint.allow(Caller.VIEWER, Caller.STAFF)
    @blueprint.response(200, {"$ref": "#/components/schemas/Profile"})
    def get(self, enterprise: str, number: int) -> Response:
        """某一版本，与保存时一字不差"""
        return _as_saved(profiles.version(db.session, enterprise, number))


def saved(enterprise: Enterprise, base: int, text: str, status: int = 200) -> Response:
    """Save a profile that was made from version `base`, with its judgement; answer which version it is."""
    judged = judge().judge(check(read_json(text), enterprise), today())
    made = ProfileVersion(enterprise_id=enterprise.id, text=text, catalogue_version=catalogue().version, saved_by=caller().id)
    with writing() as session:
        kept = profiles.save(session, made, base)
        keep(session, kept, session.get_one(Enterprise, enterprise.id).region, judged)
        told = version_answer(kept)
    return answer(told, status, {"ETag": profiles.etag(told["number"])})


def check(data: object, enterprise: Enterprise) -> Profile:
    """Return a profile that is of this enterprise, or refuse it with all faults."""
    try:
        profile = read_profile(data, catalogue())
    except ProfileError as error:
        raise Refused("invalid", errors=profile_faults(error, "")) from None
    faults = []
    if profile.holder != "enterprise":
        faults.append({"pointer": f"/{profile.holder}", "message": "这里保存的是企业的档案，应为 enterprise"})
    for field, name in (("uscc", "统一社会信用代码"), ("region", "登记地")):
        said, right = profile.identity.get(field), getattr(enterprise, field)
        if said is not None and said != right:
            faults.append({"pointer": f"/{profile.holder}/{field}", "message": f"{name}应为 {right}；有变更请联系主管部门"})
    if faults:
        raise Refused("invalid", errors=faults)
    return profile


def _as_saved(found: ProfileVersion) -> Response:
    response = Response(found.text, content_type="application/json")
    response.set_etag(str(found.number))
    response.make_conditional(request)
    return response
