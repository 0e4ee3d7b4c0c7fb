"""The access token: fetched once by whoever comes first, cached by the rule, replaced only by who saw it refused."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import redis

from api.fake_wechat.faults import Fault
from api.fake_wechat.world import World
from api.storage.valkey import connect
from api.wechat import tokens
from api.wechat.client import WeChat
from api.wechat.config import WeChatConfig
from api.wechat.errors import Misconfigured, TokenRejected, Unavailable

CALL = "getStableAccessToken"
PHONE = "getPhoneNumber"


def ask_for_phone(wechat: WeChat, world: World) -> str:
    return wechat.phone(world.code("wang", "phone"), world.user("wang").openid).number


def test_the_token_is_fetched_once_and_then_comes_from_redis(wechat: WeChat, world: World) -> None:
    assert [wechat.tokens.current() for _ in range(3)] == [world.token.value] * 3
    assert len(world.called(CALL)) == 1


def test_it_is_asked_for_by_post_without_forcing(wechat: WeChat, world: World) -> None:
    wechat.tokens.current()

    (call,) = world.called(CALL)
    assert dict(call.query) == {}
    assert dict(call.body) == {"grant_type": "client_credential", "appid": world.appid, "secret": world.secret}


@pytest.mark.parametrize(("left", "kept"), [(7200, 6900), (345, 60), (400, 100)])
def test_it_is_kept_until_five_minutes_before_its_end_and_a_minute_at_least(
    wechat: WeChat, world: World, store: redis.Redis, left: int, kept: int
) -> None:
    world.token.give(world.now(), False)
    world.pass_time(7200 - left)
    wechat.tokens.current()

    assert kept - 2 <= store.ttl(wechat.tokens.key) <= kept


def test_many_threads_fetch_one_token(patient: WeChat, world: World) -> None:
    world.script(CALL, Fault("slow", 0.4))
    with ThreadPoolExecutor(24) as pool:
        found = list(pool.map(lambda _: patient.tokens.current(), range(24)))

    assert set(found) == {world.token.value}
    assert len(world.called(CALL)) == 1


def fetch_in_threads(config: WeChatConfig, url: str, barrier: object, found: object) -> None:
    with connect(url) as store:
        client = WeChat(config, store)
        barrier.wait()  # type: ignore[attr-defined]
        with ThreadPoolExecutor(8) as pool:
            for token in pool.map(lambda _: client.tokens.current(), range(8)):
                found.put(token)  # type: ignore[attr-defined]
        client.close()


def test_two_processes_fetch_one_token(config: WeChatConfig, valkey: str, store: redis.Redis, world: World) -> None:
    world.script(CALL, Fault("slow", 0.4))
    spawn = multiprocessing.get_context("spawn")
    barrier, found = spawn.Barrier(2), spawn.Queue()
    both = [spawn.Process(target=fetch_in_threads, args=(replace(config, timeout=20.0), valkey, barrier, found)) for _ in range(2)]
    for process in both:
        process.start()
    tokens_found = {found.get(timeout=60) for _ in range(16)}
    for process in both:
        process.join()

    assert tokens_found == {world.token.value}
    assert len(world.called(CALL)) == 1


def hang_with_the_lock(config: WeChatConfig, url: str) -> None:
    with connect(url) as store:
        WeChat(config, store).tokens.current()


def test_a_killed_holder_blocks_no_longer_than_the_lock_lasts(
    config: WeChatConfig, valkey: str, store: redis.Redis, wechat: WeChat, world: World
) -> None:
    world.script(CALL, Fault("slow", 30))
    holder = multiprocessing.get_context("spawn").Process(target=hang_with_the_lock, args=(replace(config, timeout=60.0), valkey))
    holder.start()
    _wait(lambda: bool(store.exists(wechat.tokens.lock)))
    store.pexpire(wechat.tokens.lock, 1500)
    os.kill(holder.pid or 0, signal.SIGKILL)
    holder.join()
    begun = time.monotonic()

    assert wechat.tokens.current() == world.token.value
    assert time.monotonic() - begun < 8


def test_the_lock_ends_by_itself(wechat: WeChat, world: World, store: redis.Redis) -> None:
    world.script(CALL, Fault("slow", 0.4))
    fetching = threading.Thread(target=wechat.tokens.current)
    fetching.start()
    _wait(lambda: bool(store.exists(wechat.tokens.lock)))

    assert 0 < store.pttl(wechat.tokens.lock) <= tokens.LOCK_MS
    fetching.join()
    assert not store.exists(wechat.tokens.lock)


def test_a_slow_holder_does_not_take_the_lock_of_the_next(patient: WeChat, world: World, store: redis.Redis) -> None:
    world.script(CALL, Fault("slow", 0.6))
    slow = threading.Thread(target=patient.tokens.current)
    slow.start()
    _wait(lambda: bool(store.exists(patient.tokens.lock)))
    store.set(patient.tokens.lock, "next")
    slow.join()

    assert store.get(patient.tokens.lock) == "next"


def test_a_failed_fetch_gives_the_lock_back(wechat: WeChat, world: World, store: redis.Redis) -> None:
    world.script(CALL, 40125)
    with pytest.raises(Misconfigured):
        wechat.tokens.current()

    assert not store.exists(wechat.tokens.lock)
    assert wechat.tokens.current() == world.token.value


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_a_token_that_ended_early_is_replaced_once(wechat: WeChat, world: World, errcode: int) -> None:
    first = wechat.tokens.current()
    world.token.end_early(errcode)

    assert ask_for_phone(wechat, world) == world.user("wang").phone
    assert wechat.tokens.current() == world.token.value != first
    assert (len(world.called(CALL)), len(world.called(PHONE))) == (2, 2)


def test_a_token_refused_twice_is_an_error_and_not_asked_for_a_third_time(wechat: WeChat, world: World) -> None:
    world.script(PHONE, 40001, 42001)
    with pytest.raises(TokenRejected):
        ask_for_phone(wechat, world)

    assert len(world.called(PHONE)) == 2


def test_only_the_refused_token_is_dropped(wechat: WeChat, store: redis.Redis) -> None:
    store.set(wechat.tokens.key, "newer")
    wechat.tokens.drop("older")

    assert wechat.tokens.current() == "newer"


def test_many_who_see_a_token_refused_fetch_one_new_one(patient: WeChat, world: World) -> None:
    patient.tokens.current()
    world.token.end_early()
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda _: ask_for_phone(patient, world), range(12)))

    assert found == [world.user("wang").phone] * 12
    assert len(world.called(CALL)) == 2


@pytest.mark.parametrize(
    "fault",
    [-1, Fault("drop"), Fault("lost"), Fault("html"), Fault("status")],
    ids=["busy", "drop", "lost", "html", "status"],
)
def test_a_fetch_may_be_repeated_since_it_changes_nothing(wechat: WeChat, world: World, fault: int | Fault) -> None:
    world.script(CALL, fault)

    assert wechat.tokens.current() == world.token.value
    assert len(world.called(CALL)) == 2


@pytest.mark.parametrize("errcode", [40002, 40013, 40125, 40164, 40243, 41002, 41004, 43002, 40001, 89503, 89506, 89507])
def test_what_an_operator_must_set_right_is_not_repeated(wechat: WeChat, world: World, errcode: int) -> None:
    world.script(CALL, errcode)
    with pytest.raises(Misconfigured) as caught:
        wechat.tokens.current()

    assert caught.value.errcode == errcode
    assert len(world.called(CALL)) == 1


@pytest.mark.parametrize("answer", [Fault("empty"), Fault("list")], ids=["empty", "list"])
def test_an_answer_without_a_token_is_not_kept(wechat: WeChat, world: World, store: redis.Redis, answer: Fault) -> None:
    world.script(CALL, answer, answer)
    with pytest.raises(Unavailable):
        wechat.tokens.current()

    assert not store.exists(wechat.tokens.key)


def test_without_redis_what_needs_a_token_says_so(config: WeChatConfig, world: World) -> None:
    client = WeChat(config, connect("unix:///nowhere.sock"))
    with pytest.raises(Unavailable) as caught:
        ask_for_phone(client, world)
    client.close()

    assert caught.value.cause == "storage"


def _wait(until: Callable[[], bool]) -> None:
    for _ in range(1500):
        if until():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")
