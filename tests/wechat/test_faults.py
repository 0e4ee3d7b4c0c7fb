"""WeChat slow, down or talking nonsense: a clear error in bounded time, and nobody else waits for it."""

import socket
import threading
import time
from dataclasses import replace

import pytest
import redis

from api.fake_wechat.faults import Fault
from api.fake_wechat.server import FakeWeChat
from api.fake_wechat.world import World
from api.wechat import breaker
from api.wechat.client import WeChat
from api.wechat.config import WeChatConfig
from api.wechat.errors import Unavailable
from tests.wechat.conftest import hurry

CALL = "code2Session"
BROKEN = [Fault(kind) for kind in ("broken", "html", "list", "empty", "huge", "status")] + [
    Fault("status", status=status) for status in (302, 404, 500, 503)
]


def cause_of(wechat: WeChat, code: str) -> str:
    with pytest.raises(Unavailable) as caught:
        wechat.login(code)
    return caught.value.cause


@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: f"{fault.kind}-{fault.status}")
def test_an_answer_that_makes_no_sense_is_unavailable_and_not_asked_for_again(wechat: WeChat, world: World, fault: Fault) -> None:
    world.script(CALL, fault)

    assert cause_of(wechat, world.code("wang")) == "broken"
    assert len(world.calls) == 1


@pytest.mark.parametrize("kind", ["drop", "lost"])
def test_a_connection_that_ends_is_unavailable_and_the_code_is_not_sent_again(wechat: WeChat, world: World, kind: str) -> None:
    world.script(CALL, Fault(kind))  # type: ignore[arg-type]

    assert cause_of(wechat, world.code("wang")) == "lost"
    assert len(world.calls) == 1


@pytest.mark.parametrize("fault", [Fault("slow", 9), Fault("drip", 0.2)], ids=lambda fault: fault.kind)
def test_a_slow_answer_is_given_up_in_time(wechat: WeChat, world: World, fault: Fault) -> None:
    world.script(CALL, fault)
    begun = time.monotonic()

    assert cause_of(hurry(wechat), world.code("wang")) in ("lost", "broken")
    assert time.monotonic() - begun < 8


def test_a_server_that_is_not_there_is_tried_twice(config: WeChatConfig, store: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    client = WeChat(replace(config, url=f"http://127.0.0.1:{port}"), store)
    tried = []
    real = client.transport.session.request
    monkeypatch.setattr(client.transport.session, "request", lambda *given, **named: (tried.append(1), real(*given, **named))[1])

    assert cause_of(client, "code") == "connect"
    assert len(tried) == 2
    client.close()


def test_an_answer_after_a_fault_is_fine(wechat: WeChat, world: World) -> None:
    world.script(CALL, Fault("html"), Fault("drop"))
    for _ in range(2):
        cause_of(wechat, world.code("wang"))

    assert wechat.login(world.code("wang")).openid == world.user("wang").openid


def test_after_failures_in_a_row_wechat_is_left_alone_for_a_while_and_then_tried_once(wechat: WeChat, world: World) -> None:
    now = [1000.0]
    wechat.transport.breaker.clock = lambda: now[0]
    world.script(CALL, *[Fault("html")] * (breaker.FAILURES + 1))
    for _ in range(breaker.FAILURES):
        assert cause_of(wechat, world.code("wang")) == "broken"

    assert cause_of(wechat, world.code("wang")) == "open"
    assert len(world.calls) == breaker.FAILURES
    now[0] += breaker.PAUSE + 1
    assert [cause_of(wechat, world.code("wang")) for _ in range(2)] == ["broken", "open"]
    now[0] += breaker.PAUSE + 1
    assert wechat.login(world.code("wang")).openid == world.user("wang").openid
    assert wechat.login(world.code("wang")).openid == world.user("wang").openid


def test_errors_of_users_do_not_open_the_breaker(wechat: WeChat, world: World) -> None:
    world.script(CALL, *[40029] * (breaker.FAILURES + 1))
    for _ in range(breaker.FAILURES + 1):
        with pytest.raises(Exception, match="40029"):
            wechat.login(world.code("wang"))

    assert wechat.login(world.code("wang")).openid == world.user("wang").openid


def test_a_hanging_wechat_holds_only_as_many_threads_as_it_has_slots(config: WeChatConfig, store: redis.Redis, world: World) -> None:
    client = WeChat(replace(config, timeout=20.0, at_once=2), store)
    world.script(CALL, Fault("slow", 4), Fault("slow", 4))
    held = [threading.Thread(target=client.login, args=(world.code("wang"),)) for _ in range(2)]
    for thread in held:
        thread.start()
    while len(world.calls) < 2:
        time.sleep(0.01)

    assert cause_of(client, world.code("li")) == "full"
    assert all(thread.is_alive() for thread in held)
    for thread in held:
        thread.join()
    client.close()


def test_connections_are_used_again(wechat: WeChat, world: World, fake: FakeWeChat) -> None:
    for _ in range(3):
        wechat.login(world.code("wang"))

    pools = wechat.transport.session.get_adapter(fake.url).poolmanager.pools  # type: ignore[attr-defined]
    assert [(pools[key].num_connections, pools[key].num_requests) for key in pools.keys()] == [(1, 3)]  # noqa: SIM118
