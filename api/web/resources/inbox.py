"""One's inbox."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.accounts.answers import message_answer
from api.accounts.inbox import mark, messages_of
from api.accounts.paging import page_of
from api.storage.database import db, writing
from api.web.access import Caller, user
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import MessageAnswer, MessagesAnswer
from api.web.requests_accounts import InboxQuery, ReadBody

blueprint = Blueprint("inbox", __name__, url_prefix="/me/inbox", description="站内消息")


@blueprint.route("")
class Inbox(MethodView):
    """Messages."""

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(InboxQuery, location="query")
    @blueprint.response(200, MessagesAnswer)
    def get(self, query: dict[str, Any]) -> Response:
        """列出站内消息，新的在前"""
        rows = messages_of(user().id, unread=query["unread"] == "true")
        return answer(page_of(db.session, rows, query, "messages", message_answer))


@blueprint.route("/<key:id>")
class MessageById(MethodView):
    """One message."""

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(ReadBody)
    @blueprint.response(200, MessageAnswer)
    def patch(self, body: dict[str, Any], id: str) -> Response:
        """标为已读或未读"""
        with writing() as session:
            found = message_answer(mark(session, user().id, id, read=body["read"]))
        return answer(found)
