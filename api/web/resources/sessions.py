"""One's own sessions: where one is logged in, and ending it."""

from flask import Response
from flask.views import MethodView

from api.accounts.audit import record
from api.accounts.sessions import Session
from api.answers import Json, plain
from api.errors import Refused
from api.storage.database import writing
from api.web.access import Caller, caller, sessions
from api.web.answering import answer, nothing
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import SessionsAnswer

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions", description="自己的登录会话")
BOTH = (Caller.USER, Caller.STAFF)


@blueprint.route("")
class OwnSessions(MethodView):
    """All of them."""

    @blueprint.allow(*BOTH)
    @blueprint.response(200, SessionsAnswer)
    def get(self) -> Response:
        """列出自己的会话"""
        own = caller().session
        return answer({"sessions": [session_answer(one, own) for one in sessions().all_of(own.kind, own.who)]})

    @blueprint.allow(*BOTH)
    @blueprint.response(204)
    def delete(self) -> Response:
        """结束自己的全部会话（包括本次）"""
        own = caller().session
        _end("session.end_all", None)
        sessions().end_all(own.kind, own.who)
        return nothing()


@blueprint.route("/current")
class CurrentSession(MethodView):
    """The one that asks."""

    @blueprint.allow(*BOTH)
    @blueprint.response(204)
    def delete(self) -> Response:
        """退出登录"""
        own = caller().session
        _end("session.end", own.id)
        sessions().end(own.kind, own.who, own.id)
        return nothing()


@blueprint.route("/<key:id>")
class SessionById(MethodView):
    """One of them."""

    @blueprint.allow(*BOTH)
    @blueprint.response(204)
    def delete(self, id: str) -> Response:
        """结束自己的一个会话"""
        end_one(id)
        return nothing()


def end_one(id: str) -> None:
    """End one of one's own sessions."""
    own = caller().session
    if not sessions().end(own.kind, own.who, id):
        raise Refused("nothing_there")
    _end("session.end", id)


def end_others() -> None:
    """End all of one's own sessions but the one that asks."""
    own = caller().session
    _end("session.end_others", None)
    for one in sessions().all_of(own.kind, own.who):
        if one.id != own.id:
            sessions().end(own.kind, own.who, one.id)


def _end(action: str, id: str | None) -> None:
    own = caller().session
    with writing() as session:
        record(session, action, own.kind, own.who, detail=id)


def session_answer(found: Session, own: Session) -> Json:
    """Return a session."""
    times = {"began": plain(found.began), "seen": plain(found.seen)}
    return {"id": found.id, **times, "device": found.device, "current": found.id == own.id}
