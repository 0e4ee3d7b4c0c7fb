"""What is kept for a time only: removed when its time is over, not before; the record stays."""

import os
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from api.jobs.retention import EVIDENCE, JOBS, RULES, clear
from api.storage.columns import now
from api.storage.database import writing
from api.storage.tables import AuditEntry, Claim, ImportRow, Job, Submission
from tests.accounts.world import Person, World, claim
from tests.jobs.working import Hands, imported, table

DAYS = {rule.what: rule.days for rule in RULES}


def cleared(tidu: World) -> dict[str, int]:
    with tidu.stored():
        return clear(tidu.config.data)


def aged(tidu: World, column: object, id: str, days: int) -> None:
    """Let something have happened so many days ago."""
    with tidu.stored() as session, writing():
        kind = column.class_
        session.execute(update(kind).where(kind.id == id).values({column.key: now() - timedelta(days=days)}))


@pytest.mark.parametrize("what", ["contacts", "evidence"])
def test_what_a_decided_claim_holds_of_a_person_goes_in_its_time(tidu: World, clerk: Person, what: str) -> None:
    user = tidu.user()
    decided, pending = (claim(user).get_json()["id"] for _ in range(2))
    clerk.post(f"/bureau/claims/{decided}/refuse", {"reason": "缺章"})

    def held(id: str) -> object:
        with tidu.stored() as session:
            found = session.get_one(Claim, id)
            return (
                found.contact_phone if what == "contacts" else found.evidence_file and (tidu.config.data / EVIDENCE / found.evidence_file)
            )

    before = held(decided)
    aged(tidu, Claim.decided_at, decided, DAYS[what] - 1)
    aged(tidu, Claim.made_at, pending, DAYS[what] + 1)
    assert cleared(tidu)[what] == 0
    assert held(decided) == before
    aged(tidu, Claim.decided_at, decided, DAYS[what] + 1)

    assert cleared(tidu)[what] == 1
    assert (held(decided), bool(held(pending))) == (None, True)
    if what == "evidence":
        assert not before.exists()
        assert held(pending).exists()
        assert clerk.get(f"/bureau/claims/{decided}/evidence").status_code == 404
        assert clerk.get(f"/bureau/claims/{decided}").json["evidence"]["sha256"]


def test_answers_to_keys_of_submissions_are_forgotten(tidu: World) -> None:
    user = tidu.user()
    claim(user, headers={"Idempotency-Key": "kept"})
    with tidu.stored() as session:
        id = session.scalar(select(Submission.id).where(Submission.caller == f"user:{user.id}"))
    aged(tidu, Submission.made_at, id, DAYS["submissions"] - 1)
    assert cleared(tidu)["submissions"] == 0
    aged(tidu, Submission.made_at, id, DAYS["submissions"] + 1)

    assert cleared(tidu)["submissions"] == 1


def test_what_a_job_left_goes_before_the_job_and_the_record_of_it_stays(tidu: World, clerk: Person, worker: Hands) -> None:
    job = imported(clerk, table([("新有限公司", "x", "410421", "5")]))["id"]
    with tidu.stored() as session:
        files = [
            tidu.config.data / JOBS / name for name in session.execute(select(Job.input_file, Job.result_file).where(Job.id == job)).one()
        ]
        session.rollback()
    aged(tidu, Job.finished_at, job, DAYS["job_files"] + 1)
    assert cleared(tidu)["job_files"] == 1
    assert not any(file.exists() for file in files)
    assert clerk.post(f"/bureau/jobs/{job}/downloads").status_code == 409
    aged(tidu, Job.finished_at, job, DAYS["jobs"] + 1)
    assert cleared(tidu)["jobs"] == 1

    assert clerk.get(f"/bureau/jobs/{job}").status_code == 404
    with tidu.stored() as session:
        assert session.scalar(select(func.count()).select_from(ImportRow).where(ImportRow.job_id == job)) == 0
        assert session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.object_id == job)) >= 2


def test_a_job_that_has_not_ended_keeps_all(tidu: World, clerk: Person) -> None:
    job = clerk.post("/bureau/jobs", {"kind": "screening"}).json["id"]
    aged(tidu, Job.made_at, job, DAYS["jobs"] + 1)

    assert cleared(tidu)["jobs"] == 0
    assert clerk.delete(f"/bureau/jobs/{job}").status_code == 200


def test_a_file_that_nothing_names_goes_after_a_day(tidu: World) -> None:
    folder = tidu.config.data / EVIDENCE
    folder.mkdir(exist_ok=True)
    fresh, old = folder / ("0" * 32), folder / ("1" * 32)
    for file in (fresh, old):
        file.write_bytes(b"x")
    os.utime(old, (time.time() - 90_000,) * 2)

    assert cleared(tidu)["orphans"] == 1
    assert (fresh.exists(), old.exists()) == (True, False)
