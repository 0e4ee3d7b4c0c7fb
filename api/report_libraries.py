"""A library to read: how many from where, by when, ranked how, and what its form asks for."""

from collections.abc import Iterator

from api.labels import ERRS
from api.report import CLAUSE, Page, Row
from api.wording import told
from api.wording_libraries import region_name, ties_text, words_text
from graph.forms import Form, Part
from graph.libraries import Library, Recommended

ABREAST = 6
REGIONS = (2, *ABREAST * [16])
TEXT = (0, CLAUSE)
PARTS = (0, 18)


def show_library(library: Library, page: Page) -> None:
    """Print a library, as a part of the page of the programme by which one enters it."""
    page.line()
    page.line(f"培育库：{library.name}　{library.id}", style="bold")
    for head, value in (("期限：", library.deadline), ("", library.selected), ("", library.recommended)):
        if value:
            page.item("·", f"{head}{told(value, page.catalogue)}（{page.cite(value.clause)}）", indent=2)
    if library.recommended:
        page.grid(_quotas(library.recommended, page), REGIONS)
    _ranking(library, page)
    form = page.catalogue.forms.get(library.form or "")
    if form:
        _form(form, library, page)
    for note in (*library.notes, *(form.notes if form else ())):
        page.item("·", f"说明：{note.text}（{ERRS[note.errs]}）", indent=2)


def _quotas(quota: Recommended, page: Page) -> Iterator[Row]:
    cells = [f"{region_name(code, page.catalogue)} {number}" for code, number in quota.regions]
    for start in range(0, len(cells), ABREAST):
        row = cells[start : start + ABREAST]
        yield ("", *row, *[""] * (ABREAST - len(row)))


def _ranking(library: Library, page: Page) -> None:
    page.item("·", f"排序：{library.ranking.note}", indent=2)
    page.grid([(f"    · {told(key, page.catalogue)}", page.cite(key.clause)) for key in library.ranking.keys], TEXT, styles=("", "dim"))
    page.line(ties_text(library.ranking, page.catalogue), indent=4)


def _form(form: Form, library: Library, page: Page) -> None:
    roster, application = form.roster, form.application
    columns = "、".join(column.label for column in roster.columns)
    page.item("·", f"{roster.title}（{page.cite(roster.clause)}）：{columns}", indent=2)
    page.item("·", f"{''.join(application.title)}（{page.cite(application.clause)}）：", indent=2)
    page.grid([row for part in form.parts_for(library.id) for row in _part(part, "    ")], PARTS, styles=("", "dim"))


def _part(part: Part, indent: str) -> Iterator[Row]:
    yield indent + "· " + part.heading, words_text(part.words)
    for row in part.rows:
        for cell in row.cells:
            if cell.words is not None:
                yield indent + "  · " + row.label, words_text(cell.words)
    for inside in part.parts:
        yield from _part(inside, indent + "  ")
