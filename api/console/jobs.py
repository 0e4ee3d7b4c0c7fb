"""Long work of the region: submitted, watched, cancelled, fetched."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from api.accounts.audit import record
from api.accounts.paging import page_of
from api.answers import Json
from api.console.companies import by_topic, places_below
from api.console.frame import Faults, onward, read
from api.console.people import people
from api.jobs import records
from api.jobs.records import OPEN
from api.storage.database import db, writing
from api.storage.tables import Job
from api.web.access import Caller, allow, places_of, staff
from api.web.requests import catalogue
from api.web.requests_jobs import ALL_KINDS, FORMATS, STATES, JobBody, JobsQuery
from api.web.resources.downloads import sent
from api.web.resources.jobs import submitted_job
from graph.model import Catalogue

blueprint = Blueprint("console_jobs", __name__, url_prefix="/bureau/jobs")


@blueprint.get("")
@allow(Caller.STAFF)
def show() -> Response:
    """Return the jobs of the region, the latest first."""
    query, faults = read(JobsQuery(), request.args)
    found = listed(query if not faults else JobsQuery().load({}))
    said: dict[str, Any] = {name: request.args[name] for name in ("state", "kind") if request.args.get(name)}
    shown = render_template(
        "console/jobs.html",
        found=found,
        said=said,
        faults=faults,
        kinds=ALL_KINDS,
        states=STATES,
        page_at=lambda number: url_for("console_jobs.show", **said, page=number),
        running=any(one["state"] in OPEN for one in found["jobs"]),
    )
    return make_response(shown, 422 if faults else 200)


@blueprint.get("/new")
@allow(Caller.STAFF)
def begin() -> str:
    """Return the form of a screening."""
    return _form({}, {}, request.args.getlist("programmes"))


@blueprint.post("/new")
@allow(Caller.STAFF)
def submit() -> Response | tuple[str, int]:
    """Submit a screening."""
    chosen = request.form.getlist("programmes")
    said = {**request.form.to_dict(), "programmes": chosen, "kind": "screening"}
    body, faults = read(JobBody(), said)
    if faults:
        return _form(request.form, faults, chosen), 422
    return redirect(url_for("console_jobs.one", id=submitted_job(body)["id"]), 303)  # type: ignore[return-value]


@blueprint.get("/<key:id>")
@allow(Caller.STAFF)
def one(id: str) -> Any:
    """Return one job; an import has a page of its own."""
    found = job_shown(id)
    if found["kind"] == "import":
        return redirect(f"{url_for('console_imports.one', id=id)}?{request.query_string.decode()}".rstrip("?"), 303)
    return render_template("console/job.html", job=found)


@blueprint.get("/<key:id>/progress")
@allow(Caller.STAFF)
def progress(id: str) -> Response:
    """Return how far a job is, as a part of its page; where it has ended the page is loaded anew."""
    found = job_shown(id)
    response = make_response(render_template("console/job_progress.html", job=found))
    if not found["open"]:
        response.headers["HX-Refresh"] = "true"
    return response


@blueprint.post("/<key:id>/cancel")
@allow(Caller.STAFF)
def cancel(id: str) -> Response:
    """Cancel a job."""
    with writing() as session:
        records.cancel(session, places_of(staff()), id)
    return onward(url_for("console_jobs.one", id=id), "job_cancelled")


@blueprint.get("/<key:id>/result")
@allow(Caller.STAFF)
def result(id: str) -> Response:
    """Return what a job made, and write down that it was fetched."""
    response = sent(records.job_in(db.session, places_of(staff()), id))
    with writing() as session:
        record(session, "job.download", "job", id)
    return response


def listed(query: dict[str, Any]) -> Json:
    """Return a page of the jobs of the region."""
    found = records.jobs_in(places_of(staff()), query.get("state"), query.get("kind"))
    answer = page_of(db.session, found, query, "jobs", records.job_answer)
    names = people(db.session, (job["asked_by"] for job in answer["jobs"]))
    return {**answer, "jobs": [shown(job, names, catalogue()) for job in answer["jobs"]]}


def job_shown(id: str) -> Json:
    """Return one job of the region as pages show it."""
    found = records.job_answer(records.job_in(db.session, places_of(staff()), id))
    return shown(found, people(db.session, (found["asked_by"], found.get("committed_by"), _withdrawn_by(found))), catalogue())


def _withdrawn_by(job: Json) -> str | None:
    return ((job["report"] or {}).get("withdrawn") or {}).get("by")


def judging_after(job: Json) -> Json | None:
    """Return the first judging that was asked for once an import was saved, where it is still known."""
    since = datetime.fromisoformat(job["committed_at"])
    kept = records.jobs_in(places_of(staff()), None, "judging").where(Job.made_at >= since, Job.asked_by == job["asked_by"])
    found = db.session.scalars(kept.order_by(None).order_by(Job.made_at, Job.id).limit(1)).first()
    return shown(records.job_answer(found), {}, catalogue()) if found else None


def shown(job: Json, names: dict[str, str], policies: Catalogue) -> Json:
    """Return a job with its title, and who asked for it, in words."""
    said = job["parameters"]
    place = policies.regions[job["region"]].name
    if said.get("region"):
        place = next((one.name for one in policies.regions.values() if one.code == said["region"]), place)
    words = policies.words.names
    if job["kind"] == "import":
        about = job["file"] or "企业表"
    elif job["kind"] == "cultivation":
        library = policies.libraries.get(said.get("library") or "")
        about = f"{library.name if library else words.get(said.get('honor'), '')} {place}".strip()
    elif job["kind"] in ("judging", "daily"):
        about = place
    else:
        programmes = [words.get(id, id) for id in said.get("programmes") or ()]
        about = f"{place}，{'、'.join(programmes) or '全部事项'}"
    who = names.get(job["asked_by"], "系统") if job["asked_by"] else "系统"
    people_named = {
        "asked_by_name": who,
        "committed_by_name": names.get(job.get("committed_by") or ""),
        "withdrawn_by_name": names.get(_withdrawn_by(job) or ""),
    }
    title = f"{ALL_KINDS.get(job['kind'], job['kind'])}：{about}"
    return {**job, "title": title, "about": about, "open": job["state"] in OPEN, "place": place, **people_named}


def _form(said: Any, faults: Faults, chosen: list[str]) -> str:
    policies = catalogue()
    return render_template(
        "console/job_new.html",
        said=said,
        faults=faults,
        chosen=chosen,
        topics=by_topic(policies),
        below=places_below(policies),
        formats=FORMATS,
    )
