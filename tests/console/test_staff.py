"""Accounts tended in the console: one's own place and those below, never oneself, each step proved anew and written down."""

from collections.abc import Callable

import pyotp
import pytest
from sqlalchemy import select

from api.storage.tables import AuditEntry, Staff
from tests.accounts.world import World
from tests.console.conftest import ORIGIN, Desk, proof, sits_down
from tests.pages.markup import Page

Desks = Callable[..., Desk]
STEPS = ("password", "totp", "end", "reopen")


def named() -> str:
    return f"clerk.{pyotp.random_base32()[:8].lower()}"


def secret(page: Page) -> str:
    return page.within["secret"].replace(" ", "")


def logs_in(tidu: World, account: str, password: str, key: str) -> int:
    said = {"name": account, "password": password, "totp": pyotp.TOTP(key).now()}
    return tidu.app.test_client().post("/bureau/login", data=said, headers=ORIGIN).status_code


def test_a_new_account_sees_its_secrets_once_and_logs_in(tidu: World) -> None:
    own, account = sits_down(tidu, "cn-4104"), named()
    said = {"account": account, "name": "王某", "region": "410421", **proof(tidu, own)}
    page = Page(own.post("/bureau/staff/new", **said).text)

    assert "只显示这一次" in page.text
    assert secret(page) in page.within["otpauth"]
    assert logs_in(tidu, account, page.within["password"], secret(page)) == 303
    assert own.post("/bureau/staff/new", **{**said, "account": named()}).status_code == 401
    assert account in own.get("/bureau/staff").text


def test_faults_of_a_new_account_stand_at_their_fields_and_what_was_typed_stays(tidu: World, desk: Desks) -> None:
    own = desk("cn-4104")
    taken = own.made.staff.account
    faulty = Page(own.post("/bureau/staff/new", account="王", name="王某", region="999999", own_password="x", totp="1").text)
    known = Page(own.post("/bureau/staff/new", account=taken, name="王某", region="410421", own_password="x", totp="123456").text)

    assert {"fault-account", "fault-region", "fault-totp"} <= faulty.within.keys()
    assert "已有这个账号" in known.within["fault-account"]
    assert taken in {one.get("value") for one in known.having("input")}


def test_a_step_without_proof_is_refused_and_written_down(tidu: World) -> None:
    own, other = sits_down(tidu, "cn-4104"), tidu.staff("cn-410421")
    answer = own.post(f"/bureau/staff/{other.staff.id}/end", **{**proof(tidu, own), "own_password": "wrong-password"})

    assert answer.status_code == 401
    assert "自己的密码或动态码不对" in answer.text
    with tidu.stored() as session:
        assert session.get(Staff, other.staff.id).state == "active"
        assert session.scalar(
            select(AuditEntry.action).where(AuditEntry.object_id == own.made.staff.id).order_by(AuditEntry.id.desc())
        ) == ("session.unproven")


def test_too_many_wrong_proofs_wait(tidu: World) -> None:
    own, other = sits_down(tidu, "cn-4104"), tidu.staff("cn-410421")
    wrong = {"own_password": "wrong-password", "totp": "000000"}
    found = [own.post(f"/bureau/staff/{other.staff.id}/end", **wrong).status_code for _ in range(6)]

    assert found == [401] * 5 + [429]


def test_an_account_that_is_ended_is_out_at_once(tidu: World) -> None:
    own, other = sits_down(tidu, "cn-4104"), sits_down(tidu, "cn-410421")
    page = own.done(f"/bureau/staff/{other.made.staff.id}/end", **proof(tidu, own))

    assert "账号已停用" in page.text
    assert other.client.get("/bureau").status_code == 303
    own.get(f"/bureau/staff/{other.made.staff.id}/password", 404)


def test_an_account_that_was_ended_is_opened_again_with_what_it_had(tidu: World) -> None:
    own, other = sits_down(tidu, "cn-4104"), tidu.staff("cn-410421")
    address = f"/bureau/staff/{other.staff.id}"
    early = own.client.get(f"{address}/reopen").status_code
    own.done(f"{address}/end", **proof(tidu, own))
    unproven = own.post(f"{address}/reopen", own_password="wrong-password", totp="000000").status_code
    barred = logs_in(tidu, other.staff.account, other.password, other.secret)
    page = own.done(f"{address}/reopen", **proof(tidu, own))

    assert (early, unproven, barred) == (404, 401, 401)
    assert "账号已恢复" in page.text
    assert logs_in(tidu, other.staff.account, other.password, other.secret) == 303


def test_a_lost_password_is_replaced_and_all_sessions_end(tidu: World) -> None:
    own, other = sits_down(tidu, "cn-4104"), sits_down(tidu, "cn-410421")
    page = Page(own.post(f"/bureau/staff/{other.made.staff.id}/password", **proof(tidu, own)).text)
    proof(tidu, other)

    assert other.client.get("/bureau").status_code == 303
    assert logs_in(tidu, other.made.staff.account, other.made.password, other.made.secret) == 401
    assert logs_in(tidu, other.made.staff.account, page.within["password"], other.made.secret) == 303


def test_a_lost_second_factor_is_replaced(tidu: World) -> None:
    own, other = sits_down(tidu, "cn-4104"), sits_down(tidu, "cn-410421")
    page = Page(own.post(f"/bureau/staff/{other.made.staff.id}/totp", **proof(tidu, own)).text)
    proof(tidu, other)

    assert logs_in(tidu, other.made.staff.account, other.made.password, other.made.secret) == 401
    assert logs_in(tidu, other.made.staff.account, other.made.password, secret(page)) == 303


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("region", ["cn-4104", "cn-41", "cn-410422", "cn-4105"])
def test_a_county_clerk_reaches_no_account_above_or_beside(tidu: World, desk: Desks, region: str, step: str) -> None:
    own, other = desk(), desk(region)
    address = f"/bureau/staff/{other.made.staff.id}/{step}"

    assert own.client.get(address).status_code == 404
    assert own.post(address, **proof(tidu, own)).status_code == 404
    assert other.made.staff.account not in own.get("/bureau/staff").text


@pytest.mark.parametrize("region", ["410400", "410422", "cn-41"])
def test_a_county_clerk_opens_no_account_above_or_beside(tidu: World, region: str) -> None:
    own, account = sits_down(tidu, "cn-410421"), named()
    answer = own.post("/bureau/staff/new", account=account, name="王某", region=region, **proof(tidu, own))

    assert answer.status_code == 403
    with tidu.stored() as session:
        assert session.scalar(select(Staff).where(Staff.account == account)) is None


@pytest.mark.parametrize("step", STEPS)
def test_nobody_does_this_to_oneself(tidu: World, desk: Desks, step: str) -> None:
    own = desk()
    address = f"/bureau/staff/{own.made.staff.id}/{step}"

    assert own.client.get(address).status_code == 403
    assert own.post(address, **proof(tidu, own)).status_code == 403


def test_a_colleague_of_the_same_place_is_tended(tidu: World) -> None:
    own, other = sits_down(tidu, "cn-410421"), tidu.staff("cn-410421")

    assert "已停用" in own.done(f"/bureau/staff/{other.staff.id}/end", **proof(tidu, own)).text


def test_what_is_done_to_an_account_stands_in_the_record_of_its_place(tidu: World, desk: Desks) -> None:
    own, other = sits_down(tidu, "cn-4104"), tidu.staff("cn-410421")
    own.done(f"/bureau/staff/{other.staff.id}/end", **proof(tidu, own))
    page = desk().get(f"/bureau/audit?object_id={other.staff.id}")

    assert "停用工作人员账号" in page.text
    assert "李某（平顶山市）" in page.text


def test_a_step_that_there_is_not_is_not_there(desk: Desks) -> None:
    desk().get(f"/bureau/staff/{'0' * 32}/promote", 404)
