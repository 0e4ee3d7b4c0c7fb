"""Who did something, as staff read it: their own by name and place, people of enterprises masked."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.masking import masked_name
from api.storage.tables import Staff, User
from api.web.requests import catalogue


def people(session: Session, keys: Iterable[str | None]) -> dict[str, str]:
    """Return who is meant, by the key that is kept: `staff:ID`, `user:ID`, `system:…`, or the id of staff alone."""
    wanted = {key: key.rpartition(":") for key in keys if key}
    ids = {id for _, _, id in wanted.values()}
    staff = {one.id: one for one in session.scalars(select(Staff).where(Staff.id.in_(ids)))}
    users = {one.id: one for one in session.scalars(select(User).where(User.id.in_(ids)))}
    return {key: _named(kind, id, staff, users) for key, (kind, _, id) in wanted.items()}


def _named(kind: str, id: str, staff: dict[str, Staff], users: dict[str, User]) -> str:
    if id in staff:
        place = catalogue().regions.get(staff[id].region)
        return f"{staff[id].name}（{place.name if place else staff[id].region}）"
    if id in users:
        return f"企业成员 {masked_name(users[id].name) or ''}".strip()
    return "系统" if kind == "system" else "已注销的用户"
