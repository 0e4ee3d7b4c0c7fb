"""Paragraphs, drawn tables and foot-notes as the XML of a Word file: python-docx writes them slowly or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from api.documents.looks import BODY, CELL, NOTE, NOTE_MARK
from api.documents.text import clean

TWIPS = 1440 / 25.4  # in a mm
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
PADDING = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in (("top", 40), ("left", 50), ("bottom", 40), ("right", 50)))
CHINESE = '<w:rFonts w:hint="eastAsia"/>'  # quotation marks and dashes in the Chinese font
SEPARATORS = (("-1", "separator"), ("0", "continuationSeparator"))


@dataclass(frozen=True)
class Run:
    """A piece of a line: its text, in a style of characters; or the mark of a foot-note."""

    text: str = ""
    style: str = ""
    note: int | None = None


@dataclass(frozen=True)
class Line:
    """A paragraph; `keeps`: on the page of what follows."""

    runs: tuple[Run, ...]
    style: str = BODY
    new_page: bool = False
    keeps: bool = False


@dataclass(frozen=True)
class Box:
    """A cell of a drawn table, up to an edge of its grid; `merge`: `restart` opens a cell over several rows, `continue` goes on with it."""

    edge: int
    lines: tuple[Line, ...]
    merge: str = ""
    top: bool = False


@dataclass(frozen=True)
class Drawn:
    """A row of a drawn table: `height` in mm at least; `head`: repeated on each page; `breaks`: may go over to the next."""

    boxes: tuple[Box, ...]
    height: float = 0
    head: bool = False
    breaks: bool = False


def line(text: str, style: str = BODY, *, new_page: bool = False, keeps: bool = False) -> Line:
    """Return a paragraph of one run."""
    return Line((Run(text),), style, new_page, keeps)


def texts_row(texts: Iterable[str], style: str = CELL, height: float = 0, *, head: bool = False) -> Drawn:
    """Return a row with a text in each column of the grid."""
    return Drawn(tuple(Box(edge, (line(text, style),)) for edge, text in enumerate(texts)), height, head)


def paragraphs(lines: Iterable[Line]) -> str:
    """Return paragraphs."""
    return "".join(map(_paragraph, lines))


def drawn_table(edges: Sequence[float], rows: Iterable[Drawn]) -> str:
    """Return a table with fixed columns and borders; `edges` are the right edges of the columns of its grid, in mm.

    Edges at which no cell ends are left out.
    """
    drawn = tuple(rows)
    used = sorted({box.edge for row in drawn for box in row.boxes})
    widths = [after - before for before, after in pairwise([0, *(round(edges[edge] * TWIPS) for edge in used)])]
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{PADDING}</w:tblCellMar>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    inside = "".join(_row(row, used, widths) for row in drawn)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{inside}</w:tbl>"


def footnotes(texts: Iterable[str]) -> str:
    """Return the foot-notes that runs refer to, numbered from 1."""
    lead = f'<w:p><w:pPr><w:pStyle w:val="{_id(NOTE)}"/></w:pPr><w:r>'
    rules = (f'<w:footnote w:id="{id}" w:type="{kind}">{lead}<w:{kind}/></w:r></w:p></w:footnote>' for id, kind in SEPARATORS)
    mark = f'<w:rPr><w:rStyle w:val="{_id(NOTE_MARK)}"/></w:rPr><w:footnoteRef/></w:r>'
    notes = (f'<w:footnote w:id="{id}">{lead}{mark}{_run(Run(f" {text}"))}</w:p></w:footnote>' for id, text in enumerate(texts, 1))
    return "".join((*rules, *notes))


def _id(style: str) -> str:
    """Return the id under which python-docx keeps a style of this name."""
    return style.replace(" ", "")


def _paragraph(line: Line) -> str:
    style = f'<w:pStyle w:val="{_id(line.style)}"/>' if line.style != BODY else ""
    properties = style + ("<w:keepNext/>" if line.keeps else "") + ("<w:pageBreakBefore/>" if line.new_page else "")
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(map(_run, line.runs))}</w:p>"


def _run(run: Run) -> str:
    name = NOTE_MARK if run.note is not None else run.style
    style = f'<w:rStyle w:val="{_id(name)}"/>' if name else ""
    text = f'<w:t xml:space="preserve">{escape(clean(run.text))}</w:t>'
    inside = text if run.note is None else f'<w:footnoteReference w:id="{run.note}"/>'
    return f"<w:r><w:rPr>{style}{CHINESE}</w:rPr>{inside}</w:r>"


def _row(row: Drawn, used: Sequence[int], widths: Sequence[int]) -> str:
    properties = "" if row.breaks else "<w:cantSplit/>"
    properties += f'<w:trHeight w:val="{round(row.height * TWIPS)}" w:hRule="atLeast"/>' if row.height else ""
    properties += "<w:tblHeader/>" if row.head else ""
    cells, start = [], 0
    for box in row.boxes:
        end = used.index(box.edge) + 1
        cells.append(_cell(box, end - start, sum(widths[start:end])))
        start = end
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(box: Box, span: int, width: int) -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{box.merge}"/>' if box.merge else ""
    properties += f'<w:vAlign w:val="{"top" if box.top else "center"}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs(box.lines or (Line(()),))}</w:tc>"
