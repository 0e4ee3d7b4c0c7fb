"""Official forms as data: the roster that an office sends up, the application that a company fills in, and their foot-notes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.criteria import Criterion
from graph.origins import KINDS, TITLES, Origin, read_origin
from graph.reader import Fields, Node, choice, flag, integer, pairs, positive, reference, several, some, text
from graph.requirement import Requirement, RuleReader, leaves
from graph.source import NOWHERE, Clause, Note, Source, read_note, read_place

TICKED_BY = ("when", "library", "titles", "otherwise")
LAYOUTS = ("beside", "above", "stacked", "signed")


@dataclass(frozen=True)
class Choice:
    """A box: ticked when its criteria are met, for one library, when such titles are held, or `otherwise`; with none of these by hand.

    `{}` in the label is a blank, which titles fill with their names.
    """

    label: str
    when: Requirement | None = None
    library: str | None = None
    titles: str | None = None
    otherwise: bool = False


@dataclass(frozen=True)
class Cell:
    """A place to fill in: from its origin, by ticking (`several`: more than one), or by hand.

    `printed`: what stands there until then. `text`: what to write, in at most so many `words` (字). `joined`: in the box of the one before.
    """

    label: str = ""
    origin: Origin | None = None
    choices: tuple[Choice, ...] = ()
    several: bool = False
    printed: str = ""
    text: str = ""
    words: int | None = None
    joined: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table: its label, then cells, or the heads of the rows below.

    `layout`: the label of a cell stands beside its value or above it; stacked: each cell on a line of its own; signed: one box, a text
    and the lines to sign.
    """

    label: str
    cells: tuple[Cell, ...]
    heads: tuple[str, ...] = ()
    footnote: str | None = None
    layout: str = LAYOUTS[0]


@dataclass(frozen=True)
class Part:
    """A part of the application: a table, or a text of at most so many `words` (字), or more parts; `libraries`: asked for these alone."""

    heading: str
    libraries: tuple[str, ...] = ()
    text: str = ""
    words: int | None = None
    note: str = ""
    rows: tuple[Row, ...] = ()
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True)
class Footnote:
    """A foot-note: what it says, the names to choose from in groups; `size_classes`: with the bounds of the defaults."""

    id: str
    text: str
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    size_classes: bool = False


@dataclass(frozen=True)
class RosterTable:
    """One table of a roster: the companies of one library."""

    heading: str
    library: str


@dataclass(frozen=True)
class Roster:
    """The list of recommended companies: tables with the same columns, one for each library."""

    title: str
    lines: tuple[str, ...]
    tables: tuple[RosterTable, ...]
    columns: tuple[Cell, ...]
    note: str
    clause: Clause


@dataclass(frozen=True)
class Application:
    """What each company fills in: a cover and parts."""

    title: tuple[str, ...]
    cover: tuple[Cell, ...]
    parts: tuple[Part, ...]
    clause: Clause


@dataclass(frozen=True)
class Form:
    """The forms that go with one notice."""

    id: str
    name: str
    source: Clause
    footnotes: tuple[Footnote, ...]
    roster: Roster
    application: Application
    notes: tuple[Note, ...]

    def parts_for(self, library: str) -> tuple[Part, ...]:
        """Return the parts of the application that a library asks for."""
        return _asked(self.application.parts, library)

    def limits(self, library: str) -> Iterator[int]:
        """Yield the word limits that hold for a library, in order."""
        yield from _limits(self.parts_for(library))

    def criteria(self) -> Iterator[Criterion]:
        """Yield the criteria by which boxes are ticked."""
        rows = (row for part in _flat(self.application.parts) for row in part.rows)
        for box in (box for row in rows for cell in row.cells for box in cell.choices):
            if box.when is not None:
                yield from leaves(box.when)


def _asked(parts: tuple[Part, ...], library: str) -> tuple[Part, ...]:
    asked = (part for part in parts if not part.libraries or library in part.libraries)
    return tuple(replace(part, parts=_asked(part.parts, library)) for part in asked)


def _flat(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _flat(part.parts)


def _limits(parts: tuple[Part, ...]) -> Iterator[int]:
    for part in _flat(parts):
        written = (part.words, *(cell.words for row in part.rows for cell in row.cells))
        yield from (words for words in written if words is not None)


def read_form(id: str, root: Node) -> Form:
    """Read one file of forms/."""
    fields = Fields(root)
    place = fields.need("source", read_place, NOWHERE)
    footnotes = fields.take("footnotes", pairs(_read_footnote), ())
    reader = _FormReader(RuleReader(f"forms/{id}", Source(place), clause_required=False), tuple(name for name, _ in footnotes))
    form = Form(
        id,
        fields.need("name", text, id),
        place,
        tuple(replace(footnote, id=name) for name, footnote in footnotes),
        fields.need("roster", reader.roster, Roster("", (), (), (), "", place)),
        fields.need("application", reader.application, Application((), (), (), place)),
        fields.take("notes", several(read_note), ()),
    )
    fields.done()
    return form


def _read_footnote(node: Node) -> Footnote:
    fields = Fields(node)
    said = fields.need("text", text, "")
    footnote = Footnote("", said, fields.take("choices", pairs(some(text)), ()), fields.take("size_classes", flag, False))
    fields.done()
    return footnote


@dataclass
class _FormReader:
    rules: RuleReader
    footnotes: tuple[str, ...]

    def roster(self, node: Node) -> Roster:
        fields = Fields(node)
        roster = Roster(
            fields.need("title", text, ""),
            fields.take("lines", some(text), ()),
            fields.need("tables", some(_read_table), ()),
            fields.need("columns", some(self.cell), ()),
            fields.take("note", text, ""),
            fields.need("clause", self.rules.source.clause, self.rules.source.place),
        )
        fields.done()
        return roster

    def application(self, node: Node) -> Application:
        fields = Fields(node)
        application = Application(
            fields.need("title", some(text), ()),
            fields.take("cover", some(self.cell), ()),
            fields.need("parts", some(self.part), ()),
            fields.need("clause", self.rules.source.clause, self.rules.source.place),
        )
        fields.done()
        return application

    def part(self, node: Node) -> Part:
        fields = Fields(node)
        part = Part(
            fields.need("heading", text, ""),
            fields.take("libraries", some(reference("libraries")), ()),
            fields.take("text", text, ""),
            fields.find("words", positive),
            fields.take("note", text, ""),
            fields.take("rows", some(self.row), ()),
            fields.take("parts", some(self.part), ()),
        )
        fields.done()
        return part

    def row(self, node: Node) -> Row:
        fields = Fields(node)
        label = fields.take("label", text, "")
        footnote = fields.find("footnote", choice(*self.footnotes))
        layout = fields.take("layout", choice(*LAYOUTS), LAYOUTS[0])
        row = Row(label, self._cells(fields), fields.take("heads", some(text), ()), footnote, layout)
        fields.done()
        return row

    def _cells(self, fields: Fields) -> tuple[Cell, ...]:
        if "heads" in fields:
            return ()
        if "cells" in fields:
            return fields.take("cells", some(self.cell), ())
        if "years" not in fields:
            return (self._cell(fields, ""),)
        metric = fields.need("metric", reference("yearly_metrics"), "")
        return tuple(Cell(origin=Origin("metric", metric, year)) for year in fields.take("years", some(integer), ()))

    def cell(self, node: Node) -> Cell:
        fields = Fields(node)
        cell = self._cell(fields, fields.take("label", text, ""))
        fields.done()
        return cell

    def _cell(self, fields: Fields, label: str) -> Cell:
        return Cell(
            label,
            read_origin(fields, KINDS) if any(kind in fields for kind in KINDS) else None,
            fields.take("choices", some(self.choice), ()),
            fields.take("several", flag, False),
            fields.take("printed", text, ""),
            fields.take("text", text, ""),
            fields.find("words", positive),
            fields.take("joined", flag, False),
        )

    def choice(self, node: Node) -> Choice:
        fields = Fields(node)
        if sum(key in fields for key in TICKED_BY) > 1:
            fields.one_of(TICKED_BY, "勾选")
        box = Choice(
            fields.need("label", text, ""),
            self.rules.root(fields, "when"),
            fields.find("library", reference("libraries")),
            fields.find("titles", choice(*TITLES)),
            fields.take("otherwise", flag, False),
        )
        fields.done()
        return box


def _read_table(node: Node) -> RosterTable:
    fields = Fields(node)
    table = RosterTable(fields.need("heading", text, ""), fields.need("library", reference("libraries"), ""))
    fields.done()
    return table
