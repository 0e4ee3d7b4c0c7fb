"""One's own account: where one is logged in, the password, the second factor."""

from flask import Blueprint, Response, render_template, request, url_for

from api.accounts.regions import key_of
from api.accounts.staff import Made, renew_secret, set_password
from api.answers import Json
from api.console.frame import Faults, onward, read
from api.errors import Refused
from api.web.access import Caller, allow, caller, sessions, staff
from api.web.problems import KINDS
from api.web.proving import proven
from api.web.requests import catalogue
from api.web.requests_staff import NewPassword, Proof
from api.web.resources.sessions import end_one, end_others, session_answer

blueprint = Blueprint("console_account", __name__, url_prefix="/bureau/account")

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("python", "程序"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@blueprint.get("")
@allow(Caller.STAFF)
def show() -> str:
    """Return who one is and where one is logged in."""
    return render_template("console/account.html", sessions=_sessions())


@blueprint.post("/sessions/<key:id>/end")
@allow(Caller.STAFF)
def end_session(id: str) -> Response:
    """End one session; that of this page is ended by logging out."""
    if id != caller().session.id:
        end_one(id)
    return onward(url_for("console_account.show"), "session_ended")


@blueprint.post("/sessions/end")
@allow(Caller.STAFF)
def end_sessions() -> Response:
    """End all sessions but this one."""
    end_others()
    return onward(url_for("console_account.show"), "sessions_ended")


@blueprint.get("/password")
@allow(Caller.STAFF)
def password() -> str:
    """Return the form of a new password."""
    return _form("password")


@blueprint.post("/password")
@allow(Caller.STAFF)
def change_password() -> Response | tuple[str, int]:
    """Change the password; all other sessions end."""
    body, faults = read(NewPassword(), request.form)
    if faults:
        return _form("password", faults), 422
    try:
        proven(body, lambda session: set_password(session, staff(), body["password"], _home()))
    except Refused as error:
        return _form("password", refused=error.detail or KINDS[error.code].detail), KINDS[error.code].status
    end_others()
    return onward(url_for("console_account.show"), "password_changed")


@blueprint.get("/totp")
@allow(Caller.STAFF)
def totp() -> str:
    """Return the form of a new second factor."""
    return _form("totp")


@blueprint.post("/totp")
@allow(Caller.STAFF)
def renew_totp() -> str | tuple[str, int]:
    """Renew the second factor and show it this once: the proof is used up, so that a reload shows nothing."""
    body, faults = read(Proof(), request.form)
    if faults:
        return _form("totp", faults), 422
    try:
        secret = proven(body, lambda session: renew_secret(session, staff(), _home()))
    except Refused as error:
        return _form("totp", refused=error.detail or KINDS[error.code].detail), KINDS[error.code].status
    end_others()
    made = Made(staff(), secret=secret)
    return render_template("console/secrets.html", made=made, own=True, title="新的动态码密钥", back=url_for("console_account.show"))


def device_text(said: str) -> str:
    """Return what a browser calls itself in a word or two."""
    found = [next((name for sign, name in signs if sign in said), "") for signs in (BROWSERS, SYSTEMS)]
    return "，".join(filter(None, found)) or said[:40] or "未知设备"


def _home() -> str:
    return key_of(staff().region, catalogue())


def _sessions() -> list[Json]:
    own = caller().session
    return [{**session_answer(one, own), "device": device_text(one.device)} for one in sessions().all_of(own.kind, own.who)]


def _form(what: str, faults: Faults | None = None, refused: str = "") -> str:
    return render_template(f"console/account_{what}.html", faults=faults or {}, refused=refused)
