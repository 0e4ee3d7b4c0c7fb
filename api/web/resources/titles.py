"""The titles of a stored profile, each with what the bureau decided about it."""

from flask import Response
from flask.views import MethodView

from api.bureau.titles import titles_answer
from api.storage.database import db
from api.web.access import Caller
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import TitlesAnswer
from api.web.requests import catalogue
from api.web.resources.bureau_companies import stored_profile

blueprint = Blueprint("titles", __name__, description="企业所持荣誉及主管部门的确认")


@blueprint.route("/enterprises/<key:enterprise>/titles")
class Titles(MethodView):
    """All of the current profile."""

    @blueprint.allow(Caller.VIEWER, Caller.STAFF)
    @blueprint.response(200, TitlesAnswer)
    def get(self, enterprise: str) -> Response:
        """当前档案中的荣誉，及主管部门是否已确认、何时、依据"""
        return answer({"titles": titles_answer(db.session, enterprise, stored_profile(enterprise), catalogue())})
