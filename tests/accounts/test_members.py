"""Members and invitations: a token that works once, for what the owner wrote; one owner always stays."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from api.storage.columns import now
from tests.accounts.world import Company, Person, World, company, joined


def invited(firm: Company, role: str = "viewer", days: int = 7) -> dict[str, str]:
    found = firm.owner.post(f"/enterprises/{firm.id}/invitations", {"role": role, "days": days})
    assert found.status_code == 201, found.json
    return found.json


def accept(person: Person, token: str) -> tuple[int, str]:
    found = person.post("/invitations/accept", {"token": token})
    return found.status_code, found.json.get("code") or found.json["role"]


def test_an_invitation_gives_the_role_that_the_owner_wrote_and_works_once(tidu: World, firm: Company) -> None:
    token, person, other = invited(firm, "editor")["token"], tidu.user(), tidu.user()

    assert accept(person, token) == (201, "editor")
    assert accept(other, token) == (410, "invitation_void")
    assert other.get(f"/enterprises/{firm.id}").status_code == 404
    assert person.get(f"/enterprises/{firm.id}").json["uscc"] == firm.uscc


def test_of_many_who_follow_one_invitation_at_the_same_time_one_becomes_a_member(tidu: World, firm: Company) -> None:
    token, people = invited(firm)["token"], [tidu.user() for _ in range(5)]
    with ThreadPoolExecutor(5) as pool:
        found = sorted(pool.map(lambda person: accept(person, token)[0], people))

    assert found == [201, 410, 410, 410, 410]
    assert len(firm.owner.get(f"/enterprises/{firm.id}/members").json["members"]) == 2


def test_a_token_is_kept_as_a_hash_and_never_shown_again(tidu: World, firm: Company) -> None:
    token = invited(firm)["token"]
    with tidu.stored() as session:
        kept = session.execute(text("SELECT token_hash FROM invitations WHERE enterprise_id = :id"), {"id": firm.id}).scalar()

    assert token not in kept
    assert token not in firm.owner.get(f"/enterprises/{firm.id}/invitations").text


def test_what_is_over_or_taken_back_does_not_open(tidu: World, firm: Company) -> None:
    old, back = invited(firm), invited(firm)
    with tidu.stored() as session:
        session.execute(text("UPDATE invitations SET expires_at = :now WHERE id = :id"), {"now": now(), "id": old["id"]})
        session.commit()
    assert firm.owner.delete(f"/enterprises/{firm.id}/invitations/{back['id']}").status_code == 204

    assert [accept(tidu.user(), one["token"])[1] for one in (old, back)] == ["invitation_void"] * 2
    assert accept(tidu.user(), "guess") == (404, "nothing_there")


def test_a_member_who_follows_an_invitation_does_not_use_it_up(tidu: World, firm: Company) -> None:
    token = invited(firm)["token"]

    assert accept(firm.owner, token) == (409, "already_member")
    assert accept(tidu.user(), token)[0] == 201


def test_the_invitations_of_an_owner_end_with_the_ownership(tidu: World, firm: Company) -> None:
    second = joined(tidu, firm, "owner")
    token = second.post(f"/enterprises/{firm.id}/invitations", {"role": "owner"}).json["token"]
    path = f"/enterprises/{firm.id}/members/{second.id}"
    assert firm.owner.put(path, {"role": "editor", "until": None}).json["role"] == "editor"

    assert accept(tidu.user(), token) == (410, "invitation_void")


def test_the_last_owner_stays(tidu: World, firm: Company) -> None:
    own = f"/enterprises/{firm.id}/members/{firm.owner.id}"
    found = [
        firm.owner.delete(own),
        firm.owner.put(own, {"role": "viewer", "until": None}),
        firm.owner.put(own, {"role": "owner", "until": "2030-01-01"}),
    ]

    assert [(one.status_code, one.json["code"]) for one in found] == [(409, "last_owner")] * 3


def test_of_two_owners_who_demote_each_other_at_the_same_time_one_stays(tidu: World, firm: Company) -> None:
    second = joined(tidu, firm, "owner")
    pairs = [(firm.owner, second.id), (second, firm.owner.id)]
    with ThreadPoolExecutor(2) as pool:
        found = [*pool.map(lambda pair: pair[0].put(f"/enterprises/{firm.id}/members/{pair[1]}", {"role": "viewer", "until": None}), pairs)]
    people = [person.get(f"/enterprises/{firm.id}/members").json["members"] for person in (firm.owner, second)]

    assert sorted(one.status_code for one in found) in ([200, 403], [200, 409])
    assert [member["role"] for member in people[0]].count("owner") == 1


def test_a_membership_ends_with_its_term(tidu: World, firm: Company) -> None:
    person = joined(tidu, firm, "viewer")
    path = f"/enterprises/{firm.id}/members/{person.id}"

    assert firm.owner.put(path, {"role": "viewer", "until": "2099-12-31"}).json["until"] == "2099-12-31T16:00:00Z"
    assert person.get(f"/enterprises/{firm.id}").status_code == 200
    assert firm.owner.put(path, {"role": "viewer", "until": "2020-01-01"}).status_code == 200
    assert person.get(f"/enterprises/{firm.id}").status_code == 404
    assert accept(person, invited(firm)["token"])[0] == 201


def test_a_member_leaves_and_an_owner_removes_but_nobody_else(tidu: World, firm: Company) -> None:
    viewer, editor = joined(tidu, firm, "viewer"), joined(tidu, firm, "editor")
    path = f"/enterprises/{firm.id}/members"

    assert editor.delete(f"{path}/{viewer.id}").status_code == 403
    assert viewer.delete(f"{path}/{viewer.id}").status_code == 204
    assert firm.owner.delete(f"{path}/{editor.id}").status_code == 204
    assert [person.get(f"/enterprises/{firm.id}").status_code for person in (viewer, editor)] == [404, 404]


def test_an_invitation_of_one_enterprise_cannot_be_managed_from_another(tidu: World, firm: Company, clerk: Person) -> None:
    other, made = company(tidu, clerk), invited(firm)

    assert other.owner.delete(f"/enterprises/{other.id}/invitations/{made['id']}").status_code == 404
    assert other.owner.delete(f"/enterprises/{other.id}/members/{firm.owner.id}").status_code == 404
    assert accept(tidu.user(), made["token"])[0] == 201


@pytest.mark.parametrize("body", [{"role": "admin"}, {"role": "viewer", "days": 0}, {"role": "viewer", "days": 31}, {}])
def test_an_invitation_that_cannot_be_is_told(firm: Company, body: dict[str, object]) -> None:
    assert firm.owner.post(f"/enterprises/{firm.id}/invitations", body).json["code"] == "invalid"
