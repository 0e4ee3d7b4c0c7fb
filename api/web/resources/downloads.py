"""Results, for whoever has a ticket to one: a link of the page needs no other proof."""

import mimetypes

from flask import Response, current_app, request, send_file
from flask.views import MethodView

from api.errors import Refused
from api.jobs.downloads import is_ticket, redeem
from api.jobs.files import Files
from api.storage.database import db
from api.storage.tables import Job
from api.web.access import Caller, sessions
from api.web.blueprints import Blueprint

blueprint = Blueprint("downloads", __name__, url_prefix="/downloads", description="下载任务的结果")


@blueprint.route("/<string(length=43):token>")
class Download(MethodView):
    """One of them."""

    @blueprint.allow(Caller.ANYONE)
    @blueprint.response(200, content_type="application/octet-stream", description="结果文件")
    def get(self, token: str) -> Response:
        """凭一次性的下载地址取得结果文件；HEAD 只问是否还有效，不消耗它"""
        if request.method == "HEAD":
            if not is_ticket(sessions().store, token):
                raise Refused("nothing_there")
            return Response(headers={"Cache-Control": "no-store"})
        job = db.session.get(Job, redeem(sessions().store, token))
        if job is None:
            raise Refused("nothing_there", "文件已过保存期")
        return sent(job)


def sent(job: Job) -> Response:
    """Return the result of a job as a file."""
    if job.result_file is None:
        raise Refused("nothing_there", "文件已过保存期")
    path = Files(current_app.extensions["tidu.config"].data / "jobs").read(job.result_file)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return send_file(path.resolve(), mimetype=kind, as_attachment=True, download_name=job.result_name, etag=False, max_age=None)
