"""Claims in the region of a bureau, to be confirmed or refused."""

from typing import Any

from flask import Response
from flask.views import MethodView

from api.accounts import claims
from api.accounts.answers import claim_answer
from api.accounts.audit import record
from api.accounts.paging import page_of
from api.answers import Json
from api.errors import Refused
from api.storage.database import db, writing
from api.web.access import Caller, regions_of, staff
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.evidence import evidence
from api.web.openapi_accounts import ClaimAnswer, ClaimsAnswer, ContactAnswer
from api.web.requests_enterprises import ClaimsQuery, RefusalBody

blueprint = Blueprint("bureau_claims", __name__, url_prefix="/bureau/claims", description="审核本辖区的认领")


@blueprint.route("")
class Claims(MethodView):
    """All of the region."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(ClaimsQuery, location="query")
    @blueprint.response(200, ClaimsAnswer)
    def get(self, query: dict[str, Any]) -> Response:
        """列出本辖区的认领，先到的在前；姓名和电话打码"""
        return answer(page_of(db.session, claims.claims_in(regions_of(staff()), query["state"]), query, "claims", claim_answer))


@blueprint.route("/<key:id>")
class ClaimById(MethodView):
    """One of them."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, ClaimAnswer)
    def get(self, id: str) -> Response:
        """一项认领"""
        return answer(claim_answer(claims.claim_in(db.session, regions_of(staff()), id)))


@blueprint.route("/<key:id>/contact")
class ContactOfClaim(MethodView):
    """Whom to call."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, ContactAnswer)
    def get(self, id: str) -> Response:
        """联系人的姓名和电话（不打码，查看留痕）"""
        return answer(contact_of(id))


@blueprint.route("/<key:id>/evidence")
class EvidenceOfClaim(MethodView):
    """What proves it."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, content_type="application/octet-stream", description="证明材料")
    def get(self, id: str) -> Response:
        """下载证明材料（查看留痕）"""
        return evidence_of(id)


@blueprint.route("/<key:id>/confirm")
class Confirmation(MethodView):
    """Yes."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, ClaimAnswer)
    def post(self, id: str) -> Response:
        """通过：认领人成为企业负责人"""
        with writing() as session:
            found = claim_answer(claims.confirm(session, staff(), regions_of(staff()), id))
        return answer(found)


@blueprint.route("/<key:id>/refuse")
class Refusal(MethodView):
    """No."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(RefusalBody)
    @blueprint.response(200, ClaimAnswer)
    def post(self, body: dict[str, Any], id: str) -> Response:
        """不予通过，并说明理由"""
        with writing() as session:
            found = claim_answer(claims.refuse(session, staff(), regions_of(staff()), id, body["reason"]))
        return answer(found)


@blueprint.route("/<key:id>/reopen")
class Reopening(MethodView):
    """Not yet."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, ClaimAnswer)
    def post(self, id: str) -> Response:
        """撤回审核结果，重新审核：已通过的，认领人和他此后邀请的成员不再是企业成员"""
        with writing() as session:
            found = claim_answer(claims.reopen(session, regions_of(staff()), id))
        return answer(found)


def contact_of(id: str) -> Json:
    """Return whom to call about a claim, unmasked; that it was looked at is written down."""
    with writing() as session:
        found = claims.claim_in(session, regions_of(staff()), id)
        record(session, "claim.unmask", "claim", found.id, region=found.region)
        return {"name": found.contact_name, "phone": found.contact_phone}


def evidence_of(id: str) -> Response:
    """Return the evidence of a claim as a file; that it was looked at is written down."""
    with writing() as session:
        found = claims.claim_in(session, regions_of(staff()), id)
        record(session, "claim.evidence", "claim", found.id, region=found.region)
        file, kind = found.evidence_file, found.evidence_type
    if file is None:
        raise Refused("nothing_there", "证明材料已不在")
    return Response(evidence().read(file), headers={"Content-Disposition": "attachment"}, content_type=kind)
