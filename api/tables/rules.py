"""What must hold between the cells of a row, as the profile's reader demands of one profile."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from api.tables.columns import NAME, REGION, Column
from api.tables.faults import Fault
from api.tables.source import Source
from graph.model import Catalogue

if TYPE_CHECKING:
    import polars as pl

BESIDE_TITLE = ("expires", "renewed", "rank")
BESIDE_EVENT = ("severity", "cleared", "honor")


def row_faults(
    frame: "pl.DataFrame", columns: list[tuple[int, Column]], source: Source, known: set[tuple[int, int]], catalogue: Catalogue
) -> Iterator[Fault]:
    """Yield what is wrong with rows whose cells are right by themselves.

    Parameters
    ----------
    frame : polars.DataFrame
        The companies.
    columns : list
        Position in the source and column.
    source : Source
        Where the cells stand.
    known : set
        Row and position of the cells that are wrong already, of which nothing more is said.
    catalogue : Catalogue
        The kinds of events.
    """
    rules = _Rules(frame, {column.path: (position, column) for position, column in columns}, source, catalogue, known)
    yield from rules.faults()


class _Rules:
    """The rules over one table."""

    def __init__(
        self,
        frame: "pl.DataFrame",
        columns: Mapping[str, tuple[int, Column]],
        source: Source,
        catalogue: Catalogue,
        known: set[tuple[int, int]],
    ) -> None:
        self.frame, self.columns, self.source, self.catalogue, self.known = frame, columns, source, catalogue, known

    def faults(self) -> Iterator[Fault]:
        """Yield every fault."""
        yield from self._required()
        for word in dict.fromkeys(path.split("/")[1] for path in self.columns if path.startswith("titles/")):
            yield from self._title(f"titles/{word}")
        for word in dict.fromkeys(path.split("/")[1] for path in self.columns if path.startswith("events/")):
            yield from self._event(f"events/{word}", word)

    def _where(self, wrong: "pl.Expr", path: str, message: str, leans_on: str = "") -> Iterator[Fault]:
        """Yield a fault at a cell of each such row, unless it, or that on which the rule leans, is wrong already."""
        position = self.columns[path][0]
        positions = {position, self.columns[leans_on][0]} if leans_on in self.columns else {position}
        for row in self.frame.filter(wrong)["row"]:
            if any((row, one) in self.known for one in positions):
                continue
            yield Fault(self.source.place, row, position, self.source.titles[position], "", message)

    def _required(self) -> Iterator[Fault]:
        import polars as pl

        for path, wants in ((NAME, "文字"), (REGION, "六位行政区划代码（如 410421）或名称（如 宝丰县）")):
            if path in self.columns:
                yield from self._where(pl.col(path).is_null(), path, f"必填，应为{wants}")

    def _title(self, lead: str) -> Iterator[Fault]:
        """Hold that a title is held where something is said of it, and nothing of it lies before the grant."""
        import polars as pl

        main = lead if lead in self.columns else f"{lead}/granted"
        name = self.columns[main][1].heading if main in self.columns else lead
        held = self._any(f"{lead}/held", f"{lead}/granted")
        for part in BESIDE_TITLE:
            path = f"{lead}/{part}"
            if path in self.columns:
                yield from self._where(pl.col(path).is_not_null() & ~held, path, f"此格有内容，“{name}”却没有填获评日期或“是”", main)
        for part in ("expires", "renewed"):
            yield from self._early(f"{lead}/granted", f"{lead}/{part}", "获评日期")
        if f"{lead}/held" in self.columns and f"{lead}/granted" in self.columns:
            wrong = pl.col(f"{lead}/granted").is_not_null() & pl.col(f"{lead}/held").eq(False)
            yield from self._where(wrong, f"{lead}/held", "写了否，却有获评日期，请改正其一")

    def _any(self, truth: str, day: str) -> "pl.Expr":
        """Return whether a title is held: it is said, or its grant is known."""
        import polars as pl

        said = [pl.col(truth).fill_null(False)] if truth in self.frame.columns else []
        dated = [pl.col(day).is_not_null()] if day in self.frame.columns else []
        return pl.any_horizontal(*said, *dated) if said or dated else pl.lit(False)

    def _early(self, start: str, later: str, name: str) -> Iterator[Fault]:
        import polars as pl

        if start in self.frame.columns and later in self.columns:
            yield from self._where(pl.col(later) < pl.col(start), later, f"不能早于{name}")

    def _event(self, lead: str, word: str) -> Iterator[Fault]:
        """Hold that an event has its day where something is said of it, and its honor where it is about one."""
        import polars as pl

        kind, on = self.catalogue.words.events[word], f"{lead}/on"
        happened = pl.col(on).is_not_null() if on in self.columns else pl.lit(False)
        for part in BESIDE_EVENT:
            path = f"{lead}/{part}"
            if path in self.columns:
                yield from self._where(pl.col(path).is_not_null() & ~happened, path, f"此格有内容，“{kind.name}”却没有填发生日期", on)
        yield from self._early(on, f"{lead}/cleared", "发生日期")
        if kind.honor and on in self.columns:
            about = f"{lead}/honor"
            missing = pl.col(about).is_null() if about in self.columns else pl.lit(True)
            place = about if about in self.columns else on
            yield from self._where(happened & missing, place, f"须在“{kind.name} 所涉称号”列写明是哪一项荣誉")


def plain_name(name: str) -> str:
    """Return a company's name without what people write in different ways: widths of signs, and spaces.

    >>> plain_name("甲（集团） 有限公司") == plain_name("甲(集团)有限公司")
    True
    """
    return "".join(unicodedata.normalize("NFKC", name).split())
