"""Tickets to the report page of a stored company, as a web-view needs them."""

from flask import Response
from flask.views import MethodView

from api.accounts import profiles
from api.accounts.tickets import TICKET, Holder, Tickets
from api.errors import Refused
from api.storage.database import db
from api.web.access import Caller, caller, sessions
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import TicketAnswer

blueprint = Blueprint("tickets", __name__, description="打开报告网页的一次性凭证")


@blueprint.route("/enterprises/<key:enterprise>/tickets")
class TicketsOfCompany(MethodView):
    """New ones."""

    @blueprint.allow(Caller.VIEWER, Caller.STAFF)
    @blueprint.response(201, TicketAnswer)
    def post(self, enterprise: str) -> Response:
        """取得报告网页的地址：一分钟内有效，只能打开一次"""
        if profiles.current(db.session, enterprise) is None:
            raise Refused("no_profile")
        own = caller().session
        ticket = Tickets(sessions().store).issue(Holder(enterprise, own.kind, own.who, own.id))
        headers = {"Cache-Control": "no-store"}
        return answer({"ticket": ticket, "address": f"/r/{ticket}", "expires_in": TICKET}, 201, headers)
