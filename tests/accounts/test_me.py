"""Oneself: what one told the service, taking it along, and leaving."""

import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from api.accounts.inbox import send
from api.storage.database import writing
from api.storage.tables import Identity, Message, User
from tests.accounts.world import COUNT, Person, World


def told(tidu: World, person: Person, *texts: str) -> None:
    with tidu.app.app_context(), writing() as session:
        for one in texts:
            send(session, [person.id], "note", one)


def test_a_name_is_masked_and_encrypted_at_rest(tidu: World) -> None:
    person = tidu.user()
    shown = person.patch("/me", {"name": "王小四"}).json
    with tidu.stored() as session:
        kept = session.execute(text("SELECT name FROM users WHERE id = :id"), {"id": person.id}).scalar()

    assert shown["name"] == person.get("/me").json["name"] == "王*四"
    assert "王" not in kept
    assert person.patch("/me", {"name": None}).json["name"] is None


def test_a_phone_number_comes_from_wechat_and_is_that_of_who_asks(tidu: World) -> None:
    name, other = f"user{next(COUNT)}", f"user{next(COUNT)}"
    person, number = tidu.user(name), tidu.fake.world.user(name).phone
    code, stolen = tidu.fake.world.code(name, "phone"), tidu.fake.world.code(other, "phone")
    refused = person.put("/me/phone", {"code": stolen})

    assert person.put("/me/phone", {"code": code}).json["phone"] == f"{number[:3]}******{number[-2:]}"
    assert (refused.status_code, refused.json["code"]) == (401, "wechat_code_invalid")


def test_staff_see_who_they_are_and_for_which_region(tidu: World) -> None:
    found = tidu.clerk("cn-4104").get("/me").json

    assert (found["name"], found["region"]["code"], found["region"]["level"]) == ("李*", "410400", "city")


def test_consents_are_a_ledger(tidu: World) -> None:
    person = tidu.user()
    for version in ("1", "1", "2"):
        person.post("/me/consents", {"document": "privacy", "version": version})
    person.post("/me/consents/withdrawals", {"document": "privacy"})
    again = person.post("/me/consents/withdrawals", {"document": "privacy"})
    lines = person.get("/me/consents").json["consents"]

    assert [line["version"] for line in lines] == ["1", "2"]
    assert all(line["withdrawn_at"] for line in lines)
    assert again.status_code == 404


def test_messages_are_paged_and_marked_as_read(tidu: World) -> None:
    person, other = tidu.user(), tidu.user()
    told(tidu, person, "一", "二", "三")
    found = person.get("/me/inbox?page=2&size=2").json
    [message] = found["messages"]

    assert (found["total"], found["page"]) == (3, 2)
    assert other.patch(f"/me/inbox/{message['id']}", {"read": True}).status_code == 404
    assert person.patch(f"/me/inbox/{message['id']}", {"read": True}).json["read_at"]
    assert person.get("/me/inbox?unread=true").json["total"] == 2
    assert person.patch(f"/me/inbox/{message['id']}", {"read": False}).json["read_at"] is None


def test_each_accepted_tap_is_one_message_and_a_refusal_is_none(tidu: World) -> None:
    person = tidu.user()
    left = [person.post("/me/subscriptions", {"template": "t1", "accepted": yes}).json["remaining"] for yes in (True, True, False, True)]

    assert left == [1, 2, 0, 1]
    assert [one["template"] for one in person.get("/me/subscriptions").json["subscriptions"]] == ["t1"]


def test_an_export_holds_everything_unmasked_in_both_forms(tidu: World) -> None:
    name = f"user{next(COUNT)}"
    person = tidu.user(name)
    person.patch("/me", {"name": "=1+1"})
    told(tidu, person, "有一个批次开始受理")
    found = person.get("/me/export").json
    book = CalamineWorkbook.from_filelike(io.BytesIO(person.get("/me/export?format=xlsx").data))

    assert (found["user"][0]["name"], found["identities"][0]["openid"]) == ("=1+1", tidu.fake.world.user(name).openid)
    assert [entry["action"] for entry in found["audit"]] == ["session.begin", "user.rename", "user.export"]
    assert len(found["sessions"]) == 1
    assert "=1+1" in book.get_sheet_by_name("账号").to_python()[1]
    assert book.get_sheet_by_name("消息").to_python()[1][2] == "有一个批次开始受理"


def test_who_leaves_is_forgotten_and_told_what_stays(tidu: World) -> None:
    name = f"user{next(COUNT)}"
    person = tidu.user(name)
    person.patch("/me", {"name": "王小四"})
    told(tidu, person, "一")
    found = person.delete("/me").json
    with tidu.stored() as session:
        user = session.get(User, person.id)
        left = [*session.scalars(select(Identity).where(Identity.user_id == person.id))]
        left += [*session.scalars(select(Message).where(Message.user_id == person.id))]

    assert {kept["what"] for kept in found["kept"]} == {"consents", "audit", "profile_versions", "claims"}
    assert all(kept["why"] for kept in found["kept"])
    assert (user.name, user.state, left) == (None, "deleted", [])
    assert person.get("/me").status_code == 401
    assert tidu.user(name).id != person.id


@pytest.mark.parametrize("query", ["page=0", "page=x", "size=101", "page=１", "colour=red"])
def test_a_page_that_cannot_be_is_told(tidu: World, query: str) -> None:
    found = tidu.user().get(f"/me/inbox?{query}")

    assert (found.status_code, found.json["code"]) == (422, "invalid")
    assert found.json["errors"][0]["pointer"].startswith("?")
