"""One's subscriptions to reminders by WeChat."""

from typing import Any

from flask import Response, current_app
from flask.views import MethodView

from api.accounts.answers import grant_answer
from api.accounts.subscriptions import grants_of, told
from api.accounts.users import first_identity
from api.storage.database import db, writing
from api.web.access import Caller, user
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import SubscriptionAnswer, SubscriptionsAnswer
from api.web.requests_accounts import SubscribeBody

blueprint = Blueprint("subscriptions", __name__, url_prefix="/me/subscriptions", description="微信订阅消息的剩余次数")


@blueprint.route("")
class Subscriptions(MethodView):
    """What is left."""

    @blueprint.allow(Caller.USER)
    @blueprint.response(200, SubscriptionsAnswer)
    def get(self) -> Response:
        """各模板还可发几次；站内消息总会有"""
        return answer({"subscriptions": [grant_answer(one) for one in grants_of(db.session, user().id)]})

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(SubscribeBody)
    @blueprint.response(200, SubscriptionAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """小程序报告用户在订阅弹窗中的选择"""
        with writing() as session:
            own = first_identity(session, user().id)
            grant = told(session, own, body["template"], accepts=body["accepted"], push_is_on=_push_is_on())
            found = grant_answer(grant)
        return answer(found)


def _push_is_on() -> bool:
    wechat = current_app.extensions["tidu.wechat"]
    return bool(wechat and wechat.config.push_is_on)
