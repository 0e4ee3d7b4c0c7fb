"""Paragraphs, drawn tables and foot-notes of a Word file: what python-docx writes slowly or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document as Paper
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement

from api.documents.looks import BODY, CELL, NOTE, NOTE_MARK, add_part
from api.documents.text import clean

TWIPS = 1440 / 25.4  # in a mm
BORDER = 4  # eighths of a point
PADDING = {"top": 40, "left": 50, "bottom": 40, "right": 50}  # twips
FOOTNOTE = (
    '<w:footnote w:id="{id}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>'
    '<w:rPr><w:rStyle w:val="{mark}"/></w:rPr><w:footnoteRef/></w:r>'
    '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
)
RULE = '<w:footnote w:id="{id}" w:type="{kind}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
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


def cell(text: str, edge: int, style: str = CELL) -> Box:
    """Return a cell with a text."""
    return Box(edge, (line(text, style),))


def write(made: Paper, *lines: Line) -> None:
    """Add paragraphs at the end of a document."""
    for one in lines:
        _append(made, _paragraph(one))


def draw(made: Paper, edges: Sequence[float], rows: Iterable[Drawn]) -> None:
    """Add a table with fixed columns and borders; `edges` are the right edges of the columns of its grid, in mm.

    Edges at which no cell ends are left out.
    """
    drawn = tuple(rows)
    used = sorted({box.edge for row in drawn for box in row.boxes})
    places = [0, *(round(edges[edge] * TWIPS) for edge in used)]
    widths = [after - before for before, after in pairwise(places)]
    table = _table(widths)
    for row in drawn:
        table.append(_row(row, used, widths))
    _append(made, table)


def _append(made: Paper, block: Any) -> None:
    made.element.body.find(qn("w:sectPr")).addprevious(block)


def saved(made: Paper) -> bytes:
    """Return a document as a file."""
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def add_footnotes(made: Paper, texts: Sequence[str]) -> None:
    """Add the foot-notes that runs refer to, numbered from 1."""
    style, mark = _id(NOTE), _id(NOTE_MARK)
    rows = [RULE.format(id=id, kind=kind, style=style) for id, kind in SEPARATORS]
    rows += [FOOTNOTE.format(id=id, text=escape(clean(text)), style=style, mark=mark) for id, text in enumerate(texts, 1)]
    xml = f"<w:footnotes {nsdecls('w')}>{''.join(rows)}</w:footnotes>"
    add_part(made, "footnotes", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES, xml)
    known = OxmlElement("w:footnotePr")
    for id, _ in SEPARATORS:
        known.append(_element("w:footnote", id=id))
    made.settings.element.find(qn("w:compat")).addprevious(known)


def _id(style: str) -> str:
    """Return the id under which python-docx keeps a style of this name."""
    return style.replace(" ", "")


def _element(tag: str, **attributes: object) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def _paragraph(line: Line) -> Any:
    found = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    if line.style != BODY:
        properties.append(_element("w:pStyle", val=_id(line.style)))
    if line.keeps:
        properties.append(OxmlElement("w:keepNext"))
    if line.new_page:
        properties.append(OxmlElement("w:pageBreakBefore"))
    found.append(properties)
    for run in line.runs:
        found.append(_run(run))
    return found


def _run(run: Run) -> Any:
    found, properties = OxmlElement("w:r"), OxmlElement("w:rPr")
    style = NOTE_MARK if run.note is not None else run.style
    if style:
        properties.append(_element("w:rStyle", val=_id(style)))
    properties.append(_element("w:rFonts", hint="eastAsia"))
    found.append(properties)
    if run.note is not None:
        found.append(_element("w:footnoteReference", id=run.note))
        return found
    text = OxmlElement("w:t")
    text.text = clean(run.text)
    text.set(qn("xml:space"), "preserve")
    found.append(text)
    return found


def _table(widths: Sequence[int]) -> Any:
    table, properties, grid = OxmlElement("w:tbl"), OxmlElement("w:tblPr"), OxmlElement("w:tblGrid")
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz=BORDER, space=0, color="000000"))
    for side, width in PADDING.items():
        margins.append(_element(f"w:{side}", w=width, type="dxa"))
    properties.append(_element("w:tblW", w=sum(widths), type="dxa"))
    properties.append(_element("w:jc", val="center"))
    properties.append(borders)
    properties.append(_element("w:tblLayout", type="fixed"))
    properties.append(margins)
    for width in widths:
        grid.append(_element("w:gridCol", w=width))
    table.append(properties)
    table.append(grid)
    return table


def _row(row: Drawn, used: Sequence[int], widths: Sequence[int]) -> Any:
    found, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
    if not row.breaks:
        properties.append(OxmlElement("w:cantSplit"))
    if row.height:
        properties.append(_element("w:trHeight", val=round(row.height * TWIPS), hRule="atLeast"))
    if row.head:
        properties.append(OxmlElement("w:tblHeader"))
    found.append(properties)
    start = 0
    for box in row.boxes:
        end = used.index(box.edge) + 1
        found.append(_cell(box, end - start, sum(widths[start:end])))
        start = end
    return found


def _cell(box: Box, span: int, width: int) -> Any:
    found, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    properties.append(_element("w:tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(_element("w:gridSpan", val=span))
    if box.merge:
        properties.append(_element("w:vMerge", val=box.merge))
    properties.append(_element("w:vAlign", val="top" if box.top else "center"))
    found.append(properties)
    for line in box.lines or (Line(()),):
        found.append(_paragraph(line))
    return found
