"""People who leave while something is done for them, accounts that ask too much, addresses behind a proxy."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from api.accounts import claims, members
from api.errors import BadInput, Refused
from api.storage.database import writing
from api.storage.tables import Claim, User
from api.web.app import create_app
from api.web.config import Config
from tests.accounts.world import Company, Person, World, claim, world


def test_who_leaves_while_a_claim_is_confirmed_owns_nothing_and_the_decision_stands(
    tidu: World, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, reached, send = tidu.user(), threading.Event(), claims.send
    id = claim(user).get_json()["id"]

    def slowly(*of: Any) -> None:
        reached.set()
        time.sleep(1)
        send(*of)

    monkeypatch.setattr(claims, "send", slowly)
    confirming = threading.Thread(target=lambda: clerk.post(f"/bureau/claims/{id}/confirm"))
    confirming.start()
    assert reached.wait(10)
    assert user.delete("/me").status_code == 200
    confirming.join()

    with tidu.stored() as session:
        found = session.get_one(Claim, id)
        assert (found.state, found.contact_name, found.contact_phone) == ("confirmed", None, None)
        assert members.members_of(session, found.enterprise_id) == []


def test_an_invitation_does_not_bring_back_who_has_left(tidu: World, firm: Company) -> None:
    user = tidu.user()
    token = firm.owner.post(f"/enterprises/{firm.id}/invitations", {"role": "owner"}).get_json()["token"]
    user.delete("/me")
    with tidu.stored() as session, pytest.raises(Refused), writing():  # as if the request had begun before
        members.accept(session, user.id, token)
    with tidu.stored() as session, pytest.raises(Refused), writing():
        claims.submit(session, session.get_one(User, user.id), None, None)  # type: ignore[arg-type]

    assert firm.owner.post("/invitations/accept", {"token": token}).json["code"] == "already_member"


def test_an_account_may_ask_so_often_from_however_many_addresses(tidu: World, tmp_path: Path) -> None:
    with world(tmp_path, "", tidu.config.redis, account_rate="5/minute") as small:
        clerk, other = small.clerk("cn-410421"), small.clerk("cn-410421")
        found = [clerk.get("/me", environ_base={"REMOTE_ADDR": f"10.0.0.{place}"}) for place in range(7)]

        assert [one.status_code for one in found] == [200] * 5 + [429] * 2
        assert found[-1].json["code"] == "too_many_requests"
        assert 0 < int(found[-1].headers["Retry-After"]) <= 60
        assert other.get("/me").status_code == 200


def statuses(app: Flask, *forwarded: str) -> list[int]:
    client = app.test_client()
    return [client.get("/api/v1/regions", headers={"X-Forwarded-For": one}).status_code for one in forwarded]


@pytest.mark.parametrize(("proxies", "expected"), [(0, [200, 200, 429]), (1, [200, 200, 200])])
def test_limits_see_the_client_behind_a_proxy_that_is_trusted_and_no_other(proxies: int, expected: list[int], tmp_path: Path) -> None:
    app = create_app(Config(data=tmp_path, rate="2/minute", proxies=proxies))

    assert statuses(app, "10.0.0.1", "10.0.0.2", "10.0.0.3") == expected
    closed_database(app)


def test_what_a_client_says_of_itself_before_the_proxy_counts_for_nothing(tmp_path: Path) -> None:
    app = create_app(Config(data=tmp_path, rate="2/minute", proxies=1))

    assert statuses(app, "1.1.1.1, 10.0.0.1", "2.2.2.2, 10.0.0.1", "3.3.3.3, 10.0.0.1") == [200, 200, 429]
    closed_database(app)


def test_a_number_of_proxies_below_zero_is_refused() -> None:
    with pytest.raises(BadInput, match="TIDU_PROXIES"):
        Config.from_environment({"TIDU_PROXIES": "-1"})


def closed_database(app: Flask) -> None:
    from api.storage.database import db

    with app.app_context():
        db.engine.dispose()
