"""The message push of WeChat: what users grant or take back there is kept here."""

from collections.abc import Iterable
from contextlib import suppress

from flask import Response, current_app, request
from flask.views import MethodView
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.accounts.leaving import leave
from api.accounts.subscriptions import pushed
from api.errors import Refused
from api.storage.database import writing
from api.storage.tables import Identity, User
from api.web.access import Caller, sessions
from api.web.blueprints import Blueprint
from api.web.evidence import evidence
from api.wechat.errors import PushRepeated
from api.wechat.events import PHONE_NUMBER, Cancelled, Event, Revoked
from api.wechat.push import ANSWER, Push

blueprint = Blueprint("wechat_push", __name__, url_prefix="/wechat/push", description="微信消息推送")


@blueprint.route("")
class PushedMessages(MethodView):
    """The address that is set in the console of the mini-program."""

    @blueprint.allow(Caller.ANYONE)
    @blueprint.response(200, content_type="text/plain", description="echostr")
    def get(self) -> Response:
        """微信验证推送地址"""
        return Response(_push().echo(request.args), content_type="text/plain; charset=utf-8")

    @blueprint.allow(Caller.ANYONE)
    @blueprint.response(200, content_type="text/plain", description="success")
    def post(self) -> Response:
        """接收微信推送的事件：订阅、退订、撤回授权、注销"""
        with suppress(PushRepeated), _push().receive(request.args, request.get_data()) as events:
            _handle(events)
        return Response(ANSWER, content_type="text/plain; charset=utf-8")


def _push() -> Push:
    found: Push | None = current_app.extensions["tidu.push"]
    if found is None:
        raise Refused("wechat_off", "没有配置消息推送")
    return found


def _handle(events: Iterable[Event]) -> None:
    """Write what all events of a message say, in one transaction: where that fails, WeChat sends the message again."""
    files: list[str] = []
    gone: list[str] = []
    with writing() as session:
        for event in events:
            if not isinstance(event, Revoked | Cancelled):
                pushed(session, _push().config.appid, event)
            elif user := _user(session, event.openid):
                if isinstance(event, Cancelled):
                    gone.append(user.id)
                    files += leave(session, user)
                elif event.what == PHONE_NUMBER:
                    user.phone = None
                    record(session, "user.phone_revoked", "user", user.id)
    for file in files:
        evidence().remove(file)
    for id in gone:
        sessions().end_all("user", id)


def _user(session: Session, openid: str) -> User | None:
    joined = select(User).join(Identity, Identity.user_id == User.id)
    return session.scalar(joined.where(Identity.appid == _push().config.appid, Identity.openid == openid))
