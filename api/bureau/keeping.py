"""Judgements as they are kept: rows of a company, and the figures of its region, changed together or not at all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Insert, Table, delete, insert, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.storage.tables import Figure, Judgement, NearGap, ProgrammeState, UnclaimedFund

PARTS: tuple[type[ProgrammeState | NearGap | UnclaimedFund], ...] = (ProgrammeState, NearGap, UnclaimedFund)
COUNTED = ("held", "eligible", "near")
PIECE = 5_000  # keys of one statement
Row = tuple[Any, ...]
Rows = dict[type[Any], set[Row]]
Key = tuple[str, str, str, str]  # region, figure, name, detail


@dataclass(frozen=True)
class Judged:
    """What is kept of a judgement: states by programme, the titles held below no other, near gaps, money in 分 by fund."""

    on: date
    catalogue_version: str
    states: dict[str, str]
    highest: frozenset[str]
    gaps: tuple[str, ...]
    unclaimed: dict[str, int]


@dataclass(frozen=True)
class Made:
    """A judgement of a version of a company's profile."""

    enterprise: str
    region: str
    number: int
    saved_at: datetime
    judged: Judged


@dataclass(frozen=True)
class Basis:
    """What the figures of a region count of a judgement, beside its parts."""

    region: str
    catalogue_version: str
    judged_on: date


def keep_all(session: Session, made: Sequence[Made]) -> None:
    """Keep judgements in place of those before; only what differs is written.

    Their companies must be locked: of two writers of the same company the second would not see what the first has written. Figures are
    changed last and in one order, so that no two writers wait for each other.
    """
    ids = [one.enterprise for one in made]
    bases, before = _stored(session, ids)
    after = _rows(made)
    session.execute(delete(Judgement).where(Judgement.enterprise_id.in_(ids)))
    session.connection().execute(insert(_table(Judgement)), [_judgement(one) for one in made])
    for table in PARTS:
        _remove(session, table, before[table] - after[table])
        _add(session, table, after[table] - before[table])
    new = {one.enterprise: Basis(one.region, one.judged.catalogue_version, one.judged.on) for one in made}
    _count(session, _figures(new, after), _figures(bases, before))


def _table(kind: type[Any]) -> Table:
    found: Table = kind.__table__
    return found


def _judgement(one: Made) -> dict[str, Any]:
    counts = Counter(one.judged.states.values())
    of = {"profile_version": one.number, "catalogue_version": one.judged.catalogue_version, "judged_on": one.judged.on}
    money = sum(one.judged.unclaimed.values())
    own = {"enterprise_id": one.enterprise, "region": one.region, "saved_at": one.saved_at, "unclaimed": money}
    return {**own, **of, **{state: counts[state] for state in COUNTED}}


def _rows(made: Sequence[Made]) -> Rows:
    """Return the parts of judgements as rows of their tables."""
    return {
        ProgrammeState: {
            (one.enterprise, programme, state, programme in one.judged.highest)
            for one in made
            for programme, state in one.judged.states.items()
        },
        NearGap: {(one.enterprise, criterion) for one in made for criterion in one.judged.gaps},
        UnclaimedFund: {(one.enterprise, *item) for one in made for item in one.judged.unclaimed.items()},
    }


def _stored(session: Session, ids: Sequence[str]) -> tuple[dict[str, Basis], Rows]:
    """Return what is kept of some companies now."""
    columns = (Judgement.enterprise_id, Judgement.region, Judgement.catalogue_version, Judgement.judged_on)
    found = session.execute(select(*columns).where(Judgement.enterprise_id.in_(ids)))
    bases = {id: Basis(region, version, on) for id, region, version, on in found}
    parts = {table: session.execute(select(*_table(table).columns).where(table.enterprise_id.in_(ids))) for table in PARTS}
    return bases, {table: {tuple(row) for row in rows} for table, rows in parts.items()}


def _remove(session: Session, table: type[Any], rows: set[Row]) -> None:
    keys = [*_table(table).primary_key.columns]
    gone = sorted(row[: len(keys)] for row in rows)
    for start in range(0, len(gone), PIECE):
        session.execute(delete(table).where(tuple_(*keys).in_(gone[start : start + PIECE])))


def _add(session: Session, table: type[Any], rows: set[Row]) -> None:
    names = _table(table).columns.keys()
    if rows:
        session.connection().execute(insert(_table(table)), [dict(zip(names, row, strict=True)) for row in sorted(rows)])


def _figures(bases: Mapping[str, Basis], rows: Rows) -> tuple[Counter[Key], Counter[Key]]:
    """Return how many companies each figure counts, and their money."""
    companies, money = Counter[Key](), Counter[Key]()
    for key, amount in _each(bases, rows):
        companies[key] += 1
        money[key] += amount
    return companies, money


def _each(bases: Mapping[str, Basis], rows: Rows) -> Iterator[tuple[Key, int]]:
    for basis in bases.values():
        yield (basis.region, "judged", basis.catalogue_version, basis.judged_on.isoformat()), 0
    for id, programme, state, highest in rows[ProgrammeState]:
        yield (bases[id].region, "state", programme, state), 0
        if highest:
            yield (bases[id].region, "highest", programme, ""), 0
    for id, criterion in rows[NearGap]:
        yield (bases[id].region, "gap", criterion, ""), 0
    for id, fund, amount in rows[UnclaimedFund]:
        yield (bases[id].region, "fund", fund, ""), amount


def _count(session: Session, new: tuple[Counter[Key], Counter[Key]], old: tuple[Counter[Key], Counter[Key]]) -> None:
    """Add to the figures what is new, and take off what was counted before."""
    changed = []
    for key in sorted({*new[0], *old[0]}):
        companies, amount = (mine[key] - before[key] for mine, before in zip(new, old, strict=True))
        if companies or amount:
            changed.append(dict(zip(("region", "figure", "name", "detail"), key, strict=True)) | {"companies": companies, "amount": amount})
    if changed:
        session.connection().execute(_adding(session.connection().dialect.name), changed)


def _adding(dialect: str) -> Insert:
    """Return the statement that adds to a figure, or begins it."""
    made = (postgresql if dialect == "postgresql" else sqlite).insert(_table(Figure))
    stored, said = _table(Figure).c, made.excluded
    sums = {name: stored[name] + said[name] for name in ("companies", "amount")}
    return made.on_conflict_do_update(index_elements=["region", "figure", "name", "detail"], set_=sums)
