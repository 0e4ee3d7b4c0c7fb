"""Reminders of stored companies: in the inbox always and once, by WeChat where a grant is left and never promised otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from api.fake_wechat.faults import Fault
from api.reminders.daily import Reminded, remind
from api.storage.tables import Message
from api.wechat.client import open_wechat
from tests.accounts.test_profiles import profile, save
from tests.accounts.world import Company, Person, World, company, joined, world

TEMPLATE = "template-of-reminders"
GRANTED = "2024-03-27"
ON = date(2027, 2, 25)
TITLES = [{"honor": "sme-specialized", "granted": GRANTED}]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def tidu(request: pytest.FixtureRequest, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service of its own: reminders go to everybody who is stored."""
    database = "" if request.param == "sqlite" else request.getfixturevalue("server").database()
    with world(tmp_path_factory.mktemp(request.param), database, redis_url) as found:
        found.fake.world.templates.add(TEMPLATE)
        yield found


@pytest.fixture(scope="module")
def clerk(tidu: World) -> Person:
    return tidu.clerk("cn-410421")


@pytest.fixture
def held(tidu: World, clerk: Person) -> Iterator[Company]:
    """A company whose title ends on 2027-03-26, thirty days and a bit after the day of the tests."""
    found = company(tidu, clerk)
    save(found.owner, found, profile(found, titles=TITLES, applications=[]))
    yield found
    with tidu.stored() as session:  # the next test reminds its own company alone
        for message in session.scalars(select(Message).where(Message.carried == "due")):
            message.carried = "not"
        session.commit()


def run(tidu: World, on: date = ON, **changes: Any) -> Reminded:
    config = replace(tidu.wechat, template=TEMPLATE, **changes)
    wechat = open_wechat(config, tidu.app.extensions["tidu.sessions"].store)
    assert wechat
    try:
        with tidu.app.app_context():
            return remind(tidu.app.extensions["tidu.catalogue"], wechat, on)
    finally:
        wechat.close()


def inbox(person: Person) -> list[dict[str, Any]]:
    found = person.get("/me/inbox?size=100").json["messages"]
    return [one for one in found if one["kind"].startswith("reminder_")]


def tap(tidu: World, person: Person, answer: str = "accept") -> None:
    """Let the owner tap accept; the mini-program reports it."""
    with tidu.stored() as session:
        from api.accounts.users import first_identity

        openid = first_identity(session, person.id).openid
    [name] = [user.name for user in tidu.fake.world.users.values() if user.openid == openid]
    tidu.fake.world.tap(name, TEMPLATE, answer)  # type: ignore[arg-type]
    person.post("/me/subscriptions", {"template": TEMPLATE, "accepted": answer == "accept"})


def left(person: Person) -> list[int]:
    return [one["remaining"] for one in person.get("/me/subscriptions").json["subscriptions"]]


def test_the_end_of_a_term_is_told_once_at_each_stage(tidu: World, held: Company) -> None:
    end = held.owner.post("/calendars", {"profile": profile(held, titles=TITLES, applications=[]), "on": str(ON), "months": 7}).json
    [(day, kind)] = [(one["date"], one["kind"]) for one in end["entries"] if one["kind"] in ("review", "reapply", "expires")]
    counts = []
    for moment in (ON, ON, date(2027, 3, 1)):
        run(tidu, moment)
        counts.append(len([one for one in inbox(held.owner) if one["kind"] == f"reminder_{kind}"]))

    assert day.startswith("2027-03")
    assert counts == [1, 1, 1] or counts == [1, 1, 2]  # the day may lie within thirty of the first
    message = next(one for one in inbox(held.owner) if one["kind"] == f"reminder_{kind}")
    assert day in message["text"]
    assert message["enterprise"] == held.id


def test_all_members_are_told_and_nobody_else(tidu: World, held: Company, clerk: Person) -> None:
    viewer, stranger = joined(tidu, held, "viewer"), company(tidu, clerk).owner
    run(tidu)

    assert [one["text"] for one in inbox(viewer)] == [one["text"] for one in inbox(held.owner)] != []
    assert inbox(stranger) == []


def test_without_a_grant_the_inbox_alone_is_told(tidu: World, held: Company) -> None:
    before = len(tidu.fake.world.called("sendMessage"))
    found = run(tidu)

    assert found.written > 0 == found.sent
    assert len(tidu.fake.world.called("sendMessage")) == before
    assert inbox(held.owner)


def test_a_grant_carries_one_message_and_is_spent(tidu: World, held: Company) -> None:
    tap(tidu, held.owner)
    before = len(tidu.fake.world.messages)
    found = run(tidu)
    again = run(tidu)
    [sent] = tidu.fake.world.messages[before:]

    assert (found.sent, again.sent, again.written) == (1, 0, 0)
    assert left(held.owner) == [0]
    assert set(sent["data"]) == {"thing1", "date2", "thing3"}


@pytest.mark.parametrize(
    ("fault", "grants", "later"),
    [
        (43101, 0, 0),  # WeChat says that none is left
        (45168, 2, 0),  # a word is refused: an operator must see to it, nothing was sent
        (43108, 2, 1),  # another is on its way: tried again
        (Fault("lost"), 0, 0),  # both that were tried may be out
        (40003, 0, 0),  # WeChat knows no such user
    ],
)
def test_what_wechat_refuses_never_loses_the_inbox_nor_promises_too_much(
    tidu: World, held: Company, fault: Any, grants: int, later: int
) -> None:
    for _ in range(2):
        tap(tidu, held.owner)
    tidu.fake.world.script("sendMessage", *[fault] * 20)
    found = run(tidu)
    tidu.fake.world.scripts.clear()

    assert found.sent == 0
    assert inbox(held.owner)
    assert left(held.owner) == [grants]
    assert bool(found.waiting) == bool(later)
    assert bool(run(tidu).sent) == bool(later)


def test_a_message_that_may_be_out_is_not_sent_again(tidu: World, held: Company) -> None:
    """A process that ended while it sent left the message marked and the grant spent."""
    tap(tidu, held.owner)
    with tidu.app.app_context():
        from api.reminders import carrying
        from api.reminders.writing import write_reminders

        wechat = open_wechat(replace(tidu.wechat, template=TEMPLATE), tidu.app.extensions["tidu.sessions"].store)
        assert wechat
        assert sum(one.messages for one in write_reminders(tidu.app.extensions["tidu.catalogue"], ON, carried=True))
        with tidu.stored() as session:
            ids = [*session.scalars(select(Message.id).where(Message.user_id == held.owner.id, Message.carried == "due"))]
        assert carrying._take(wechat, ids[0])  # and then the process is killed
        wechat.close()

    assert left(held.owner) == [0]
    assert run(tidu).sent == 0
    with tidu.stored() as session:
        assert session.get(Message, ids[0]).carried == "trying"


def test_a_reminder_that_waited_a_day_stays_in_the_inbox(tidu: World, held: Company) -> None:
    from datetime import timedelta

    run(tidu, ON)  # no grant: nothing is due any more
    with tidu.stored() as session:
        message = session.scalars(select(Message).where(Message.user_id == held.owner.id, Message.brief.is_not(None))).first()
        message.carried, message.sent_at = "due", message.sent_at - timedelta(days=2)
        session.commit()
    tap(tidu, held.owner)

    assert run(tidu).sent == 0
    assert left(held.owner) == [1]


def test_without_a_template_wechat_carries_nothing(tidu: World, held: Company) -> None:
    tap(tidu, held.owner)
    with tidu.app.app_context():
        found = remind(tidu.app.extensions["tidu.catalogue"], tidu.app.extensions["tidu.wechat"], ON)

    assert found.written > 0 == found.sent
    assert left(held.owner) == [1]


def test_a_company_without_a_profile_or_members_costs_nothing(tidu: World, clerk: Person) -> None:
    found = company(tidu, clerk)
    run(tidu)

    assert inbox(found.owner) == []
