"""The fake WeChat keeps the rules of the documents, so that what works with it can work with WeChat."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import redis
import requests

from api.fake_wechat.faults import SPECIAL, Fault
from api.fake_wechat.sender import Sender
from api.fake_wechat.server import FakeProcess, FakeWeChat
from api.fake_wechat.world import APPID, SECRET, World
from api.wechat.client import Message, WeChat
from api.wechat.config import WeChatConfig
from api.wechat.errors import Unavailable, WeChatError
from api.wechat.events import Accepted, Delivered
from api.wechat.push import Push
from tests.wechat.conftest import PUSH_KEY, PUSH_TOKEN, TEMPLATE

ROOT = Path(__file__).parents[2]
ACCOUNT = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}


def token(fake: FakeWeChat, **change: Any) -> dict[str, Any]:
    found: dict[str, Any] = requests.post(f"{fake.url}/cgi-bin/stable_token", json={**ACCOUNT, **change}, timeout=5).json()
    return found


def test_the_same_token_comes_with_the_time_that_it_has_left(fake: FakeWeChat, world: World) -> None:
    first = token(fake)
    world.pass_time(7200 - 345)
    second = token(fake)

    assert (first["expires_in"], len(first["access_token"])) == (7200, 512)
    assert (second["access_token"], 344 <= second["expires_in"] <= 345) == (first["access_token"], True)


def test_a_token_is_renewed_five_minutes_early_and_both_work_until_the_first_ends(fake: FakeWeChat, world: World) -> None:
    first = token(fake)["access_token"]
    world.pass_time(7200 - 299)
    second = token(fake)

    assert (second["access_token"] != first, second["expires_in"]) == (True, 7200)
    assert [world.token.fault_of(one, world.now()) for one in (first, second["access_token"])] == [0, 0]
    world.pass_time(300)
    assert [world.token.fault_of(one, world.now()) for one in (first, second["access_token"])] == [42001, 0]


def test_forcing_ends_the_old_token_and_works_every_30_seconds_and_20_times_a_day(fake: FakeWeChat, world: World) -> None:
    found = [token(fake)["access_token"], token(fake, force_refresh=True)["access_token"]]
    assert world.token.fault_of(found[0], world.now()) == 40001
    assert token(fake, force_refresh=True)["access_token"] == found[1]
    for _ in range(30):
        world.pass_time(31)
        found.append(token(fake, force_refresh=True)["access_token"])

    assert len(set(found)) == 1 + 20


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"grant_type": "x"}, 40002),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"appid": "wx1"}, 40013),
        ({"secret": "x"}, 40125),
    ],
)
def test_a_wrong_account_gets_no_token(fake: FakeWeChat, change: dict[str, str], errcode: int) -> None:
    assert token(fake, **change)["errcode"] == errcode


def test_a_frozen_secret_and_an_address_off_the_list_get_no_token(fake: FakeWeChat, world: World) -> None:
    world.frozen = True
    assert token(fake)["errcode"] == 40243
    world.frozen, world.allowed = False, False
    assert token(fake)["errcode"] == 40164


def test_a_token_is_only_given_to_a_post(fake: FakeWeChat) -> None:
    assert requests.get(f"{fake.url}/cgi-bin/stable_token", timeout=5).json()["errcode"] == 43002


def test_escaped_characters_are_refused_as_wechat_does(fake: FakeWeChat) -> None:
    said = requests.post(f"{fake.url}/cgi-bin/message/subscribe/send", data=json.dumps({"data": "字"}), timeout=5).json()

    assert said["errcode"] == 40033


def test_fields_that_are_no_fields_are_refused(fake: FakeWeChat, world: World) -> None:
    query = {"access_token": token(fake)["access_token"]}
    for data in (None, [], {}, {"thing1": "x"}, {"thing1": {"text": "x"}}, {"thing1": {"value": "x" * 21}}):
        body = {"touser": world.user("wang").openid, "template_id": TEMPLATE, "data": data}
        said = requests.post(f"{fake.url}/cgi-bin/message/subscribe/send", params=query, json=body, timeout=5).json()
        assert said["errcode"] == 47003


@pytest.mark.parametrize("name", [name for name, wanted in SPECIAL.items() if wanted != Fault("slow", 20)])
def test_a_special_code_shows_its_error(wechat: WeChat, name: str) -> None:
    wanted = SPECIAL[name]
    with pytest.raises(WeChatError) as caught:
        wechat.login(f"demo-{name}")

    assert isinstance(caught.value, Unavailable) if isinstance(wanted, Fault) else caught.value.errcode == wanted


def test_any_other_demo_code_is_a_user_and_works_once(wechat: WeChat, world: World) -> None:
    assert wechat.login("demo-wang").openid == wechat.login("demo-wang-2").openid == world.user("wang").openid
    assert wechat.phone("demo-wang-2", world.user("wang").openid).number == world.user("wang").phone
    with pytest.raises(WeChatError, match="40163"):
        wechat.login("demo-wang")


def test_users_have_openids_of_their_own_that_stay_and_numbers_of_nobody() -> None:
    first, second = World(), World()
    users = [first.user(name) for name in ("wang", "li")]

    assert users[0].openid == second.user("wang").openid != users[1].openid
    assert [user.phone for user in users] == ["19900000001", "19900000002"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_tap_and_a_sent_message_are_pushed_to_the_receiver(
    wechat: WeChat, config: WeChatConfig, world: World, store: redis.Redis, form: Any
) -> None:
    pushed: list[Any] = []
    push = Push(config, store)
    with Receiver(push, pushed) as url:
        world.sender = Sender(url, APPID, PUSH_TOKEN, PUSH_KEY, form)
        assert requests.get(url, params=world.sender.verification(), timeout=5).ok
        world.tap("wang", TEMPLATE)
        wechat.send(Message(world.user("wang").openid, TEMPLATE, {"thing1": "提醒"}))
        for _ in range(100):
            if len(pushed) == 2:
                break
            time.sleep(0.02)

    openid = world.user("wang").openid
    assert Accepted(openid, TEMPLATE) in pushed
    assert [one.ok for one in pushed if isinstance(one, Delivered)] == [True]


class Receiver:
    """An address as the service will have one: the message push over HTTP."""

    def __init__(self, push: Push, pushed: list[Any]) -> None:
        import threading

        from flask import Flask, request
        from werkzeug.serving import make_server

        app = Flask("receiver")

        @app.get("/")
        def verify() -> str:
            return push.echo(request.args)

        @app.post("/")
        def receive() -> str:
            with push.receive(request.args, request.get_data()) as events:
                pushed.extend(events)
            return "success"

        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}/"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def test_as_a_process_it_answers_and_plays_the_phone() -> None:
    fake = FakeProcess()
    try:
        made = requests.post(f"{fake.url}/demo/codes", json={"user": "wang"}, timeout=5).json()
        query = {"appid": APPID, "secret": SECRET, "js_code": made["code"], "grant_type": "authorization_code"}
        said = requests.get(f"{fake.url}/sns/jscode2session", params=query, timeout=5).json()
        assert said["openid"] == World().user("wang").openid
        assert requests.post(f"{fake.url}/demo/taps", json={"user": "wang", "template": "t"}, timeout=5).ok
        assert requests.get(f"{fake.url}/demo/messages", timeout=5).json() == {"messages": []}
    finally:
        fake.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(fake.url, timeout=1)


def test_as_a_process_it_ends_with_a_parent_that_is_killed() -> None:
    code = "\n".join(
        (
            "from api.fake_wechat.server import FakeProcess; import time",
            "fake = FakeProcess(); print(fake.process.pid, fake.url, flush=True); time.sleep(60)",
        )
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid, url = parent.stdout.readline().split()
    assert requests.get(f"{url}/demo/messages", timeout=5).ok
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    for _ in range(250):
        try:
            requests.get(f"{url}/demo/messages", timeout=1)
            time.sleep(0.02)
        except requests.ConnectionError:
            return
    os.kill(int(pid), signal.SIGKILL)
    raise AssertionError("the fake outlived its parent")
