"""Cultivation: the candidate list of a library from the stored companies, and the files to hand in, as one zip."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from api.answers import Json
from api.jobs.stored import Unread, day_asked, place_asked, stored_profiles
from api.jobs.work import Outcome, Work
from graph.libraries import library_for
from planner.cultivation.drawing import Cultivated, draw_up
from planner.cultivation.standing import Call, Standing, stand
from planner.profile import Profile

LIST, REASONS = "list.json", "名单和理由.xlsx"
MOST_TOLD = 100

File = tuple[str, bytes]


def run_cultivation(work: Work) -> Outcome:
    """Draw up the list of a library."""
    from api.answers_cultivation import list_answer

    call, place = _call(work), place_asked(work)
    standings: list[Standing] = []
    candidates: dict[tuple[str, str], Profile] = {}
    errors: list[str] = []
    for profile in stored_profiles(work):
        if isinstance(profile, Unread):
            errors.append(f"{profile.name}（{profile.uscc}）的档案按现行目录不能读取，未计入：{profile.message}")
            continue
        standing = stand(profile, call, work.catalogue)
        standings.append(standing)
        if standing.group == "candidate":
            candidates[standing.key] = profile
    found = draw_up(standings, call, work.catalogue, place)
    answer = list_answer(found, work.catalogue, own_weights=False, elsewhere=0, change=None)
    listed = [candidates[one.standing.key] for one in found.candidates if one.listed]
    path = _packed(work, _files(work, found, answer, listed))
    report = {"on": call.on.isoformat(), "region": place.id, "region_name": place.name, "counts": answer["counts"], "unread": len(errors)}
    name = f"{call.library.name} {place.name}.zip"
    return Outcome({"library": call.library.id, "name": call.library.name, **report}, errors[:MOST_TOLD], path, name)


def _call(work: Work) -> Call:
    """Return what is asked for: a library of the catalogue on its deadline, or that of any honor as the planner sees it."""
    id, honor = work.parameters.get("library"), work.parameters.get("honor")
    if id:
        library = work.catalogue.libraries[id]
        deadline = library.deadline.by if library.deadline and not work.parameters.get("on") else None
        return Call(library, deadline or day_asked(work))
    on = day_asked(work)
    return Call(library_for(cast(str, honor), work.parameters.get("year") or on.year, work.catalogue), on, planned=True)


def _files(work: Work, found: Cultivated, answer: Json, listed: list[Profile]) -> Iterator[File]:
    """Yield the list for machines and for people, and, where the library has a form, what its office hands in."""
    from api.documents.handing_in import files_to_hand_in
    from api.documents.reasons import reason_sheets
    from api.documents.sheets import workbook

    yield LIST, json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
    yield REASONS, workbook(reason_sheets(answer))
    library = found.call.library
    if library.form:
        yield from files_to_hand_in(work.catalogue.forms[library.form], {library.id: listed}, work.catalogue, found.call.on)


def _packed(work: Work, files: Iterator[File]) -> Path:
    path = work.folder / "result.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files:
            packed.writestr(name, data)
            work.check()
    return path
