"""Staff before the console in Chromium: a service with worker and Valkey, companies stored, logged in through the page.

Fixtures for all browser tests (conftest.py names them): `office`, the service with what a test puts into it, and `seat`, which gives a
page of somebody who is logged in. Every place has one account, made and logged in at its first use.
"""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from api.accounts.staff import Made, add_staff
from api.bureau.judging import rejudge
from api.storage.database import db, writing
from api.storage.tables import Enterprise, ProfileVersion
from api.web.config import Config
from api.web.requests import today
from api.web.stores import stores_alone
from examples.companies import COUNTIES, SEED, companies
from graph.loader import load_catalogue
from tests.browser.visiting import contexts, watched
from tests.web.conftest import ROOT, Running, running

ELECTRIC = "fictional-zhixing-electric"
COUNT = itertools.count()
UNLIMITED = dict.fromkeys(("rate", "answer_rate", "login_rate"), "100000/minute")

Seat = Callable[..., Page]


@dataclass
class Office:
    """A running service and its stores; by region the accounts that have logged in, and their cookies."""

    service: Running
    stores: Flask
    cookies: dict[str, Any] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)

    def staff(self, region: str, account: str = "") -> Made:
        """Make an account as `tidu staff add` does."""
        found: Made = self.apart(lambda: _added(account or f"clerk-{next(COUNT)}", region))
        return found

    def store(self, profiles: Iterable[dict[str, Any]]) -> list[str]:
        """Store companies with their judgements as of today; return their ids."""
        found: list[str] = self.apart(lambda: _stored(profiles))
        return found

    def apart(self, do: Callable[[], Any]) -> Any:
        """Do something in the stores."""

        def done() -> Any:
            with self.stores.app_context():
                return do()

        return in_thread(done)

    def example(self, name: str = ELECTRIC) -> str:
        """Store a company of examples/."""
        return self.store([json.loads((ROOT / "examples" / f"{name}.json").read_text(encoding="utf-8"))])[0]

    def city(self, count: int = 40) -> list[str]:
        """Store some companies of the made-up city, always the same."""
        return self.store(companies(count, COUNTIES, SEED))


def in_thread(do: Callable[[], Any]) -> Any:
    """Do something in a thread of its own: that of a browser has a loop, which the stores refuse."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(do).result()


def _added(account: str, region: str) -> Made:
    with writing() as session:
        made = add_staff(session, account, "李某", region)
        session.flush()
        session.expunge(made.staff)
        return made


def _stored(profiles: Iterable[dict[str, Any]]) -> list[str]:
    catalogue, found = load_catalogue(), []
    with writing() as session:
        for profile in profiles:
            firm = Enterprise(**{name: profile["enterprise"][name] for name in ("uscc", "name", "region")})
            session.add(firm)
            session.flush()
            text = json.dumps(profile, ensure_ascii=False)
            made = {"text": text, "catalogue_version": catalogue.version, "saved_by": "system:test"}
            session.add(ProfileVersion(enterprise_id=firm.id, number=1, **made))
            found.append(firm.id)
    for _ in rejudge(catalogue, today()):
        pass
    return found


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A service of the module's own; it is not started where there is no browser."""
    folder = tmp_path_factory.mktemp("office")
    with running(folder, **UNLIMITED) as service:
        found = Office(service, in_thread(lambda: stores_alone(Config(data=folder / "data"))))
        yield found
        found.apart(lambda: db.engine.dispose())


@pytest.fixture
def seat(browser: Browser, office: Office) -> Iterator[Seat]:
    """Return what opens a page of the console for staff of a region at a width in px; at the end nothing may have gone wrong in it."""
    faults: list[str] = []
    with contexts(browser, office.service.url) as fresh:

        def sat(path: str = "/bureau", region: str = "cn-410421", width: int = 1280) -> Page:
            known = office.cookies.get(region)
            context: BrowserContext = fresh(width, **({"storage_state": known} if known else {}))
            page = watched(context, office.service.url, faults)
            if not known:
                office.made[region] = office.staff(region)
                log_in(page, office.made[region])
                office.cookies[region] = context.storage_state()
            page.goto(path, wait_until="networkidle")
            return page

        yield sat
    assert not faults


def log_in(page: Page, made: Made) -> None:
    """Log in through the page, with the second factor."""
    page.goto("/bureau/login", wait_until="networkidle")
    page.get_by_label("账号").fill(made.staff.account)
    page.get_by_label("密码").fill(made.password)
    page.get_by_label("动态码").fill(pyotp.TOTP(made.secret).now())
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/bureau")
