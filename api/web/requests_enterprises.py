"""What requests of enterprises say: claims, invitations, members, questions about the stored profile."""

import datetime
import re

from flask_smorest.fields import Upload
from marshmallow import ValidationError

from api.web.requests import HERE, AssessmentBody, AwardsBody, CalendarBody, DayQuery, PlanBody, catalogue
from api.web.requests_accounts import Counted, Lines, PageQuery, Short
from planner.profile_fields import Choice, Day, Strict, Text, Uscc, Whole

ROLES = {"viewer": "查看", "editor": "编辑", "owner": "负责人"}
CLAIM_STATES = {"pending": "待审核", "confirmed": "已通过", "refused": "未通过", "withdrawn": "已撤回"}
MOST_DAYS = 30
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")


class RegionCode(Text):
    """The code of a place of the catalogue."""

    wants = "六位行政区划代码，如 410421"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        found = super()._deserialize(value).strip()
        if found not in {place.code for place in catalogue().regions.values()}:
            raise ValidationError(f"没有这个行政区划，应为{self.wants}")
        return found


class PhoneNumber(Text):
    """A phone number."""

    wants = "电话号码，如 13800000000"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        found = super()._deserialize(value).strip()
        if not (found.isascii() and _PHONE.fullmatch(found)):
            raise ValidationError(f"应为{self.wants}")
        return found


class ClaimForm(Strict):
    """For which enterprise a user says to act, and how the bureau reaches the user."""

    uscc = Uscc(required=True)
    name = Short(required=True)
    region = RegionCode(required=True)
    contact_name = Short(50, required=True)
    contact_phone = PhoneNumber(required=True)


class ClaimFiles(Strict):
    """The licence or a letter of authority: PDF, PNG or JPEG."""

    evidence = Upload(required=True, error_messages={"required": "缺少证明材料（PDF、PNG 或 JPEG）"})


class ClaimParts(ClaimForm, ClaimFiles):
    """The whole form, for the document."""


class ClaimsQuery(PageQuery):
    """Which claims a bureau lists."""

    state = Choice(CLAIM_STATES, load_default="pending")


class RefusalBody(Strict):
    """Why a claim is refused; its user reads it."""

    reason = Lines(500, required=True)


class InvitationBody(Strict):
    """To which role somebody is invited, and for how many days the invitation stands."""

    role = Choice(ROLES, required=True)
    days = Whole(1, MOST_DAYS, f"1 至 {MOST_DAYS} 的整数", load_default=7)


class AcceptBody(Strict):
    """The token of an invitation."""

    token = Short(required=True)


class MemberBody(Strict):
    """The role of a member, and the last day of the term; null: no term."""

    role = Choice(ROLES, required=True)
    until = Day(required=True, allow_none=True)


class AboutStored(Strict):
    """The profile is the stored one."""

    class Meta(Strict.Meta):
        """It is not sent."""

        exclude = ("profile",)


class StoredAssessmentBody(AboutStored, AssessmentBody):
    """What to assess."""


class StoredPlanBody(AboutStored, PlanBody):
    """What to plan for."""


class StoredAwardsBody(AboutStored, AwardsBody):
    """What to look ahead for money."""


class StoredCalendarBody(AboutStored, CalendarBody):
    """How far ahead to look."""


class CalendarQuery(DayQuery):
    """How far ahead a calendar file looks."""

    months = Counted(1, 120, "1 至 120 的整数", load_default=24)


def end_of(day: datetime.date | None) -> datetime.datetime | None:
    """Return the first moment after a day, as it ends in China."""
    return None if day is None else datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), HERE)
