"""The application that a company fills in, as Word: cover, parts and tables in the order of the form, as far as the profile goes."""

from collections.abc import Iterator

from docx.document import Document as Paper

from api.documents.filling import WRITTEN, Applicant, Blank, Place, fill
from api.documents.looks import ANNEX, BODY, COVER_LINE, COVER_TITLE, ITEM, PART, SECTION, paper
from api.documents.rows import EDGES, Places, drawn_rows, hint
from api.documents.skeleton import Skeleton
from api.documents.word import Line, Run, add_footnotes, draw, line, write
from api.wording_libraries import size_classes_text
from graph.forms import Cell, Footnote, Form, Part
from graph.libraries import Library
from graph.model import Catalogue

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
        made = paper()
        self._cover(made, form)
        for part in form.parts_for(library.id):
            self._part(made, part, "", 0)
        add_footnotes(made, [_footnote(note, catalogue) for note in form.footnotes])
        self._skeleton = Skeleton(made)

    def filled(self, applicant: Applicant) -> tuple[bytes, tuple[Blank, ...]]:
        """Return a company's copy, and what stays blank in it, in the order of the form."""
        assert applicant.library.id == self._library.id
        found = [fill(place, applicant) for place in self._places.found]
        blanks = (blank for one in found for blank in one.blanks)
        return self._skeleton.filled([text for one in found for text in one.texts]), (*blanks, *self._written)

    def _cover(self, made: Paper, form: Form) -> None:
        application = form.application
        made.sections[0].different_first_page_header_footer = True
        write(made, line(application.clause.clause, ANNEX), *_empty(ABOVE_TITLE))
        write(made, *(line(title, COVER_TITLE) for title in application.title), *_empty(BELOW_TITLE))
        write(made, *(self._cover_line(cell) for cell in application.cover))

    def _cover_line(self, cell: Cell) -> Line:
        """Return a line of the cover: what is known of it stands right after the colon."""
        head, colon, tail = cell.label.partition("：")
        return Line((Run(head + colon), self._places.text(Place(head, cell)), Run(tail)), COVER_LINE)

    def _part(self, made: Paper, part: Part, above: str, depth: int) -> None:
        write(made, line(part.heading, HEADINGS[min(depth, len(HEADINGS) - 1)], new_page=depth == 0))
        path = f"{above}{part.heading}"
        if part.text or part.words:
            write(made, line(hint(part.text, part.words)))
        if part.rows:
            draw(made, EDGES, drawn_rows(part.rows, self._places))
        elif not part.parts:
            self._written.append(Blank(path, WRITTEN, by_hand=True))
            write(made, *_empty(TO_WRITE))
        for inside in part.parts:
            self._part(made, inside, f"{path} ", depth + 1)
        if part.note:
            write(made, line(f"注：{hint(part.note, None)}"))


def _empty(count: int) -> Iterator[Line]:
    return (line("", BODY) for _ in range(count))


def _footnote(note: Footnote, catalogue: Catalogue) -> str:
    groups = [f"{head}：{'、'.join(names)}" for head, names in note.choices]
    sizes = [size_classes_text(catalogue)] if note.size_classes else []
    return "。".join((note.text, *groups, *sizes)) + "。"
