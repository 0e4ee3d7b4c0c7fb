"""Cultivation lists that are kept: drafts that their bureau changes, with a reason for every move, until one is signed for good."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.accounts.answers import at
from api.accounts.audit import record
from api.accounts.regions import key_of
from api.answers import Json
from api.answers_cultivation import changes_answer, move_answer, moves_answer, place_answer
from api.bureau.drafting import Asked, call_of
from api.cultivation_files import companies_in
from api.errors import Refused
from api.storage.columns import now
from api.storage.tables import AuditEntry, CultivationList, ListMove, Staff
from graph.model import Catalogue
from planner.cultivation.change import changes
from planner.cultivation.drawing import Cultivated, arrange
from planner.cultivation.moves import Move
from planner.cultivation.standing import Call, Standing

GROUPS = {"candidates": "candidate", "near": "near", "undecided": "undecided", "excluded": "excluded"}
CHANGES = ("list.move", "list.undo_move", "list.drop", "list.restore", "list.sign")


def lists_in(places: Collection[str], state: str | None) -> Select[CultivationList]:
    """Return the lists of the bureaus of some places, the latest first."""
    only = [CultivationList.state == state] if state else [CultivationList.state != "dropped"]
    return (
        select(CultivationList)
        .where(CultivationList.office.in_(places), *only)
        .order_by(CultivationList.made_at.desc(), CultivationList.id)
    )


def list_in(session: Session, places: Collection[str], id: str) -> CultivationList:
    """Return a list of the bureau of some places."""
    found = session.get(CultivationList, id)
    if found is None or found.office not in places:
        raise Refused("nothing_there")
    return found


def moves_of(session: Session, id: str) -> list[ListMove]:
    """Return all moves of a list, also those undone, the first first."""
    return [*session.scalars(select(ListMove).where(ListMove.list_id == id).order_by(ListMove.made_at, ListMove.id))]


def shown(session: Session, found: CultivationList, catalogue: Catalogue) -> Json:
    """Return the list as it stands: as signed, or drawn up with the moves that stand and the change from the earlier list."""
    if found.text is not None:
        signed: Json = json.loads(found.text)
        return signed
    data: Json = json.loads(found.drawn)
    by_hand = [_move(session, one, place) for place, one in enumerate(moves_of(session, found.id), 1) if one.undone_at is None]
    arranged = _arranged(found, data, by_hand, catalogue)
    rows = {(row["uscc"] or "", row["name"]): row for row in data["candidates"]}
    data["candidates"] = [
        {
            **rows[one.standing.key],
            "rank": one.rank,
            **place_answer(one),
            "move": move_answer(one.move) if one.move else None,
        }
        for one in arranged.candidates
    ]
    return {**data, "moves": moves_answer(arranged), "change": change_since(session, found, arranged, data, catalogue)}


def _move(session: Session, one: ListMove, place: int) -> Move:
    who = session.get_one(Staff, one.made_by).account
    return Move(one.uscc, one.position, one.reason, who, at(one.made_at) or "", f"第 {place} 项调整")


def call_behind(found: CultivationList, catalogue: Catalogue) -> Call:
    """Return what a list was drawn up for."""
    weights = tuple(json.loads(found.weights)) if found.weights else ()
    honor = None if found.library else found.honor
    return call_of(Asked(found.office, found.region, found.library, honor, found.year, found.on_day, weights), catalogue, found.on_day)


def _arranged(found: CultivationList, data: Json, moves: Sequence[Move], catalogue: Catalogue) -> Cultivated:
    groups = {group: [_standing(row, group) for row in data[name]] for name, group in GROUPS.items()}
    return arrange(groups, call_behind(found, catalogue), catalogue, catalogue.regions[found.region], moves)


def _standing(row: Json, group: str) -> Standing:
    return Standing(row["uscc"] or "", row["name"], row["region"], group, row.get("cause", ""))


def change_since(session: Session, found: CultivationList, arranged: Cultivated, data: Json, catalogue: Catalogue) -> Json | None:
    """Return who entered, stayed and left since the earlier list; of those who are no candidates any more, why."""
    earlier = session.get(CultivationList, found.earlier_id) if found.earlier_id else None
    if earlier is None or earlier.text is None:
        return None
    told = changes_answer(earlier.year, changes(companies_in(json.loads(earlier.text)), arranged), catalogue)
    why = {row["uscc"]: row["why"] for name in ("near", "undecided", "excluded") for row in data[name]}
    for row in told["left"]:
        reason = why.get(row["uscc"])
        row["why"] = f"{row['why'].partition('：')[0]}：{reason}" if reason else row["why"]
    return told


def move(session: Session, staff: Staff, id: str, number: int, wanted: tuple[str, int, str], catalogue: Catalogue) -> CultivationList:
    """Put a candidate (its code) to a place, for a reason; an earlier move of it is undone. The list must then still be right.

    Raises
    ------
    planner.cultivation.moves.BadMoves
        Where it is no candidate, or the place is taken by another move or not there.
    """
    found = _to_change(session, staff, id, number)
    uscc, position, reason = wanted
    for one in moves_of(session, id):
        if one.uscc == uscc and one.undone_at is None:
            _undo(staff, one)
    session.flush()
    _check_place(session, id, position)
    session.add(ListMove(list_id=id, uscc=uscc, position=position, reason=reason, made_by=staff.id))
    session.flush()
    shown(session, found, catalogue)
    _changed(session, found, catalogue, "list.move", f"{uscc} {position}")
    return found


def undo_move(session: Session, staff: Staff, id: str, number: int, move: str, catalogue: Catalogue) -> CultivationList:
    """Undo a move; that it was made stays written."""
    found = _to_change(session, staff, id, number)
    one = session.get(ListMove, move)
    if one is None or one.list_id != id or one.undone_at is not None:
        raise Refused("nothing_there")
    _undo(staff, one)
    _changed(session, found, catalogue, "list.undo_move", one.uscc)
    return found


def drop(session: Session, staff: Staff, id: str, number: int, catalogue: Catalogue) -> None:
    """Give a draft up."""
    found = _to_change(session, staff, id, number)
    found.state = "dropped"
    _changed(session, found, catalogue, "list.drop", None)


def restore(session: Session, staff: Staff, id: str, number: int, catalogue: Catalogue) -> None:
    """Take a draft up again that was given up."""
    found = _to_change(session, staff, id, number, state="dropped")
    found.state = "draft"
    _changed(session, found, catalogue, "list.restore", None)


def sign(session: Session, staff: Staff, id: str, number: int, catalogue: Catalogue) -> CultivationList:
    """Sign a list: as it stands now, for good. One list of a bureau, a place, an honor and a year can be signed.

    Raises
    ------
    Refused
        Where it is signed, has been changed since, or another is signed in its place.
    """
    found = _to_change(session, staff, id, number)
    if signed_in_place_of(session, found):
        raise Refused("list_signed", f"{found.name}已有签发的名单")
    text = json.dumps(shown(session, found, catalogue), ensure_ascii=False, allow_nan=False)
    found.text, found.state, found.signed_by, found.signed_at = text, "signed", staff.id, now()
    _changed(session, found, catalogue, "list.sign", f"{found.honor} {found.year}")
    return found


def signed_in_place_of(session: Session, found: CultivationList) -> str | None:
    """Return the id of the list that is signed for the same bureau, place, honor and year."""
    same = (CultivationList.office == found.office, CultivationList.region == found.region, CultivationList.honor == found.honor)
    wanted = (CultivationList.year == found.year, CultivationList.state == "signed")
    return session.scalar(select(CultivationList.id).where(*same, *wanted))


def changes_since(session: Session, id: str, number: int) -> list[AuditEntry]:
    """Return what was done to a list since one of its numbers: each change counts one."""
    own = (AuditEntry.object == "list", AuditEntry.object_id == id, AuditEntry.action.in_(CHANGES))
    return [*session.scalars(select(AuditEntry).where(*own).order_by(AuditEntry.id).offset(number - 1))]


def _to_change(session: Session, staff: Staff, id: str, number: int, state: str = "draft") -> CultivationList:
    """Return a list of one's own bureau, in a state, that is as its writer saw it, locked."""
    found = session.get_one(CultivationList, id, with_for_update=True, populate_existing=True)
    if found.office != staff.region:
        raise Refused("forbidden", "名单只能由拟定它的主管部门修改和签发")
    if found.state == "signed":
        raise Refused("list_signed")
    if found.number != number:
        raise Refused("list_changed", headers={"ETag": etag(found)})
    if found.state != state:
        raise Refused("nothing_there", "名单已放弃" if found.state == "dropped" else "名单没有放弃")
    return found


def _check_place(session: Session, id: str, position: int) -> None:
    taken = select(ListMove.uscc).where(ListMove.list_id == id, ListMove.position == position, ListMove.undone_at.is_(None))
    if session.scalar(taken):
        message = f"第 {position} 位已由另一项调整占用，请先撤销那一项"
        raise Refused("invalid", errors=[{"pointer": "/position", "message": message}])


def _undo(staff: Staff, one: ListMove) -> None:
    one.undone_by, one.undone_at = staff.id, now()


def _changed(session: Session, found: CultivationList, catalogue: Catalogue, action: str, detail: str | None) -> None:
    found.number += 1
    record(session, action, "list", found.id, detail=detail, region=key_of(found.office, catalogue))
    session.flush()


def etag(found: CultivationList) -> str:
    """Return the entity tag of a list."""
    return f'"{found.number}"'


def head_answer(found: CultivationList) -> Json:
    """Return what a list is, whose, and how it stands."""
    said: dict[str, Any] = {name: getattr(found, name) for name in ("id", "office", "region", "library", "honor", "year", "name", "state")}
    times = {"made_by": found.made_by, "made_at": at(found.made_at), "signed_by": found.signed_by, "signed_at": at(found.signed_at)}
    of = {"on": found.on_day.isoformat(), "catalogue_version": found.catalogue_version, "earlier": found.earlier_id, "number": found.number}
    return {**said, **of, **times}


def list_answer(session: Session, found: CultivationList, catalogue: Catalogue) -> Json:
    """Return a list with all that stands in it and all its moves."""
    moves = [move_of_list_answer(one) for one in moves_of(session, found.id)]
    return {**head_answer(found), "moves": moves, "list": shown(session, found, catalogue)}


def move_of_list_answer(one: ListMove) -> Json:
    """Return a move that was made, and whether it was undone."""
    said = {"id": one.id, "uscc": one.uscc, "position": one.position, "reason": one.reason}
    return {**said, "made_by": one.made_by, "made_at": at(one.made_at), "undone_by": one.undone_by, "undone_at": at(one.undone_at)}
