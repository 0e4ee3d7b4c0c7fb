"""The message push as WeChat sends it: signed, sealed, in JSON or XML."""

import json
import secrets
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape

import requests

from api.wechat.crypto import seal, signature

_INNER = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}


@dataclass(frozen=True)
class Sender:
    """Who pushes to `url`; `form` as set in the console of the mini-program."""

    url: str
    appid: str
    token: str
    key: str
    form: Literal["json", "xml"] = "json"

    def verification(self, now: int | None = None) -> dict[str, str]:
        """Return the query of the GET by which WeChat verifies the address."""
        moment, nonce = str(int(time.time()) if now is None else now), str(secrets.randbelow(10**9))
        return {
            "signature": signature(self.token, moment, nonce),
            "timestamp": moment,
            "nonce": nonce,
            "echostr": str(secrets.randbelow(10**18)),
        }

    def sealed(self, message: Mapping[str, Any], now: int | None = None) -> tuple[dict[str, str], bytes]:
        """Return query and body of the POST that pushes a message."""
        moment, nonce = str(int(time.time()) if now is None else now), str(secrets.randbelow(10**9))
        encrypted = seal(self._written(message).encode(), self.appid, self.key)
        query = {
            "signature": signature(self.token, moment, nonce),
            "timestamp": moment,
            "nonce": nonce,
            "openid": str(message.get("FromUserName", "")),
            "encrypt_type": "aes",
            "msg_signature": signature(self.token, moment, nonce, encrypted),
        }
        return query, self._written({"ToUserName": "gh_0000000000fa", "Encrypt": encrypted}).encode()

    def push(self, message: Mapping[str, Any], now: int | None = None) -> requests.Response:
        """Push a message; return what the receiver answers."""
        query, body = self.sealed(message, now)
        kind = "application/json" if self.form == "json" else "text/xml"
        return requests.post(self.url, params=query, data=body, headers={"Content-Type": kind}, timeout=5)

    def tell(self, event: str, openid: str, entries: Iterable[Mapping[str, str]], now: int) -> None:
        """Push an event about messages without waiting, as WeChat does."""
        message = self.about(event, openid, entries, now)
        threading.Thread(target=self._push_quietly, args=(message,), daemon=True).start()

    def about(self, event: str, openid: str, entries: Iterable[Mapping[str, str]], now: int) -> dict[str, Any]:
        """Return an event about messages: its entries are an object when there is one, in XML inside an element of their own."""
        listed: Any = list(entries)
        listed = listed[0] if len(listed) == 1 else listed
        head = {"ToUserName": "gh_0000000000fa", "FromUserName": openid, "CreateTime": str(now), "MsgType": "event", "Event": event}
        return {**head, "List": listed} if self.form == "json" else {**head, _INNER[event]: {"List": listed}}

    def _push_quietly(self, message: Mapping[str, Any]) -> None:
        try:
            self.push(message)
        except requests.RequestException:
            return

    def _written(self, message: Mapping[str, Any]) -> str:
        return json.dumps(message, ensure_ascii=False) if self.form == "json" else f"<xml>{_xml(message)}</xml>"


def _xml(fields: Mapping[str, Any]) -> str:
    pairs = ((name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value]))
    return "".join(f"<{name}>{_xml(one) if isinstance(one, Mapping) else escape(str(one))}</{name}>" for name, one in pairs)
