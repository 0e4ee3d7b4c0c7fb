"""Compiling a catalogue to columns, once; screening a table of companies with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph.model import Catalogue
from planner.errors import UnknownProgramme
from planner.screening.frame import ROW, columns_of
from planner.screening.programme import ProgrammeCompiler
from planner.screening.shared import Stages
from planner.screening.table import CompanyTable

if TYPE_CHECKING:
    import polars as pl

ANSWERS = ("state", "verdict", "unmet", "unknown")


@dataclass(frozen=True)
class Screen:
    """A catalogue compiled for one day and the columns of one table.

    `columns`: the columns that are read; `programmes`: ids, in the order of the catalogue.
    """

    on: date
    columns: tuple[str, ...]
    programmes: tuple[str, ...]
    stages: Stages
    answers: "tuple[pl.Expr, ...]"

    def screen(self, table: "pl.LazyFrame", keys: Iterable[str] = (ROW,)) -> "pl.LazyFrame":
        """Return the answers for every row: `keys` as they are, then for each programme four columns.

        Parameters
        ----------
        table : polars.LazyFrame
            A company frame with the columns for which this was compiled.
        keys : iterable of str
            Columns carried along; sort or join by them, never by position.

        Returns
        -------
        polars.LazyFrame
            `<programme>/state` and `<programme>/verdict` (UInt8: places in STATES and VERDICTS, verdict null where there is none),
            `<programme>/unmet` and `<programme>/unknown` (UInt16).

        Notes
        -----
        Exact: equal to planner.assessment.assess for every company that a frame can hold. O(rows · criteria).
        """
        return self.stages.run(table).select([*keys, *self.answers])


def compile_catalogue(catalogue: Catalogue, on: date, columns: Iterable[str] | None = None, programme: str | None = None) -> Screen:
    """Return the catalogue as columns.

    Parameters
    ----------
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day of judgement, which is the day of the question.
    columns : iterable of str, optional
        The columns of the table; what hangs on others is decided here. By default all that a frame may have.
    programme : str, optional
        One programme only.

    Raises
    ------
    UnknownProgramme
        If `programme` is not in the catalogue.

    Notes
    -----
    O(criteria of the catalogue). Criteria that several clauses state are compiled once.
    """
    if programme is not None and programme not in catalogue.programmes:
        raise UnknownProgramme(programme, catalogue.programmes)
    given = frozenset(columns_of(catalogue, on) if columns is None else columns)
    stages = Stages()
    compiler = ProgrammeCompiler(CompanyTable(catalogue, given, on, on, stages))
    wanted = [catalogue.programmes[programme]] if programme else list(catalogue.programmes.values())
    answers: list[pl.Expr] = []
    for one in wanted:
        found = compiler.columns(one)
        answers += [getattr(found, answer).alias(f"{one.id}/{answer}") for answer in ANSWERS]
    return Screen(on, _read(stages, answers), tuple(one.id for one in wanted), stages, tuple(answers))


def _read(stages: Stages, answers: "list[pl.Expr]") -> tuple[str, ...]:
    """Return the columns of the frame that the expressions read."""
    names = {name for step in (*stages.steps, answers) for one in step for name in one.meta.root_names()}
    return tuple(sorted(name for name in names if not stages.made(name)))
