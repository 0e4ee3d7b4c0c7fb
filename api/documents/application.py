"""The application that a company fills in, as Word: cover, parts and tables in the order of the form, as far as the profile goes."""

from collections.abc import Iterator

from api.documents.filling import WRITTEN, Applicant, Blank, Place, fill
from api.documents.looks import ANNEX, COVER_LINE, COVER_TITLE, ITEM, PART, SECTION, add_footnotes, paper
from api.documents.package import Package
from api.documents.rows import EDGES, Places, drawn_rows, hint
from api.documents.skeleton import Skeleton
from api.documents.word import SEPARATORS, Line, Run, drawn_table, footnotes, line, paragraphs
from api.phrases import amount
from graph.forms import Cell, Footnote, Form, Part
from graph.libraries import Library
from graph.model import Catalogue, SizeClass

HEADINGS = (PART, SECTION, ITEM)
ABOVE_TITLE, BELOW_TITLE, TO_WRITE = 5, 9, 3  # empty lines


class ApplicationForm:
    """The application to one library, prepared once; each company's copy is filled in from its profile.

    Parameters
    ----------
    form : Form
        The form; only the parts that the library asks for are laid out.
    library : Library
        The library.
    catalogue : Catalogue
        The catalogue of both.
    """

    def __init__(self, form: Form, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._places = Places(form)
        self._written: list[Blank] = []
        blocks = [*self._cover(form), *(block for part in form.parts_for(library.id) for block in self._part(part, "", 0))]
        self._text = Skeleton("".join(blocks))
        self._package = _package(form, catalogue)

    def filled(self, applicant: Applicant) -> tuple[bytes, tuple[Blank, ...]]:
        """Return a company's copy, and what stays blank in it, in the order of the form."""
        assert applicant.library.id == self._library.id
        found = [fill(place, applicant) for place in self._places.found]
        blanks = (blank for one in found for blank in one.blanks)
        text = self._text.filled([text for one in found for text in one.texts])
        return self._package.around(text), (*blanks, *self._written)

    def _cover(self, form: Form) -> Iterator[str]:
        application = form.application
        yield paragraphs((line(application.clause.clause, ANNEX), *_empty(ABOVE_TITLE)))
        yield paragraphs((*(line(title, COVER_TITLE) for title in application.title), *_empty(BELOW_TITLE)))
        yield paragraphs(self._cover_line(cell) for cell in application.cover)

    def _cover_line(self, cell: Cell) -> Line:
        """Return a line of the cover: what is known of it stands right after the colon."""
        head, colon, tail = cell.label.partition("：")
        return Line((Run(head + colon), self._places.text(Place(head, cell)), Run(tail)), COVER_LINE)

    def _part(self, part: Part, above: str, depth: int) -> Iterator[str]:
        yield paragraphs([line(part.heading, HEADINGS[min(depth, len(HEADINGS) - 1)], new_page=depth == 0)])
        path = f"{above}{part.heading}"
        if part.text or part.words:
            yield paragraphs([line(hint(part.text, part.words))])
        if part.rows:
            yield drawn_table(EDGES, drawn_rows(part.rows, self._places))
        elif not part.parts:
            self._written.append(Blank(path, WRITTEN, by_hand=True))
            yield paragraphs(_empty(TO_WRITE))
        for inside in part.parts:
            yield from self._part(inside, f"{path} ", depth + 1)
        if part.note:
            yield paragraphs([line(f"注：{hint(part.note, None)}")])


def _package(form: Form, catalogue: Catalogue) -> Package:
    made = paper()
    made.sections[0].different_first_page_header_footer = True
    add_footnotes(made, footnotes(_footnote(note, catalogue) for note in form.footnotes), (id for id, _ in SEPARATORS))
    return Package(made)


def _empty(count: int) -> Iterator[Line]:
    return (line("") for _ in range(count))


def _footnote(note: Footnote, catalogue: Catalogue) -> str:
    groups = [f"{head}：{'、'.join(names)}" for head, names in note.choices]
    sizes = [_size_classes(catalogue)] if note.size_classes else []
    return "。".join((note.text, *groups, *sizes)) + "。"


def _size_classes(catalogue: Catalogue) -> str:
    """Return the bounds of the size classes, from large to micro."""
    names = next(field.choices for field in catalogue.words.fields.values() if field.derived)
    *classes, rest = catalogue.defaults.size_classes
    return "；".join((*(f"{names[size.name]}：{_bounds(size, catalogue)}" for size in classes), f"其余为{names[rest.name]}"))


def _bounds(size: SizeClass, catalogue: Catalogue) -> str:
    metrics = catalogue.words.metrics
    return "，且".join(f"{metrics[id].name}不低于 {amount(bound, metrics[id].unit)}" for id, bound in size.bounds)
