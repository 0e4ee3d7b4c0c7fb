"""Enterprises: who they are, who acts for them, who is invited to."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.accounts import members
from api.accounts.answers import enterprise_answer, invitation_answer, member_answer, membership_answer
from api.accounts.inbox import owners_of
from api.errors import Refused
from api.storage.database import db, writing
from api.storage.tables import User
from api.web.access import Caller, named_enterprise, user
from api.web.answering import answer, nothing
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import EnterpriseAnswer, InvitationAnswer, InvitationsAnswer, MemberAnswer, MembersAnswer
from api.web.requests_enterprises import AcceptBody, InvitationBody, MemberBody, end_of

blueprint = Blueprint("enterprises", __name__, description="企业、成员、邀请")
ENTERPRISE = "/enterprises/<key:enterprise>"


@blueprint.route(ENTERPRISE)
class EnterpriseById(MethodView):
    """One enterprise."""

    @blueprint.allow(Caller.VIEWER, Caller.STAFF)
    @blueprint.response(200, EnterpriseAnswer)
    def get(self, enterprise: str) -> Response:
        """一家企业"""
        return answer(enterprise_answer(named_enterprise()))


@blueprint.route(f"{ENTERPRISE}/members")
class Members(MethodView):
    """Who acts for it."""

    @blueprint.allow(Caller.VIEWER, Caller.STAFF)
    @blueprint.response(200, MembersAnswer)
    def get(self, enterprise: str) -> Response:
        """成员和角色；姓名和电话打码"""
        return answer({"members": [member_answer(*found) for found in members.members_of(db.session, enterprise)]})


@blueprint.route(f"{ENTERPRISE}/members/<key:id>")
class MemberById(MethodView):
    """One of them."""

    @blueprint.allow(Caller.OWNER)
    @blueprint.arguments(MemberBody)
    @blueprint.response(200, MemberAnswer)
    def put(self, body: dict[str, Any], enterprise: str, id: str) -> Response:
        """改变成员的角色和任期；企业须有一名不限期的负责人"""
        with writing() as session:
            member = members.change(session, enterprise, id, body["role"], end_of(body["until"]))
            found = member_answer(member, session.get_one(User, id))
        return answer(found)

    @blueprint.allow(Caller.VIEWER)
    @blueprint.response(204)
    def delete(self, enterprise: str, id: str) -> Response:
        """移出成员（负责人），或自己退出"""
        with writing() as session:
            if id != user().id and user().id not in owners_of(session, enterprise):
                raise Refused("forbidden")
            members.end_membership(session, enterprise, id)
        return nothing()


@blueprint.route(f"{ENTERPRISE}/invitations")
class Invitations(MethodView):
    """Who is invited."""

    @blueprint.allow(Caller.OWNER)
    @blueprint.response(200, InvitationsAnswer)
    def get(self, enterprise: str) -> Response:
        """列出发出的邀请"""
        return answer({"invitations": [invitation_answer(one) for one in members.invitations_of(db.session, enterprise)]})

    @blueprint.allow(Caller.OWNER)
    @blueprint.arguments(InvitationBody)
    @blueprint.response(201, InvitationAnswer)
    def post(self, body: dict[str, Any], enterprise: str) -> Response:
        """邀请成员；口令只在此处给出一次，只能用一次"""
        with writing() as session:
            found, token = members.invite(session, enterprise, user().id, body["role"], body["days"])
            told = {**invitation_answer(found), "token": token}
        return answer(told, 201)


@blueprint.route(f"{ENTERPRISE}/invitations/<key:id>")
class InvitationById(MethodView):
    """One of them."""

    @blueprint.allow(Caller.OWNER)
    @blueprint.response(204)
    def delete(self, enterprise: str, id: str) -> Response:
        """撤回邀请"""
        with writing() as session:
            members.revoke(session, enterprise, id)
        return nothing()


@blueprint.route("/invitations/accept")
class Acceptance(MethodView):
    """Following an invitation."""

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(AcceptBody)
    @blueprint.response(201, EnterpriseAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """凭邀请口令加入企业"""
        with writing() as session:
            member, found = members.accept(session, user().id, body["token"])
            told = {**enterprise_answer(found), **membership_answer(member)}
        return answer(told, 201)
