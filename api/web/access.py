"""Who may call what. Every view says it; what says nothing keeps the service from starting.

A view whose address names an enterprise is for its members, from the least role that is named upwards, and, where STAFF is named, for
staff whose region it is in. To everybody else it is not there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from sqlalchemy import select
from werkzeug.routing import BaseConverter

from api.accounts.attempts import Calls, TooManyAttempts
from api.accounts.audit import Actor
from api.accounts.regions import codes_within, key_of, places_within
from api.accounts.sessions import Session, Sessions
from api.accounts.users import standing
from api.errors import Refused
from api.storage.companies import ROLES
from api.storage.database import db
from api.storage.tables import Enterprise, Membership, Staff, User
from graph.model import Catalogue

COOKIE = "console"
SAFE = ("GET", "HEAD", "OPTIONS")
View = TypeVar("View", bound=Callable[..., Any])


class Caller(Enum):
    """Who calls: anyone, any user, any staff; within an enterprise a member of this role or above."""

    ANYONE = "anyone"
    USER = "user"
    STAFF = "staff"
    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"


class Key(BaseConverter):
    """An id in an address."""

    regex = "[0-9a-f]{32}"


@dataclass(frozen=True)
class Called:
    """Who calls in this request: the session, and the user or the member of staff."""

    session: Session
    user: User | None
    staff: Staff | None

    @property
    def id(self) -> str:
        """What the record calls the caller."""
        return f"{self.session.kind}:{self.session.who}"


def allow(*callers: Caller) -> Callable[[View], View]:
    """Say who may call a view."""

    def mark(view: View) -> View:
        view.callers = frozenset(callers)  # type: ignore[attr-defined]
        return view

    return mark


def register_access(app: Flask, store: Sessions | None, open_blueprints: Iterable[str], console: Iterable[str]) -> None:
    """Ask at every request whether it is allowed; open blueprints are for anyone, those of the console know callers by a cookie."""
    app.extensions["tidu.sessions"] = store
    app.extensions["tidu.calls"] = Calls(store.store, app.extensions["tidu.config"].account_rate) if store else None
    app.extensions["tidu.open"] = frozenset(open_blueprints)
    app.extensions["tidu.console"] = frozenset(console)
    app.before_request(_admit)


def callers_of(app: Flask, endpoint: str, method: str) -> frozenset[Caller] | None:
    """Return who may call a view by a method, None where nothing is said."""
    if endpoint.rpartition(".")[0] in app.extensions["tidu.open"] or method == "OPTIONS":
        return frozenset({Caller.ANYONE})
    view = app.view_functions[endpoint]
    views = getattr(view, "view_class", None)
    handler = getattr(views, "get" if method == "HEAD" else method.lower(), None) if views else view
    return getattr(handler, "callers", None)


def undeclared(app: Flask) -> Iterator[str]:
    """Yield the routes that do not say who may call them."""
    for rule in app.url_map.iter_rules():
        yield from (f"{method} {rule.rule}" for method in rule.methods or () if callers_of(app, rule.endpoint, method) is None)


def sessions() -> Sessions:
    """Return where sessions are kept."""
    found: Sessions | None = current_app.extensions["tidu.sessions"]
    if found is None:
        raise Refused("sessions_unavailable", "没有设置 TIDU_REDIS")
    return found


def caller() -> Called:
    """Return who calls."""
    found: Called = g.caller
    return found


def user() -> User:
    """Return the user who calls."""
    found = caller().user
    assert found
    return found


def staff() -> Staff:
    """Return the member of staff who calls."""
    found = caller().staff
    assert found
    return found


def regions_of(member: Staff) -> frozenset[str]:
    """Return the codes of the places that a member of staff sees."""
    catalogue: Catalogue = current_app.extensions["tidu.catalogue"]
    return codes_within(member.region, catalogue)


def places_of(member: Staff) -> frozenset[str]:
    """Return the ids of the places that a member of staff sees."""
    return places_within(member.region, current_app.extensions["tidu.catalogue"])


def _admit() -> None:
    if request.endpoint is None:
        return
    if is_console() and request.method not in SAFE and not _from_own_page():
        raise Refused("forbidden", "请从本站的网页上操作")
    callers = callers_of(current_app, request.endpoint, request.method) or frozenset()
    if Caller.ANYONE in callers:
        return
    g.caller = _called()
    _count_call(g.caller.id)
    g.actor = Actor(g.caller.session.kind, g.caller.session.who)
    g.region = home_of(g.caller.staff)
    enterprise = (request.view_args or {}).get("enterprise")
    if enterprise is not None:
        _admit_to(enterprise, callers)
    elif {"user": Caller.USER, "staff": Caller.STAFF}[g.caller.session.kind] not in callers:
        raise Refused("forbidden")


def _count_call(who: str) -> None:
    calls: Calls = current_app.extensions["tidu.calls"]
    try:
        calls.count(who)
    except TooManyAttempts as error:
        raise Refused("too_many_requests", headers={"Retry-After": str(error.seconds)}) from None


def home_of(member: Staff | None) -> str | None:
    """Return the place of a member of staff, to which the record puts what concerns no other."""
    catalogue: Catalogue = current_app.extensions["tidu.catalogue"]
    return key_of(member.region, catalogue) if member else None


def is_console() -> bool:
    """Return whether a request is for a page of the console."""
    return request.blueprint in current_app.extensions["tidu.console"]


def _from_own_page() -> bool:
    """Return whether a page of this service makes the request: what a browser itself says, a page elsewhere cannot change."""
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else request.headers.get("Origin") == request.host_url.rstrip("/")


def _session() -> Session | None:
    """Return the session of the request: by the cookie in the console and nowhere else, by a bearer token elsewhere."""
    if is_console():
        token = request.cookies.get(COOKIE, "")
        return sessions().of_page(token) if token else None
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return sessions().of(token) if kind.lower() == "bearer" and token else None


def _called() -> Called:
    session = _session()
    if session is None:
        raise Refused("not_signed_in")
    user = db.session.get(User, session.who) if session.kind == "user" else None
    staff = db.session.get(Staff, session.who) if session.kind == "staff" else None
    if not any(found and found.state == "active" for found in (user, staff)):
        raise Refused("not_signed_in")
    return Called(session, user, staff)


def _admit_to(id: str, callers: frozenset[Caller]) -> None:
    """Admit to an enterprise whoever it concerns; nobody else learns whether it exists."""
    found = db.session.get(Enterprise, id)
    called = caller()
    if found is None:
        raise Refused("nothing_there")
    if called.staff:
        if found.region not in regions_of(called.staff):
            raise Refused("nothing_there")
        if Caller.STAFF not in callers:
            raise Refused("forbidden")
    else:
        _admit_member(found, callers)
    g.enterprise = found
    g.region = found.region


def _admit_member(enterprise: Enterprise, callers: frozenset[Caller]) -> None:
    own = (Membership.enterprise_id == enterprise.id, Membership.user_id == user().id)
    role = db.session.scalar(select(Membership.role).where(*own, *standing()))
    if role is None:
        raise Refused("nothing_there")
    enough = [ROLES.index(one.value) for one in callers if one.value in ROLES]
    if not enough or ROLES.index(role) < min(enough):
        raise Refused("forbidden")


def named_enterprise() -> Enterprise:
    """Return the enterprise that the address names."""
    found: Enterprise = g.enterprise
    return found
