"""Claims: knowing a credit code binds nothing; a bureau decides, once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.accounts.world import PDF, Person, World, claim, company, uscc


def test_a_claim_binds_nothing_until_the_bureau_confirms(tidu: World, clerk: Person) -> None:
    person = tidu.user()
    made = claim(person)
    before = person.get("/me").json["memberships"]
    confirmed = clerk.post(f"/bureau/claims/{made.json['id']}/confirm").json
    [member] = person.get("/me").json["memberships"]

    assert (made.status_code, made.json["state"], before) == (201, "pending", [])
    assert (confirmed["state"], member["role"]) == ("confirmed", "owner")
    assert member["enterprise"]["uscc"] == made.json["uscc"]
    assert "通过审核" in person.get("/me/inbox").json["messages"][0]["text"]


def test_without_consent_there_is_no_claim(tidu: World) -> None:
    person = tidu.user()
    made = person.call("POST", "/claims", data={}, content_type="multipart/form-data")
    refused = claim(person)
    withdrawn = person.post("/me/consents/withdrawals", {"document": "privacy"})

    assert made.status_code == 422
    assert refused.status_code == 201
    assert withdrawn.status_code == 201


def test_a_claim_without_consent_is_refused_and_leaves_no_file(tidu: World) -> None:
    person = tidu.user()
    folder = tidu.config.data / "evidence"
    before = {*folder.glob("*")}
    form = {"uscc": uscc(), "name": "示例", "region": "410421", "contact_name": "王", "contact_phone": "13800000012"}
    file = Path(__file__).parent / "licence.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n")
    with file.open("rb") as evidence:
        found = person.call("POST", "/claims", data={**form, "evidence": (evidence, "a.png")}, content_type="multipart/form-data")
    file.unlink()

    assert (found.status_code, found.json["code"]) == (403, "consent_required")
    assert {*folder.glob("*")} == before


@pytest.mark.parametrize(
    ("changes", "status", "pointer"),
    [
        ({"uscc": "91410400MA0000015X"}, 422, "?form/uscc"),
        ({"region": "999999"}, 422, "?form/region"),
        ({"contact_phone": "abc"}, 422, "?form/contact_phone"),
        ({"name": " "}, 422, "?form/name"),
        ({"colour": "red"}, 422, "?form/colour"),
        ({"evidence": None}, 422, "?files/evidence"),
        ({"evidence": b"#!/bin/sh"}, 415, None),
        ({"evidence": b""}, 415, None),
        ({"evidence": PDF + b" " * 5_000_000}, 413, None),
        ({"evidence": PDF + b" " * 6_000_000}, 413, None),
    ],
)
def test_what_is_wrong_with_a_claim_is_told(tidu: World, changes: dict[str, object], status: int, pointer: str | None) -> None:
    found = claim(tidu.user(), **changes)

    assert found.status_code == status
    assert pointer is None or [error["pointer"] for error in found.json["errors"]] == [pointer]


def test_contacts_are_masked_and_whoever_looks_is_written_down(tidu: World, clerk: Person) -> None:
    made = claim(tidu.user()).json
    listed = clerk.get(f"/bureau/claims/{made['id']}").json["contact"]
    shown = clerk.get(f"/bureau/claims/{made['id']}/contact").json
    with tidu.stored() as session:
        kept = session.execute(text("SELECT contact_phone FROM claims WHERE id = :id"), {"id": made["id"]}).scalar()
        looked = session.execute(text("SELECT actor_id FROM audit WHERE action = 'claim.unmask' AND object_id = :id"), {"id": made["id"]})
        assert [row[0] for row in looked] == [clerk.id]

    assert listed == {"name": "王*四", "phone": "138******12"}
    assert shown == {"name": "王小四", "phone": "13800000012"}
    assert "138" not in kept


def test_evidence_is_for_the_bureau_and_is_encrypted_on_disk(tidu: World, clerk: Person) -> None:
    made = claim(tidu.user()).json
    found = clerk.get(f"/bureau/claims/{made['id']}/evidence")
    files = [path.read_bytes() for path in (tidu.config.data / "evidence").iterdir()]

    assert (found.data, found.headers["Content-Type"], found.headers["Content-Disposition"]) == (PDF, "application/pdf", "attachment")
    assert not any(b"PDF" in file for file in files)


@pytest.mark.parametrize(
    ("region", "sees"), [("cn-410421", True), ("cn-4104", True), ("cn-41", True), ("cn-410422", False), ("cn-4101", False)]
)
def test_a_bureau_sees_its_own_region(tidu: World, region: str, sees: bool) -> None:
    made = claim(tidu.user()).json
    officer = tidu.clerk(region)
    found = officer.get("/bureau/claims?size=100").json
    pages = [officer.get(f"/bureau/claims?size=100&page={page}").json["claims"] for page in range(1, 2 + found["total"] // 100)]

    assert (made["id"] in {one["id"] for page in pages for one in page}) is sees
    assert officer.post(f"/bureau/claims/{made['id']}/refuse", {"reason": "缺章"}).status_code == (200 if sees else 404)


def test_of_two_decisions_at_the_same_time_one_counts(tidu: World, clerk: Person) -> None:
    made = claim(tidu.user()).json
    path = f"/bureau/claims/{made['id']}"
    calls = [lambda: clerk.post(f"{path}/confirm"), lambda: clerk.post(f"{path}/refuse", {"reason": "缺章"})] * 2
    with ThreadPoolExecutor(4) as pool:
        found = sorted(done.result().status_code for done in [pool.submit(call) for call in calls])

    assert found == [200, 409, 409, 409]


def test_a_confirmation_taken_back_leaves_no_member_behind(tidu: World, clerk: Person) -> None:
    firm = company(tidu, clerk)
    helper = tidu.user()
    token = firm.owner.post(f"/enterprises/{firm.id}/invitations", {"role": "owner"}).json["token"]
    helper.post("/invitations/accept", {"token": token})
    [made] = firm.owner.get("/claims").json["claims"]
    reopened = clerk.post(f"/bureau/claims/{made['id']}/reopen").json

    assert (reopened["state"], reopened["enterprise"], reopened["decided_at"]) == ("pending", None, None)
    assert firm.owner.get("/me").json["memberships"] == helper.get("/me").json["memberships"] == []
    assert firm.owner.get(f"/enterprises/{firm.id}/profile").status_code == 404
    assert "重新审核" in firm.owner.get("/me/inbox").json["messages"][0]["text"]
    assert clerk.post(f"/bureau/claims/{made['id']}/confirm").json["enterprise"] == firm.id


def test_a_confirmation_taken_back_gives_an_earlier_role_back(tidu: World, clerk: Person) -> None:
    firm, editor = company(tidu, clerk), tidu.user()
    made = claim(editor, uscc=firm.uscc).json
    token = firm.owner.post(f"/enterprises/{firm.id}/invitations", {"role": "editor"}).json["token"]
    editor.post("/invitations/accept", {"token": token})
    roles = []
    for deed in ("confirm", "reopen", "confirm", "reopen"):
        assert clerk.post(f"/bureau/claims/{made['id']}/{deed}").status_code == 200
        roles += [one["role"] for one in editor.get("/me").json["memberships"]]

    assert roles == ["owner", "editor", "owner", "editor"]
    assert len(firm.owner.get("/me").json["memberships"]) == 1


def test_a_member_whom_the_owners_removed_is_not_let_in_again_by_taking_back(tidu: World, clerk: Person) -> None:
    firm, other = company(tidu, clerk), tidu.user()
    made = claim(other, uscc=firm.uscc).json
    clerk.post(f"/bureau/claims/{made['id']}/confirm")
    removed = firm.owner.delete(f"/enterprises/{firm.id}/members/{other.id}").status_code
    clerk.post(f"/bureau/claims/{made['id']}/reopen")

    assert removed == 204
    assert other.get("/me").json["memberships"] == []


def test_a_role_that_the_owners_took_away_does_not_come_back_with_a_later_claim(tidu: World, clerk: Person) -> None:
    firm, editor = company(tidu, clerk), tidu.user()
    made = claim(editor, uscc=firm.uscc).json
    token = firm.owner.post(f"/enterprises/{firm.id}/invitations", {"role": "editor"}).json["token"]
    editor.post("/invitations/accept", {"token": token})
    clerk.post(f"/bureau/claims/{made['id']}/confirm")
    removed = firm.owner.delete(f"/enterprises/{firm.id}/members/{editor.id}").status_code
    again = claim(editor, uscc=firm.uscc).json
    clerk.post(f"/bureau/claims/{again['id']}/confirm")
    reopened = clerk.post(f"/bureau/claims/{again['id']}/reopen").status_code

    assert (removed, reopened) == (204, 200)
    assert editor.get("/me").json["memberships"] == []


def test_a_refusal_taken_back_waits_again_unless_the_user_has_claimed_anew(tidu: World, clerk: Person) -> None:
    person = tidu.user()
    made = claim(person).json
    path = f"/bureau/claims/{made['id']}"
    early = clerk.post(f"{path}/reopen")
    clerk.post(f"{path}/refuse", {"reason": "缺章"})
    elsewhere = tidu.clerk("cn-410422").post(f"{path}/reopen")
    again = claim(person, uscc=made["uscc"]).json
    meanwhile = clerk.post(f"{path}/reopen")
    person.delete(f"/claims/{again['id']}")
    reopened = clerk.post(f"{path}/reopen").json

    assert (early.status_code, early.json["code"]) == (409, "claim_undecided")
    assert elsewhere.status_code == 404
    assert (meanwhile.status_code, meanwhile.json["code"]) == (409, "claim_pending")
    assert (reopened["state"], reopened["reason"]) == ("pending", None)


def test_a_decision_about_somebody_who_has_left_stays(tidu: World, clerk: Person) -> None:
    person = tidu.user()
    made = claim(person).json
    clerk.post(f"/bureau/claims/{made['id']}/refuse", {"reason": "缺章"})
    person.delete("/me")
    found = clerk.post(f"/bureau/claims/{made['id']}/reopen")

    assert (found.status_code, found.json["code"]) == (409, "conflict")
    assert "已注销" in found.json["detail"]


def test_two_claims_of_one_new_enterprise_make_one_enterprise(tidu: World, clerk: Person) -> None:
    code = uscc()
    made = [claim(tidu.user(), uscc=code).json["id"] for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        found = [*pool.map(lambda id: clerk.post(f"/bureau/claims/{id}/confirm"), made)]
    again = [clerk.post(f"/bureau/claims/{id}/confirm") for id, one in zip(made, found, strict=True) if one.status_code == 409]

    assert len({one.json["enterprise"] for one in (*found, *again) if one.status_code == 200}) == 1


def test_a_known_enterprise_is_decided_where_it_is_registered_whatever_was_said(tidu: World, clerk: Person) -> None:
    firm = company(tidu, clerk)
    made = claim(tidu.user(), uscc=firm.uscc, region="410422").json
    elsewhere = tidu.clerk("cn-410422")

    assert elsewhere.post(f"/bureau/claims/{made['id']}/confirm").status_code == 404
    assert clerk.post(f"/bureau/claims/{made['id']}/confirm").status_code == 200
    assert any("另一名负责人" in one["text"] for one in firm.owner.get("/me/inbox").json["messages"])


def test_an_enterprise_registered_since_elsewhere_is_not_taken_over(tidu: World, clerk: Person) -> None:
    code, elsewhere = uscc(), tidu.clerk("cn-410422")
    false = claim(tidu.user(), uscc=code, region="410422").json
    true = claim(tidu.user(), uscc=code).json
    assert clerk.post(f"/bureau/claims/{true['id']}/confirm").status_code == 200

    assert elsewhere.post(f"/bureau/claims/{false['id']}/confirm").status_code == 404


def test_a_claim_is_made_once_and_can_be_withdrawn(tidu: World, clerk: Person) -> None:
    person = tidu.user()
    made = claim(person).json
    again = claim(person, uscc=made["uscc"])
    withdrawn = person.delete(f"/claims/{made['id']}").status_code

    assert (again.status_code, again.json["code"]) == (409, "claim_pending")
    assert withdrawn == 204
    assert person.get(f"/claims/{made['id']}").json["state"] == "withdrawn"
    assert clerk.post(f"/bureau/claims/{made['id']}/confirm").json["code"] == "claim_decided"
    assert clerk.get(f"/bureau/claims/{made['id']}/evidence").status_code == 404
    assert claim(person, uscc=made["uscc"]).status_code == 201


def test_a_claim_of_another_is_not_there(tidu: World) -> None:
    made = claim(tidu.user()).json
    other = tidu.user()

    assert other.get(f"/claims/{made['id']}").status_code == 404
    assert other.delete(f"/claims/{made['id']}").status_code == 404


def test_the_same_idempotency_key_makes_one_claim(tidu: World) -> None:
    person, code, key = tidu.user(), uscc(), {"Idempotency-Key": "claim-1"}
    with ThreadPoolExecutor(4) as pool:
        found = [*pool.map(lambda _: claim(person, uscc=code, headers=key), range(4))]
    other = claim(person, uscc=uscc(), headers=key)

    assert {(one.status_code, one.json["id"], one.headers["Location"]) for one in found} == {
        (201, found[0].json["id"], f"/api/v1/claims/{found[0].json['id']}")
    }
    assert (other.status_code, other.json["code"]) == (409, "key_reused")
    assert person.get("/claims").json["total"] == 1


def test_an_idempotency_key_is_one_s_own(tidu: World) -> None:
    key = {"Idempotency-Key": "claim-2"}

    assert claim(tidu.user(), headers=key).json["id"] != claim(tidu.user(), headers=key).json["id"]


def test_nobody_has_more_than_ten_claims_waiting(tidu: World) -> None:
    person = tidu.user()
    found = [claim(person).status_code for _ in range(11)]

    assert found == [201] * 10 + [409]
