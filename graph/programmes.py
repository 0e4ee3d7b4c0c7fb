"""From YAML to programmes: one section file after another."""

from dataclasses import dataclass, field, replace
from fractions import Fraction

from graph.amounts import Amount, ByTitle, read_amount
from graph.criteria import Criterion, NoEvent, Terms
from graph.model import (
    Claim,
    CostShare,
    Deadline,
    Duty,
    Fund,
    Limit,
    Period,
    Programme,
    Round,
    Rung,
    Status,
    Validity,
    Version,
)
from graph.reader import Fields, Node, choice, day, day_of_year, flag, identifier, integer, number, reference, several, table, text
from graph.requirement import CERTAINTIES, RuleReader, everything
from graph.source import Clause, Source, read_note, read_place

HOLDERS = ("enterprise", "product", "project", "case", "brand", "person", "park", "county", "cluster", "institution", "consortium")
LEVELS = ("national", "province", "city", "none", "external")
STEPS = ("county", "city", "province", "ministry")
PAYERS = ("national", "provincial", "municipal")


@dataclass(frozen=True)
class Section:
    """One file of the catalogue: what stands above its programmes."""

    jurisdiction: str
    fields: Fields


@dataclass
class Draft:
    """A programme as read, with the vetoes that it takes over from others (settled when all files are read)."""

    programme: Programme
    node: Node
    same_vetoes: list[str]


def read_section(root: Node, jurisdiction: str) -> list[Draft]:
    """Read the programmes of one file."""
    shared = Fields(root)
    section = Section(jurisdiction, shared)
    notes = shared.take("notes", several(read_note), ())
    drafts: list[Draft] = []
    entries = shared.node_of("programmes")
    if entries is None:
        root.fault("缺少 programmes")
        return drafts
    programmes = Fields(entries)
    for name in programmes:
        node = programmes.node_of(name)
        if node is not None and node.is_mapping and identifier(programmes.key(name)):
            draft = _read_programme(name, Fields(node).over(shared.without("programmes", "notes"), ()), section)
            draft.programme = replace(draft.programme, notes=notes + draft.programme.notes)
            drafts.append(draft)
    return drafts


def _read_programme(id: str, fields: Fields, section: Section) -> Draft:
    place = fields.need("source", read_place, Clause())
    certainty = fields.take("certainty", choice(*CERTAINTIES), "primary")
    rules = RuleReader(id, Source(place), certainty)
    reader = _ProgrammeReader(id, rules, certainty)
    kind = fields.need("kind", choice("honor", "fund", "credential"), "honor")
    scope = fields.take("scope", rules.criteria, ())
    versions = reader.versions(fields, wanted=kind != "credential")
    programme = Programme(
        id=id,
        name=fields.need("name", text, id),
        kind=kind,
        level=fields.need("level", choice(*LEVELS), "none"),
        holders=fields.take("holder", several(choice(*HOLDERS)), ("enterprise",)),
        topic=fields.take("topic", text, ""),
        jurisdiction=section.jurisdiction,
        source=place,
        aliases=fields.take("aliases", several(text), ()),
        also_in=fields.take("also_in", several(read_place), ()),
        status=fields.take("status", reader.status, Status()),
        scope=scope,
        held_when=fields.find("held_when", rules.tree),
        after=fields.take("after", several(reader.rung), ()),
        favoured_by=fields.take("favoured_by", several(reader.rung), ()),
        validity=fields.find("validity", reader.validity),
        revocation=fields.take("revocation", rules.criteria, ()),
        maintenance=fields.take("maintenance", several(reader.duty), ()),
        limits=fields.take("limits", several(reader.limit), ()),
        round=fields.find("round", reader.round),
        versions=versions,
        route=fields.take("route", several(choice(*STEPS)), ()),
        materials=fields.take("materials", several(text), ()),
        platform=fields.find("platform", _read_platform),
        fund=reader.fund(fields) if kind == "fund" else None,
        notes=fields.take("notes", several(read_note), ()),
        certainty=certainty,
    )
    if programme.held_when is not None:
        programme = replace(programme, versions=())
    fields.done()
    return Draft(programme, fields.node, reader.same_vetoes)


@dataclass
class _ProgrammeReader:
    id: str
    rules: RuleReader
    certainty: str
    same_vetoes: list[str] = field(default_factory=list)

    def _clause(self, fields: Fields) -> Clause:
        return fields.need("clause", self.rules.source.clause, self.rules.source.place)

    def versions(self, fields: Fields, *, wanted: bool) -> tuple[Version, ...]:
        vetoes = fields.take("vetoes", self.vetoes, ())
        cooldown = fields.find("cooldown", self.cooldown)
        bars = vetoes + ((cooldown,) if cooldown else ())
        if "versions" in fields:
            return fields.take("versions", several(lambda node: self._version(node, bars)), ())
        if "requires" not in fields:
            if wanted and "held_when" not in fields and "status" not in fields:
                fields.node.fault(f"{self.id} 缺少 requires", "源文未载条件的，写一条它自己的 declared")
            return (Version(Period(), Period(), everything(()), bars),) if "status" in fields else ()
        tree = fields.need("requires", self.rules.tree, everything(()))
        return (Version(Period(), Period(), tree, bars, self.certainty),)

    def _version(self, node: Node, bars: tuple[Criterion, ...]) -> Version:
        fields = Fields(node)
        outer = self.rules.source, self.rules.certainty
        self.rules.source = Source(fields.take("source", read_place, outer[0].place))
        self.rules.certainty = fields.take("certainty", choice(*CERTAINTIES), outer[1])
        in_force = fields.need("in_force", _read_period, Period())
        version = Version(
            in_force=in_force,
            review_in_force=fields.take("review_in_force", _read_period, in_force),
            requires=fields.need("requires", self.rules.tree, everything(())),
            vetoes=fields.take("vetoes", self.vetoes, ()) + bars,
            certainty=self.rules.certainty,
        )
        self.rules.source, self.rules.certainty = outer
        fields.done()
        return version

    def vetoes(self, node: Node) -> tuple[Criterion, ...]:
        """Read a list of criteria that bar, or note whose vetoes are taken over."""
        found: list[Criterion] = []
        for item in node.items():
            if item.is_mapping and "same_as" in Fields(item):
                other = Fields(item).need("same_as", reference("programmes"), "")
                self.same_vetoes.append(other)
            else:
                rule = self.rules.tree(item)
                found += [rule] if isinstance(rule, Criterion) else []
        return tuple(found)

    def cooldown(self, node: Node) -> Criterion:
        fields = Fields(node)
        self.rules.count += 1
        terms = Terms(f"{self.id}#{self.rules.count}", self._clause(fields), certainty=self.rules.certainty)
        years = fields.need("years", integer, 0)
        unless_cleared = fields.take("unless_cleared", flag, False)
        fields.done()
        return NoEvent(terms, None, ("title_revoked",), "general", years, unless_cleared, (self.id,))

    def status(self, node: Node) -> Status:
        fields = Fields(node)
        status = Status(
            fields.need("state", choice("open", "paused", "closed", "not_yet_open"), "open"),
            fields.find("since", day),
            fields.take("reason", text, ""),
            fields.find("successor", reference("programmes")),
            self._clause(fields),
        )
        fields.done()
        return status

    def rung(self, node: Node) -> Rung:
        fields = Fields(node)
        honor = fields.need("title", reference("programmes"), "")
        rung = Rung(honor, fields.take("how", text, fields.take("note", text, "")), self._clause(fields))
        fields.node_of("note")
        fields.done()
        return rung

    def validity(self, node: Node) -> Validity:
        fields = Fields(node)
        years = fields.need("years", integer, 1)
        validity = Validity(years, fields.take("renewal", choice("review", "reapply"), "reapply"), self._clause(fields))
        fields.done()
        return validity

    def duty(self, node: Node) -> Duty:
        fields = Fields(node)
        duty = Duty(
            fields.need("duty", text, ""),
            fields.find("by", day_of_year),
            fields.take("missed_once", text, ""),
            fields.take("missed_twice", text, ""),
            self._clause(fields),
        )
        fields.done()
        return duty

    def limit(self, node: Node) -> Limit:
        fields = Fields(node)
        limit = Limit(fields.need("text", text, ""), self._clause(fields))
        fields.done()
        return limit

    def round(self, node: Node) -> Round:
        fields = Fields(node)
        found = Round(
            every_years=fields.take("every_years", integer, 1),
            opens=fields.find("opens", day_of_year),
            closes=fields.find("closes", day_of_year),
            result=fields.find("result", day_of_year),
            any_time=fields.take("any_time", flag, False),
            years=fields.take("years", several(integer), ()),
            deadlines=fields.take("deadlines", several(self._deadline), ()),
            clause=fields.need("clause", self.rules.source.clause, None),
        )
        fields.done()
        return found

    def _deadline(self, node: Node) -> Deadline | None:
        fields = Fields(node)
        by = fields.find("by", day)
        actor = fields.need("actor", choice("enterprise", *STEPS), "enterprise")
        clause = self._clause(fields)
        fields.done()
        return Deadline(by, actor, clause) if by else None

    def fund(self, fields: Fields) -> Fund | None:
        """Read what makes a programme a fund."""
        amount = fields.find("amount", lambda node: read_amount(node, self.rules.source))
        payers = fields.take("payer", _read_payers, ())
        if not payers:
            fields.node.fault(f"{self.id} 没有出资方", "写 payer: national、provincial 或 municipal")
        pool = fields.find("pool", text)
        claim = fields.find("claim", self._claim)
        shares = fields.take("shares", several(self._share), ())
        if amount is None:
            fields.node.fault(f"{self.id} 没有金额", "写 amount")
            return None
        return Fund(amount, payers, pool, claim or Claim(_named(amount), None, False, False, None), shares)

    def _claim(self, node: Node) -> Claim:
        fields = Fields(node)
        claim = Claim(
            fields.take("of", several(reference("programmes")), ()),
            fields.find("within_years", integer),
            fields.take("while_held", flag, False),
            fields.take("first_time", flag, False),
            fields.find("clause", self.rules.source.clause),
        )
        fields.done()
        return claim

    def _share(self, node: Node) -> CostShare:
        fields = Fields(node)
        share = CostShare(fields.take("regions", several(text), ()), fields.need("text", text, ""), self._clause(fields))
        fields.done()
        return share


def _named(amount: Amount) -> tuple[str, ...]:
    return amount.honors() if isinstance(amount, ByTitle) else ()


def _read_payers(node: Node) -> tuple[tuple[str, Fraction], ...]:
    if node.is_mapping:
        return tuple(table(number, choice(*PAYERS))(node).items())
    payer = choice(*PAYERS)(node)
    return ((payer, Fraction(100)),) if payer else ()


def _read_period(node: Node) -> Period:
    fields = Fields(node)
    period = Period(fields.find("from", day), fields.find("to", day))
    fields.done()
    return period


def _read_platform(node: Node) -> tuple[str, str]:
    fields = Fields(node)
    platform = fields.need("name", text, ""), fields.take("url", text, "")
    fields.done()
    return platform
