"""Profiles of stored enterprises: each save is a version, to the letter, and none is ever changed."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from api.accounts.answers import at
from api.accounts.audit import record
from api.errors import Refused
from api.exact_json import read_json
from api.storage.tables import Enterprise, ProfileVersion

ABSENT = object()
MOST_CHANGES = 200
MOST_SIGNS = 60


def current(session: Session, enterprise: str) -> ProfileVersion | None:
    """Return the version that counts."""
    return session.scalars(versions_of(enterprise).limit(1)).first()


def versions_of(enterprise: str) -> Select[ProfileVersion]:
    """Return all versions, the latest first."""
    return select(ProfileVersion).where(ProfileVersion.enterprise_id == enterprise).order_by(ProfileVersion.number.desc())


def version(session: Session, enterprise: str, number: int) -> ProfileVersion:
    """Return one version."""
    found = session.get(ProfileVersion, (enterprise, number))
    if found is None:
        raise Refused("nothing_there")
    return found


def save(session: Session, made: ProfileVersion, base: int) -> ProfileVersion:
    """Save a profile that was made from version `base` (0: from none), unless somebody has saved another since.

    Raises
    ------
    Refused
        With what changed since, field by field.
    """
    session.get(Enterprise, made.enterprise_id, with_for_update=True)
    require_current(session, made.enterprise_id, base)
    made.number = base + 1
    session.add(made)
    session.flush()
    record(session, "profile.save", "enterprise", made.enterprise_id, detail=f"version {made.number}")
    return made


def require_current(session: Session, enterprise: str, base: int) -> None:
    """Refuse what was made from another version than the latest (0: from none), with what changed since."""
    latest = current(session, enterprise)
    if (latest.number if latest else 0) != base:
        raise _changed(session, enterprise, base, latest)


def etag(number: int) -> str:
    """Return the entity tag of a version."""
    return f'"{number}"'


def _changed(session: Session, enterprise: str, base: int, latest: ProfileVersion | None) -> Refused:
    if latest is None:
        return Refused("changed_since", "企业还没有档案，首次保存请用 If-None-Match: *")
    old = session.get(ProfileVersion, (enterprise, base)) if base else None
    who = f"最新是第 {latest.number} 版，{at(latest.saved_at)} 保存"
    errors = [*changes(read_json(old.text), read_json(latest.text))][:MOST_CHANGES] if old else []
    return Refused("changed_since", who, errors, {"ETag": etag(latest.number)})


def changes(old: Any, new: Any, place: str = "") -> Iterator[dict[str, str]]:
    """Yield where two JSON values differ: the pointer, and what became of it; what is wholly new or gone, part by part."""
    old, new = _as_empty(old, new), _as_empty(new, old)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            below = f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}"
            yield from changes(old.get(key, ABSENT), new.get(key, ABSENT), below)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            before, after = (one[index] if index < len(one) else ABSENT for one in (old, new))
            yield from changes(before, after, f"{place}/{index}")
    elif type(old) is not type(new) or old != new:
        yield {"pointer": place, "message": _said(old, new)}


def _as_empty(value: Any, other: Any) -> Any:
    """Return what is absent as an empty value of the kind of the other, where that has parts."""
    return type(other)() if value is ABSENT and isinstance(other, dict | list) and other else value


def _said(old: Any, new: Any) -> str:
    if old is ABSENT:
        return f"新填 {_shown(new)}"
    return f"删去 {_shown(old)}" if new is ABSENT else f"{_shown(old)} 改为 {_shown(new)}"


def _shown(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "是", False: "否", None: "空"}[value]
    if isinstance(value, Mapping | list):
        return f"{len(value)} 项内容"
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return f"“{text[:MOST_SIGNS]}”"
