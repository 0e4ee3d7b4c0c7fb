"""The words of the catalogue: metrics, declarations, events, fields of the enterprise, scorecards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.derivations import Derivation, read_derivation
from graph.reader import Fields, Node, choice, flag, reference, some, table, text

if TYPE_CHECKING:
    from graph.criteria.score import Scorecard

PROFILES = ("enterprise", "park", "cluster", "county", "person", "institution")
CHANGES = ("fixed", "timed", "improvable")


@dataclass(frozen=True)
class Metric:
    """A number or date about a holder; `change` says whether it can be improved.

    `members_with`: it counts the members (of a cluster, a park) that hold one of these titles, where nobody has filled it in.
    """

    id: str
    name: str
    unit: str
    yearly: bool
    type: str
    change: str
    signed: bool
    recurs: bool
    evidence: str
    ask: str
    derivation: Derivation | None = None
    members_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declaration:
    """A yes-or-no that a person answers; true is the favourable answer."""

    id: str
    name: str
    change: str
    evidence: str
    ask: str


@dataclass(frozen=True)
class EventKind:
    """Something that can happen to a company: with a severity, about an honor, or a listing.

    `lasts`: a state and no single act, so that years are counted back to its end.
    """

    id: str
    name: str
    severities: bool
    honor: bool
    ends_title: bool
    missed_duty: bool = False
    lasts: bool = False


@dataclass(frozen=True)
class EnterpriseField:
    """A fact of the enterprise that criteria may name; `holders`: only these have it (none: all)."""

    id: str
    name: str
    type: str
    choices: Mapping[str, str]
    change: str
    derived: bool
    holders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """All words by id; `names` of programmes, `held_as` how one says that they are held (已获, 属于, 列入)."""

    metrics: Mapping[str, Metric]
    declarations: Mapping[str, Declaration]
    events: Mapping[str, EventKind]
    fields: Mapping[str, EnterpriseField]
    project_figures: Mapping[str, str]
    scorecards: Mapping[str, "Scorecard"]
    names: Mapping[str, str]
    held_as: Mapping[str, str]


def read_metric(id: str, node: Node) -> Metric:
    """Read one metric of metrics.yaml."""
    node.stands_at(f"metrics/{id}")
    fields = Fields(node)
    derivation = read_derivation(fields)
    name = fields.need("name", text, id)
    metric = Metric(
        id=id,
        name=name,
        unit=fields.take("unit", text, ""),
        yearly=fields.find("period", choice("yearly")) is not None,
        type=fields.take("type", choice("number", "date"), "number"),
        change=derivation.change if derivation else fields.need("change", choice(*CHANGES), "improvable"),
        signed=fields.take("signed", flag, False),
        recurs=fields.take("recurs", flag, True),
        evidence=fields.take("evidence", text, ""),
        ask=fields.take("ask", text, f"{name}是多少？"),
        derivation=derivation,
        members_with=fields.take("members_with", some(reference("honors")), ()),
    )
    fields.done()
    return metric


def read_declaration(id: str, node: Node) -> Declaration:
    """Read one declaration of metrics.yaml."""
    fields = Fields(node)
    name = fields.need("name", text, id)
    declaration = Declaration(
        id=id,
        name=name,
        change=fields.need("change", choice(*CHANGES), "improvable"),
        evidence=fields.take("evidence", text, ""),
        ask=fields.take("ask", text, f"是否符合：{name}？"),
    )
    fields.done()
    return declaration


def read_event_kind(id: str, node: Node) -> EventKind:
    """Read one event kind of metrics.yaml."""
    fields = Fields(node)
    kind = EventKind(
        id=id,
        name=fields.need("name", text, id),
        severities=fields.take("severities", flag, False),
        honor=fields.take("honor", flag, False),
        ends_title=fields.take("ends_title", flag, False),
        missed_duty=fields.take("missed_duty", flag, False),
        lasts=fields.take("lasts", flag, False),
    )
    fields.done()
    return kind


def read_enterprise_field(id: str, node: Node) -> EnterpriseField:
    """Read one field of metrics.yaml."""
    fields = Fields(node)
    found = EnterpriseField(
        id=id,
        name=fields.need("name", text, id),
        type=fields.need("type", choice("text", "texts", "boolean", "choice", "choices", "date", "region"), "text"),
        choices=fields.take("choices", table(text), {}),
        change=fields.need("change", choice(*CHANGES), "fixed"),
        derived=fields.take("derived", flag, False),
        holders=fields.take("holders", some(choice(*PROFILES)), ()),
    )
    fields.done()
    return found
