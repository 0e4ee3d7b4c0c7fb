"""What surrounds the programmes: documents, regions, defaults."""

from fractions import Fraction

from graph.dates import DayOfYear
from graph.libraries import read_ranking
from graph.model import Defaults, Document, Region, Round, SizeClass
from graph.reader import Fields, Node, choice, day_of_year, flag, integer, number, pairs, reference, some, text
from graph.requirement import CERTAINTIES
from graph.source import Source, read_place


def read_document(id: str, node: Node) -> Document:
    """Read one entry of documents.yaml."""
    fields = Fields(node)
    document = Document(
        id,
        fields.need("name", text, id),
        fields.take("issuer", text, ""),
        fields.take("published", text, ""),
        fields.take("certainty", choice(*CERTAINTIES), "primary"),
        fields.take("file", text, ""),
    )
    fields.done()
    return document


def read_region(id: str, node: Node) -> Region:
    """Read one entry of regions.yaml."""
    node.stands_at(f"regions/{id}")
    fields = Fields(node)
    region = Region(
        id,
        fields.need("name", text, id),
        fields.find("parent", reference("regions")),
        fields.find("code", text),
        fields.take("statistical", flag, False),
    )
    fields.done()
    return region


def read_defaults(root: Node) -> Defaults:
    """Read defaults.yaml."""
    fields = Fields(root)
    assumed, assumed_text = fields.need("round", _read_round, (Round(), ""))
    claim_years, claim_text = fields.need("claim", _read_claim, (1, ""))
    defaults = Defaults(
        round=assumed,
        round_text=assumed_text,
        claim_years=claim_years,
        claim_text=claim_text,
        stretch_growth=fields.need("stretch_growth", number, Fraction(50)),
        horizon_years=fields.need("horizon_years", integer, 10),
        award_years=fields.need("award_years", integer, 5),
        near_gaps=fields.need("near_gaps", integer, 2),
        size_classes=fields.need("size", _read_sizes, ()),
        ranking=fields.find("ranking", lambda node: read_ranking(node, Source())),
    )
    fields.done()
    return defaults


def _read_round(node: Node) -> tuple[Round, str]:
    fields = Fields(node)
    found = Round(
        opens=fields.need("opens", day_of_year, DayOfYear(1, 1)),
        closes=fields.need("closes", day_of_year, DayOfYear(6, 30)),
        result=fields.need("result", day_of_year, DayOfYear(12, 31)),
    )
    said = fields.need("text", text, "")
    fields.done()
    return found, said


def _read_claim(node: Node) -> tuple[int, str]:
    fields = Fields(node)
    found = fields.need("within_years", integer, 1), fields.need("text", text, "")
    fields.done()
    return found


def _read_sizes(node: Node) -> tuple[SizeClass, ...]:
    fields = Fields(node)
    fields.need("source", read_place, None)
    classes = fields.need("classes", some(_read_size), ())
    fields.done()
    return classes


def _read_size(node: Node) -> SizeClass:
    fields = Fields(node)
    size = SizeClass(
        fields.need("name", text, ""),
        fields.need("bounds", pairs(number, reference("metrics")), ()),
    )
    fields.done()
    return size
