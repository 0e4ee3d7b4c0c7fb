"""What a profile may say: metrics, declarations, events, fields; documents and regions."""

from flask import Response
from flask.views import MethodView

from api.answers import plain
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi import DocumentsAnswer, MetricsAnswer, RegionsAnswer
from api.web.requests import catalogue

blueprint = Blueprint("vocabulary", __name__, description="档案用词：指标、声明、事件、企业字段；来源文件和辖区")
TABLES = ("metrics", "declarations", "events", "fields")


@blueprint.route("/metrics")
class Metrics(MethodView):
    """The questionnaire."""

    @blueprint.response(200, MetricsAnswer)
    def get(self) -> Response:
        """档案可填的全部指标、声明、事件、企业字段和项目数据"""
        words = catalogue().words
        tables = {table: [plain(word) for word in getattr(words, table).values()] for table in TABLES}
        return answer({"catalogue_version": catalogue().version, **tables, "project_figures": dict(words.project_figures)})


@blueprint.route("/documents")
class Documents(MethodView):
    """The sources."""

    @blueprint.response(200, DocumentsAnswer)
    def get(self) -> Response:
        """条款所引的来源文件"""
        return answer({"catalogue_version": catalogue().version, "documents": [plain(one) for one in catalogue().documents.values()]})


@blueprint.route("/regions")
class Regions(MethodView):
    """The places."""

    @blueprint.response(200, RegionsAnswer)
    def get(self) -> Response:
        """档案可填的行政区划"""
        return answer({"catalogue_version": catalogue().version, "regions": [plain(one) for one in catalogue().regions.values()]})
