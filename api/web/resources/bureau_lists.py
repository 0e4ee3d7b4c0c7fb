"""Cultivation lists of a bureau: drawn up, moved by hand, joined, signed, downloaded."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.accounts.audit import record
from api.accounts.paging import page_of
from api.accounts.regions import codes_within, is_within, places_within
from api.bureau import drafting, lists
from api.bureau.list_files import TYPES, excel, word
from api.errors import Refused
from api.storage.database import db, writing
from api.storage.tables import CultivationList
from api.web.access import Caller, staff
from api.web.answering import answer, nothing
from api.web.blueprints import Blueprint
from api.web.if_match import PARAMETER, version_changed
from api.web.openapi_accounts import CultivationListAnswer, CultivationListsAnswer
from api.web.requests import catalogue, today
from api.web.requests_bureau import FileQuery, JoinBody, ListBody, ListsQuery, MoveBody

blueprint = Blueprint("bureau_lists", __name__, url_prefix="/bureau/lists", description="培育库名单：拟定、调整、汇总、签发、下载")
BINARY = {TYPES[kind]: {"schema": {"type": "string", "format": "binary"}} for kind in ("docx", "xlsx")}
MOST = {False: 3000, True: 100}  # companies that are judged within a request: by conditions, by the planner


@blueprint.route("")
class Lists(MethodView):
    """All of the region."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(ListsQuery, location="query")
    @blueprint.response(200, CultivationListsAnswer)
    def get(self, query: dict[str, Any]) -> Response:
        """列出本辖区的名单，新的在前"""
        return answer(page_of(db.session, lists.lists_in(_places(), query.get("state")), query, "lists", lists.head_answer))

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(ListBody)
    @blueprint.response(201, CultivationListAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """由本辖区已存的企业拟定一份名单（草稿）：写培育库，或任一荣誉和年度"""
        return _shown(drawn(body), 201)


@blueprint.route("/joined")
class Joined(MethodView):
    """Those of the places below put together."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(JoinBody)
    @blueprint.response(201, CultivationListAnswer)
    def post(self, body: dict[str, Any]) -> Response:
        """汇总下级地区已签发的名单为一份草稿；尚未签发的地区列在 missing"""
        return _shown(joined(body), 201)


@blueprint.route("/<key:id>")
class ListById(MethodView):
    """One of them."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, CultivationListAnswer)
    def get(self, id: str) -> Response:
        """一份名单：次序、名额、得分的构成、人工调整、与上次签发的名单相比的变化"""
        return _shown(id)

    @blueprint.allow(Caller.STAFF)
    @blueprint.doc(parameters=[PARAMETER])
    @blueprint.response(204)
    def delete(self, id: str) -> Response:
        """放弃一份草稿"""
        with writing() as session:
            lists.drop(session, staff(), _own(id).id, version_changed(), catalogue())
        return nothing()


@blueprint.route("/<key:id>/moves")
class Moves(MethodView):
    """Moving by hand."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(MoveBody)
    @blueprint.doc(parameters=[PARAMETER])
    @blueprint.response(201, CultivationListAnswer)
    def post(self, body: dict[str, Any], id: str) -> Response:
        """把一家候选企业调到某一名次，须写理由"""
        with writing() as session:
            wanted = (body["company"], body["position"], body["reason"])
            lists.move(session, staff(), _own(id).id, version_changed(), wanted, catalogue())
        return _shown(id, 201)


@blueprint.route("/<key:id>/moves/<key:move>")
class MoveById(MethodView):
    """One move."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.doc(parameters=[PARAMETER])
    @blueprint.response(200, CultivationListAnswer)
    def delete(self, id: str, move: str) -> Response:
        """撤销一项调整（留痕）"""
        with writing() as session:
            lists.undo_move(session, staff(), _own(id).id, version_changed(), move, catalogue())
        return _shown(id)


@blueprint.route("/<key:id>/sign")
class Signature(MethodView):
    """Signing."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.doc(parameters=[PARAMETER])
    @blueprint.response(200, CultivationListAnswer)
    def post(self, id: str) -> Response:
        """签发：此后不能改动"""
        with writing() as session:
            lists.sign(session, staff(), _own(id).id, version_changed(), catalogue())
        return _shown(id)


@blueprint.route("/<key:id>/file")
class File(MethodView):
    """Downloading."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(FileQuery, location="query")
    @blueprint.response(200, content_type="application/json", description="名单")
    @blueprint.doc(responses={200: {"content": BINARY}})
    def get(self, query: dict[str, Any], id: str) -> Response:
        """下载：JSON，或官方汇总表的 Word、Excel；草稿的文件名注明是草稿"""
        found, kind = _own(id), query["format"]
        data = lists.shown(db.session, found, catalogue())
        name = f"{'' if found.state == 'signed' else 'draft-'}{found.honor}-{found.year}.{kind}"
        headers = {"Content-Disposition": f"attachment; filename={name}"}
        with writing() as session:
            record(session, "list.download", "list", id, detail=kind)
        if kind == "json":
            return answer(data, headers=headers)
        made = (word if kind == "docx" else excel)(db.session, found, data, catalogue())
        return Response(made, headers=headers, content_type=TYPES[kind])


def drawn(body: dict[str, Any]) -> str:
    """Keep the draft that is asked for, where its companies are not too many for a request; return its id."""
    own = staff()
    region = body.pop("region", own.region)
    if not is_within(region, own.region, catalogue()):
        raise Refused("nothing_there", "该地区不在您的辖区之内")
    asked = drafting.Asked(own.region, region, **body)
    planned = drafting.call_of(asked, catalogue(), today()).planned
    if len(drafting.stored_in(db.session, codes_within(region, catalogue()))) > MOST[planned]:
        raise Refused("needs_job")
    return drafting.draw(own, asked, catalogue(), today())


def joined(body: dict[str, Any]) -> str:
    """Keep the draft put together from the lists signed below; return its id."""
    own = staff()
    return drafting.join(own, drafting.Asked(own.region, own.region, **body), catalogue(), today())


def _places() -> frozenset[str]:
    return places_within(staff().region, catalogue())


def _own(id: str) -> CultivationList:
    return lists.list_in(db.session, _places(), id)


def _shown(id: str, status: int = 200) -> Response:
    found = _own(id)
    headers = {"ETag": lists.etag(found), "Location": f"/api/v1/bureau/lists/{id}"}
    return answer(lists.list_answer(db.session, found, catalogue()), status, headers)
