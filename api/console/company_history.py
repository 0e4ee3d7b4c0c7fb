"""The versions of a company's profile, and what changed between any two."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from api.accounts import profiles
from api.accounts.answers import version_answer
from api.accounts.paging import page_of
from api.console.comparison import Change, comparison
from api.console.frame import read
from api.console.people import people
from api.storage.database import db
from api.web.access import Caller, allow, named_enterprise
from api.web.requests import catalogue
from api.web.requests_accounts import Counted, PageQuery

blueprint = Blueprint("console_history", __name__, url_prefix="/bureau/companies/<key:enterprise>/versions")
LAST = 999_999_999


class VersionsQuery(PageQuery):
    """Which page of the versions, and which two to compare."""

    old = Counted(1, LAST, "版本号，如 1")
    new = Counted(1, LAST, "版本号，如 2")


@blueprint.get("")
@allow(Caller.STAFF)
def show(enterprise: str) -> tuple[str, int]:
    """Return the versions, the latest first, and how two of them differ."""
    query, faults = read(VersionsQuery(), request.args)
    page = query or {"page": 1, "size": 20}
    found = page_of(db.session, profiles.versions_of(enterprise), page, "versions", version_answer)
    pair = _pair(query, found["total"])
    text = render_template(
        "console/versions.html",
        firm=named_enterprise(),
        found=found,
        faults=faults,
        pair=pair,
        changed=_compared(enterprise, pair) if pair else None,
        page_at=lambda number: url_for("console_history.show", enterprise=enterprise, page=number),
        who=people(db.session, [one["saved_by"] for one in found["versions"]]),
    )
    return text, 422 if faults else 200


def _pair(query: dict[str, Any], latest: int) -> tuple[int, int] | None:
    """Return which two versions to compare: those asked for, else the latest and the one before it."""
    new = query.get("new", latest)
    old = query.get("old", new - 1)
    return (old, new) if old >= 1 else None


def _compared(enterprise: str, pair: tuple[int, int]) -> list[Change]:
    old, new = (profiles.version(db.session, enterprise, number).text for number in pair)
    return comparison(old, new, catalogue())
