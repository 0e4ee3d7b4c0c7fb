"""Where a rule stands: document, section, page, clause; and the notes that go with it."""

from dataclasses import dataclass, replace

from graph.reader import Fields, Node, choice, integer, reference, text


@dataclass(frozen=True, order=True)
class Clause:
    """A place in a source document."""

    document: str = ""
    section: str = ""
    page: int | None = None
    clause: str = ""


NOWHERE = Clause()


@dataclass(frozen=True)
class Note:
    """A contradiction, gap or slip of the source: how it was read and which way that errs."""

    text: str
    errs: str


@dataclass(frozen=True)
class Source:
    """The section in which the reader stands; clauses are relative to it."""

    place: Clause = NOWHERE

    def clause(self, node: Node) -> Clause | None:
        """Read a clause: a text within this section, or a full place."""
        if not node.is_mapping:
            label = text(node)
            return None if label is None else replace(self.place, clause=label)
        return read_place(node)


def read_place(node: Node) -> Clause | None:
    """Read {document, section, page, clause}."""
    fields = Fields(node)
    place = Clause(
        document=fields.need("document", reference("documents"), ""),
        section=fields.take("section", text, ""),
        page=fields.find("page", integer),
        clause=fields.take("clause", text, ""),
    )
    fields.done()
    return place


def read_note(node: Node) -> Note | None:
    """Read {text, errs}."""
    fields = Fields(node)
    note = Note(fields.need("text", text, ""), fields.need("errs", choice("strict", "lenient", "none"), "none"))
    fields.done()
    return note
