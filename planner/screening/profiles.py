"""Profiles, some at a time, answered by columns: equal to assessing each by itself, at a fraction of the time."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from graph.model import Catalogue
from planner.errors import UnknownProgramme
from planner.profile import Profile
from planner.screening.compile import Screen, compile_catalogue
from planner.screening.frame import ROW, columns_of, frame_of
from planner.screening.rows import KEYS, assessed, long

if TYPE_CHECKING:
    import polars as pl


class ProfileScreen:
    """A catalogue for one day that answers about batches of profiles.

    It is compiled for the columns that some profile has filled so far, and anew only where a batch brings others.

    Parameters
    ----------
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day of judgement.
    programmes : collection of str
        Only these; none named: all.

    Raises
    ------
    UnknownProgramme
        If one of them is not in the catalogue.
    """

    def __init__(self, catalogue: Catalogue, on: date, programmes: Collection[str] = ()) -> None:
        for id in programmes:
            if id not in catalogue.programmes:
                raise UnknownProgramme(id, catalogue.programmes)
        self.catalogue, self.on, self.wanted = catalogue, on, tuple(dict.fromkeys(programmes))
        self.types = columns_of(catalogue, on)
        self.given: frozenset[str] = frozenset(KEYS)
        self.screen: Screen | None = None

    def rows(self, profiles: Sequence[Profile]) -> "pl.DataFrame":
        """Return a row for each profile and programme, in this order.

        Columns: those of planner.screening.rows.long; `row` is the place of the profile in the sequence.

        Notes
        -----
        Exact: what a frame cannot hold is assessed by itself. O(profiles · criteria).
        """
        import polars as pl

        frame, others = frame_of(enumerate(profiles), self.catalogue)
        screen = self._compiled(frame.columns)
        missing = [name for name in (*KEYS, *screen.columns) if name not in frame.columns]
        table = frame.with_columns(pl.lit(None, self.types.get(name, pl.Int64())).alias(name) for name in missing)
        found = screen.screen(table.lazy(), KEYS).collect()
        return long(pl.concat([found, self._assessed(others, screen)]).sort(ROW) if others else found, screen)

    def _compiled(self, columns: Collection[str]) -> Screen:
        if self.screen is None or not self.given.issuperset(columns):
            self.given |= frozenset(columns)
            whole = compile_catalogue(self.catalogue, self.on, self.given)
            self.screen = self._only(whole) if self.wanted else whole
        return self.screen

    def _only(self, whole: Screen) -> Screen:
        """Return the screen of the programmes that are wanted; what others alone need is never computed."""
        four = len(whole.answers) // len(whole.programmes)
        places = [whole.programmes.index(id) for id in self.wanted]
        return replace(whole, programmes=self.wanted, answers=tuple(one for at in places for one in whole.answers[at * four :][:four]))

    def _assessed(self, others: Sequence[tuple[int, Profile]], screen: Screen) -> "pl.DataFrame":
        if not self.wanted:
            return assessed(others, screen, self.catalogue)
        import polars as pl

        parts = [assessed(others, replace(screen, programmes=(id,)), self.catalogue) for id in self.wanted]
        return pl.concat([parts[0], *(part.drop(KEYS) for part in parts[1:])], how="horizontal")
