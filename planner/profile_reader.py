"""Reading a profile: JSON values into planner.profile.Profile, all faults at once."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError, post_load, validates_schema

from graph.criteria.event import SEVERITIES
from graph.facts import Event
from graph.model import Catalogue
from graph.requirement import SUBJECTS
from graph.vocabulary import PROFILES as HOLDERS
from planner.errors import ProfileError, ProfileFault
from planner.profile import Application, Member, PaidClaim, Profile, Subject, Title
from planner.profile_fields import Choice, Day, Granted, Listing, Number, Object, Strict, Text, Truth, Whole, year
from planner.profile_words import NAMES, Declarations, EventKind, Identity, Metrics, Names, Own, ProgrammeId, Project

STATUSES = {"pending": "在审", "failed": "未通过", "approved_unpaid": "已获批未拨付"}


def read_profile(data: object, catalogue: Catalogue) -> Profile:
    """Return a profile read from JSON values.

    Parameters
    ----------
    data : object
        What a JSON reader gives; numbers as int or Decimal (money in 万元), never as float.
    catalogue : Catalogue
        The words that the profile may use.

    Raises
    ------
    ProfileError
        With all faults, each with a JSON pointer.
    """
    token = NAMES.set(Names(catalogue, _listed(data, "subjects"), _listed(data, "projects")))
    try:
        profile: Profile = _PROFILE.load(data)  # type: ignore[arg-type]
    except ValidationError as error:
        raise ProfileError(_faults(error.messages, "")) from None
    finally:
        NAMES.reset(token)
    return profile


def pointer(above: str, key: object) -> str:
    """Return the JSON pointer of a key or index below another (RFC 6901)."""
    return f"{above}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _faults(messages: object, place: str) -> Iterator[ProfileFault]:
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            yield from _faults(below, place if key == "_schema" else pointer(place, key))
    elif isinstance(messages, list):
        for message in messages:
            yield from _faults(message, place)
    else:
        yield ProfileFault(place, str(messages))


def _entries(data: object, section: str) -> list[tuple[int, str, str]]:
    """Return place, id and name of the items of a section that have them, before anything is checked."""
    items = data.get(section) if isinstance(data, Mapping) else None
    found = enumerate(items) if isinstance(items, list | tuple) else ()
    return [
        (place, item["id"], str(item.get("name"))) for place, item in found if isinstance(item, Mapping) and isinstance(item.get("id"), str)
    ]


def _listed(data: object, section: str) -> dict[str, str]:
    return {id: name for _, id, name in _entries(data, section)}


def _not_before(data: Mapping[str, Any], start: str, *later: str) -> None:
    """Refuse days that lie before the day on which it began."""
    begun = data.get(start)
    early = [key for key in later if begun is not None and data.get(key) is not None and data[key] < begun]
    if early:
        raise ValidationError({key: [f"不能早于 {start}（{begun}）"] for key in early})


class TitleSchema(Strict):
    """A title that was granted."""

    honor = ProgrammeId("honor", "credential", required=True)
    granted = Granted(allow_none=True)
    expires = Day(allow_none=True)
    renewed = Day(allow_none=True)
    subject = Own("subjects", allow_none=True)
    rank = Whole(1, 10_000, "名次，如 3", allow_none=True)
    level = Text(allow_none=True)

    @validates_schema(skip_on_field_errors=False)
    def _refuse_early_days(self, data: Mapping[str, Any], **_: object) -> None:
        _not_before(data, "granted", "expires", "renewed")

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Title:
        return Title(**data)


class ApplicationSchema(Strict):
    """An application and how it stands."""

    honor = ProgrammeId("honor", "credential", "fund", required=True)
    year = year(required=True)
    status = Choice(STATUSES, required=True)
    subject = Own("subjects", allow_none=True)
    result_on = Day(allow_none=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Application:
        return Application(**data)


class EventSchema(Strict):
    """Something that happened."""

    kind = EventKind(required=True)
    on = Day(required=True)
    severity = Choice(SEVERITIES, allow_none=True)
    cleared = Day(allow_none=True)
    honor = ProgrammeId("honor", "credential", allow_none=True)
    reason = Text(allow_none=True)

    @validates_schema(skip_on_field_errors=False)
    def _refuse_early_days(self, data: Mapping[str, Any], **_: object) -> None:
        _not_before(data, "on", "cleared")

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _fit_the_kind(self, data: Mapping[str, Any], original: Mapping[str, Any], **_: object) -> None:
        if "kind" not in data:
            return
        kinds = NAMES.get().catalogue.words.events
        kind = kinds[data["kind"]]
        faults = {}
        if not kind.severities and original.get("severity") is not None:
            faults["severity"] = [f"{kind.name}不分等级，请删去 severity"]
        if kind.honor and original.get("honor") is None:
            faults["honor"] = [f"{kind.name}须写明是哪一项荣誉，如 sme-specialized"]
        if not kind.honor and original.get("honor") is not None:
            others = "、".join(other.id for other in kinds.values() if other.honor)
            faults["honor"] = [f"{kind.name}不涉及荣誉，请删去 honor（只用于 {others}）"]
        if faults:
            raise ValidationError(faults)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Event:
        return Event(**data)


class ClaimSchema(Strict):
    """Money already claimed, in 万元."""

    fund = ProgrammeId("fund", required=True)
    year = year(required=True)
    amount = Number(money=True, allow_none=True)
    project = Own("projects", allow_none=True)
    subject = Own("subjects", allow_none=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> PaidClaim:
        return PaidClaim(**data)


class SubjectSchema(Strict):
    """A product, project, case or brand."""

    id = Text(required=True)
    kind = Choice(SUBJECTS, required=True)
    name = Text(required=True)
    metrics = Metrics(load_default=dict)
    declarations = Declarations(load_default=dict)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Subject:
        return Subject(**data)


class MemberSchema(Strict):
    """An enterprise of a cluster or park."""

    name = Text(required=True)
    titles = Listing(Object(TitleSchema()), required=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Member:
        return Member(**data)


class ProfileSchema(Strict):
    """A whole profile."""

    enterprise = Identity("enterprise", allow_none=True)
    park = Identity("park", allow_none=True)
    cluster = Identity("cluster", allow_none=True)
    county = Identity("county", allow_none=True)
    person = Identity("person", allow_none=True)
    institution = Identity("institution", allow_none=True)
    titles = Listing(Object(TitleSchema()))
    titles_complete = Truth()
    applications = Listing(Object(ApplicationSchema()))
    metrics = Metrics()
    declarations = Declarations()
    events = Listing(Object(EventSchema()))
    events_complete = Truth()
    claims = Listing(Object(ClaimSchema()))
    claims_complete = Truth()
    projects = Listing(Project())
    subjects = Listing(Object(SubjectSchema()))
    members = Listing(Object(MemberSchema()), allow_none=True)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _one_holder(self, data: object, original: object, **_: object) -> None:
        given = [name for name in HOLDERS if original.get(name) is not None] if isinstance(original, Mapping) else HOLDERS[:1]
        if len(given) != 1:
            said = f"同时有 {'、'.join(given)}" if given else "缺少申报主体"
            raise ValidationError(f"{said}，应恰有其一：{'、'.join(HOLDERS)}")

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _distinct_ids(self, data: object, original: object, **_: object) -> None:
        faults: dict[str, Any] = {}
        for section in ("subjects", "projects"):
            seen: set[str] = set()
            for place, id, _name in _entries(original, section):
                if id in seen:
                    faults.setdefault(section, {})[place] = {"id": ["与前面的 id 重复，应各不相同"]}
                seen.add(id)
        if faults:
            raise ValidationError(faults)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Profile:
        holder = next(name for name in HOLDERS if data.get(name) is not None)
        identity = data[holder]
        rest = {key: value for key, value in data.items() if key not in HOLDERS}
        return Profile(holder=holder, name=identity.pop("name"), region=identity["region"], identity=identity, **rest)


_PROFILE = ProfileSchema()
