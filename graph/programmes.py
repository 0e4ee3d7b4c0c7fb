"""From YAML to programmes: one section file after another."""

from dataclasses import dataclass, replace

from graph.criteria import Criterion, NoEvent, Terms
from graph.funds import read_fund
from graph.model import (
    Deadline,
    Duty,
    Limit,
    Period,
    Programme,
    Round,
    Rung,
    Status,
    Validity,
    Version,
)
from graph.reader import Fields, Node, choice, day, day_of_year, flag, identifier, integer, positive, reference, several, some, table, text
from graph.requirement import CERTAINTIES, RuleReader, everything
from graph.source import NOWHERE, Clause, Note, Source, read_note, read_place

HOLDERS = ("enterprise", "product", "project", "case", "brand", "person", "park", "county", "cluster", "institution", "consortium")
LEVELS = ("national", "province", "city", "none", "external")
OFFICES = ("county", "city", "province", "ministry")
OWN_WORDS = ("metrics", "declarations")
CONDITIONS = ("requires", "versions", "held_when")

Vetoes = tuple[Criterion | str, ...]


@dataclass(frozen=True)
class Section:
    """One file of the catalogue: what stands above its programmes."""

    jurisdiction: str
    fields: Fields
    notes: tuple[Note, ...]


@dataclass
class Draft:
    """A programme as read, before others are known.

    `vetoes` has those of each version, in which a text is the id of a programme whose vetoes stand there.
    """

    programme: Programme
    node: Node
    vetoes: tuple[Vetoes, ...]
    cooldown: Criterion | None


def read_section(root: Node, jurisdiction: str) -> list[Draft]:
    """Read the programmes of one file; its own metrics and declarations are read with the words of all."""
    shared = Fields(root)
    section = Section(jurisdiction, shared.without("programmes", "notes", *OWN_WORDS), shared.take("notes", several(read_note), ()))
    drafts: list[Draft] = []
    for id, node in shared.need("programmes", table(lambda node: node, identifier), {}).items():
        if node.is_mapping:
            drafts.append(_read_programme(id, Fields(node).over(section.fields, ()), section))
        else:
            node.fault(f"{id} 下应为键值表")
    return drafts


def _read_programme(id: str, fields: Fields, section: Section) -> Draft:
    fields.node.stands_at(id)
    place = fields.need("source", read_place, NOWHERE)
    rules = RuleReader(id, Source(place), fields.take("certainty", choice(*CERTAINTIES), "primary"))
    reader = _ProgrammeReader(id, rules)
    described = _described(id, fields, section, reader)
    scope = fields.take("scope", rules.criteria, ())
    vetoes = fields.take("vetoes", reader.vetoes, ())
    cooldown = fields.find("cooldown", reader.cooldown)
    versions = reader.versions(fields, optional=described.kind == "credential" or described.status.state != "open")
    programme = replace(
        described,
        scope=scope,
        versions=tuple(version for version, _ in versions),
        held_when=rules.root(fields, "held_when"),
        revocation=fields.take("revocation", rules.criteria, ()),
        fund=read_fund(id, fields, rules) if described.kind == "fund" else None,
    )
    fields.done()
    return Draft(programme, fields.node, tuple(own + vetoes for _, own in versions), cooldown)


def _described(id: str, fields: Fields, section: Section, reader: "_ProgrammeReader") -> Programme:
    """Read all of a programme but its rules."""
    return Programme(
        id=id,
        name=fields.need("name", text, id),
        kind=fields.need("kind", choice("honor", "fund", "credential"), "honor"),
        level=fields.need("level", choice(*LEVELS), "none"),
        holders=fields.take("holder", some(choice(*HOLDERS)), ("enterprise",)),
        topic=fields.take("topic", text, ""),
        jurisdiction=section.jurisdiction,
        source=reader.rules.source.place,
        aliases=fields.take("aliases", several(text), ()),
        summary=fields.take("summary", text, ""),
        held_as=fields.take("held_as", text, "已获"),
        also_in=fields.take("also_in", several(read_place), ()),
        status=fields.take("status", reader.status, Status()),
        after=fields.take("after", several(reader.rung), ()),
        favoured_by=fields.take("favoured_by", several(reader.rung), ()),
        validity=fields.find("validity", reader.validity),
        maintenance=fields.take("maintenance", several(reader.duty), ()),
        limits=fields.take("limits", several(reader.limit), ()),
        round=fields.find("round", reader.round),
        route=fields.take("route", several(choice(*OFFICES)), ()),
        materials=fields.take("materials", several(text), ()),
        steps=fields.take("steps", several(text), ()),
        platform=fields.find("platform", _read_platform),
        notes=section.notes + fields.take("notes", several(read_note), ()),
        certainty=reader.rules.certainty,
    )


@dataclass
class _ProgrammeReader:
    id: str
    rules: RuleReader

    def _clause(self, fields: Fields) -> Clause:
        return fields.need("clause", self.rules.source.clause, self.rules.source.place)

    def versions(self, fields: Fields, *, optional: bool) -> tuple[tuple[Version, Vetoes], ...]:
        """Read each version with the vetoes that are its own."""
        whole = Version(Period(), Period(), everything(()), (), self.rules.certainty)
        if not any(key in fields for key in CONDITIONS):
            if not optional:
                fields.node.fault(f"{self.id} 缺少 requires", "源文未载条件的，写一条它自己的 declared")
            return ((whole, ()),) if "status" in fields else ()
        match fields.one_of(CONDITIONS, "条件"):
            case "requires":
                return ((replace(whole, requires=self.rules.root(fields, "requires") or whole.requires), ()),)
            case "versions":
                return fields.take("versions", some(self._version), ())
        return ()

    def _version(self, node: Node) -> tuple[Version, Vetoes]:
        fields = Fields(node)
        outer = self.rules.source, self.rules.certainty
        self.rules.source = Source(fields.take("source", read_place, outer[0].place))
        self.rules.certainty = fields.take("certainty", choice(*CERTAINTIES), outer[1])
        if "requires" not in fields:
            node.fault("缺少 requires")
        in_force = fields.need("in_force", _read_period, Period())
        version = Version(
            in_force=in_force,
            review_in_force=fields.take("review_in_force", _read_period, in_force),
            requires=self.rules.root(fields, "requires") or everything(()),
            vetoes=(),
            certainty=self.rules.certainty,
        )
        vetoes = fields.take("vetoes", self.vetoes, ())
        self.rules.source, self.rules.certainty = outer
        fields.done()
        return version, vetoes

    def vetoes(self, node: Node) -> Vetoes:
        """Read a list of criteria that bar, or of programmes whose vetoes are taken over."""
        found = [self._veto(item) for item in node.items()]
        return tuple(veto for veto in found if veto is not None)

    def _veto(self, node: Node) -> Criterion | str | None:
        if not node.is_mapping or "same_as" not in Fields(node):
            return self.rules.criterion(node)
        fields = Fields(node)
        other = fields.need("same_as", reference("programmes"), "")
        fields.done()
        return other

    def cooldown(self, node: Node) -> Criterion:
        fields = Fields(node)
        self.rules.count += 1
        terms = Terms(f"{self.id}#{self.rules.count}", self._clause(fields), certainty=self.rules.certainty)
        years = fields.need("years", positive, 1)
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
        honor = fields.need("title", reference("honors"), "")
        rung = Rung(honor, fields.take("how", text, fields.take("note", text, "")), self._clause(fields))
        fields.done()
        return rung

    def validity(self, node: Node) -> Validity:
        fields = Fields(node)
        years = fields.need("years", positive, 1)
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
            every_years=fields.take("every_years", positive, 1),
            opens=fields.find("opens", day_of_year),
            closes=fields.find("closes", day_of_year),
            result=fields.find("result", day_of_year),
            any_time=fields.take("any_time", flag, False),
            years=fields.take("years", some(integer), ()),
            deadlines=fields.take("deadlines", some(lambda node: read_deadline(node, self.rules.source)), ()),
            clause=fields.need("clause", self.rules.source.clause, None),
        )
        fields.done()
        return found


def read_deadline(node: Node, source: Source) -> Deadline | None:
    """Read {by, actor, clause}."""
    fields = Fields(node)
    by = fields.need("by", day, None)
    actor = fields.need("actor", choice("enterprise", *OFFICES), "enterprise")
    clause = fields.need("clause", source.clause, source.place)
    fields.done()
    return Deadline(by, actor, clause) if by else None


def _read_period(node: Node) -> Period:
    fields = Fields(node)
    period = Period(fields.find("from", day), fields.find("to", day))
    if period.start and period.end and period.start > period.end:
        node.fault(f"{period.start} 晚于 {period.end}", "from 不能晚于 to")
    fields.done()
    return period


def _read_platform(node: Node) -> tuple[str, str]:
    fields = Fields(node)
    platform = fields.need("name", text, ""), fields.take("url", text, "")
    fields.done()
    return platform
