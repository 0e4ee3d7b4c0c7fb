"""Workers that are killed, stopped, or whose queue is lost: every job is carried out in the end, and once."""

import signal
from pathlib import Path

import pytest
import redis
from sqlalchemy import select

from api.jobs.lease import GIVEN_UP, MOST_STARTS, claim
from api.storage.database import writing
from api.storage.tables import AuditEntry, Job
from api.storage.valkey import start_valkey, started
from tests.accounts.test_faults import killed, started_again
from tests.accounts.world import Person, World, world
from tests.jobs.working import Hands, begun, children, ended, kill, stored, until
from tests.servers import Postgres

SCREENING = {"kind": "screening", "programmes": ["sme-specialized"]}


@pytest.fixture
def asked(tidu: World) -> tuple[Person, str]:
    """A screening of ten companies or more that nobody does yet."""
    clerk = tidu.clerk("cn-410422")
    stored(tidu, 10, "410422")
    return clerk, clerk.post("/bureau/jobs", SCREENING).json["id"]


def starts(tidu: World, id: str) -> int:
    with tidu.stored() as session:
        return session.get(Job, id).starts


def times_done(tidu: World, id: str) -> int:
    with tidu.stored() as session:
        return len([*session.scalars(select(AuditEntry).where(AuditEntry.object_id == id, AuditEntry.action == "job.done"))])


def test_a_process_that_is_killed_is_followed_by_another(tidu: World, asked: tuple[Person, str], hands: Hands) -> None:
    clerk, id = asked
    worker = hands.worker(pause=0.2)
    begun(clerk, id)
    for horse in children(worker.pid):
        kill(horse)
    until(lambda: starts(tidu, id) == 2, 10)

    assert ended(clerk, id)["state"] == "done"
    assert times_done(tidu, id) == 1


def test_a_worker_that_is_killed_leaves_its_process_to_finish(tidu: World, asked: tuple[Person, str], hands: Hands) -> None:
    clerk, id = asked
    worker = hands.worker(pause=0.2)
    begun(clerk, id)
    horses = children(worker.pid)
    worker.kill()
    worker.wait()
    hands.worker()

    assert ended(clerk, id)["state"] == "done"
    assert (starts(tidu, id), times_done(tidu, id)) == (1, 1)
    for horse in horses:
        kill(horse)


def test_when_both_are_killed_the_next_worker_begins_anew(tidu: World, asked: tuple[Person, str], hands: Hands) -> None:
    clerk, id = asked
    worker = hands.worker(pause=0.2)
    begun(clerk, id)
    horses = children(worker.pid)
    worker.kill()
    for horse in horses:
        kill(horse)
    worker.wait()
    hands.worker()

    assert ended(clerk, id)["state"] == "done"
    assert (starts(tidu, id), times_done(tidu, id)) == (2, 1)


def test_a_queue_that_forgot_everything_is_filled_again(tidu: World, asked: tuple[Person, str], hands: Hands) -> None:
    clerk, id = asked
    with redis.Redis.from_url(tidu.config.redis) as store:
        assert store.delete(*store.scan_iter("rq:*"))
    hands.worker()

    assert ended(clerk, id)["state"] == "done"


def test_a_job_is_accepted_while_the_queue_takes_nothing(tidu: World, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = tidu.clerk("cn-410422")
    monkeypatch.setattr(tidu.app.extensions["tidu.queue"], "send", lambda id: (_ for _ in ()).throw(redis.ConnectionError()))
    made = clerk.post("/bureau/jobs", SCREENING)
    hands.worker()

    assert made.status_code == 202
    assert ended(clerk, made.json["id"])["state"] == "done"


def test_a_worker_that_is_told_to_end_puts_its_job_back_and_is_gone(tidu: World, asked: tuple[Person, str], hands: Hands) -> None:
    clerk, id = asked
    stored(tidu, 40, "410422")
    worker = hands.worker(pause=0.5)
    begun(clerk, id)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0

    assert (clerk.get(f"/bureau/jobs/{id}").json["state"], starts(tidu, id)) == ("queued", 0)
    hands.worker()
    assert ended(clerk, id)["state"] == "done"


def test_an_idle_worker_ends_at_once(hands: Hands) -> None:
    worker = hands.worker()
    until(lambda: hands.log.exists() and '"worker"' in hands.logs())
    until(lambda: worker.poll() is None)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(15) == 0


def test_a_job_that_brings_its_worker_down_every_time_is_given_up(tidu: World, asked: tuple[Person, str]) -> None:
    clerk, id = asked
    with tidu.stored() as session:
        session.get(Job, id).starts = MOST_STARTS
        session.commit()
        with writing():
            assert claim(session, id, "somebody") is None

    job = clerk.get(f"/bureau/jobs/{id}").json
    assert (job["state"], job["errors"]) == ("failed", [GIVEN_UP[2:-2]])


def test_of_two_that_take_a_job_one_gets_it(tidu: World, asked: tuple[Person, str]) -> None:
    clerk, id = asked
    with tidu.stored() as session, writing():
        assert claim(session, id, "first")
        assert claim(session, id, "second") is None
    clerk.delete(f"/bureau/jobs/{id}")


def test_a_job_outlives_a_database_that_goes_away(server: Postgres, tmp_path: Path) -> None:
    with started(tmp_path / "valkey") as queue, world(tmp_path, server.database(), queue) as tidu:
        clerk = tidu.clerk("cn-410422")
        stored(tidu, 20, "410422")
        id = clerk.post("/bureau/jobs", SCREENING).json["id"]
        hands = Hands(tidu)
        hands.worker(pause=0.3)
        try:
            begun(clerk, id)
            server.stop()
            server.start()
            assert ended(clerk, id)["state"] == "done"
            assert times_done(tidu, id) == 1
        finally:
            hands.stop()


def test_a_worker_finds_a_queue_that_was_away(tmp_path: Path) -> None:
    valkey = start_valkey(tmp_path / "valkey")
    try:
        with world(tmp_path, "", valkey.url) as tidu:
            clerk, hands = tidu.clerk("cn-410422"), Hands(tidu)
            worker = hands.worker()
            try:
                first = clerk.post("/bureau/jobs", SCREENING).json["id"]
                assert ended(clerk, first)["state"] == "done"
                killed(valkey)
                started_again(valkey)
                second = clerk.post("/bureau/jobs", SCREENING).json["id"]
                assert ended(clerk, second)["state"] == "done"
                assert worker.poll() is None
            finally:
                hands.stop()
    finally:
        valkey.stop()
