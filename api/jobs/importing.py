"""Imports: a table of companies, held against those that are stored; nothing is saved before somebody commits it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from api.answers import Json
from api.errors import BadInput
from api.exact_json import read_json
from api.jobs.patching import patched
from api.jobs.stored import latest
from api.jobs.work import Outcome, Work
from api.profile_text import written
from api.storage.companies import Enterprise, ProfileVersion
from api.storage.database import db
from api.storage.work import OUTCOMES, ImportRow
from api.tables.columns import NAME, REGION, USCC
from api.tables.faults import Fault, shown
from api.tables.rules import plain_name
from planner.errors import ProfileError
from planner.profile_reader import read_profile

if TYPE_CHECKING:
    from api.tables.reader import Table

MOST_ROWS = 30_000
MOST_TOLD = 1000
BATCH = 200
KINDS = (".xlsx", ".csv")


@dataclass(frozen=True)
class Stored:
    """A stored company: its enterprise, and the profile that counts (version 0: none)."""

    id: str
    name: str
    region: str
    version: int
    text: str | None


def run_import(work: Work) -> Outcome:
    """Read a table, say what is wrong with it, and what each good row means."""
    from api.tables.marked import write_marked

    table = _read(work)
    rows, faults, namesakes = [], [], []
    for found in () if table.whole else _Judge(table, work).judged():
        if isinstance(found, Fault):
            faults.append(found)
        elif isinstance(found, ImportRow):
            rows.append(found)
        else:
            namesakes.append(found)
    everything = replace(table, faults=tuple(sorted((*table.faults, *faults), key=lambda one: (one.row, one.position, one.message))))
    if everything.whole:
        rows = []
    report = _report(everything, rows, namesakes)
    if not everything.faults:
        return Outcome(report, rows=rows)
    marked = work.folder / "marked.xlsx"
    write_marked(everything, marked)
    return Outcome(report, (), marked, f"{work.table_name.rpartition('.')[0] or work.table_name}-问题.xlsx", rows)


def _read(work: Work) -> "Table":
    from api.tables.reader import read_table

    assert work.table
    if work.table.suffix not in KINDS:
        raise BadInput([f"{work.table_name}：应为 {' 或 '.join(KINDS)} 文件"])
    work.check()
    try:
        table = read_table(work.table, work.catalogue, work.on, sheet=work.parameters.get("sheet"))
    except BadInput as error:
        raise BadInput(line.replace(str(work.table), work.table_name) for line in error.lines) from None
    if table.height > MOST_ROWS:
        raise BadInput([f"{work.table_name}：{table.height} 行，一次最多 {MOST_ROWS} 行，请分成几个文件"])
    return table


class _Judge:
    """Holds the rows of a table against the stored companies."""

    def __init__(self, table: "Table", work: Work) -> None:
        from api.tables.headings import Headings

        self.table, self.work = table, work
        self.namesakes = _names(work)
        headings = Headings(work.catalogue, work.on)
        titles = table.source.titles if table.source else []
        columns = ((place, headings.column(title)) for place, title in enumerate(titles))
        self.positions = {column.path: place for place, column in columns if column}

    def judged(self) -> Iterator[Fault | ImportRow | Json]:
        """Yield what each row without faults means: a row to commit, or what is wrong; and whose name a stored company has."""
        good = self.table.good().frame
        done = 0
        for batch in good.iter_slices(BATCH):
            companies = [*batch.iter_rows(named=True)]
            known = _known([one[USCC] for one in companies if one.get(USCC)])
            for row in companies:
                stored = known.get(row.get(USCC) or "")
                yield from [*self._faults(row, stored)] or self._meaning(row, stored)
                done += 1
                self.work.tick(done, good.height)

    def _faults(self, row: Mapping[str, Any], stored: Stored | None) -> Iterator[Fault]:
        """Yield why a row that is right by itself cannot be taken in here."""
        if not row.get(USCC):
            yield self._fault(row, USCC, "必填，导入的企业以统一社会信用代码辨认")
        elif stored and stored.region not in self.work.codes:
            yield self._fault(row, USCC, "该企业登记在其他地区，须由当地主管部门处理")
        if row[REGION] not in self.work.codes:
            yield self._fault(row, REGION, "不在您的辖区内")
        elif stored and stored.region in self.work.codes and stored.region != row[REGION]:
            yield self._fault(row, REGION, f"与已有记录不符，应为 {stored.region}；登记地有变更请先办理变更")

    def _meaning(self, row: Mapping[str, Any], stored: Stored | None) -> Iterator[Fault | ImportRow | Json]:
        before = read_json(stored.text) if stored and stored.text else None
        values = patched(before, row)
        try:
            profile = read_profile(values, self.work.catalogue)
            same = before is not None and profile == read_profile(before, self.work.catalogue)
        except ProfileError as error:
            said = "；".join(f"{fault.pointer}：{fault.message}" for fault in error.faults[:5])
            yield self._fault(row, NAME, f"与已有档案合并后不成立：{said}")
            return
        outcome = "unchanged" if same else "changed" if stored else "new"
        namesake = self.namesakes.get(plain_name(row[NAME]))
        if stored is None and namesake:
            yield {"row": row["row"], "name": row[NAME], "uscc": row[USCC], "stored_uscc": namesake}
        yield ImportRow(
            job_id=self.work.id,
            row=row["row"],
            outcome=outcome,
            uscc=row[USCC],
            name=row[NAME],
            region=row[REGION],
            enterprise_id=stored.id if stored else None,
            base=stored.version if stored else 0,
            text=None if same else written(values),
        )

    def _fault(self, row: Mapping[str, Any], path: str, message: str) -> Fault:
        """Return a fault at the cell of a row, where the table has such a column."""
        source, position = self.table.source, self.positions.get(path, -1)
        assert source
        heading = source.titles[position] if position >= 0 else ""
        return Fault(source.place, row["row"], position, heading, shown(row.get(path)), message)


def _known(codes: list[str]) -> dict[str, Stored]:
    """Return the stored companies with these credit codes, wherever they are."""
    counts = latest().subquery()
    joined = (
        select(Enterprise.uscc, Enterprise.id, Enterprise.name, Enterprise.region, counts.c.number, ProfileVersion.text)
        .outerjoin(counts, counts.c.enterprise_id == Enterprise.id)
        .outerjoin(ProfileVersion, (ProfileVersion.enterprise_id == Enterprise.id) & (ProfileVersion.number == counts.c.number))
    )
    found = db.session.execute(joined.where(Enterprise.uscc.in_(codes))).all()
    db.session.rollback()
    return {uscc: Stored(id, name, region, number or 0, text) for uscc, id, name, region, number, text in found}


def _names(work: Work) -> Mapping[str, str]:
    """Return the credit codes of the stored companies of the region by their names, written in one way."""
    found = db.session.execute(select(Enterprise.name, Enterprise.uscc).where(Enterprise.region.in_(work.codes))).all()
    db.session.rollback()
    return {plain_name(name): uscc for name, uscc in found}


def _report(table: "Table", rows: list[ImportRow], namesakes: list[Json]) -> Json:
    counts = Counter(row.outcome for row in rows)
    faulty = len(table.bad_rows)
    return {
        "rows": table.count,
        **{outcome: counts[outcome] for outcome in OUTCOMES},
        "faulty": faulty,
        "fault_count": table.fault_count,
        "faults": [_fault_answer(fault) for fault in table.faults[:MOST_TOLD]],
        "whole": bool(table.whole),
        "namesakes": namesakes[:MOST_TOLD],
        "notes": [*table.notes],
    }


def _fault_answer(fault: Fault) -> Json:
    said = asdict(fault)
    return {"sheet": said["place"], "cell": fault.cell, **{name: said[name] for name in ("row", "heading", "value", "message")}}
