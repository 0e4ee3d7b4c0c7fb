"""The stored companies of a region with the profiles that count, some at a time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from api.exact_json import read_json
from api.jobs.work import Work
from api.storage.database import db
from api.storage.tables import Enterprise, ProfileVersion
from graph.model import Catalogue, Region
from planner.cultivation.places import place_of
from planner.errors import ProfileError
from planner.profile import Profile
from planner.profile_reader import read_profile

BATCH = 200


@dataclass(frozen=True)
class Unread:
    """A stored profile that the catalogue of today refuses, and why."""

    name: str
    uscc: str
    message: str


def latest() -> Select[str, int]:
    """Return the number of the profile version that counts, by enterprise."""
    numbers = select(ProfileVersion.enterprise_id, func.max(ProfileVersion.number).label("number"))
    return numbers.group_by(ProfileVersion.enterprise_id)


def stored_profiles(work: Work) -> Iterator[Profile | Unread]:
    """Yield the companies of the region that is asked for, by credit code, reporting how many are done."""
    codes, catalogue = _codes(work), work.catalogue
    ids = [*db.session.scalars(select(Enterprise.id).where(Enterprise.region.in_(codes)).order_by(Enterprise.uscc))]
    db.session.rollback()
    return work.ticking(_profiles(ids, catalogue), len(ids))


def place_asked(work: Work) -> Region:
    """Return the place that a job is about: a part of the region of whoever asked, or all of it."""
    return place_of(work.parameters["region"], work.catalogue) if work.parameters.get("region") else work.catalogue.regions[work.region]


def day_asked(work: Work) -> date:
    """Return the day of judgement."""
    return date.fromisoformat(work.parameters["on"]) if work.parameters.get("on") else work.on


def _codes(work: Work) -> Collection[str]:
    code = work.parameters.get("region")
    if not code:
        return work.codes
    from api.accounts.regions import codes_within

    return work.codes & codes_within(place_asked(work).id, work.catalogue)


def _profiles(ids: list[str], catalogue: Catalogue) -> Iterator[Profile | Unread]:
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        counts = latest().where(ProfileVersion.enterprise_id.in_(some)).subquery()
        joined = select(Enterprise.uscc, Enterprise.name, ProfileVersion.text).join(
            ProfileVersion, ProfileVersion.enterprise_id == Enterprise.id
        )
        same = (counts.c.enterprise_id == ProfileVersion.enterprise_id) & (counts.c.number == ProfileVersion.number)
        found = db.session.execute(joined.join(counts, same).order_by(Enterprise.uscc)).all()
        db.session.rollback()  # nothing is held while it is judged
        for uscc, name, text in found:
            yield _profile(uscc, name, text, catalogue)


def _profile(uscc: str, name: str, text: str, catalogue: Catalogue) -> Profile | Unread:
    try:
        return read_profile(read_json(text), catalogue)
    except ProfileError as error:
        return Unread(name, uscc, "；".join(f"{fault.pointer} {fault.message}" for fault in error.faults[:5]))
