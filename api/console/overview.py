"""The first page of the console: how the region stands."""

from flask import Blueprint, render_template

from api.bureau.statistics import statistics
from api.storage.database import db
from api.web.access import Caller, allow, regions_of, staff
from api.web.requests_bureau import judge

blueprint = Blueprint("console_overview", __name__, url_prefix="/bureau")


@blueprint.get("")
@allow(Caller.STAFF)
def show() -> str:
    """Return the figures of the region."""
    return render_template("console/overview.html", figures=statistics(db.session, regions_of(staff()), judge()))
