"""Clauses in their short form, and gaps with them: the same on the terminal and in letters."""

from collections.abc import Sequence

from api.labels import CERTAINTY
from api.phrases import standing
from graph.model import Catalogue
from graph.source import Clause
from planner.gaps import Gap

NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

Row = Sequence[str]


class Citations:
    """Remembers which documents were cited; those after the first have a number."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._cited: list[str] = []

    def cite(self, clause: Clause | None, certainty: str = "primary") -> str:
        """Return a clause in its short form; documents after the first have a number."""
        if clause is None or not clause.document:
            return ""
        if clause.document not in self._cited:
            self._cited.append(clause.document)
        index = self._cited.index(clause.document)
        page = f"，第{clause.page}页起" if clause.page is not None else ""
        marked = f"（{CERTAINTY[certainty]}）" if certainty in CERTAINTY else ""
        return f"{f'[{index + 1}]' if index else ''}{clause.section}{clause.clause}{page}{marked}"

    def sources(self) -> str:
        """Return which documents were cited."""
        names = [self._catalogue.documents[id].name for id in self._cited]
        return "；".join(f"[{place}]{name}" if place > 1 else name for place, name in enumerate(names, 1))

    def gap_rows(self, gap: Gap, year: int, open_year: int) -> list[Row]:
        """Return a gap as rows of text, how it stands, clause; a choice has a row for each part.

        `year` is the last that is examined; figures from `open_year` on are carried forward, those before it have closed.
        """
        if not gap.branches:
            return [(gap.text, standing(gap, self._catalogue, year, open_year), self.cite(gap.clause, gap.certainty))]
        rows: list[Row] = [(gap.text.partition("：")[0] + "即可：", "", "")]
        for mark, branch in zip(NUMBERS, gap.branches, strict=False):
            inside = [row for part in branch for row in self.gap_rows(part, year, open_year)]
            rows += [(f"{mark if place == 0 else ' '} {text}", *rest) for place, (text, *rest) in enumerate(inside)]
        return rows
