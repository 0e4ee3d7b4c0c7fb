"""The orders in which companies are listed: each is walked along indexes, from its beginning, or on or back from where a company stands."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from api.storage.columns import Moment
from api.storage.tables import Enterprise, Judgement

SORTS: dict[str, InstrumentedAttribute[Any]] = {
    "name": Enterprise.name,
    "uscc": Enterprise.uscc,
    "region": Enterprise.region,
    "updated": Judgement.saved_at,
    "held": Judgement.held,
    "eligible": Judgement.eligible,
    "near": Judgement.near,
    "unclaimed": Judgement.unclaimed,
}
Mark = tuple[Any, ...]  # where a company stands: its value and id, or the id alone where it has no judgement


@dataclass(frozen=True)
class Order:
    """By which column companies are ordered, the id behind it; in an order of judgements those without one come last, by id."""

    sort: str

    @property
    def column(self) -> InstrumentedAttribute[Any]:
        """The column that counts first."""
        return SORTS[self.sort.removeprefix("-")]

    @property
    def descending(self) -> bool:
        """Whether the highest comes first."""
        return self.sort.startswith("-")

    @property
    def by_judgement(self) -> bool:
        """Whether it is an order of judgements."""
        return self.column.class_ is Judgement

    def mark(self, enterprise: Enterprise, judgement: Judgement | None) -> Mark:
        """Return where a company stands."""
        if not self.by_judgement:
            return getattr(enterprise, self.column.key), enterprise.id
        return (getattr(judgement, self.column.key), enterprise.id) if judgement else (enterprise.id,)

    def write(self, mark: Mark) -> str:
        """Return a mark as a text that `read` takes."""
        told = [one.isoformat() if isinstance(one, datetime) else one for one in mark]
        return urlsafe_b64encode(json.dumps([self.sort, *told], ensure_ascii=False).encode()).decode().rstrip("=")

    def read(self, text: str) -> Mark:
        """Return the mark that was written in the same order.

        Raises
        ------
        ValueError
            Where the text is nothing of the kind.
        """
        try:
            sort, *mark = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if isinstance(self.column.type, Moment) and len(mark) > 1:
                mark[0] = datetime.fromisoformat(mark[0])
        except TypeError as error:
            raise ValueError(text) from error
        columns = (Enterprise.id,) if self.by_judgement and len(mark) == 1 else (self.column, Enterprise.id)
        if sort != self.sort or len(mark) != len(columns) or not all(map(_comparable, mark, columns)):
            raise ValueError(text)
        return tuple(mark)


def _comparable(value: object, column: InstrumentedAttribute[Any]) -> bool:
    """Whether every database takes a value as one of a column: marks come from outside."""
    if isinstance(column.type, Moment):
        return isinstance(value, datetime) and value.utcoffset() == timedelta()
    if isinstance(column.type, Integer):
        bits = 63 if isinstance(column.type, BigInteger) else 31
        return type(value) is int and abs(value) < 2**bits
    return isinstance(value, str) and "\0" not in value and value.encode(errors="ignore").decode() == value


@dataclass(frozen=True)
class Place:
    """From where a page is walked: so many companies on from the beginning of its order, or from a mark, on or `back`."""

    skipped: int = 0
    mark: Mark | None = None
    back: bool = False


BEGINNING = Place()


@dataclass(frozen=True)
class Stretch:
    """Companies that one index leads to in turn: their ids, the columns that order them, and whether the highest comes first."""

    ids: Select[Any]
    columns: tuple[InstrumentedAttribute[Any], ...]
    descending: bool = False

    def holds(self, mark: Mark) -> bool:
        """Whether a mark lies in it: it has a value for each column."""
        return len(mark) == len(self.columns)

    def walked(self, mark: Mark | None, *, back: bool) -> Select[Any]:
        """Return the ids in order, or the other way round; of the stretch that a mark lies in, those beyond it."""
        rows, falling = self.ids, self.descending != back
        if mark and self.holds(mark):
            own = tuple_(*self.columns)
            here = tuple_(*(literal(value, column.type) for value, column in zip(mark, self.columns, strict=True)))
            rows = rows.where(own < here if falling else own > here)
        return rows.order_by(*(column.desc() if falling else column.asc() for column in self.columns))


def walk(session: Session, stretches: Sequence[Stretch], place: Place, size: int) -> list[str]:
    """Return the ids of so many companies from a place on, through one stretch after the other, in their order even where it went back.

    Complexity: that of an index for what lies beyond a mark, however far that is; what is skipped is counted off.
    """
    found: list[str] = []
    skipped = place.skipped
    for rows in _ahead(stretches, place):
        part = [*session.scalars(rows.limit(size - len(found)).offset(skipped))]
        skipped = 0 if part or not skipped else skipped - _count(session, rows, skipped)
        found += part
        if len(found) == size:
            break
    return found[::-1] if place.back else found


def _ahead(stretches: Sequence[Stretch], place: Place) -> Iterator[Select[Any]]:
    mark, way = place.mark, stretches[::-1] if place.back else stretches
    ahead = dropwhile(lambda one: not one.holds(mark), way) if mark else way
    return (stretch.walked(mark, back=place.back) for stretch in ahead)


def _count(session: Session, rows: Select[Any], most: int) -> int:
    return session.scalar(select(func.count()).select_from(rows.order_by(None).limit(most).subquery())) or 0
