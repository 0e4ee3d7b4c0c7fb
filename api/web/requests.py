"""What requests say: the query of lists, the bodies of stateless answers."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from marshmallow import ValidationError, fields

from api.labels import HOLDER, KIND, LEVEL, STATUS
from graph.model import Catalogue
from planner.profile import Profile
from planner.profile_fields import Choice, Day, Listing, Strict, Text, Truth, Whole
from planner.profile_reader import read_profile

HERE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)


def today() -> datetime.date:
    """Return today's date where the policies are made."""
    return datetime.datetime.now(HERE).date()


def catalogue() -> Catalogue:
    """Return the catalogue that the service answers from."""
    found: Catalogue = current_app.extensions["tidu.catalogue"]
    return found


class OnDay(Day):
    """The day of the question, between 2000 and 2100."""

    def _deserialize(self, value: object, *_: object, **__: object) -> datetime.date:
        day = super()._deserialize(value)
        if not FIRST <= day <= LAST:
            raise ValidationError(f"应在 {FIRST} 至 {LAST} 之间")
        return day


class Programme(Text):
    """The id of a programme."""


class Region(Text):
    """The id of a place."""


class Topic(Text):
    """A topic, or a part of its name."""


class ProfileObject(fields.Field[Any]):
    """A profile as PROFILE.md has it; read by the planner."""

    default_error_messages = {"required": "缺少此项，应为企业档案对象", "null": "不能是 null，应为企业档案对象"}  # noqa: RUF012


class ListQuery(Strict):
    """Which programmes a list holds."""

    kind = Choice(KIND)
    holder = Choice(HOLDER)
    level = Choice(LEVEL)
    jurisdiction = Region()
    status = Choice(STATUS)
    topic = Topic()
    full = Choice({"true": "全部内容", "false": "一行一项"}, load_default="false")
    on = OnDay()


class DayQuery(Strict):
    """The day that a programme is read on."""

    on = OnDay()


class Asked(Strict):
    """A profile and the day of the question."""

    profile = ProfileObject(required=True)
    on = OnDay()


class AssessmentBody(Asked):
    """What to assess: all programmes, or one; by the rules of re-examination, if wanted."""

    programme = Programme()
    review = Truth(load_default=False)


class PlanBody(Asked):
    """What to plan for."""

    to = Listing(Programme(), required=True)
    objective = Choice({"fewest": "最短", "fastest": "最快"}, load_default="fewest")
    strict = Truth(load_default=False)
    horizon = Whole(1, 30, "1 至 30 的整数")
    alternatives = Whole(0, 20, "0 至 20 的整数", load_default=3)


class AwardsBody(Asked):
    """What to look ahead for money."""

    horizon = Whole(1, 30, "1 至 30 的整数")


class QuestionBody(Asked):
    """What to ask about: all programmes, or some."""

    to = Listing(Programme(), load_default=())


class UnlockBody(Asked):
    """What to unlock."""

    to = Programme(required=True)


class CalendarBody(Asked):
    """How far ahead to look."""

    months = Whole(1, 120, "1 至 120 的整数", load_default=24)


def asked(body: dict[str, Any]) -> tuple[Profile, Catalogue, datetime.date]:
    """Return the profile of a body, the catalogue, and the day of the question."""
    policies = catalogue()
    return read_profile(body["profile"], policies), policies, body.get("on") or today()
