"""The report page of a stored company: a ticket is exchanged for a cookie that works there and nowhere else."""

from flask import Blueprint, Response, make_response, redirect, request, url_for

from api.accounts import profiles
from api.accounts.tickets import PASS, Holder, Tickets
from api.accounts.users import memberships_of
from api.pages.frame import show_fault
from api.pages.report import reported
from api.storage.database import db
from api.storage.tables import Enterprise, Staff, User
from api.web.access import Caller, allow, regions_of, sessions
from api.web.problems import TICKET_VOID

blueprint = Blueprint("report_page", __name__, url_prefix="/r")
COOKIE = "report"


@blueprint.get("/<ticket>")
@allow(Caller.ANYONE)
def open_report(ticket: str) -> Response:
    """Let the holder of a ticket in; looking at the head alone spends nothing."""
    if request.method == "HEAD":
        return _private(Response())
    found = Tickets(sessions().store).exchange(ticket)
    if found is None:
        return _void()
    holder, passed = found
    page = url_for("report_page.show", id=holder.enterprise)
    response = make_response(redirect(page, 303))
    response.set_cookie(COOKIE, passed, max_age=PASS, path=page, secure=request.is_secure, httponly=True, samesite="Lax")
    return _private(response)


@blueprint.get("/of/<key:id>")
@allow(Caller.ANYONE)
def show(id: str) -> Response:
    """Show the report on the stored profile, the same as of a profile that is handed in."""
    holder = Tickets(sessions().store).holder(request.cookies.get(COOKIE, ""))
    if holder is None or holder.enterprise != id or not _still_may(holder):
        return _void()
    version = profiles.current(db.session, id)
    if version is None:
        return _void()
    return _private(make_response(reported(version.text)))


def _still_may(holder: Holder) -> bool:
    """Return whether the holder may see the company now: still a member, or staff of its region."""
    if holder.kind == "user":
        user = db.session.get(User, holder.who)
        acts = memberships_of(db.session, holder.who) if user and user.state == "active" else []
        return any(enterprise.id == holder.enterprise for _, enterprise in acts)
    member, enterprise = db.session.get(Staff, holder.who), db.session.get(Enterprise, holder.enterprise)
    return bool(member and member.state == "active" and enterprise and enterprise.region in regions_of(member))


def _void() -> Response:
    return _private(make_response(show_fault(TICKET_VOID.status, TICKET_VOID.title, TICKET_VOID.detail)))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
