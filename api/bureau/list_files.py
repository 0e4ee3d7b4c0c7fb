"""A cultivation list as files: the official roster as Word and Excel, or a plain table where it has none; all to hand in as one zip."""

import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.answers import Json
from api.bureau.lists import call_behind
from api.errors import Refused
from api.exact_json import read_json
from api.storage.tables import CultivationList, Enterprise, ListMember, ProfileVersion
from graph.model import Catalogue
from planner.profile import Profile
from planner.profile_reader import read_profile

TYPES = {
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
HEADS = ("名次", "企业名称", "统一社会信用代码", "所在地", "得分", "可入库年份", "说明", "人工调整")


def word(session: Session, found: CultivationList, data: Json, catalogue: Catalogue) -> bytes:
    """Return the official roster as Word.

    Raises
    ------
    Refused
        Where the list has no official form.
    """
    from api.documents.roster import roster_word

    if not has_form(found, catalogue):
        raise Refused("nothing_there", "这个荣誉没有官方的汇总表，可下载 Excel")
    return roster_word(*_roster(session, found, data, catalogue))


def excel(session: Session, found: CultivationList, data: Json, catalogue: Catalogue) -> bytes:
    """Return the official roster as Excel, or a plain table of the candidates where there is none."""
    from api.documents.roster import roster_excel
    from api.documents.sheets import Sheet, workbook

    if has_form(found, catalogue):
        return roster_excel(*_roster(session, found, data, catalogue))
    rows = [_row(one) for one in data["candidates"]]
    return workbook([Sheet("候选", HEADS, rows, title=found.name)])


def reasons(data: Json, catalogue: Catalogue) -> bytes:
    """Return every company's reasons as Excel."""
    from api.documents.reasons import reason_sheets
    from api.documents.sheets import workbook

    return workbook(reason_sheets(data))


def packed(session: Session, found: CultivationList, data: Json, catalogue: Catalogue) -> bytes:
    """Return what the command `cultivate` writes as one zip: reasons, roster, each company's application, what stays blank."""
    from api.documents.handing_in import files_of_list

    return _zipped(files_of_list(call_behind(found, catalogue), data, _profiles(session, found, _listed(data), catalogue), catalogue))


def _zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in files:
            into.writestr(name, content)
    return made.getvalue()


def _listed(data: Json) -> list[str]:
    return [one["uscc"] for one in data["candidates"] if one["listed"]]


def _row(one: Json) -> tuple[str | int | None, ...]:
    by_hand = one["move"]["reason"] if one["move"] else ""
    return one["rank"], one["name"], one["uscc"], one["place"], str(one["points"]), one["year"], one["why"], by_hand


def has_form(found: CultivationList, catalogue: Catalogue) -> bool:
    """Return whether the list has an official roster."""
    return bool(found.library and catalogue.libraries[found.library].form)


def _roster(session: Session, found: CultivationList, data: Json, catalogue: Catalogue) -> tuple[Any, Any]:
    """Return the form of the roster and its tables, with the companies on the list, in its order."""
    from api.documents.filling import Applicant
    from api.documents.roster import roster_tables
    from planner.facts import CompanyFacts

    library = catalogue.libraries[found.library or ""]
    roster = catalogue.forms[library.form or ""].roster
    profiles = _profiles(session, found, _listed(data), catalogue)
    facts = (CompanyFacts(profile, catalogue, found.on_day, found.on_day) for profile in profiles)
    return roster, roster_tables(roster, {library.id: [Applicant(one, library, place) for place, one in enumerate(facts, 1)]})


def _profiles(session: Session, found: CultivationList, usccs: list[str], catalogue: Catalogue) -> list[Profile]:
    """Return the profiles that were judged, in the order of the codes."""
    version = (ProfileVersion.enterprise_id == ListMember.enterprise_id, ProfileVersion.number == ListMember.profile_version)
    joined = select(Enterprise.uscc, ProfileVersion.text).join(ListMember, ListMember.enterprise_id == Enterprise.id)
    rows = session.execute(joined.join(ProfileVersion, version[0] & version[1]).where(ListMember.list_id == found.id))
    texts = {uscc: text for uscc, text in rows if uscc in set(usccs)}
    return [read_profile(read_json(texts[uscc]), catalogue) for uscc in usccs]
