"""Jobs on which nobody works yet, and such as are cancelled."""

from api.jobs.records import follow
from api.storage.database import writing
from api.storage.tables import Job
from tests.accounts.world import Person, World
from tests.jobs.working import Hands, begun, ended, stored


def test_the_same_key_is_the_same_job_and_another_body_is_refused(clerk: Person) -> None:
    asked, key = {"kind": "screening", "programmes": ["sme-specialized"]}, {"Idempotency-Key": "once"}
    first, again = (clerk.post("/bureau/jobs", asked, headers=key) for _ in range(2))
    other = clerk.post("/bureau/jobs", {**asked, "format": "xlsx"}, headers=key)

    assert (first.status_code, again.status_code) == (202, 202)
    assert (first.json, first.headers["Location"]) == (again.json, again.headers["Location"])
    assert (other.status_code, other.json["code"]) == (409, "key_reused")
    assert clerk.delete(f"/bureau/jobs/{first.json['id']}").status_code == 200


def test_a_job_that_waits_is_cancelled_at_once_and_none_that_ended(clerk: Person, hands: Hands) -> None:
    id = clerk.post("/bureau/jobs", {"kind": "screening"}).json["id"]

    assert clerk.delete(f"/bureau/jobs/{id}").json["state"] == "cancelled"
    assert clerk.delete(f"/bureau/jobs/{id}").json["code"] == "job_ended"
    assert clerk.post(f"/bureau/jobs/{id}/downloads").json["code"] == "job_unfinished"


def test_a_job_that_runs_is_cancelled_at_its_next_step(tidu: World, clerk: Person, hands: Hands) -> None:
    stored(tidu, 20)
    hands.worker(pause=0.3)
    id = clerk.post("/bureau/jobs", {"kind": "screening"}).json["id"]
    begun(clerk, id)

    assert clerk.delete(f"/bureau/jobs/{id}").json["cancel_asked"] is True
    job = ended(clerk, id, 10)
    assert (job["state"], job["result"], job["report"]) == ("cancelled", None, None)
    assert job["progress"]["done"] < job["progress"]["total"]


def test_an_account_has_few_open_jobs(clerk: Person) -> None:
    made = [clerk.post("/bureau/jobs", {"kind": "screening"}) for _ in range(6)]

    assert [one.status_code for one in made] == [202] * 5 + [429]
    assert made[-1].json["code"] == "too_many_jobs"
    for one in made[:5]:
        clerk.delete(f"/bureau/jobs/{one.json['id']}")


def test_jobs_that_follow_from_others_do_not_count(tidu: World, clerk: Person) -> None:
    with tidu.stored() as session, writing():
        for _ in range(6):
            follow(session, Job(kind="import", region="cn-410421", asked_by=clerk.id, id="0" * 32), "judging")
    made = clerk.post("/bureau/jobs", {"kind": "screening"})

    assert made.status_code == 202
    for one in clerk.get("/bureau/jobs?state=queued&size=100").json["jobs"]:
        clerk.delete(f"/bureau/jobs/{one['id']}")


def test_jobs_are_listed_for_the_region(tidu: World, clerk: Person) -> None:
    id = clerk.post("/bureau/jobs", {"kind": "screening"}).json["id"]
    clerk.delete(f"/bureau/jobs/{id}")
    asked = "/bureau/jobs?state=cancelled&kind=screening&size=100"
    seen = {region: [one["id"] for one in tidu.clerk(region).get(asked).json["jobs"]] for region in ("cn-4104", "cn-410422")}

    assert id in seen["cn-4104"]
    assert id not in seen["cn-410422"]
