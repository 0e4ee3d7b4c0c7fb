"""What requests of bureaus say: filters of tables, decisions about titles, notes, cultivation lists."""

import datetime
from typing import Any

from flask import current_app
from marshmallow import ValidationError, validates_schema

from api.accounts.regions import codes_within, region_named
from api.bureau.companies import Filters
from api.bureau.judging import KEPT, Judge
from api.bureau.order import SORTS
from api.errors import BadInput, Refused
from api.labels import STATE
from api.web.access import regions_of, staff
from api.web.requests import HERE, OnDay, catalogue
from api.web.requests_accounts import Lines, PageQuery, Short
from planner.errors import UnknownProgramme
from planner.profile_fields import Choice, Day, Listing, Strict, Text, Whole

SORTED = {f"{sign}{name}": f"按 {name} {order}" for name in SORTS for sign, order in (("", "升序"), ("-", "降序"))}
FORMATS = {"json": "JSON", "docx": "Word", "xlsx": "Excel"}
PROFILES = {"stored": "已有档案", "missing": "没有档案"}
LONGEST_MARK = 1200  # that of a name of 200 signs of four bytes


class Known(Text):
    """The id of a programme of the catalogue."""

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        found = super()._deserialize(value)
        if found not in catalogue().programmes:
            raise ValidationError(str(UnknownProgramme(found, catalogue().programmes)))
        return found


class Place(Text):
    """A place of the catalogue, by code or id."""

    wants = "行政区划代码，如 410421"

    def _deserialize(self, value: object, *_: object, **__: object) -> str:
        try:
            return region_named(super()._deserialize(value).strip(), catalogue())
        except BadInput as error:
            raise ValidationError(error.lines) from None


class Since(Day):
    """A day, from whose first moment in China on."""

    def _deserialize(self, value: object, *_: object, **__: object) -> Any:
        return datetime.datetime.combine(super()._deserialize(value), datetime.time(), HERE)


class RegionQuery(Strict):
    """For which part of one's region."""

    region = Place()


class CompaniesQuery(PageQuery, RegionQuery):
    """Which companies, in which order."""

    name = Short()
    uscc = Short(18)
    programme = Known()
    state = Choice({state: STATE[state] for state in KEPT})
    held = Known()
    updated_since = Since()
    profile = Choice(PROFILES)
    sort = Choice(SORTED, load_default="name")
    after = Short(LONGEST_MARK)
    before = Short(LONGEST_MARK)

    @validates_schema
    def _together(self, said: dict[str, Any], **_: object) -> None:
        for missing, other in (("state", "programme"), ("programme", "state")):
            if missing not in said and other in said:
                raise ValidationError("事项与状态须同时给出", missing)


class TitleBody(Strict):
    """Which title, as the profile has it, and on what evidence, or why not."""

    honor = Known(required=True)
    granted = Day(load_default=None, allow_none=True)
    subject = Short(load_default=None, allow_none=True)
    note = Lines(500, required=True)


class NoteBody(Strict):
    """A note."""

    text = Lines(2000, required=True)


class AuditQuery(PageQuery, RegionQuery):
    """Which entries of the record."""

    action = Short(48)
    object_id = Short(64)
    actor_id = Short(32)
    since = Since()
    until = Since()


class ListBody(RegionQuery):
    """A library of the catalogue, or any honor and a year; its own day and weights, if wanted."""

    library = Text()
    honor = Known()
    year = Whole(2000, 2100, "2000 至 2100 的年份")
    on = OnDay()
    weights = Listing(Whole(1, 100, "1 至 100 的整数"))


class JoinBody(Strict):
    """The signed lists of which library, or of which honor and year, are to be put together."""

    library = Text()
    honor = Known()
    year = Whole(2000, 2100, "2000 至 2100 的年份")


class ListsQuery(PageQuery):
    """Which lists."""

    state = Choice({"draft": "草稿", "signed": "已签发", "dropped": "已放弃"})


class MoveBody(Strict):
    """Which candidate goes to which place, and why."""

    company = Short(18, required=True)
    position = Whole(1, 1_000_000, "1 起的名次", required=True)
    reason = Short(500, required=True)


class FileQuery(Strict):
    """As what to download."""

    format = Choice(FORMATS, load_default="json")


def codes_asked(query: dict[str, Any]) -> frozenset[str]:
    """Return the codes of the part of one's region that a query asks for."""
    own, asked = regions_of(staff()), query.get("region")
    found = own & codes_within(asked, catalogue()) if asked else own
    if asked and not found:
        raise Refused("nothing_there", "该地区不在您的辖区之内")
    return found


def filters_asked(query: dict[str, Any]) -> Filters:
    """Return which companies a query asks for."""
    wanted = ("name", "uscc", "programme", "state", "held", "updated_since", "profile")
    return Filters(codes_asked(query), **{name: query.get(name) for name in wanted})


def judge() -> Judge:
    """Return what judges profiles in this service."""
    found: Judge = current_app.extensions.setdefault("tidu.judge", Judge(catalogue()))
    return found
