"""Reminders that WeChat carries: where a grant is left, and none twice.

A message is marked before it is tried: what was being tried when the process ended may be out, and is not tried again.
"""

import json
import logging
from collections import Counter
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.errors import BadInput
from api.storage.columns import now
from api.storage.database import db, writing
from api.storage.tables import Grant, Identity, Message
from api.wechat.client import Message as Sent
from api.wechat.client import WeChat
from api.wechat.errors import BadContent, WeChatError
from api.wechat.fields import shortened
from api.wechat.grants import Grants, Next, after_sending

STALE = timedelta(days=1)  # after which a reminder is in the inbox alone


def carry(wechat: WeChat) -> Counter[str]:
    """Send what is due through WeChat; return how many were sent, wait for another try, or are in the inbox alone."""
    outcome: Counter[str] = Counter()
    with writing() as session:
        old = update(Message).where(Message.carried == "due", Message.sent_at < now() - STALE).values(carried="not")
        outcome["inbox"] += session.execute(old).rowcount  # type: ignore[attr-defined]
    ids = [*db.session.scalars(select(Message.id).where(Message.carried == "due").order_by(Message.sent_at, Message.id))]
    db.session.rollback()
    for id in ids:
        outcome[_carry(wechat, id)] += 1
    return outcome


def _carry(wechat: WeChat, id: str) -> str:
    taken = _take(wechat, id)
    if taken is None:
        return "inbox"
    grant, message = taken
    error: WeChatError | None = None
    try:
        wechat.send(message)
    except WeChatError as problem:
        error = problem
    except BadInput:
        error = BadContent("sendMessage")
    return _settle(id, grant, error)


def _take(wechat: WeChat, id: str) -> tuple[str, Sent] | None:
    """Spend a grant on a message and mark it as tried; return the grant and what to send, None where there is nothing to do."""
    with writing() as session:
        message = session.get(Message, id, with_for_update=True, populate_existing=True)
        if message is None or message.carried != "due":
            return None
        found = _grant(session, wechat, message.user_id)
        message.carried = "trying" if found else "not"
        if found is None:
            return None
        grant, identity = found
        grant.remaining -= 1
        page = f"{wechat.config.page}?message={message.id}" if wechat.config.page else ""
        return grant.id, Sent(identity.openid, grant.template, _fields(wechat, message.brief or "{}"), page)


def _grant(session: Session, wechat: WeChat, user: str) -> tuple[Grant, Identity] | None:
    own = (Identity.user_id == user, Identity.appid == wechat.config.appid, Grant.template == wechat.config.template, Grant.remaining > 0)
    joined = select(Grant, Identity).join(Identity, Identity.id == Grant.identity_id).where(*own)
    found = session.execute(joined.limit(1).with_for_update(of=Grant)).first()
    return (found[0], found[1]) if found else None


def _fields(wechat: WeChat, brief: str) -> dict[str, str]:
    """Return the fields of the template: what, by which day, which kind of reminder."""
    said = json.loads(brief)
    names = wechat.config.template_fields.split(",")
    return dict(zip(names, (shortened(said["what"]), said["day"], shortened(said["hint"])), strict=True))


def _settle(id: str, grant: str, error: WeChatError | None) -> str:
    """Write what became of a try; what a tap granted in the meantime stays."""
    with writing() as session:
        found, message = session.get(Grant, grant, with_for_update=True, populate_existing=True), session.get(Message, id)
        sending = after_sending(Grants((found.remaining if found else 0) + 1), error)
        if found:
            found.remaining, found.changed_at = sending.grants.remaining, now()
        if message:
            message.carried = {Next.DONE: "sent", Next.RETRY: "due"}.get(sending.next, "not")
    if sending.next is Next.OPERATOR:
        logging.getLogger("tidu").error("reminder", extra={"fields": {"error": type(error).__name__}})
    return {Next.DONE: "sent", Next.RETRY: "waiting"}.get(sending.next, "inbox")
