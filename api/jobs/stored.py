"""The stored companies of a region with the profiles that count, some at a time."""

from collections.abc import Collection, Iterator, Sequence
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
    ids = _ids(work)
    return work.ticking(_profiles(ids, work.catalogue), len(ids))


def stored_batches(work: Work, size: int) -> Iterator[Sequence[Profile | Unread]]:
    """Yield the same companies so many at a time; those of a batch count as done once the next one is asked for."""
    ids, done = _ids(work), 0
    work.tick(0, len(ids))
    for start in range(0, len(ids), size):
        found = []
        for one in _profiles(ids[start : start + size], work.catalogue):
            found.append(one)
            work.check()
        yield found
        done += len(found)
        work.tick(done, len(ids))


def place_asked(work: Work) -> Region:
    """Return the place that a job is about: a part of the region of whoever asked, or all of it."""
    return place_of(work.parameters["region"], work.catalogue) if work.parameters.get("region") else work.catalogue.regions[work.region]


def day_asked(work: Work) -> date:
    """Return the day of judgement."""
    return date.fromisoformat(work.parameters["on"]) if work.parameters.get("on") else work.on


def _ids(work: Work) -> list[str]:
    """Return the companies that have a profile, by credit code."""
    saved = select(ProfileVersion.enterprise_id)
    wanted = select(Enterprise.id).where(Enterprise.region.in_(_codes(work)), Enterprise.id.in_(saved)).order_by(Enterprise.uscc)
    ids = [*db.session.scalars(wanted)]
    db.session.rollback()
    return ids


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
