"""One's consents."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.accounts import consents
from api.accounts.answers import consent_answer
from api.storage.database import db, writing
from api.web.access import Caller, user
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import ConsentAnswer, ConsentsAnswer
from api.web.requests_accounts import ConsentBody, WithdrawBody

blueprint = Blueprint("consents", __name__, url_prefix="/me/consents", description="同意与撤回")


@blueprint.route("")
class Consents(MethodView):
    """The ledger."""

    @blueprint.allow(Caller.USER)
    @blueprint.response(200, ConsentsAnswer)
    def get(self) -> Response:
        """列出自己同意和撤回过的"""
        return answer({"consents": [consent_answer(one) for one in consents.consents_of(db.session, user().id)]})

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(ConsentBody)
    @blueprint.response(201, ConsentAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """同意某一版本的隐私政策或用户协议"""
        with writing() as session:
            found = consent_answer(consents.give(session, user().id, **body))
        return answer(found, 201)


@blueprint.route("/withdrawals")
class Withdrawals(MethodView):
    """Withdrawing."""

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(WithdrawBody)
    @blueprint.response(201, ConsentAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """撤回同意；此前的处理不受影响"""
        with writing() as session:
            found = consent_answer(consents.withdraw(session, user().id, **body))
        return answer(found, 201)
