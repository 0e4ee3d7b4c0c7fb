"""The ledger of grants: it may promise too little, never too much."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.fake_wechat.faults import Fault
from api.fake_wechat.world import World
from api.wechat import errors
from api.wechat.client import Message, WeChat
from api.wechat.errors import WeChatError
from api.wechat.grants import Grants, Next, accepted, after_sending, promise, rejected
from tests.wechat.conftest import TEMPLATE

SEND = "sendMessage"


def test_every_tap_counts_one_message() -> None:
    grants = accepted(accepted(Grants(), "event", push_is_on=True), "event", push_is_on=True)

    assert grants == Grants(2)


def test_a_tap_reported_by_both_sides_counts_once() -> None:
    both = accepted(accepted(Grants(), "event", push_is_on=True), "client", push_is_on=True)

    assert both == Grants(1)


def test_without_message_push_the_report_of_the_mini_program_counts() -> None:
    assert accepted(Grants(), "client", push_is_on=False) == Grants(1)


def test_a_long_term_template_is_open_or_not() -> None:
    grants = accepted(accepted(Grants(0, "long"), "event", push_is_on=True), "event", push_is_on=True)

    assert grants == Grants(1, "long")
    assert after_sending(grants, None).grants == grants
    assert rejected(grants) == Grants(0, "long")


@pytest.mark.parametrize(
    ("error", "left", "todo"),
    [
        (None, 1, Next.DONE),
        (errors.NoGrant(SEND, 43101), 0, Next.INBOX),
        (errors.BadRecipient(SEND, 40003), 0, Next.INBOX),
        (errors.Unavailable(SEND, cause="lost"), 1, Next.INBOX),
        (errors.Unavailable(SEND, cause="broken"), 1, Next.INBOX),
        (errors.Unavailable("getStableAccessToken", cause="lost"), 2, Next.RETRY),
        (errors.Unavailable(SEND, cause="connect"), 2, Next.RETRY),
        (errors.Unavailable(SEND, -1), 2, Next.RETRY),
        (errors.TokenRejected(SEND, 40001), 2, Next.RETRY),
        (errors.SendLater(SEND, 43108), 2, Next.RETRY),
        (errors.TooManyCalls(SEND, 45009), 2, Next.RETRY),
        (errors.BadTemplate(SEND, 43107), 2, Next.OPERATOR),
        (errors.BadContent(SEND, 47003), 2, Next.OPERATOR),
        (errors.Misconfigured(SEND, 40164), 2, Next.OPERATOR),
        (errors.Refused(SEND, 1), 2, Next.OPERATOR),
    ],
)
def test_each_answer_says_what_is_left_and_what_to_do(error: WeChatError | None, left: int, todo: Next) -> None:
    found = after_sending(Grants(2), error)

    assert (found.grants.remaining, found.next) == (left, todo)


@pytest.mark.parametrize("kind", ["once", "long"])
def test_wechat_is_promised_only_where_a_grant_is_left(kind: Literal["once", "long"]) -> None:
    assert "微信也会提醒" not in promise(Grants(0, kind))
    assert "微信还可提醒" not in promise(Grants(0, kind))
    assert promise(Grants(3)).endswith("微信还可提醒 3 次")


STEPS = st.lists(st.sampled_from(["tap", "send", "send lost", "send dropped", "send busy", "send html", "unsubscribe"]), max_size=12)


@given(STEPS)
def test_the_ledger_never_has_more_than_wechat_whatever_happens(steps: list[str]) -> None:
    """WeChat's own count is kept beside ours, by the documents' rules; a lost answer may or may not have been a message."""
    truth, ours = 0, Grants()
    for step in steps:
        if step == "tap":
            truth, ours = truth + 1, accepted(ours, "event", push_is_on=True)
        elif step == "unsubscribe":
            truth, ours = 0, rejected(ours)
        elif ours.may_send:
            refused = truth == 0
            error = {
                "send": errors.NoGrant(SEND, 43101) if refused else None,
                "send busy": errors.Unavailable(SEND, -1),
                "send html": errors.Unavailable(SEND, cause="broken"),
            }.get(step, errors.Unavailable(SEND, cause="lost"))
            truth -= not refused and step in ("send", "send lost")
            ours = after_sending(ours, error).grants
        assert 0 <= ours.remaining <= truth


@pytest.mark.parametrize("fault", [None, Fault("lost"), Fault("drop"), Fault("html"), -1, 43108, 43101])
def test_the_ledger_never_has_more_than_the_fake_wechat(wechat: WeChat, world: World, fault: Fault | int | None) -> None:
    key = (world.user("wang").openid, TEMPLATE)
    grants = Grants()
    for _ in range(2):
        world.tap("wang", TEMPLATE)
        grants = accepted(grants, "event", push_is_on=True)
    if fault is not None:
        world.script(SEND, fault)
    for _ in range(3):
        error = None
        if not grants.may_send:
            break
        try:
            wechat.send(Message(key[0], TEMPLATE, {"thing1": "提醒"}))
        except WeChatError as found:
            error = found
        grants = after_sending(grants, error).grants
        assert grants.remaining <= world.grants[key]
