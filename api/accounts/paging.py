"""Pages of a table: a part of the rows, and how many there are."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from api.answers import Json


def page_of(session: Session, rows: Select[Any], query: dict[str, Any], name: str, told: Callable[[Any], Json]) -> Json:
    """Return a page of ordered rows under a name, with the total."""
    page, size = query["page"], query["size"]
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery()))
    found = session.scalars(rows.limit(size).offset((page - 1) * size))
    return {"page": page, "size": size, "total": total, name: [told(row) for row in found]}
