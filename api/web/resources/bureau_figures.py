"""The figures of a bureau's region, and its record."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.accounts.paging import page_of
from api.accounts.regions import key_of, places_within
from api.bureau.statistics import statistics
from api.bureau.trail import Wanted, entries, entry_answer
from api.storage.database import db
from api.web.access import Caller, staff
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import AuditAnswer, StatisticsAnswer
from api.web.requests import catalogue
from api.web.requests_bureau import AuditQuery, RegionQuery, codes_asked, judge

blueprint = Blueprint("bureau_figures", __name__, url_prefix="/bureau", description="本辖区的统计和操作记录")


@blueprint.route("/statistics")
class Statistics(MethodView):
    """Counts."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(RegionQuery, location="query")
    @blueprint.response(200, StatisticsAnswer)
    def get(self, query: dict[str, Any]) -> Response:
        """各事项各状态的家数、各梯级的家数、最常见的差距、未申领的资金"""
        return answer(statistics(db.session, codes_asked(query), judge()))


@blueprint.route("/audit")
class Audit(MethodView):
    """Who did what."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(AuditQuery, location="query")
    @blueprint.response(200, AuditAnswer)
    def get(self, query: dict[str, Any]) -> Response:
        """本辖区的操作记录，新的在前"""
        wanted = {name: query.get(name) for name in ("action", "object_id", "actor_id", "since", "until")}
        places = catalogue()
        own = codes_asked(query) if "region" in query else {key_of(id, places) for id in places_within(staff().region, places)}
        return answer(page_of(db.session, entries(Wanted(own, **wanted)), query, "entries", entry_answer))
