"""What members of staff are called on pages."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.storage.tables import Staff


def names_of(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """Return the name and the account of each member of staff by id."""
    wanted = {id for id in ids if id}
    found = session.scalars(select(Staff).where(Staff.id.in_(wanted))) if wanted else ()
    return {one.id: f"{one.name}（{one.account}）" for one in found}
