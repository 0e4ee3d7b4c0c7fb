"""Claims of the region: whoever says to act for an enterprise is let in or not, after a look at the evidence."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from sqlalchemy import select

from api.accounts import claims
from api.accounts.answers import claim_answer
from api.accounts.members import members_of
from api.accounts.paging import page_of
from api.answers import Json
from api.console.frame import Faults, onward, read
from api.console.people import people
from api.errors import Refused
from api.storage.database import db, writing
from api.storage.tables import Enterprise
from api.web.access import Caller, allow, regions_of, staff
from api.web.problems import KINDS
from api.web.requests_enterprises import CLAIM_STATES, ClaimsQuery, RefusalBody
from api.web.resources.bureau_claims import contact_of, evidence_of

blueprint = Blueprint("console_claims", __name__, url_prefix="/bureau/claims")
EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@blueprint.get("")
@allow(Caller.STAFF)
def show() -> tuple[str, int]:
    """Return the claims of a state, the oldest first."""
    query, faults = read(ClaimsQuery(), request.args)
    query = query or ClaimsQuery().load({})
    found = page_of(db.session, claims.claims_in(regions_of(staff()), query["state"]), query, "claims", claim_answer)

    def page_at(number: int) -> str:
        return url_for("console_claims.show", state=query["state"], page=number)

    text = render_template("console/claims.html", found=found, state=query["state"], states=CLAIM_STATES, faults=faults, page_at=page_at)
    return text, 422 if faults else 200


@blueprint.get("/<key:id>")
@allow(Caller.STAFF)
def one(id: str) -> str:
    """Return a claim with what it would change."""
    return _page(id)


@blueprint.post("/<key:id>/contact")
@allow(Caller.STAFF)
def contact(id: str) -> str:
    """Return a claim with whom to call, unmasked."""
    return _page(id, contact=contact_of(id))


@blueprint.get("/<key:id>/evidence")
@allow(Caller.STAFF)
def download(id: str) -> Response:
    """Return the evidence."""
    response = evidence_of(id)
    ending = EXTENSIONS.get(response.mimetype or "", "bin")
    response.headers["Content-Disposition"] = f"attachment; filename=claim-{id[:8]}.{ending}"
    return response


@blueprint.post("/<key:id>/confirm")
@allow(Caller.STAFF)
def confirm(id: str) -> Response:
    """Let the user in."""
    return _decided(id, "claim_confirmed", lambda session: claims.confirm(session, staff(), regions_of(staff()), id))


@blueprint.post("/<key:id>/refuse")
@allow(Caller.STAFF)
def refuse(id: str) -> Response:
    """Do not let the user in, and say why."""
    body, faults = read(RefusalBody(), request.form)
    if faults:
        return make_response(_page(id, faults=faults), 422)
    return _decided(id, "claim_refused", lambda session: claims.refuse(session, staff(), regions_of(staff()), id, body["reason"]))


@blueprint.post("/<key:id>/reopen")
@allow(Caller.STAFF)
def reopen(id: str) -> Response:
    """Take a decision back."""
    onto = url_for("console_claims.one", id=id)
    return _decided(id, "claim_reopened", lambda session: claims.reopen(session, regions_of(staff()), id), onto)


def _decided(id: str, did: str, decide: Any, onto: str = "") -> Response:
    try:
        with writing() as session:
            decide(session)
    except Refused as error:
        kind = KINDS[error.code]
        if error.code == "nothing_there" and not error.detail:
            raise
        return make_response(_page(id, refused=f"{kind.title}：{error.detail or kind.detail}"), kind.status)
    return onward(onto or url_for("console_claims.show"), did)


def _page(id: str, *, contact: Json | None = None, faults: Faults | None = None, refused: str = "") -> str:
    claim = claims.claim_in(db.session, regions_of(staff()), id)
    known = db.session.scalar(select(Enterprise).where(Enterprise.uscc == claim.uscc))
    return render_template(
        "console/claim.html",
        claim=claim_answer(claim),
        states=CLAIM_STATES,
        known=known,
        mine=known is None or known.region in regions_of(staff()),
        owners=[member for member, _ in members_of(db.session, known.id) if member.role == "owner"] if known else [],
        decided_by=people(db.session, [claim.decided_by]).get(claim.decided_by or "", ""),
        contact=contact,
        faults=faults or {},
        reason=request.form.get("reason", ""),
        refused=refused,
    )
