"""Events of the message push as frozen records, from JSON or XML: what is a list when there are many is an object when there is one."""

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.wechat.errors import PushRefused

_LISTS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}
PHONE_NUMBER = "8"


@dataclass(frozen=True)
class Accepted:
    """The user tapped accept for a template: one more message, see `grants.accepted`."""

    openid: str = field(repr=False)
    template: str


@dataclass(frozen=True)
class Declined:
    """The user tapped reject in the popup: no new grant, earlier ones stay."""

    openid: str = field(repr=False)
    template: str


@dataclass(frozen=True)
class Unsubscribed:
    """The user refused further messages of a template in WeChat: no grant is left, see `grants.rejected`."""

    openid: str = field(repr=False)
    template: str


@dataclass(frozen=True)
class Delivered:
    """How a message that WeChat had taken ended: `ok`, or an error of theirs; its grant is spent either way."""

    openid: str = field(repr=False)
    template: str
    message: str
    ok: bool


@dataclass(frozen=True)
class InfoModified:
    """WeChat cleared the user's nickname or picture: renew or delete ours."""

    openid: str = field(repr=False)


@dataclass(frozen=True)
class Revoked:
    """The user took back an authorization: delete what came with it; `what` is WeChat's number of it, `PHONE_NUMBER` or another."""

    openid: str = field(repr=False)
    what: str


@dataclass(frozen=True)
class Cancelled:
    """The user closed the WeChat account: delete or make anonymous what is theirs."""

    openid: str = field(repr=False)


@dataclass(frozen=True)
class Other:
    """An event or message that nothing is done about."""

    name: str


Event = Accepted | Declined | Unsubscribed | Delivered | InfoModified | Revoked | Cancelled | Other


def read_fields(body: bytes) -> Mapping[str, Any]:
    """Return the fields of a JSON object or an XML element, whichever the body is.

    Raises
    ------
    PushRefused
        Where it is neither, or XML with a document type (never sent by WeChat; entities could be bombs).
    """
    try:
        if not body.lstrip().startswith(b"<"):
            found = json.loads(body)
        elif b"<!DOCTYPE" in body.upper():
            found = None
        else:
            found = _below(ElementTree.fromstring(body))
    except (ValueError, RecursionError, ElementTree.ParseError):
        found = None
    if not isinstance(found, dict):
        raise PushRefused("内容既不是 JSON 也不是 XML")
    return found


def read_events(message: bytes) -> tuple[Event, ...]:
    """Return the events of an opened message.

    Raises
    ------
    PushRefused
        Where it cannot be read.
    """
    fields = read_fields(message)
    name = str(fields.get("Event", fields.get("MsgType", "")))
    if name not in _LISTS:
        return (_about_person(name, fields),)
    openid = str(fields.get("FromUserName", ""))
    inner = fields.get(_LISTS[name])
    entries = (inner if isinstance(inner, dict) else fields).get("List", ())
    return tuple(_subscription(name, openid, entry) for entry in _many(entries))


def _about_person(name: str, fields: Mapping[str, Any]) -> Event:
    """Return an event about a person, who is named by OpenID: FromUserName is the platform here."""
    openid = str(fields.get("OpenID", ""))
    if name == "user_info_modified":
        return InfoModified(openid)
    if name == "user_authorization_revoke":
        return Revoked(openid, str(fields.get("RevokeInfo", "")))
    return Cancelled(openid) if name == "user_authorization_cancellation" else Other(name)


def _subscription(name: str, openid: str, entry: Mapping[str, Any]) -> Event:
    template = str(entry.get("TemplateId", ""))
    if name == "subscribe_msg_sent_event":
        return Delivered(openid, template, str(entry.get("MsgID", "")), str(entry.get("ErrorCode", "")) == "0")
    if entry.get("SubscribeStatusString") == "accept":
        return Accepted(openid, template)
    return Declined(openid, template) if name == "subscribe_msg_popup_event" else Unsubscribed(openid, template)


def _many(entries: Any) -> Iterable[Mapping[str, Any]]:
    return [one for one in (entries if isinstance(entries, list) else [entries]) if isinstance(one, dict)]


def _below(element: ElementTree.Element) -> Any:
    """Return an element as its text, or its children by name; a name that occurs several times becomes a list."""
    if len(element) == 0:
        return (element.text or "").strip()
    found: dict[str, Any] = {}
    for child in element:
        value = _below(child)
        found[child.tag] = value if child.tag not in found else [*_listed(found[child.tag]), value]
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
