"""Which columns of a table are known, and the companies of a piece of it, each with what is wrong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.tables.columns import NAME, REGION, Column
from api.tables.faults import Fault, shown
from api.tables.headings import Headings
from api.tables.source import EXAMPLE, Piece, Source, height_of

if TYPE_CHECKING:
    import polars as pl

REQUIRED = {NAME: "企业名称", REGION: "注册地行政区划"}


@dataclass
class Understood:
    """The columns of a source that are known, by position; `faults`: what is wrong with the headings.

    `unnamed`: positions without a heading, where nothing has been found so far.
    """

    source: Source
    columns: list[tuple[int, Column]]
    faults: list[Fault]
    unnamed: set[int] = field(default_factory=set)

    def frame(self, first: int, piece: Piece) -> "tuple[pl.DataFrame, list[Fault]]":
        """Return the companies of a piece, `first` being the row of its first cells, and what is wrong with their cells."""
        import polars as pl

        rows = _filled_rows(piece, self.columns)
        faults = [*self._headless(piece)]
        series = {"row": pl.Series("row", [first + row for row in rows], dtype=pl.UInt32)}
        for position, column in self.columns:
            found, wrong = self._column(first, position, column, piece[position], rows)
            series |= found
            faults += wrong
        return _with_titles(pl.DataFrame(series)), faults

    def _headless(self, piece: Piece) -> Iterator[Fault]:
        for position in sorted(self.unnamed):
            if any(cell is not None and str(cell).strip() for cell in piece[position]):
                self.unnamed.discard(position)
                said = "此列有内容却没有标题，请补上标题或删去此列"
                yield Fault(self.source.place, self.source.first - 1, position, "", "", said)

    def _column(
        self, first: int, position: int, column: Column, cells: "list[Any] | pl.Series", rows: Sequence[int]
    ) -> "tuple[dict[str, pl.Series], Iterator[Fault]]":
        import polars as pl

        from api.tables.parsing import parse

        if len(rows) != len(cells):
            cells = cells.gather(pl.Series(rows, dtype=pl.UInt32)) if isinstance(cells, pl.Series) else [cells[row] for row in rows]
        found = parse(cells, column)
        title = self.source.titles[position]
        faults = (
            Fault(self.source.place, first + rows[place], position, title, shown(cells[place]), message)
            for place, message in found.faults.items()
        )
        return found.series, faults


def understood(source: Source, headings: Headings) -> Understood:
    """Return the columns that are known, and what is wrong with the headings."""
    known: dict[str, tuple[int, Column]] = {}
    faults = [*source.faults]
    unnamed: set[int] = set()
    for position, title in enumerate(source.titles):
        column = headings.column(title)
        if column is None and not title:
            unnamed.add(position)
        elif column is None:
            if not headings.passed_over(title):
                faults.append(_fault(source, position, headings.amiss(title), shown(title)))
        elif column.path in known:
            other = Fault(source.place, source.first - 1, known[column.path][0], "", "", "").cell
            faults.append(_fault(source, position, f"标题与 {other} 重复，同一项只能有一列", shown(title)))
        else:
            known[column.path] = (position, column)
    for path, (position, column) in [*known.items()]:
        if column.kind in ("held", "granted") and f"titles/{column.word}" in known:
            other = source.titles[known[f"titles/{column.word}"][0]]
            faults.append(_fault(source, position, f"与“{other}”重复，请只留一列"))
            del known[path]
    faults += [Fault(source.place, 0, 0, "", "", f"缺少“{name}”列") for path, name in REQUIRED.items() if path not in known]
    return Understood(source, [*known.values()], faults, unnamed)


def _fault(source: Source, position: int, said: str, value: str = "") -> Fault:
    return Fault(source.place, source.first - 1, position, source.titles[position], value, said)


def _filled_rows(piece: Piece, columns: list[tuple[int, Column]]) -> Sequence[int]:
    """Return which rows say something and are no examples."""
    ordered = sorted(columns, key=lambda one: one[1].path != NAME)
    empty: Iterable[int] = range(height_of(piece))
    examples: set[int] = set()
    for position, column in ordered:
        cells = piece[position]
        if column.path == NAME:
            cells = list(cells)
            examples = {row for row, cell in enumerate(cells) if isinstance(cell, str) and cell.strip().startswith(EXAMPLE)}
        empty = [row for row in empty if cells[row] is None or (isinstance(cells[row], str) and not cells[row].strip())]
        if not empty:
            break
    left_out = examples | {*empty}
    return [row for row in range(height_of(piece)) if row not in left_out] if left_out else range(height_of(piece))


def _with_titles(frame: "pl.DataFrame") -> "pl.DataFrame":
    """Return the frame in which a title whose grant is known is held, where nothing is said of that."""
    import polars as pl

    leads = [name.removesuffix("/granted") for name in frame.columns if name.startswith("titles/") and name.endswith("/granted")]
    granted = {f"{lead}/held": pl.col(f"{lead}/granted").is_not_null().replace(False, None) for lead in leads}
    said = {name: pl.col(name).fill_null(known) if name in frame.columns else known for name, known in granted.items()}
    return frame.with_columns(**said)
