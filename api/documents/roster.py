"""The list of recommended companies, as Word and as Excel: the tables and columns of the form, one table for each library."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from api.documents.filling import Applicant, Blank, Filled, Place, fill
from api.documents.text import decimal
from graph.forms import Cell, Roster

EMPTY_ROWS = 3  # of a table without a company, as on the printed form
WIDTHS = {"rank": 1.2, "city": 2.1, "name": 4.5, "uscc": 4, "county": 3, "field": 2.2, "metric": 3.2, "titles": 6.5}
HEIGHT, SHEET_WIDTH = 9, 132  # mm; characters across an A4 page in 11 points
PER_CHARACTER, BY_HAND = 1 / 3, 1.0  # width of a column that is filled in by hand


@dataclass(frozen=True)
class RosterRow:
    """A company in a table: what stands in each column, and what stays blank."""

    applicant: Applicant
    cells: tuple[Filled, ...]

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """What stays blank, in the order of the columns."""
        return tuple(blank for cell in self.cells for blank in cell.blanks)


Tables = Sequence[tuple[str, Sequence[RosterRow]]]


def roster_tables(roster: Roster, applicants: Mapping[str, Iterable[Applicant]]) -> Tables:
    """Return the tables of a roster, filled in: a heading and its companies in the order given.

    Parameters
    ----------
    roster : Roster
        The form.
    applicants : Mapping[str, Iterable[Applicant]]
        The companies recommended to each library; one that is not named has none.
    """
    places = [Place(column.label, column) for column in roster.columns]
    return [(table.heading, [_row(one, places) for one in applicants.get(table.library, ())]) for table in roster.tables]


def _row(applicant: Applicant, places: Sequence[Place]) -> RosterRow:
    return RosterRow(applicant, tuple(fill(place, applicant) for place in places))


def column_widths(roster: Roster, whole: float) -> list[float]:
    """Return the widths of the columns, by what stands in them."""
    shares = [_width(column) for column in roster.columns]
    return [whole * share / sum(shares) for share in shares]


def _width(column: Cell) -> float:
    origin = column.origin
    if origin is None:
        return BY_HAND + len(column.label) * PER_CHARACTER
    return WIDTHS[origin.of if origin.kind == "shows" else origin.kind]


def roster_word(roster: Roster, tables: Tables) -> bytes:
    """Return a roster as Word, on A4 across; the head of a table is repeated on each page."""
    from api.documents.looks import ANNEX, LANDSCAPE_WIDTH, PLAIN, ROSTER_HEAD, ROSTER_PART, ROSTER_TEXT, SMALL, TITLE
    from api.documents.package import plain
    from api.documents.word import drawn_table, line, paragraphs, texts_row

    blocks = [paragraphs((line(roster.clause.clause, ANNEX), line(roster.title, TITLE), *(line(text, PLAIN) for text in roster.lines)))]
    edges = list(accumulate(column_widths(roster, LANDSCAPE_WIDTH)))
    head = texts_row([column.label for column in roster.columns], ROSTER_HEAD, HEIGHT, head=True)
    for heading, rows in tables:
        texts = (texts_row(row, ROSTER_TEXT, HEIGHT) for row in _texts(rows, len(roster.columns)))
        blocks += (paragraphs([line(heading, ROSTER_PART, keeps=True)]), drawn_table(edges, (head, *texts)))
    return plain(landscape=True).around((*blocks, paragraphs([line(f"注：{roster.note}", SMALL)])))


def _texts(rows: Sequence[RosterRow], columns: int) -> Iterator[list[str]]:
    yield from ([cell.texts[0] for cell in row.cells] for row in rows)
    yield from ([""] * columns for _ in range(0 if rows else EMPTY_ROWS))


def roster_excel(roster: Roster, tables: Tables) -> bytes:
    """Return a roster as Excel, set to print on A4 across; figures without a unit of their own are numbers."""
    from api.documents.sheets import Book

    book = Book()
    sheet = book.sheet(roster.clause.clause, column_widths(roster, SHEET_WIDTH))
    sheet.across(roster.clause.clause, "annex")
    sheet.across(roster.title, "title")
    for text in roster.lines:
        sheet.across(text, "line")
    for number, (heading, rows) in enumerate(tables):
        sheet.across(heading, "line")
        sheet.row([column.label for column in roster.columns], "head", repeated=number == 0)  # of all tables the same
        for row in rows:
            sheet.row([_value(cell) for cell in row.cells], "centred")
        for _ in range(0 if rows else EMPTY_ROWS):
            sheet.row([""] * len(roster.columns), "centred")
    sheet.across(f"注：{roster.note}", "note")
    return book.saved()


def _value(cell: Filled) -> str | Fraction:
    """Return a figure as a number where its text is nothing but the figure."""
    return cell.number if cell.number is not None and cell.texts[0] == decimal(cell.number) else cell.texts[0]
