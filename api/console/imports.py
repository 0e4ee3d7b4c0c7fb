"""The import wizard: the form to fill in, a table handed in, its report, and saving what it says."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for

from api.answers import Json
from api.console.comparison import comparison
from api.console.frame import Faults, onward, read
from api.console.jobs import job_shown, judging_after, listed
from api.errors import Refused
from api.exact_json import read_json
from api.profile_text import written
from api.storage.database import db
from api.storage.tables import ImportRow, ProfileVersion
from api.web.access import Caller, allow
from api.web.problems import KINDS
from api.web.requests import catalogue, today
from api.web.requests_jobs import OUTCOMES, ImportForm, JobsQuery, RowsQuery
from api.web.resources.imports import FORM, committed, handed_in, rows_of, withdrawn

blueprint = Blueprint("console_imports", __name__, url_prefix="/bureau/imports")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FAULTS = 200
EMPTY = "{}"


@blueprint.before_request
def allow_tables() -> None:
    """Let tables through that are larger than a profile may be."""
    request.max_content_length = current_app.extensions["tidu.config"].largest_table + FORM


@blueprint.get("")
@allow(Caller.STAFF)
def show() -> str:
    """Return the first step, and the imports of the region."""
    return _begin({})


@blueprint.get("/template")
@allow(Caller.STAFF)
def template() -> Response:
    """Return the form for many companies, as `tidu template` writes it."""
    from api.tables.selection import select
    from api.tables.template import write_template

    policies, on = catalogue(), today()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(select(policies, on), policies, on, path)
        data = path.read_bytes()
    headers = {"Content-Disposition": "attachment; filename*=UTF-8''%E4%BC%81%E4%B8%9A%E5%90%8D%E5%8D%95%E6%A8%A1%E6%9D%BF.xlsx"}
    return Response(data, headers=headers, content_type=XLSX)


@blueprint.post("")
@allow(Caller.STAFF)
def hand_in() -> Response | tuple[str, int]:
    """Take a table, which is read as a job."""
    form, faults = read(ImportForm(), request.form)
    table = request.files.get("table")
    if table is None or not table.filename:
        faults = {**faults, "table": ["请选择要上传的企业表（.xlsx 或 .csv）"]}
    if faults or table is None:
        return _begin(faults), 422
    try:
        job = handed_in(table, form)
    except Refused as error:
        kind = KINDS[error.code]
        return _begin({"table": [error.detail or kind.detail]}), kind.status
    return redirect(url_for("console_imports.one", id=job["id"]), 303)  # type: ignore[return-value]


@blueprint.get("/<key:id>")
@allow(Caller.STAFF)
def one(id: str) -> str:
    """Return an import: how far it is, its report, the rows that it would save."""
    return _shown(_import(id))


@blueprint.post("/<key:id>/commit")
@allow(Caller.STAFF)
def save(id: str) -> Response | tuple[str, int]:
    """Save what an import says: all of it, or its good rows alone where that was asked for."""
    _import(id)
    return _changed(id, "import_saved", lambda: committed(id, keep_good=request.form.get("keep_good") == "yes"))


@blueprint.post("/<key:id>/withdraw")
@allow(Caller.STAFF)
def withdraw(id: str) -> Response | tuple[str, int]:
    """Take back what an import has saved."""
    _import(id)
    return _changed(id, "import_withdrawn", lambda: withdrawn(id))


@blueprint.get("/<key:id>/rows/<int:row>")
@allow(Caller.STAFF)
def changes(id: str, row: int) -> str:
    """Return what one row changes in the stored profile, field by field."""
    job = _import(id)
    found = db.session.get(ImportRow, (id, row))
    if found is None:
        raise Refused("nothing_there", "没有这一行，或已过保存期")
    base = db.session.get(ProfileVersion, (found.enterprise_id, found.base)) if found.base else None
    before = base.text if base else written(_hollow(read_json(found.text or EMPTY)))
    differences = comparison(before, found.text, catalogue()) if found.text else []
    return render_template("console/import_row.html", job=job, row=found, differences=differences, outcomes=OUTCOMES)


def _changed(id: str, did: str, change: Callable[[], Json]) -> Response | tuple[str, int]:
    """Return the way to an import that was changed, or its page with the reason why not."""
    try:
        change()
    except Refused as error:
        kind = KINDS[error.code]
        told = [error.detail or kind.detail, *(one["message"] for one in error.errors)]
        return _shown(_import(id), refused=(kind.title, told)), kind.status
    return onward(url_for("console_imports.one", id=id), did)


def _hollow(value: Any) -> Any:
    """Return JSON values with all that is said taken out, so that a comparison tells each of them."""
    if isinstance(value, dict):
        return {key: _hollow(inside) for key, inside in value.items() if isinstance(inside, dict | list)}
    return [_hollow(inside) for inside in value if isinstance(inside, dict)]


def _import(id: str) -> Json:
    found = job_shown(id)
    if found["kind"] != "import":
        raise Refused("nothing_there")
    return found


def _begin(faults: Faults) -> str:
    recent = listed({**JobsQuery().load({"size": 10}), "kind": "import"})
    most = current_app.extensions["tidu.config"].largest_table // 1_000_000
    return render_template("console/imports.html", faults=faults, sheet=request.form.get("sheet", ""), recent=recent, most=most)


def _shown(job: Json, refused: tuple[str, list[str]] | None = None) -> str:
    query, faults = read(RowsQuery(), request.args if request.method == "GET" else {})
    rows = rows_of(job["id"], query if not faults else RowsQuery().load({})) if job["report"] else None
    outcome = query.get("outcome")
    return render_template(
        "console/import.html",
        job=job,
        stage=_stage(job),
        judging=judging_after(job) if job["committed_at"] else None,
        report=job["report"],
        faults_shown=(job["report"] or {}).get("faults", [])[:MOST_FAULTS],
        rows=rows,
        outcome=outcome,
        outcomes=OUTCOMES,
        refused=refused,
        page_at=lambda number: url_for("console_imports.one", id=job["id"], outcome=outcome, page=number) + "#rows",
    )


def _stage(job: Json) -> str:
    """Return where the wizard stands: reading, checked (with something to save, or nothing), saved, withdrawn, ended."""
    report = job["report"] or {}
    if job["open"]:
        return "reading"
    if job["committed_at"]:
        return "withdrawn" if report.get("withdrawn") else "saved"
    if job["state"] != "done":
        return "ended"
    return "checked" if not report.get("whole") and any(report.get(name) for name in OUTCOMES) else "nothing"
