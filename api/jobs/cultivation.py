"""Cultivation: the draft of a list from the stored companies of a region, and the files to hand in, as one zip."""

import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select

from api.accounts.answers import at
from api.accounts.regions import key_of
from api.answers import Json
from api.bureau import drafting
from api.bureau.lists import change_since
from api.exact_json import read_json
from api.jobs.stored import place_asked
from api.jobs.work import Outcome, Work
from api.storage.columns import now
from api.storage.database import db
from api.storage.tables import AuditEntry, Base, CultivationList, Enterprise, ListMove, ProfileVersion, Staff
from graph.model import Catalogue
from planner.cultivation.drawing import Cultivated, draw_up
from planner.cultivation.moves import Move
from planner.profile import Profile
from planner.profile_reader import read_profile

LIST, REASONS = "list.json", "名单和理由.xlsx"
MOST_TOLD = 100

File = tuple[str, bytes]


def run_cultivation(work: Work) -> Outcome:
    """Draw up the list of a library; the draft is kept together with the end of the job, or not at all."""
    drawn = drafting.drawn_up(asked_of(work), work.catalogue, work.on, work.tick)
    place, call = work.catalogue.regions[drawn.asked.region], drawn.call
    made = drafting.draft(drawn, work.asked_by or "", work.catalogue)
    moved = draw_up(drawn.standings, call, work.catalogue, place, _moves(work))
    answer = _answer(moved, made, drawn, work.catalogue)
    path = _packed(work, _files(moved, answer, _listed(moved, drawn, work.catalogue), work.catalogue))
    unread = [f"{one['name']}（{one['uscc']}）的档案按现行目录不能读取，未计入：{one['why']}" for one in drawn.answer["unreadable"]]
    report = {"on": call.on.isoformat(), "region": place.id, "region_name": place.name, "counts": answer["counts"], "unread": len(unread)}
    of = {"library": call.library.id, "name": call.library.name, "list": made.id}
    rows = [made, *drafting.members(made, drawn), *_rows(work, made)]
    return Outcome({**of, **report}, unread[:MOST_TOLD], path, f"{call.library.name} {place.name}.zip", rows)


def asked_of(work: Work) -> drafting.Asked:
    """Return what is asked for: a library of the catalogue on its deadline, or that of any honor as the planner sees it."""
    said = {name: work.parameters.get(name) for name in ("library", "honor", "year", "last")}
    weights = tuple(work.parameters.get("weights") or ())
    on = date.fromisoformat(work.parameters["on"]) if work.parameters.get("on") else None
    return drafting.Asked(work.region, place_asked(work).id, on=on, weights=weights, **said)


def _moves(work: Work) -> list[Move]:
    """Return the moves that were asked for, as made by whoever asked."""
    who = db.session.get_one(Staff, work.asked_by).account if work.asked_by else ""
    db.session.rollback()
    said = enumerate(work.parameters.get("moves") or (), 1)
    return [Move(one["company"], one["position"], one["reason"], who, at(now()) or "", f"第 {place} 项调整") for place, one in said]


def _rows(work: Work, made: CultivationList) -> list[Base]:
    """Return the moves of the draft, and the entry of the record."""
    said = work.parameters.get("moves") or ()
    moves = [ListMove(list_id=made.id, uscc=one["company"], made_by=made.made_by, **_place(one)) for one in said]
    detail, region = f"{made.honor} {made.year}; job {work.id}", key_of(made.office, work.catalogue)
    entry = AuditEntry(
        actor="staff", actor_id=made.made_by, action="list.draw", object="list", object_id=made.id, detail=detail, region=region
    )
    return [*moves, entry]


def _place(one: Json) -> Json:
    return {name: one[name] for name in ("position", "reason")}


def _answer(moved: Cultivated, made: CultivationList, drawn: drafting.Drawn, catalogue: Catalogue) -> Json:
    """Return the list as JSON: with the moves, and the change from the earlier list."""
    from api.answers_cultivation import list_answer

    change = change_since(db.session, made, moved, drawn.answer, catalogue)
    db.session.rollback()
    return list_answer(moved, catalogue, own_weights=bool(drawn.asked.weights), elsewhere=0, change=change)


def _listed(found: Cultivated, drawn: drafting.Drawn, catalogue: Catalogue) -> list[Profile]:
    """Return the profiles of the companies on the list, in its order and in the versions that were judged."""
    codes = [one.standing.uscc for one in found.candidates if one.listed]
    joined = select(Enterprise.uscc, ProfileVersion.enterprise_id, ProfileVersion.number, ProfileVersion.text)
    rows = joined.join(ProfileVersion, ProfileVersion.enterprise_id == Enterprise.id).where(Enterprise.uscc.in_(codes))
    judged = {*drawn.versions}
    texts = {uscc: text for uscc, id, number, text in db.session.execute(rows) if (id, number) in judged}
    db.session.rollback()
    return [read_profile(read_json(texts[code]), catalogue) for code in codes]


def _files(found: Cultivated, answer: Json, listed: Sequence[Profile], catalogue: Catalogue) -> Iterator[File]:
    """Yield the list for machines and for people, and, where the library has a form, what its office hands in."""
    from api.documents.handing_in import files_to_hand_in
    from api.documents.reasons import reason_sheets
    from api.documents.sheets import workbook

    yield LIST, json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
    yield REASONS, workbook(reason_sheets(answer))
    library = found.call.library
    if library.form:
        yield from files_to_hand_in(catalogue.forms[library.form], {library.id: [*listed]}, catalogue, found.call.on)


def _packed(work: Work, files: Iterator[File]) -> Path:
    path = work.folder / "result.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files:
            packed.writestr(name, data)
            work.check()
    return path
