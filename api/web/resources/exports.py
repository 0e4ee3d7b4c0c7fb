"""All that is kept about oneself."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.accounts.audit import record
from api.accounts.export import as_workbook, everything_about
from api.answers import plain
from api.storage.database import writing
from api.web.access import Caller, caller, sessions, user
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import ExportAnswer
from api.web.requests_accounts import ExportQuery

blueprint = Blueprint("exports", __name__, url_prefix="/me/export", description="导出自己的全部数据")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("")
class Export(MethodView):
    """A copy."""

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(ExportQuery, location="query")
    @blueprint.response(200, ExportAnswer)
    @blueprint.doc(responses={200: {"content": {WORKBOOK: {"schema": {"type": "string", "format": "binary"}}}}})
    def get(self, query: dict[str, Any]) -> Response:
        """导出自己的全部数据（不打码），JSON 或 Excel"""
        own = [plain(one.began) for one in sessions().all_of("user", caller().session.who)]
        with writing() as session:
            record(session, "user.export", "user", user().id, detail=query["format"])
            parts = everything_about(session, user())
        if query["format"] == "json":
            return answer({**parts, "sessions": own})
        headers = {"Content-Disposition": "attachment; filename=tidu-export.xlsx"}
        return Response(as_workbook(parts), headers=headers, content_type=WORKBOOK)
