"""The first page: what this is, and the example companies, each one click from its path."""

from flask import Blueprint, current_app, render_template

from api.pages.examples import examples

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
def show() -> str:
    """Return the first page."""
    form = any(rule.rule == "/form" for rule in current_app.url_map.iter_rules())
    return render_template("start.html", examples=examples(), form=form)
