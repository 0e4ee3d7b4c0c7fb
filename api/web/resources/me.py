"""Oneself: who one is to the service, and what one has told it."""

from typing import Any

from flask import Response, current_app
from flask.views import MethodView

from api.accounts.answers import user_answer
from api.accounts.audit import record
from api.accounts.leaving import leave, leaving_answer
from api.accounts.masking import masked_name
from api.accounts.regions import level_of
from api.accounts.users import first_identity, memberships_of
from api.answers import Json
from api.errors import Refused
from api.storage.database import db, writing
from api.storage.tables import Staff
from api.web.access import Caller, caller, sessions, user
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.evidence import evidence
from api.web.openapi_accounts import LeavingAnswer, MeAnswer
from api.web.requests import catalogue
from api.web.requests_accounts import MeBody, WeChatLogin

blueprint = Blueprint("me", __name__, url_prefix="/me", description="自己")


@blueprint.route("")
class Me(MethodView):
    """Who one is."""

    @blueprint.allow(Caller.USER, Caller.STAFF)
    @blueprint.response(200, MeAnswer)
    def get(self) -> Response:
        """自己的账号；姓名和电话打码"""
        member = caller().staff
        return answer(_staff(member) if member else _user())

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(MeBody)
    @blueprint.response(200, MeAnswer)
    def patch(self, body: dict[str, Any]) -> Response:
        """修改自己的姓名"""
        with writing() as session:
            user().name = body["name"]
            record(session, "user.rename", "user", user().id)
        return answer(_user())

    @blueprint.allow(Caller.USER)
    @blueprint.response(200, LeavingAnswer)
    def delete(self) -> Response:
        """注销账号；答复说明删去什么、留下什么、为何"""
        own = caller().session
        with writing() as session:
            files = leave(session, user())
        for file in files:
            evidence().remove(file)
        sessions().end_all(own.kind, own.who)
        return answer(leaving_answer())


@blueprint.route("/phone")
class Phone(MethodView):
    """One's phone number, as WeChat vouches for it."""

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(WeChatLogin)
    @blueprint.response(200, MeAnswer)
    def put(self, body: dict[str, Any]) -> Response:
        """用微信手机号按钮的 code 登记自己的电话"""
        wechat = current_app.extensions["tidu.wechat"]
        if wechat is None:
            raise Refused("wechat_off")
        openid = first_identity(db.session, user().id).openid
        db.session.rollback()
        found = wechat.phone(body["code"], openid)
        with writing() as session:
            user().phone = found.number
            record(session, "user.phone", "user", user().id)
        return answer(_user())


def _user() -> Json:
    return user_answer(user(), memberships_of(db.session, user().id))


def _staff(member: Staff) -> Json:
    place = catalogue().regions[member.region]
    region = {"id": place.id, "code": place.code, "name": place.name, "level": level_of(place.id, catalogue())}
    return {"id": member.id, "kind": "staff", "account": member.account, "name": masked_name(member.name), "region": region}
