"""Logging in to the console with a second factor, and out."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from api.accounts.audit import record
from api.accounts.sessions import LONGEST
from api.console.frame import onward, read
from api.errors import Refused
from api.storage.database import writing
from api.web.access import COOKIE, Caller, allow, caller, sessions
from api.web.problems import KINDS
from api.web.requests_accounts import StaffLogin
from api.web.resources.logins import begun

blueprint = Blueprint("console_entry", __name__, url_prefix="/bureau")


@blueprint.get("/login")
@allow(Caller.ANYONE)
def login() -> str:
    """Return the form."""
    return _form()


@blueprint.post("/login")
@allow(Caller.ANYONE)
def enter() -> Response | tuple[str, int]:
    """Begin a session and go where one wanted to be."""
    said = request.form.copy()
    back = _inside(said.pop("next", ""))
    body, faults = read(StaffLogin(), said)
    if faults:
        return _form(faults=faults, back=back), 422
    try:
        tokens = begun(body["name"], body["password"], body["totp"])
    except Refused as error:
        kind = KINDS[error.code]
        return _form(refused=kind.detail, back=back), kind.status
    response = make_response(redirect(back, 303))
    token = sessions().open_pages(tokens.session)
    response.set_cookie(COOKIE, token, max_age=LONGEST["staff"], path="/bureau", secure=request.is_secure, httponly=True, samesite="Lax")
    return response


@blueprint.post("/logout")
@allow(Caller.STAFF)
def leave() -> Response:
    """End the session."""
    own = caller().session
    with writing() as session:
        sessions().end(own.kind, own.who, own.id)
        record(session, "session.end", own.kind, own.who, detail=own.id)
    response = onward(url_for("console_entry.login"), "signed_out")
    response.delete_cookie(COOKIE, path="/bureau")
    return response


def _form(refused: str = "", faults: dict[str, list[str]] | None = None, back: str = "") -> str:
    wanted = back or _inside(request.args.get("next", ""))
    return render_template("console/login.html", refused=refused, faults=faults or {}, back=wanted, name=request.form.get("name", ""))


def _inside(address: str) -> str:
    """Return an address within the console; anything else leads to its first page."""
    parts = urlsplit(address)
    safe = not parts.scheme and not parts.netloc and parts.path.startswith("/bureau") and "\\" not in address
    return address if safe and not parts.path.startswith("/bureau/log") else "/bureau"
