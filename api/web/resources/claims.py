"""One's claims to act for an enterprise."""

from contextlib import closing
from typing import Any

from flask import Response, current_app, request
from flask.views import MethodView
from sqlalchemy import select

from api.accounts import claims
from api.accounts.answers import claim_answer
from api.accounts.paging import page_of
from api.storage.database import db, writing
from api.storage.tables import Claim
from api.web.access import Caller, user
from api.web.answering import answer, nothing
from api.web.blueprints import Blueprint
from api.web.evidence import evidence
from api.web.openapi_accounts import ClaimAnswer, ClaimsAnswer
from api.web.requests_accounts import PageQuery
from api.web.requests_enterprises import ClaimFiles, ClaimForm

blueprint = Blueprint("claims", __name__, url_prefix="/claims", description="认领企业：主管部门确认后才生效")
FORM = 100_000  # bytes of a form beside its file
PARTS = {"$ref": "#/components/schemas/ClaimParts"}
BODY = {"required": True, "content": {"multipart/form-data": {"schema": PARTS}}}


@blueprint.before_request
def allow_files() -> None:
    """Let files through that are larger than a profile may be."""
    request.max_content_length = current_app.extensions["tidu.config"].largest_upload + FORM


@blueprint.route("")
class Claims(MethodView):
    """All of them."""

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, ClaimsAnswer)
    def get(self, query: dict[str, Any]) -> Response:
        """列出自己的认领"""
        own = select(Claim).where(Claim.user_id == user().id).order_by(Claim.made_at.desc(), Claim.id)
        return answer(page_of(db.session, own, query, "claims", claim_answer))

    @blueprint.allow(Caller.USER)
    @blueprint.arguments(ClaimForm, location="form")
    @blueprint.arguments(ClaimFiles, location="files")
    @blueprint.response(201, ClaimAnswer)
    @blueprint.once
    @blueprint.doc(requestBody=BODY)
    def post(self, form: dict[str, Any], files: dict[str, Any]) -> Response:
        """认领一家企业，附营业执照或授权书；知道统一社会信用代码不等于有权代表企业"""
        with closing(files["evidence"]) as file:
            kept = evidence().keep(file.read())
        try:
            with writing() as session:
                found = claim_answer(claims.submit(session, user(), claims.Claimed(**form), kept))
        except BaseException:
            evidence().remove(kept.file)
            raise
        return answer(found, 201, {"Location": f"/api/v1/claims/{found['id']}"})


@blueprint.route("/<key:id>")
class ClaimById(MethodView):
    """One of them."""

    @blueprint.allow(Caller.USER)
    @blueprint.response(200, ClaimAnswer)
    def get(self, id: str) -> Response:
        """一项认领的进展"""
        return answer(claim_answer(claims.own_claim(db.session, user(), id)))

    @blueprint.allow(Caller.USER)
    @blueprint.response(204)
    def delete(self, id: str) -> Response:
        """撤回一项待审核的认领"""
        with writing() as session:
            file = claims.withdraw(session, user(), id)
        if file:
            evidence().remove(file)
        return nothing()
