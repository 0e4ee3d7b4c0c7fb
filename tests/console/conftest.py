"""The service of the account tests, and staff who use its pages as a browser without JavaScript would."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from api.accounts.staff import Made
from api.storage.tables import Staff
from tests.accounts.conftest import clerk, firm, redis_url, tidu
from tests.accounts.world import World
from tests.pages.markup import Page

__all__ = ["clerk", "desk", "firm", "redis_url", "tidu"]
ORIGIN = {"Origin": "http://localhost"}


@dataclass
class Desk:
    """A member of staff before the console."""

    client: FlaskClient
    made: Made

    def get(self, address: str, status: int = 200) -> Page:
        """Open a page."""
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        return Page(answer.text)

    def post(self, address: str, headers: dict[str, str] = ORIGIN, **said: Any) -> TestResponse:
        """Send a form."""
        return self.client.post(address, data=said, headers=headers)

    def done(self, address: str, **said: Any) -> Page:
        """Send a form that must be accepted, and open the page that it leads to."""
        answer = self.post(address, **said)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["Location"])


def sits_down(tidu: World, region: str) -> Desk:
    """Make an account of staff and log in to the console."""
    made = tidu.staff(region)
    found = Desk(tidu.app.test_client(), made)
    said = {"name": made.staff.account, "password": made.password, "totp": pyotp.TOTP(made.secret).now()}
    assert found.post("/bureau/login", **said).status_code == 303
    return found


def proof(tidu: World, desk: Desk) -> dict[str, str]:
    """Return what proves somebody anew, as if the last one-time password had been used long ago."""
    with tidu.stored() as session:
        session.execute(update(Staff).where(Staff.id == desk.made.staff.id).values(last_step=0))
        session.commit()
    return {"own_password": desk.made.password, "totp": pyotp.TOTP(desk.made.secret).now()}


@pytest.fixture(scope="session")
def desk(tidu: World) -> Callable[[str], Desk]:
    """Return what gives a member of staff of a region before the console, always the same one."""
    known: dict[str, Desk] = {}

    def of(region: str = "cn-410421") -> Desk:
        if region not in known:
            known[region] = sits_down(tidu, region)
        return known[region]

    return of
