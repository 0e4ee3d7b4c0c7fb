"""Reading a scorecard: parts, items, rows."""

from fractions import Fraction

from graph.criteria.score import Item, Part, Row, Scorecard
from graph.reader import Fields, Node, choice, number, some, text
from graph.requirement import CERTAINTIES, RuleReader
from graph.source import NOWHERE, Source, read_place


def read_scorecard(id: str, root: Node) -> Scorecard:
    """Read one file of scorecards/."""
    fields = Fields(root)
    place = fields.need("source", read_place, NOWHERE)
    certainty = fields.take("certainty", choice(*CERTAINTIES), "primary")
    rules = RuleReader(f"scorecards/{id}", Source(place), certainty, clause_required=False)
    name = fields.need("name", text, id)
    parts = fields.need("parts", Fields, None)
    found = [_read_part(part, parts.node_of(part), rules) for part in parts] if parts else []
    fields.done()
    return Scorecard(id, name, place, certainty, tuple(found))


def _read_part(id: str, node: Node | None, rules: RuleReader) -> Part:
    assert node is not None
    fields = Fields(node)
    part = Part(id, fields.need("name", text, id), fields.need("items", some(lambda item: _read_item(item, rules)), ()))
    fields.done()
    return part


def _read_item(node: Node, rules: RuleReader) -> Item:
    fields = Fields(node)
    item = Item(fields.need("name", text, ""), fields.need("rows", some(lambda row: _read_row(row, rules)), ()))
    fields.done()
    return item


def _read_row(node: Node, rules: RuleReader) -> Row:
    fields = Fields(node)
    row = Row(fields.need("score", number, Fraction(0)), fields.find("when", rules.criterion))
    fields.done()
    return row
