"""The rows of an official table, drawn by their layout on a grid: a column of labels, then twelve equal columns."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from api.documents.filling import BLANK, Place, room
from api.documents.looks import CELL, LABEL, MARK, PORTRAIT_WIDTH, SIGNED
from api.documents.skeleton import slot
from api.documents.word import Box, Drawn, Line, Run, line
from api.wording_libraries import words_text
from graph.forms import Cell, Choice, Form, Row

NARROW, LABELS, UNITS = 10, 36, 12  # mm, mm, columns
EDGES = (NARROW, *(LABELS + (PORTRAIT_WIDTH - LABELS) * unit / UNITS for unit in range(UNITS + 1)))
FIRST, LAST = 1, UNITS + 1  # edges: of the labels, of the whole
PAIRS, PAIR_LABEL = 2, 2  # pairs in a row; columns of the label of a pair
HEIGHT, TEXT_HEIGHT, SIGNED_HEIGHT = 8, 36, 45  # mm
LABEL_CHARACTERS = 8  # in a line of the column of labels
CHARACTERS = 27  # in a line of boxes
GAP = "   "


@dataclass
class Places:
    """The places of a form in the order in which they are drawn, and the slots of their texts."""

    form: Form
    found: list[Place] = field(default_factory=list)
    slots: int = 0
    heads: tuple[str, ...] = ()

    def text(self, place: Place) -> Run:
        """Add a place for a text; return what stands there in the prepared file."""
        self.found.append(place)
        return Run(self._slot())

    def of(self, row: Row, cell: Cell, style: str, *, head: str = "", lead: str = "") -> tuple[Line, ...]:
        """Add the place of a cell in a row; return its lines, the first after a lead."""
        label = "：".join(part.rstrip("：") for part in (row.label, cell.label, head) if part)
        names = next((note.choices for note in self.form.footnotes if note.id == row.footnote), ())
        place = Place(label, cell, tuple(name for _, group in names for name in group))
        if not cell.choices:
            return (Line((Run(lead), self.text(place)), style),)
        self.found.append(place)
        lines = [[run for choice in together for run in self._box(choice)] for together in _lines(cell.choices)]
        lines[0][:0] = [Run(lead)] if lead else []
        return tuple(Line(tuple(runs), style) for runs in lines)

    def _box(self, choice: Choice) -> tuple[Run, Run]:
        head, _, tail = choice.label.partition(BLANK)
        return Run(self._slot(), MARK), Run(head + self._slot() + tail + GAP)

    def _slot(self) -> str:
        self.slots += 1
        return slot(self.slots - 1)


def _lines(choices: Iterable[Choice]) -> list[list[Choice]]:
    """Return boxes in lines, none of them broken where it fits into one."""
    lines: list[list[Choice]] = [[]]
    used = 0.0
    for choice in choices:
        width = 1 + sum(1 if ord(letter) > 0xFF else 0.5 for letter in choice.label.replace(BLANK, room(choice)) + GAP)
        if lines[-1] and used + width > CHARACTERS:
            lines.append([])
            used = 0.0
        lines[-1].append(choice)
        used += width
    return lines


def drawn_rows(rows: Iterable[Row], places: Places) -> Iterator[Drawn]:
    """Yield the rows of a table as they are drawn."""
    for row in rows:
        yield from _layout(row)(row, places)


def _layout(row: Row) -> Callable[[Row, Places], Iterator[Drawn]]:
    if row.heads:
        return _heads
    if any(cell.text for cell in row.cells):
        return _text
    if row.layout != "beside":
        return {"above": _above, "stacked": _stacked, "signed": _signed}[row.layout]
    return _pairs if any(cell.label for cell in row.cells) else _plain


def _label(row: Row, places: Places, merge: str = "", edge: int = FIRST) -> Box:
    if merge == "continue":
        return Box(edge, (), merge)
    ids = [note.id for note in places.form.footnotes]
    note = (Run(note=ids.index(row.footnote) + 1),) if row.footnote else ()
    *above, last = _label_lines(row.label)
    return Box(edge, (*(line(text, LABEL) for text in above), Line((Run(last), *note), LABEL)), merge)


def _label_lines(label: str) -> list[str]:
    """Return a label in lines: what stands in brackets at its end is not torn apart where each fits into a line."""
    head, bracket, tail = label.partition("（")
    fits = len(label) > LABEL_CHARACTERS >= max(len(head), len(tail) + 1)
    return [head, bracket + tail] if fits and head and tail.endswith("）") else [label]


def _share(count: int) -> list[int]:
    """Return the right edges of so many equal cells."""
    return [FIRST + round(UNITS * place / count) for place in range(1, count + 1)]


def _heads(row: Row, places: Places) -> Iterator[Drawn]:
    places.heads = row.heads
    boxes = (Box(edge, (line(head, LABEL),)) for edge, head in zip(_share(len(row.heads)), row.heads, strict=True))
    yield Drawn((_label(row, places), *boxes), HEIGHT)


def _plain(row: Row, places: Places) -> Iterator[Drawn]:
    """Draw values beside the label of the row."""
    heads = places.heads if len(places.heads) == len(row.cells) else [""] * len(row.cells)
    style = CELL if len(row.cells) == 1 else LABEL
    cells = zip(_share(len(row.cells)), row.cells, heads, strict=True)
    label = _label(row, places)
    yield Drawn((label, *(Box(edge, places.of(row, cell, style, head=head)) for edge, cell, head in cells)), HEIGHT)


def _pairs(row: Row, places: Places) -> Iterator[Drawn]:
    """Draw labels with their values beside them, two to a line; where the row has no label, the first takes its place."""
    lines = [row.cells[start : start + PAIRS] for start in range(0, len(row.cells), PAIRS)]
    for number, cells in enumerate(lines):
        lead = [_label(row, places, _merge(number, len(lines)))] if row.label else []
        yield Drawn((*lead, *_paired(row, cells, places)), HEIGHT)


def _paired(row: Row, cells: tuple[Cell, ...], places: Places) -> Iterator[Box]:
    room, start = UNITS - len(cells) * PAIR_LABEL, FIRST
    for number, cell in enumerate(cells, 1):
        first = not row.label and number == 1
        yield Box(FIRST if first else start + PAIR_LABEL, (line(cell.label, LABEL),))
        start = LAST if number == len(cells) else start + PAIR_LABEL + round(room / len(cells))
        yield Box(start, places.of(row, cell, CELL))


def _above(row: Row, places: Places) -> Iterator[Drawn]:
    edges = _share(len(row.cells))
    labels = (Box(edge, (line(cell.label, LABEL),)) for edge, cell in zip(edges, row.cells, strict=True))
    yield Drawn((_label(row, places, "restart"), *labels), HEIGHT)
    values = (Box(edge, places.of(row, cell, LABEL)) for edge, cell in zip(edges, row.cells, strict=True))
    yield Drawn((_label(row, places, "continue"), *values), HEIGHT)


def _stacked(row: Row, places: Places) -> Iterator[Drawn]:
    boxes: list[list[Line]] = []
    for cell in row.cells:
        written = places.of(row, cell, CELL, lead=cell.label)
        if cell.joined and boxes:
            boxes[-1] += written
        else:
            boxes.append([*written])
    for number, lines in enumerate(boxes):
        yield Drawn((_label(row, places, _merge(number, len(boxes))), Box(LAST, tuple(lines))), HEIGHT)


def _text(row: Row, places: Places) -> Iterator[Drawn]:
    """Draw room for a text, with what is to be written there."""
    lines = []
    for cell in row.cells:
        places.found.append(Place(row.label, cell))
        lines.append(line(f"（{hint(cell.text, cell.words)}）", CELL))
    yield Drawn((_label(row, places, edge=0), Box(LAST, tuple(lines), top=True)), TEXT_HEIGHT, breaks=True)


def _signed(row: Row, places: Places) -> Iterator[Drawn]:
    """Draw a text and the lines to sign, in one box."""
    first, *rest = row.cells
    lines = [*places.of(row, first, CELL, lead=first.label), line("", CELL)]
    lines += (one for cell in rest for one in places.of(row, cell, SIGNED, lead=cell.label))
    yield Drawn((_label(row, places, edge=0), Box(LAST, tuple(lines))), SIGNED_HEIGHT)


def _merge(number: int, count: int) -> str:
    return "" if count == 1 else "restart" if number == 0 else "continue"


def hint(text: str, words: int | None) -> str:
    """Return what is to be written, with the limit of words, as a sentence."""
    limit = words_text(words).replace(" ", "")
    return "，".join(part for part in (text.rstrip("。"), limit) if part) + "。"
