"""How many reminders WeChat will still deliver: pure, one record for a user and a template. Each tap on accept grants one message.

The ledger may only promise too little: what WeChat refuses sets it to nothing, and what may have gone out is spent.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

from api.wechat.calls import SEND
from api.wechat.errors import BadRecipient, NoGrant, SendLater, TooManyCalls, Unavailable, WeChatError


@dataclass(frozen=True)
class Grants:
    """The grants of one user for one template: `remaining` messages; with a long-term template 1 stands for any number."""

    remaining: int = 0
    kind: Literal["once", "long"] = "once"

    @property
    def may_send(self) -> bool:
        """Whether a message may be tried; only then may one be announced."""
        return self.remaining > 0


class Next(Enum):
    """What to do after trying to send: nothing more, try again later, leave it to the inbox, or tell an operator."""

    DONE = "done"
    RETRY = "retry"
    INBOX = "inbox"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Sending:
    """What became of a message: the grants that are left, and what to do."""

    grants: Grants
    next: Next


def accepted(grants: Grants, source: Literal["event", "client"], *, push_is_on: bool) -> Grants:
    """Return the grants after a tap on accept.

    WeChat's own event counts. What the mini-program reports counts only where no event can come: otherwise one tap would count twice.
    """
    if source == "client" and push_is_on:
        return grants
    return replace(grants, remaining=1 if grants.kind == "long" else grants.remaining + 1)


def rejected(grants: Grants) -> Grants:
    """Return the grants after the user refused further messages of the template in WeChat's settings of it."""
    return replace(grants, remaining=0)


def after_sending(grants: Grants, error: WeChatError | None) -> Sending:
    """Return what a try to send means, `error` being None where WeChat took the message.

    Where no answer came (lost, broken), the message may be out: the grant is spent and nothing is sent again. Nothing was sent, and the
    grant stays, where WeChat was not reached, was busy, or asked to wait.
    """
    if error is None:
        return Sending(_spent(grants), Next.DONE)
    if isinstance(error, NoGrant | BadRecipient):
        return Sending(rejected(grants), Next.INBOX)
    if isinstance(error, Unavailable) and error.cause in ("lost", "broken") and error.call == SEND.name:
        return Sending(_spent(grants), Next.INBOX)
    if isinstance(error, Unavailable | SendLater | TooManyCalls):
        return Sending(grants, Next.RETRY)
    return Sending(grants, Next.OPERATOR)


def promise(grants: Grants) -> str:
    """Return what a user may be told about reminders: never that WeChat will remind where no grant is left."""
    if not grants.may_send:
        return "提醒只进站内消息；要微信提醒，请在小程序里点“订阅提醒”"
    return "提醒进站内消息，微信也会提醒" if grants.kind == "long" else f"提醒进站内消息；微信还可提醒 {grants.remaining} 次"


def _spent(grants: Grants) -> Grants:
    return grants if grants.kind == "long" else replace(grants, remaining=max(0, grants.remaining - 1))
