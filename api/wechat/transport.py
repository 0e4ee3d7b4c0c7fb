"""One call over HTTP: its JSON, or a typed error that knows no secret; raised outside `except`, so that no cause holds the address."""

import json
import logging
import random
import time
from collections.abc import Iterable, Mapping
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from api.wechat.breaker import Breaker
from api.wechat.calls import Call
from api.wechat.config import WeChatConfig
from api.wechat.errors import TokenRejected, Unavailable, WeChatError
from api.wechat.redaction import hide_queries, strike_out

LOG = logging.getLogger("tidu.wechat")
_LARGEST = 1_000_000
_PIECE = 65_536


class Transport:
    """Calls over a pool of connections; may be made before a process forks, used only after."""

    def __init__(self, config: WeChatConfig) -> None:
        self.config, self.breaker = config, Breaker()
        self.session = requests.Session()
        self.session.mount(config.url, HTTPAdapter(pool_connections=1, pool_maxsize=config.at_once, max_retries=0))
        hide_queries()

    def ask(self, call: Call, query: Mapping[str, str], body: Mapping[str, Any] | None = None, *, secrets: Iterable[str]) -> dict[str, Any]:
        """Return the answer to a call: GET without a body, else POST as UTF-8 JSON. `secrets` are struck out of what is kept of an error.

        Raises
        ------
        WeChatError
            The class that the call's table gives for the error code; `Unavailable` where there is no usable answer.
        """
        self.breaker.enter(call.name)
        begun = time.perf_counter()
        tries = 1
        answer = self._once(call, query, body, tuple(secrets))
        if isinstance(answer, Unavailable) and answer.cause in call.again:
            time.sleep(random.uniform(0.1, 0.3))
            tries = 2
            answer = self._once(call, query, body, tuple(secrets))
        self.breaker.note(isinstance(answer, Unavailable) and not isinstance(answer, TokenRejected))
        _log(call, answer, tries, time.perf_counter() - begun)
        if isinstance(answer, WeChatError):
            raise answer
        return answer

    def close(self) -> None:
        """Close the connections."""
        self.session.close()

    def _once(
        self, call: Call, query: Mapping[str, str], body: Mapping[str, Any] | None, secrets: Iterable[str]
    ) -> dict[str, Any] | WeChatError:
        """Return the answer to one attempt, or the error that it is."""
        text = self._sent(call, query, body)
        if isinstance(text, WeChatError):
            return text
        answer = _json_object(text)
        errcode = _errcode(answer) if answer is not None else None
        if answer is None or errcode is None:
            return Unavailable(call.name, cause="broken")
        if errcode == 0:
            return answer
        return call.error_of(errcode)(call.name, errcode, strike_out(str(answer.get("errmsg", "")), secrets))

    def _sent(self, call: Call, query: Mapping[str, str], body: Mapping[str, Any] | None) -> bytes | WeChatError:
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            with self.session.request(
                "GET" if data is None else "POST",
                self.config.url + call.path,
                params=query,
                data=data,
                headers={} if data is None else {"Content-Type": "application/json; charset=utf-8"},
                timeout=(self.config.connect_timeout, self.config.timeout),
                allow_redirects=False,
                stream=True,
            ) as response:
                text = _read(response, time.monotonic() + self.config.timeout)
                cause = "" if response.status_code == 200 and text is not None else "broken"
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            text, cause = None, "connect" if _was_never_sent(error) else "lost"
        return Unavailable(call.name, cause=cause) if text is None or cause else text


def _read(response: requests.Response, until: float) -> bytes | None:
    """Return a body, None where it is too large or has not arrived in time: a timeout of requests begins anew with every byte."""
    pieces, size = [], 0
    while piece := response.raw.read1(_PIECE, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > _LARGEST or time.monotonic() > until:
            return None
    return b"".join(pieces)


def _was_never_sent(error: Exception) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, urllib3.exceptions.NewConnectionError)


def _json_object(text: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _errcode(answer: Mapping[str, Any]) -> int | None:
    """Return the error code, 0 where an answer has none (several calls answer so on success), None where it is no number."""
    found = answer.get("errcode", 0)
    try:
        return int(found) if isinstance(found, int | str) else None
    except ValueError:
        return None


def _log(call: Call, answer: dict[str, Any] | WeChatError, tries: int, seconds: float) -> None:
    said: dict[str, Any] = {"call": call.name, "tries": tries, "ms": round(seconds * 1000, 1)}
    if not isinstance(answer, WeChatError):
        LOG.info("wechat", extra={"fields": said})
        return
    said |= {"error": type(answer).__name__, "errcode": answer.errcode, "said": answer.said}
    if isinstance(answer, Unavailable):
        said["cause"] = answer.cause
    LOG.warning("wechat", extra={"fields": said})
