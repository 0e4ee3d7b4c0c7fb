"""What staff note about a company: seen by the staff of its region, and by nobody else."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.accounts.answers import at
from api.accounts.audit import record
from api.answers import Json
from api.errors import Refused
from api.storage.columns import now
from api.storage.tables import CompanyNote, Staff


def notes_of(enterprise: str) -> Select[CompanyNote]:
    """Return the notes about a company, the latest first."""
    own = select(CompanyNote).where(CompanyNote.enterprise_id == enterprise, CompanyNote.removed_at.is_(None))
    return own.order_by(CompanyNote.made_at.desc(), CompanyNote.id)


def add(session: Session, staff: Staff, enterprise: str, text: str) -> CompanyNote:
    """Add a note."""
    note = CompanyNote(enterprise_id=enterprise, text=text, made_by=staff.id)
    session.add(note)
    session.flush()
    record(session, "note.add", "enterprise", enterprise, detail=note.id)
    return note


def remove(session: Session, staff: Staff, enterprise: str, id: str) -> None:
    """Remove a note that one wrote oneself."""
    found = _own(session, staff, enterprise, id)
    if found.removed_at is not None:
        raise Refused("nothing_there")
    found.removed_at = now()
    record(session, "note.remove", "enterprise", enterprise, detail=id)


def restore(session: Session, staff: Staff, enterprise: str, id: str) -> None:
    """Bring back a note that one removed."""
    found = _own(session, staff, enterprise, id)
    if found.removed_at is None:
        raise Refused("nothing_there")
    found.removed_at = None
    record(session, "note.restore", "enterprise", enterprise, detail=id)


def _own(session: Session, staff: Staff, enterprise: str, id: str) -> CompanyNote:
    found = session.get(CompanyNote, id, with_for_update=True)
    if found is None or found.enterprise_id != enterprise:
        raise Refused("nothing_there")
    if found.made_by != staff.id:
        raise Refused("forbidden", "只能删去或恢复自己写的备注")
    return found


def note_answer(note: CompanyNote) -> Json:
    """Return a note."""
    return {"id": note.id, "text": note.text, "made_by": note.made_by, "made_at": at(note.made_at)}
