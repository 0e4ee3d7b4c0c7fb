"""A service with its stores, and people who call it."""

import io
import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyotp
from flask import Flask
from werkzeug.test import TestResponse

from api.accounts.staff import Made, add_staff
from api.fake_wechat.server import FakeWeChat
from api.fake_wechat.world import APPID, SECRET
from api.fake_wechat.world import World as WeChatWorld
from api.storage.database import db, writing
from api.storage.schema import upgrade
from api.web.app import create_app
from api.web.config import Config
from api.wechat.config import WeChatConfig

USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
NEVER = "1000000/minute"
COUNT = itertools.count(random.randrange(10**6))
PDF = b"%PDF-1.4 licence"


@dataclass
class Person:
    """Somebody who calls, with the tokens of a session, or none."""

    app: Flask
    tokens: dict[str, Any] = field(default_factory=dict)
    id: str = ""

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        own = {"Authorization": f"Bearer {self.tokens['access_token']}"} if self.tokens else {}
        sent = {"json": body} if body is not None else {}
        found = self.app.test_client().open(f"/api/v1{path}", method=method, headers={**own, **(headers or {})}, **sent, **more)
        found.request.environ["wsgi.input"].close()  # a large form is in a temporary file
        return found

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.call("POST", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.call("PUT", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.call("PATCH", path, body, **more)

    def delete(self, path: str, **more: Any) -> TestResponse:
        return self.call("DELETE", path, **more)


@dataclass
class World:
    """The service, and who calls it."""

    app: Flask
    config: Config
    fake: FakeWeChat

    @property
    def wechat(self) -> WeChatConfig:
        return WeChatConfig(APPID, SECRET, url=self.fake.url, at_once=32, connect_timeout=10.0, timeout=10.0)

    @property
    def nobody(self) -> Person:
        return Person(self.app)

    def user(self, name: str = "") -> Person:
        """Log a user in by WeChat, a new one unless told."""
        found = self.nobody.post("/sessions/wechat", {"code": self.fake.world.code(name or f"user{next(COUNT)}")})
        assert found.status_code == 201, found.json
        person = Person(self.app, found.get_json())
        return replace(person, id=person.get("/me").get_json()["id"])

    def staff(self, region: str, **more: Any) -> Made:
        """Make an account of staff."""
        with self.app.app_context(), writing() as session:
            made = add_staff(session, f"clerk-{next(COUNT)}", "李某", region, **more)
            session.flush()
            session.expunge(made.staff)
            return made

    def clerk(self, region: str) -> Person:
        """Make an account of staff and log in."""
        made = self.staff(region)
        found = self.login(made)
        assert found.status_code == 201, found.json
        return Person(self.app, found.get_json(), made.staff.id)

    def login(self, made: Made, **changes: str) -> TestResponse:
        said = {"name": made.staff.account, "password": made.password, "totp": pyotp.TOTP(made.secret).now(), **changes}
        return self.nobody.post("/sessions/staff", said)

    @contextmanager
    def stored(self) -> Iterator[Any]:
        """Give a session of the database."""
        with self.app.app_context():
            yield db.session


@contextmanager
def world(folder: Path, database: str, redis: str, **settings: Any) -> Iterator[World]:
    """Start a service on a database and a Redis."""
    limits = {"rate": NEVER, "answer_rate": NEVER, "login_rate": NEVER, "account_rate": NEVER}
    config = Config(**{"data": folder, "database": database, "redis": redis, **limits, **settings})
    upgrade(config.database_url)
    fake = FakeWeChat(WeChatWorld())
    found = World(Flask("none"), config, fake)
    found.app = create_app(config, found.wechat)
    try:
        yield found
    finally:
        closed(found.app)
        fake.stop()


def closed(app: Flask) -> None:
    """Close all connections of a service."""
    with app.app_context():
        db.engine.dispose()
    if app.extensions["tidu.wechat"]:
        app.extensions["tidu.wechat"].close()
    app.extensions["tidu.sessions"].store.close()


def uscc() -> str:
    """Return a made-up 统一社会信用代码 with the right check character."""
    body = "91410421MA" + "".join(random.choice(USCC) for _ in range(7))
    return body + USCC[-sum(USCC.index(sign) * 3**place for place, sign in enumerate(body)) % 31]


@dataclass
class Company:
    """An enterprise with an owner, confirmed by the bureau of Baofeng county."""

    id: str
    uscc: str
    owner: Person


def claim(person: Person, **changes: Any) -> TestResponse:
    """Claim an enterprise, having agreed to the privacy policy."""
    person.post("/me/consents", {"document": "privacy", "version": "1"})
    said = {"uscc": uscc(), "name": "示例电气有限公司", "region": "410421", "contact_name": "王小四", "contact_phone": "13800000012"}
    headers = changes.pop("headers", {})
    evidence = changes.pop("evidence", PDF)
    file = {"evidence": (io.BytesIO(evidence), "licence.pdf")} if evidence is not None else {}
    return person.call("POST", "/claims", headers=headers, data={**said, **changes, **file}, content_type="multipart/form-data")


def company(tidu: World, clerk: Person, **changes: Any) -> Company:
    """Return an enterprise whose owner claimed it and whose bureau confirmed it."""
    owner = tidu.user()
    made = claim(owner, **changes).get_json()
    found = clerk.post(f"/bureau/claims/{made['id']}/confirm")
    assert found.status_code == 200, found.json
    return Company(found.get_json()["enterprise"], made["uscc"], owner)


def joined(tidu: World, firm: Company, role: str) -> Person:
    """Return a new member of an enterprise."""
    person = tidu.user()
    token = firm.owner.post(f"/enterprises/{firm.id}/invitations", {"role": role}).get_json()["token"]
    assert person.post("/invitations/accept", {"token": token}).status_code == 201
    return person
