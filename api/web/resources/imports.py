"""Imports: a table of companies becomes a report, and, once somebody commits it, stored companies."""

from contextlib import closing
from typing import Any

from flask import Response, current_app, request
from flask.views import MethodView
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from api.accounts.paging import page_of
from api.answers import Json
from api.errors import Refused
from api.jobs import records
from api.jobs.committing import commit
from api.jobs.files import Files
from api.jobs.withdrawing import withdraw
from api.storage.database import db, writing
from api.storage.tables import ImportRow, Job
from api.web.access import Caller, places_of, staff
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import ImportRowsAnswer, JobAnswer
from api.web.requests_jobs import CommitBody, ImportFiles, ImportForm, RowsQuery
from api.web.resources.jobs import accepted, submitted

blueprint = Blueprint("imports", __name__, url_prefix="/bureau/imports", description="导入企业表：读表、核对、提交")
FORM = 100_000  # bytes of a form beside its file
PARTS = {"$ref": "#/components/schemas/ImportParts"}
BODY = {"required": True, "content": {"multipart/form-data": {"schema": PARTS}}}


@blueprint.before_request
def allow_tables() -> None:
    """Let tables through that are larger than a profile may be."""
    request.max_content_length = current_app.extensions["tidu.config"].largest_table + FORM


@blueprint.route("")
class Imports(MethodView):
    """All of them; they are listed among the jobs."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(ImportForm, location="form")
    @blueprint.arguments(ImportFiles, location="files")
    @blueprint.response(202, JobAnswer)
    @blueprint.once
    @blueprint.doc(requestBody=BODY)
    def post(self, form: dict[str, Any], files: dict[str, Any]) -> Response:
        """上传企业表（xlsx 或 csv），随即返回；读完后看报告，再决定是否提交"""
        return accepted(handed_in(files["table"], form))


@blueprint.route("/<key:id>/rows")
class RowsOfImport(MethodView):
    """What each good row means."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(RowsQuery, location="query")
    @blueprint.response(200, ImportRowsAnswer)
    def get(self, query: dict[str, Any], id: str) -> Response:
        """逐行列出：新增、有变化、无变化"""
        records.job_in(db.session, places_of(staff()), id)
        return answer(rows_of(id, query))


@blueprint.route("/<key:id>/commit")
class CommitOfImport(MethodView):
    """Yes."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(CommitBody)
    @blueprint.response(200, JobAnswer)
    @blueprint.once
    def post(self, body: dict[str, Any], id: str) -> Response:
        """提交：新企业入库，有变化的企业追加一版档案；全部保存，或全部不保存；随后的判定是另一项任务（judging）"""
        return answer(committed(id, keep_good=body["keep_good"]))


@blueprint.route("/<key:id>/withdraw")
class WithdrawalOfImport(MethodView):
    """No, after all."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, JobAnswer)
    def post(self, id: str) -> Response:
        """撤回已提交的导入：各企业的档案恢复为导入前的内容（追加一版），此后又有改动的不动；随后的判定是另一项任务"""
        return answer(withdrawn(id))


def handed_in(table: FileStorage, form: dict[str, Any]) -> Json:
    """Keep a table, and the job that reads it.

    Raises
    ------
    Refused
        Where it is too large, or no kind of table.
    """
    config = current_app.extensions["tidu.config"]
    with closing(table) as file:
        data, name = file.read(), file.filename or ""
    if len(data) > config.largest_table:
        raise Refused("too_large", f"企业表最大 {config.largest_table // 1_000_000} MB")
    if not name.lower().endswith((".xlsx", ".csv")):
        raise Refused("unsupported_media_type", "企业表应为 .xlsx 或 .csv 文件")
    kept = (folder := Files(config.data / "jobs")).keep(data, name)
    try:
        return submitted("import", form, kept)
    except BaseException:
        folder.remove(kept.file)
        raise


def committed(id: str, *, keep_good: bool) -> Json:
    """Save what an import says, and send the job that judges it."""
    with writing() as session:
        return _judged_soon(session, commit(session, places_of(staff()), id, staff(), keep_good=keep_good))


def withdrawn(id: str) -> Json:
    """Take back what an import has saved, and send the job that judges it."""
    with writing() as session:
        return _judged_soon(session, withdraw(session, places_of(staff()), id, staff()))


def _judged_soon(session: Session, job: Job) -> Json:
    judging = records.follow(session, job, "judging").id
    current_app.extensions["tidu.queue"].send_soon(session, judging)
    return {**records.job_answer(job), "judging": judging}


def rows_of(id: str, query: dict[str, Any]) -> Json:
    """Return a page of the good rows of an import."""
    only = [ImportRow.outcome == query["outcome"]] if "outcome" in query else []
    found = select(ImportRow).where(ImportRow.job_id == id, *only).order_by(ImportRow.row)
    return page_of(db.session, found, query, "rows", _row)


def _row(row: ImportRow) -> Json:
    said = {name: getattr(row, name) for name in ("row", "outcome", "uscc", "name", "region")}
    return {**said, "enterprise": row.enterprise_id}
