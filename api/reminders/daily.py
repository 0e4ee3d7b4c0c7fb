"""What is done once a day: companies are judged anew where that is stale, and members reminded of what comes up."""

from dataclasses import dataclass
from datetime import date

from api.bureau.judging import rejudge
from api.reminders.carrying import carry
from api.reminders.writing import write_reminders
from api.wechat.client import WeChat
from graph.model import Catalogue


@dataclass(frozen=True)
class Reminded:
    """How many messages were written into inboxes; of these, how many WeChat carried, and how many wait for another try."""

    written: int
    sent: int
    waiting: int


def remind(catalogue: Catalogue, wechat: WeChat | None, on: date) -> Reminded:
    """Write what is due on a day and let WeChat carry it where it may; doing it again adds nothing and tries what waits.

    Within an application that has stores. WeChat carries nothing without a template in the settings.
    """
    carrier = wechat if wechat and wechat.config.template else None
    written = sum(one.messages for one in write_reminders(catalogue, on, carried=carrier is not None))
    outcome = carry(carrier) if carrier else {}
    return Reminded(written, outcome.get("sent", 0), outcome.get("waiting", 0))


def daily(catalogue: Catalogue, wechat: WeChat | None, on: date) -> tuple[int, Reminded]:
    """Judge anew what is stale, then remind; return how many companies were judged, and what became of the reminders."""
    judged = sum(1 for _ in rejudge(catalogue, on))
    return judged, remind(catalogue, wechat, on)
