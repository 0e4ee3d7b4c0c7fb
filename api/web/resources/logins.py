"""Logging in: enterprises' people by WeChat, staff by password and one-time password; refreshing."""

from typing import Any

from flask import Response, current_app, g, request
from flask.views import MethodView

from api.accounts import staff as staff_accounts
from api.accounts.attempts import Attempts, TooManyAttempts
from api.accounts.audit import Actor, record
from api.accounts.sessions import ACCESS, RefreshRefused, Tokens
from api.accounts.users import user_of
from api.answers import Json
from api.errors import Refused
from api.storage.database import db, writing
from api.web.access import Caller, home_of, sessions
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import TokensAnswer
from api.web.requests_accounts import RefreshBody, StaffLogin, WeChatLogin

blueprint = Blueprint("logins", __name__, url_prefix="/sessions", description="登录")
passwords = Blueprint("passwords", __name__, url_prefix="/sessions", description="工作人员登录")
LONGEST_DEVICE = 120


@blueprint.route("/wechat")
class WeChatSessions(MethodView):
    """Sessions of users."""

    @blueprint.allow(Caller.ANYONE)
    @blueprint.arguments(WeChatLogin)
    @blueprint.response(201, TokensAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """微信登录：用 wx.login 的 code 换取会话"""
        wechat = current_app.extensions["tidu.wechat"]
        if wechat is None:
            raise Refused("wechat_off")
        store = sessions()
        found = wechat.login(body["code"])
        with writing() as session:
            user = user_of(session, wechat.config.appid, found.openid, found.unionid).id
            _began("user", user)
            record(session, "session.begin", "user", user)
        return answer(tokens_answer(store.begin("user", user, _device())), 201)


@passwords.route("/staff")
class StaffSessions(MethodView):
    """Sessions of staff."""

    @passwords.allow(Caller.ANYONE)
    @passwords.arguments(StaffLogin)
    @passwords.response(201, TokensAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """工作人员登录：账号、密码和动态码"""
        return answer(tokens_answer(begun(body["name"], body["password"], body["totp"])), 201)


@blueprint.route("/refresh")
class Refreshing(MethodView):
    """New tokens for old."""

    @blueprint.allow(Caller.ANYONE)
    @blueprint.arguments(RefreshBody)
    @blueprint.response(201, TokensAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """刷新：刷新令牌只能用一次，重复使用即结束该会话"""
        try:
            return answer(tokens_answer(sessions().refresh(body["refresh_token"])), 201)
        except RefreshRefused as error:
            if error.reused:
                with writing() as session:
                    record(session, "session.stolen", error.reused.kind, error.reused.who, detail=error.reused.id)
            raise Refused("session_ended") from None


def begun(account: str, password: str, totp: str) -> Tokens:
    """Begin a session of staff, or write down that it was refused.

    Raises
    ------
    Refused
        Where anything is wrong, or there were too many attempts.
    """
    store = sessions()
    attempts = Attempts(store.store)
    count_attempt(attempts, account)
    proof = staff_accounts.proof(db.session, account, password, totp)
    with writing() as session:
        found = staff_accounts.spend(session, proof) if proof else None
        id, home = (found.id, home_of(found)) if found else (None, None)
        if id:
            _began("staff", id)
        record(session, "session.begin" if id else "session.refused", "staff", id, region=home)
    if id is None:
        raise Refused("bad_credentials")
    attempts.forget(account)
    return store.begin("staff", id, _device())


def tokens_answer(tokens: Tokens) -> Json:
    """Return the tokens of a session."""
    return {
        "access_token": tokens.access,
        "token_type": "Bearer",
        "expires_in": ACCESS,
        "refresh_token": tokens.refresh,
        "session": {"id": tokens.session.id, "kind": tokens.session.kind},
    }


def count_attempt(attempts: Attempts, account: str) -> None:
    """Count an attempt at an account, or refuse it where there were too many."""
    try:
        attempts.count(account)
    except TooManyAttempts as error:
        raise Refused("too_many_attempts", headers={"Retry-After": str(error.seconds)}) from None


def _began(kind: str, who: str) -> None:
    g.actor = Actor(kind, who)


def _device() -> str:
    return (request.user_agent.string or "")[:LONGEST_DEVICE]
