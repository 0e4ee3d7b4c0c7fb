"""A real Valkey and a fake WeChat on real HTTP; each test has its own world."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import redis

from api.fake_wechat.server import FakeWeChat
from api.fake_wechat.world import APPID, SECRET, World
from api.storage.valkey import connect, started
from api.web.logs import Lines
from api.wechat.client import WeChat
from api.wechat.config import WeChatConfig

TEMPLATE = "template-of-deadlines"
PUSH_TOKEN = "AAAAA"
PUSH_KEY = "A" * 43


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started(tmp_path_factory.mktemp("valkey")) as url:
        yield url


@pytest.fixture
def store(valkey: str) -> Iterator[redis.Redis]:
    with connect(valkey) as client:
        client.flushall()
        yield client


@pytest.fixture
def world() -> World:
    return World(templates={TEMPLATE})


@pytest.fixture
def fake(world: World) -> Iterator[FakeWeChat]:
    server = FakeWeChat(world)
    yield server
    server.stop()


@pytest.fixture
def config(fake: FakeWeChat) -> WeChatConfig:
    return WeChatConfig(APPID, SECRET, PUSH_TOKEN, PUSH_KEY, fake.url, connect_timeout=5.0, timeout=5.0)


@pytest.fixture
def wechat(config: WeChatConfig, store: redis.Redis) -> Iterator[WeChat]:
    client = WeChat(config, store)
    yield client
    client.close()


def hurry(wechat: WeChat) -> WeChat:
    """Let a client give up on an answer after a moment."""
    wechat.transport.config = replace(wechat.config, timeout=0.3)
    return wechat


@pytest.fixture
def patient(config: WeChatConfig, store: redis.Redis) -> Iterator[WeChat]:
    """A client with many slots, for tests with many threads."""
    client = WeChat(replace(config, timeout=20.0, at_once=32), store)
    yield client
    client.close()


class Log(logging.Handler):
    """All that is logged in the process, by any logger, as the service writes it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.fields: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(Lines().format(record))
        self.fields.append(getattr(record, "fields", {}))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture
def log() -> Iterator[Log]:
    root, ours = logging.getLogger(), logging.getLogger("tidu")
    handler, before = Log(), (root.level, ours.level, ours.propagate)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    ours.propagate = True
    yield handler
    root.removeHandler(handler)
    root.setLevel(before[0])
    ours.setLevel(before[1])
    ours.propagate = before[2]
