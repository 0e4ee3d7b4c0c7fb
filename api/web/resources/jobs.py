"""Jobs of the bureau: screening and cultivation over the stored companies of a region; how far they are; what came of them."""

from datetime import timedelta
from typing import Any

from flask import Response, current_app
from flask.views import MethodView

from api.accounts.answers import at
from api.accounts.audit import record
from api.accounts.paging import page_of
from api.answers import Json
from api.bureau import drafting, lists
from api.errors import Refused
from api.jobs import records
from api.jobs.downloads import LASTS, ticket
from api.jobs.files import Upload
from api.storage.columns import now
from api.storage.database import db, writing
from api.web.access import Caller, places_of, regions_of, sessions, staff
from api.web.answering import answer
from api.web.blueprints import Blueprint
from api.web.openapi_accounts import DownloadAnswer, JobAnswer, JobsAnswer
from api.web.requests import catalogue, today
from api.web.requests_jobs import FORMAT, JobBody, JobsQuery

blueprint = Blueprint("jobs", __name__, url_prefix="/bureau/jobs", description="后台任务：筛查、培育库、导入")


@blueprint.route("")
class Jobs(MethodView):
    """All of the region."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(JobsQuery, location="query")
    @blueprint.response(200, JobsAnswer)
    def get(self, query: dict[str, Any]) -> Response:
        """列出本辖区的任务，新的在前"""
        found = records.jobs_in(places_of(staff()), query.get("state"), query.get("kind"))
        return answer(page_of(db.session, found, query, "jobs", records.job_answer))

    @blueprint.allow(Caller.STAFF)
    @blueprint.arguments(JobBody)
    @blueprint.response(202, JobAnswer)
    @blueprint.once
    def post(self, body: dict[str, Any]) -> Response:
        """提交筛查或培育库任务，随即返回；进展见 Location"""
        return accepted(submitted_job(body))


@blueprint.route("/<key:id>")
class JobById(MethodView):
    """One of them."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, JobAnswer)
    def get(self, id: str) -> Response:
        """一项任务：进展、快慢、结果"""
        return answer(records.job_answer(records.job_in(db.session, places_of(staff()), id)))

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(200, JobAnswer)
    def delete(self, id: str) -> Response:
        """取消：排队的立即取消，进行中的在下一步停下"""
        with writing() as session:
            found = records.job_answer(records.cancel(session, places_of(staff()), id))
        return answer(found)


@blueprint.route("/<key:id>/downloads")
class DownloadsOfJob(MethodView):
    """Tickets to its result."""

    @blueprint.allow(Caller.STAFF)
    @blueprint.response(201, DownloadAnswer)
    def post(self, id: str) -> Response:
        """取得结果的下载地址，几分钟内有效，只能用一次（留痕）"""
        with writing() as session:
            job = records.job_in(session, places_of(staff()), id)
            if job.result_file is None:
                raise Refused("job_unfinished")
            record(session, "job.download", "job", id)
        until = at(now() + timedelta(seconds=LASTS))
        return answer({"address": f"/api/v1/downloads/{ticket(sessions().store, id)}", "expires_at": until}, 201)


def submitted_job(body: dict[str, Any]) -> Json:
    """Keep the job that a body asks for."""
    parameters = {name: value for name, value in body.items() if name != "kind"}
    if "region" in parameters and parameters["region"] not in regions_of(staff()):
        raise Refused("invalid", errors=[{"pointer": "/region", "message": "不在您的辖区内"}])
    if body["kind"] == "screening":
        parameters.setdefault("format", FORMAT)
    else:
        _check_list(parameters)
    return submitted(body["kind"], parameters)


def submitted(kind: str, parameters: dict[str, Any], upload: Upload | None = None) -> Json:
    """Keep a job, and send it to the workers once it is kept."""
    with writing() as session:
        job = records.submit(session, staff(), kind, parameters, upload)
        current_app.extensions["tidu.queue"].send_soon(session, job.id)
        return records.job_answer(job)


def accepted(found: Json) -> Response:
    """Say where to look for a job."""
    return answer(found, 202, {"Location": f"/api/v1/bureau/jobs/{found['id']}"})


def _check_list(body: dict[str, Any]) -> None:
    """Refuse at once what cannot be drawn up later: weights that do not fit, no such earlier list, a company moved twice."""
    own = staff()
    asked = {name: value for name, value in body.items() if name in ("library", "honor", "year", "on", "weights")}
    honor = drafting.call_of(drafting.Asked(own.region, own.region, **asked), catalogue(), today()).library.honor
    if "last" in body:
        last = lists.list_in(db.session, places_of(own), body["last"])
        if last.state != "signed" or last.honor != honor:
            raise Refused("invalid", errors=[{"pointer": "/last", "message": "应为同一荣誉已签发的名单"}])
    for name, said in (("company", "企业"), ("position", "名次")):
        values = [move[name] for move in body.get("moves", ())]
        if len(values) != len(set(values)):
            raise Refused("invalid", errors=[{"pointer": "/moves", "message": f"同一{said}只能写一次"}])
