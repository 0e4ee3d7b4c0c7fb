"""Claims before the clerk: listed by state, looked into, decided after a question."""

from collections.abc import Callable

import pytest

from tests.accounts.world import Company, Person, World, claim
from tests.console.conftest import Desk

Desks = Callable[..., Desk]
CLAIMS = "/bureau/claims"


@pytest.fixture
def claimed(tidu: World) -> tuple[Person, str]:
    """Somebody who claims an enterprise, and the address of the claim."""
    person = tidu.user()
    return person, f"{CLAIMS}/{claim(person).get_json()['id']}"


def trail(person: Person, action: str, id: str) -> int:
    return int(person.get(f"/bureau/audit?action={action}&object_id={id}").json["total"])


def test_pending_claims_come_first_and_contacts_are_masked(desk: Desks, claimed: tuple[Person, str]) -> None:
    page = desk().get(f"{CLAIMS}?size=100")

    assert claimed[1] in page.addresses(CLAIMS)
    assert "王*四" in page.text
    assert "13800000012" not in page.text


def test_the_contact_and_the_evidence_are_shown_on_request_and_that_is_written_down(
    desk: Desks, clerk: Person, claimed: tuple[Person, str]
) -> None:
    id = claimed[1].rpartition("/")[2]
    before = desk().get(claimed[1])
    shown = desk().post(f"{claimed[1]}/contact")
    file = desk().client.get(f"{claimed[1]}/evidence")

    assert "13800000012" not in before.text
    assert "13800000012" in shown.text
    assert file.data.startswith(b"%PDF-")
    assert file.headers["Content-Disposition"].endswith(".pdf")
    assert (trail(clerk, "claim.unmask", id), trail(clerk, "claim.evidence", id)) == (1, 1)


def test_a_claim_is_confirmed_once(desk: Desks, claimed: tuple[Person, str]) -> None:
    page = desk().done(f"{claimed[1]}/confirm")
    twice = desk().post(f"{claimed[1]}/confirm")

    assert "已通过认领" in page.text
    assert claimed[0].get("/me").json["memberships"][0]["role"] == "owner"
    assert twice.status_code == 409
    assert "此认领已有结果" in twice.text
    assert claimed[1] in desk().get(f"{CLAIMS}?state=confirmed&size=100").addresses(CLAIMS)


def test_a_claim_is_refused_with_a_reason_that_its_user_reads(desk: Desks, claimed: tuple[Person, str]) -> None:
    blank = desk().post(f"{claimed[1]}/refuse", reason=" ")
    page = desk().done(f"{claimed[1]}/refuse", reason="营业执照看不清")

    assert blank.status_code == 422
    assert 'aria-invalid="true"' in blank.text
    assert "已退回认领" in page.text
    assert "营业执照看不清" in claimed[0].get("/me/inbox").json["messages"][0]["text"]
    assert "营业执照看不清" in desk().get(claimed[1]).text


@pytest.mark.parametrize("deed", ["confirm", "refuse"])
def test_a_decision_is_taken_back_after_a_question(desk: Desks, claimed: tuple[Person, str], deed: str) -> None:
    desk().done(f"{claimed[1]}/{deed}", reason="缺章")
    asked = desk().get(claimed[1])
    page = desk().done(f"{claimed[1]}/reopen")
    twice = desk().post(f"{claimed[1]}/reopen")

    assert "撤回，重新审核" in asked.text
    assert "已撤回审核结果" in page.text
    assert "确认通过" in desk().get(claimed[1]).text
    assert claimed[0].get("/me").json["memberships"] == []
    assert twice.status_code == 409
    assert "没有可撤回的审核结果" in twice.text


def test_a_claim_of_a_known_enterprise_shows_it_with_its_owners(tidu: World, desk: Desks, firm: Company) -> None:
    other = claim(tidu.user(), uscc=firm.uscc, name="另一个名称").get_json()["id"]
    page = desk().get(f"{CLAIMS}/{other}")

    assert f"/bureau/companies/{firm.id}" in page.addresses("/bureau/companies/")
    assert "现有负责人1名" in page.text
    assert "名称不同" in page.text


def test_the_next_county_has_no_part_in_it(desk: Desks, claimed: tuple[Person, str]) -> None:
    other = desk("cn-410422")
    found = [other.post(f"{claimed[1]}/{deed}", reason="x").status_code for deed in ("contact", "confirm", "refuse", "reopen")]

    assert found == [404] * 4
    other.get(claimed[1], 404)
    assert claimed[1] not in other.get(CLAIMS).addresses(CLAIMS)


def test_a_list_without_claims_says_so(desk: Desks) -> None:
    assert "没有待审核的认领" in desk("cn-4101").get(CLAIMS).text
