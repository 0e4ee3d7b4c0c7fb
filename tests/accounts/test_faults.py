"""Stores that go away and come back."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.storage.valkey import Valkey, start_valkey
from tests.accounts.world import World, world
from tests.servers import Postgres


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    found = start_valkey(tmp_path / "valkey")
    yield found
    found.stop()


@pytest.fixture
def alone(tmp_path: Path, valkey: Valkey) -> Iterator[World]:
    with world(tmp_path, "", valkey.url, login_rate="5/minute") as found:
        yield found


def killed(valkey: Valkey) -> None:
    valkey.process.kill()
    valkey.process.wait()


def started_again(valkey: Valkey) -> None:
    valkey.process = subprocess.Popen(valkey.process.args, cwd=Path(valkey.process.args[-1]).parent, stdout=subprocess.DEVNULL)  # type: ignore[index]
    time.sleep(0.3)


def test_without_redis_open_answers_go_on_and_sessions_say_so_until_it_is_back(alone: World, valkey: Valkey) -> None:
    person, made = alone.user(), alone.staff("cn-410421")
    killed(valkey)

    assert alone.nobody.get("/regions").status_code == 200
    for found in (person.get("/me"), alone.login(made), alone.nobody.post("/sessions/wechat", {"code": alone.fake.world.code("other")})):
        assert (found.status_code, found.json["code"]) == (503, "sessions_unavailable")

    started_again(valkey)
    assert person.get("/me").status_code == 200
    assert alone.login(made).status_code == 201


def test_a_redis_that_hangs_costs_a_second_or_two_and_no_more(alone: World, valkey: Valkey) -> None:
    person = alone.user()
    valkey.process.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        found = person.get("/me")
        took = time.monotonic() - began
    finally:
        valkey.process.send_signal(signal.SIGCONT)

    assert (found.status_code, found.json["code"]) == (503, "sessions_unavailable")
    assert took < 10
    assert person.get("/me").status_code == 200


def test_without_postgresql_there_is_a_503_until_it_is_back(server: Postgres, tmp_path: Path, redis_url: str) -> None:
    with world(tmp_path, server.database(), redis_url) as found:
        person = found.user()
        server.stop()
        try:
            gone = [
                person.get("/me"),
                person.patch("/me", {"name": "王小四"}),
                found.nobody.post("/sessions/wechat", {"code": found.fake.world.code("new")}),
            ]
            still = found.nobody.get("/regions").status_code
            ready = found.app.test_client().get("/readyz")
        finally:
            server.start()

        assert [(one.status_code, one.json["code"]) for one in gone] == [(503, "storage_unavailable")] * 3
        assert (still, ready.status_code) == (200, 503)
        assert person.get("/me").json["name"] is None
        assert person.patch("/me", {"name": "王小四"}).json["name"] == "王*四"


def test_without_a_redis_in_the_settings_login_says_so(tmp_path: Path) -> None:
    from api.web.app import create_app
    from api.web.config import Config

    client = create_app(Config(data=tmp_path)).test_client()
    found = client.post("/api/v1/sessions/wechat", json={"code": "x"})

    assert (found.status_code, found.json["code"]) == (403, "wechat_off")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (40029, 401, "wechat_code_invalid"),
        (40226, 403, "wechat_user_blocked"),
        (-1, 503, "wechat_unavailable"),
        (45011, 503, "wechat_unavailable"),
    ],
)
def test_what_wechat_refuses_is_told(tidu: World, fault: int, status: int, code: str) -> None:
    world = tidu.fake.world
    world.script("code2Session", fault, fault)
    found = tidu.nobody.post("/sessions/wechat", {"code": world.code("somebody")})
    world.scripts.clear()

    assert (found.status_code, found.json["code"]) == (status, code)
    assert tidu.nobody.get("/regions").status_code == 200
