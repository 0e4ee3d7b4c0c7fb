"""Drawing up a cultivation list from the stored companies of a region, or from the signed lists of the places right below."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from api.accounts.audit import record
from api.accounts.regions import codes_within, key_of
from api.answers import Json
from api.answers_cultivation import list_answer
from api.errors import Refused
from api.exact_json import read_json
from api.storage.columns import new_id
from api.storage.database import db, writing
from api.storage.tables import CultivationList, Enterprise, ListMember, ProfileVersion, Staff
from graph.libraries import FULL_SCORE, library_for
from graph.model import Catalogue
from planner.cultivation.drawing import draw_up
from planner.cultivation.standing import Call, Standing, stand
from planner.errors import ProfileError
from planner.profile_reader import read_profile

BATCH = 200
Progress = Callable[[int, int], None]
Version = tuple[str, int]  # an enterprise, and the number of a version of its profile


@dataclass(frozen=True)
class Asked:
    """What is asked for: a library of the catalogue, or any honor and a year; for which place, on which day, with which weights.

    `last`: the signed list to compare with; by default the latest of an earlier year.
    """

    office: str
    region: str
    library: str | None = None
    honor: str | None = None
    year: int | None = None
    on: date | None = None
    weights: tuple[int, ...] = ()
    last: str | None = None


def call_of(asked: Asked, catalogue: Catalogue, today: date) -> Call:
    """Return what is asked for as the planner takes it.

    Raises
    ------
    Refused
        With all that is wrong.
    """
    faults = [*_faults(asked, catalogue, today)]
    if faults:
        raise Refused("invalid", errors=[{"pointer": f"/{name}", "message": message} for name, message in faults])
    if asked.library:
        library = catalogue.libraries[asked.library]
        on = asked.on or (library.deadline.by if library.deadline else today)
        call = Call(library, on)
    else:
        on = asked.on or today
        call = Call(library_for(asked.honor or "", asked.year or on.year, catalogue), on, planned=True)
    return _weighted(call, asked.weights)


def _faults(asked: Asked, catalogue: Catalogue, today: date) -> Iterator[tuple[str, str]]:
    if bool(asked.library) == bool(asked.honor):
        yield "library", "library（培育库）与 honor（荣誉）应写其中一项"
    elif asked.library and asked.library not in catalogue.libraries:
        yield "library", f"没有编号为 {asked.library} 的培育库，可用：{'、'.join(catalogue.libraries)}"
    elif asked.library and asked.year not in (None, catalogue.libraries[asked.library].year):
        yield "year", f"{asked.library} 是 {catalogue.libraries[asked.library].year} 年的培育库"
    elif asked.honor and not catalogue.programmes[asked.honor].obtainable:
        yield "honor", f"{catalogue.programmes[asked.honor].name}不是可以申报的荣誉，没有培育库"
    elif asked.honor and (asked.year or 9999) < (asked.on or today).year:
        yield "year", "早于判定日；要看过去的一年，请写明判定日 on"


def _weighted(call: Call, weights: Sequence[int]) -> Call:
    """Return a call with its own weights, in the order of the ranking's keys."""
    keys = call.library.ranking.keys
    if not weights:
        return call
    if len(weights) != len(keys) or sum(weights) != FULL_SCORE:
        message = f"应依次写 {len(keys)} 项权重，合计 {FULL_SCORE}"
        raise Refused("invalid", errors=[{"pointer": "/weights", "message": message}])
    weighted = tuple(replace(key, weight=weight) for key, weight in zip(keys, weights, strict=True))
    return replace(call, library=replace(call.library, ranking=replace(call.library.ranking, keys=weighted)))


def stored_in(session: Session, codes: Collection[str]) -> list[Version]:
    """Return the latest version of the profile of each company of some places."""
    joined = select(ProfileVersion.enterprise_id, func.max(ProfileVersion.number)).join(Enterprise)
    here = joined.where(Enterprise.region.in_(codes)).group_by(ProfileVersion.enterprise_id).order_by(ProfileVersion.enterprise_id)
    return [(enterprise, number) for enterprise, number in session.execute(here)]


@dataclass(frozen=True)
class Drawn:
    """A list as it was drawn up, not kept yet: what was asked, the companies judged, and the list as JSON."""

    asked: Asked
    call: Call
    standings: Sequence[Standing]
    answer: Json
    versions: Sequence[Version]


def drawn_up(asked: Asked, catalogue: Catalogue, today: date, progress: Progress = lambda done, of: None) -> Drawn:
    """Draw up a list of the stored companies of a place. Nothing is locked while companies are judged."""
    call, place = call_of(asked, catalogue, today), catalogue.regions[asked.region]
    versions = stored_in(db.session, codes_within(asked.region, catalogue))
    standings, unreadable = _judged(versions, call, catalogue, progress)
    found = draw_up(standings, call, catalogue, place)
    answer = list_answer(found, catalogue, own_weights=bool(asked.weights), elsewhere=0, change=None)
    return Drawn(asked, call, standings, {**answer, "unreadable": unreadable, "joined": None}, versions)


def draw(staff: Staff, asked: Asked, catalogue: Catalogue, today: date, progress: Progress = lambda done, of: None) -> str:
    """Keep the draft of a list of the stored companies of a place; return its id."""
    return _kept(staff, drawn_up(asked, catalogue, today, progress), catalogue)


def join(staff: Staff, asked: Asked, catalogue: Catalogue, today: date) -> str:
    """Keep the draft of a list put together from the signed lists of the places right below; return its id.

    The companies that those lists recommend are ranked together, as they were judged there: by the same versions of their profiles.
    """
    call, place = call_of(asked, catalogue, today), catalogue.regions[asked.office]
    signed = _signed_below(db.session, asked, call, catalogue)
    if not signed:
        raise Refused("nothing_there", "下级地区还没有签发这个培育库的名单")
    lists = [(one, json.loads(one.text or "{}")) for one in signed]
    listed = {row["uscc"]: (one, row) for one, data in lists for row in data["candidates"] if row["listed"]}
    versions = _members(db.session, [one.id for one in signed], listed)
    standings, unreadable = _judged(versions, call, catalogue, lambda done, of: None)
    drawn = list_answer(draw_up(standings, call, catalogue, place), catalogue, own_weights=False, elsewhere=0, change=None)
    for row in (row for group in ("candidates", "near", "undecided", "excluded") for row in drawn[group]):
        source, before = listed[row["uscc"]]
        row["from"] = {"list": source.id, "office": source.office, "rank": before["rank"], "move": before["move"]}
    told = {
        "lists": [one.id for one in signed],
        "offices": [one.office for one in signed],
        "missing": _missing(signed, call, asked, catalogue),
    }
    answer = {**drawn, "unreadable": unreadable, "joined": told}
    return _kept(staff, Drawn(asked, call, standings, answer, versions), catalogue)


def _signed_below(session: Session, asked: Asked, call: Call, catalogue: Catalogue) -> list[CultivationList]:
    below = [id for id, place in catalogue.regions.items() if place.parent == asked.office]
    wanted = (CultivationList.state == "signed", CultivationList.honor == call.library.honor, CultivationList.year == call.library.year)
    own = (CultivationList.office.in_(below), CultivationList.region == CultivationList.office)
    return [*session.scalars(select(CultivationList).where(*wanted, *own).order_by(CultivationList.office))]


def _members(session: Session, lists: Collection[str], usccs: Collection[str]) -> list[Version]:
    joined = select(ListMember.enterprise_id, ListMember.profile_version).join(Enterprise, Enterprise.id == ListMember.enterprise_id)
    rows = session.execute(joined.where(ListMember.list_id.in_(lists), Enterprise.uscc.in_(usccs)).order_by(ListMember.enterprise_id))
    return [(enterprise, number) for enterprise, number in rows]


def _missing(signed: Iterable[CultivationList], call: Call, asked: Asked, catalogue: Catalogue) -> list[Json]:
    """Return the places with a quota, right below, that have not signed a list."""
    quotas = dict(call.library.recommended.regions) if call.library.recommended else {}
    there = {one.office for one in signed}
    below = [(id, place) for id, place in catalogue.regions.items() if place.parent == asked.office and place.code in quotas]
    return [{"region": place.code, "name": place.name, "quota": quotas[place.code or ""]} for id, place in below if id not in there]


def _judged(versions: Sequence[Version], call: Call, catalogue: Catalogue, progress: Progress) -> tuple[list[Standing], list[Json]]:
    """Return where each company stands, and those whose profile this catalogue cannot read any more."""
    found: list[Standing] = []
    unreadable: list[Json] = []
    progress(0, len(versions))
    for start in range(0, len(versions), BATCH):
        for done, (uscc, name, text) in enumerate(_texts(versions[start : start + BATCH]), start + 1):
            try:
                found.append(stand(read_profile(read_json(text), catalogue), call, catalogue))
            except ProfileError as error:
                unreadable.append({"uscc": uscc, "name": name, "why": str(error).splitlines()[0]})
            progress(done, len(versions))
    return found, unreadable


def _texts(versions: Sequence[Version]) -> list[tuple[str, str, str]]:
    """Return code, name and profile of companies in these versions; nothing is held afterwards."""
    joined = select(Enterprise.uscc, Enterprise.name, ProfileVersion.text).join(
        ProfileVersion, ProfileVersion.enterprise_id == Enterprise.id
    )
    key = tuple_(ProfileVersion.enterprise_id, ProfileVersion.number)
    found = db.session.execute(joined.where(key.in_(versions)).order_by(Enterprise.uscc))
    rows = [(uscc, name, text) for uscc, name, text in found]
    db.session.rollback()
    return rows


def _kept(staff: Staff, drawn: Drawn, catalogue: Catalogue) -> str:
    by = staff.id
    made = draft(drawn, by, catalogue)
    with writing() as session:
        session.bulk_save_objects([made, *members(made, drawn)])
        action = "list.join" if made.joined else "list.draw"
        place = key_of(made.office, catalogue)
        record(session, action, "list", made.id, detail=f"{made.honor} {made.year}", region=place)
    return made.id


def draft(drawn: Drawn, by: str, catalogue: Catalogue) -> CultivationList:
    """Return the row of a list that was drawn up by somebody."""
    asked, library, joined = drawn.asked, drawn.call.library, drawn.answer["joined"]
    return CultivationList(
        id=new_id(),
        office=asked.office,
        region=asked.region,
        library=asked.library,
        honor=library.honor,
        year=library.year,
        name=library.name,
        on_day=drawn.call.on,
        weights=json.dumps(asked.weights) if asked.weights else None,
        catalogue_version=catalogue.version,
        joined=",".join(joined["lists"]) if joined else None,
        earlier_id=asked.last or _earlier(db.session, asked, drawn.call),
        drawn=json.dumps(drawn.answer, ensure_ascii=False, allow_nan=False),
        made_by=by,
    )


def members(made: CultivationList, drawn: Drawn) -> list[ListMember]:
    """Return the rows of the companies that a list was drawn up from."""
    return [ListMember(list_id=made.id, enterprise_id=enterprise, profile_version=number) for enterprise, number in drawn.versions]


def _earlier(session: Session, asked: Asked, call: Call) -> str | None:
    """Return the last signed list of an earlier year, of the same honor, bureau and place."""
    own = (CultivationList.office == asked.office, CultivationList.region == asked.region, CultivationList.state == "signed")
    before = (CultivationList.honor == call.library.honor, CultivationList.year < call.library.year)
    return session.scalars(select(CultivationList.id).where(*own, *before).order_by(CultivationList.year.desc()).limit(1)).first()
