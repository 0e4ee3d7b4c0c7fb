"""Cultivation libraries as data: whose conditions, how many from where, ranked how, by when, on which form."""

from dataclasses import dataclass

from graph.model import Catalogue, Deadline
from graph.origins import Origin, read_origin
from graph.programmes import read_deadline
from graph.reader import Fields, Node, integer, pairs, positive, reference, several, some, text
from graph.source import NOWHERE, Clause, Note, Source, read_note, read_place

FULL_SCORE = 100


@dataclass(frozen=True)
class Recommended:
    """How many companies the regions may recommend, by region code; `weighted_by`: what the source shares them out by."""

    total: int
    regions: tuple[tuple[str, int], ...]
    weighted_by: str
    clause: Clause


@dataclass(frozen=True)
class Selected:
    """How many enter the library; `of` how many, where that is no sum of recommendations."""

    total: int
    of: int | None
    clause: Clause


@dataclass(frozen=True)
class RankingKey:
    """What earns points: in proportion up to `full`, where it earns its whole `weight`; nothing while it is unknown.

    `name` is empty where the origin says enough. Titles count in honors.
    """

    name: str
    origin: Origin
    weight: int
    full: int
    clause: Clause | None
    note: str


@dataclass(frozen=True)
class Ranking:
    """How candidates are put in order; `ties` are compared in turn: figures from the highest, texts from the first."""

    note: str
    keys: tuple[RankingKey, ...]
    ties: tuple[Origin, ...]


@dataclass(frozen=True)
class Library:
    """The library of one year; its conditions are those of `honor`, which one holds by being in it."""

    id: str
    name: str
    year: int
    honor: str
    form: str | None
    source: Clause
    deadline: Deadline | None
    recommended: Recommended | None
    selected: Selected | None
    ranking: Ranking
    notes: tuple[Note, ...]


def library_for(honor: str, year: int, catalogue: Catalogue) -> Library:
    """Return the library of an honor for which the catalogue has none: no quota, no form, ranked by the defaults."""
    programme, ranking = catalogue.programmes[honor], catalogue.defaults.ranking
    name = f"{programme.name}培育库（{year}年）"
    ranked = ranking or Ranking("", (), (Origin("shows", "uscc"),))
    return Library(f"{honor}-{year}", name, year, honor, None, programme.source, None, None, None, ranked, ())


def read_library(id: str, root: Node) -> Library:
    """Read one file of libraries/."""
    fields = Fields(root)
    for key in ("deadline", "form"):
        if node := fields.node_of(key):
            node.stands_at(f"libraries/{id}/{key}")
    source = Source(fields.need("source", read_place, NOWHERE))
    library = Library(
        id,
        fields.need("name", text, id),
        fields.need("year", integer, 0),
        fields.need("honor", reference("honors"), ""),
        fields.find("form", reference("forms")),
        source.place,
        fields.find("deadline", lambda node: read_deadline(node, source)),
        fields.find("recommended", lambda node: _read_recommended(node, source)),
        fields.find("selected", lambda node: _read_selected(node, source)),
        fields.need("ranking", lambda node: read_ranking(node, source), Ranking("", (), ())),
        fields.take("notes", several(read_note), ()),
    )
    fields.done()
    return library


def _read_recommended(node: Node, source: Source) -> Recommended:
    fields = Fields(node)
    quota = Recommended(
        fields.need("total", positive, 0),
        fields.need("regions", pairs(positive, reference("region_codes")), ()),
        fields.take("weighted_by", text, ""),
        fields.need("clause", source.clause, source.place),
    )
    fields.done()
    shared = sum(number for _, number in quota.regions)
    if quota.total and quota.regions and shared != quota.total:
        node.fault(f"各地名额之和 {shared} 不等于 total {quota.total}", "逐行核对 regions")
    return quota


def _read_selected(node: Node, source: Source) -> Selected:
    fields = Fields(node)
    selected = Selected(
        fields.need("total", positive, 0),
        fields.find("of", positive),
        fields.need("clause", source.clause, source.place),
    )
    fields.done()
    return selected


def read_ranking(node: Node, source: Source) -> Ranking:
    """Read what stands under `ranking`; clauses are relative to the source."""
    fields = Fields(node)
    keys = fields.need("keys", some(lambda item: _read_key(item, source)), ())
    ranking = Ranking(fields.need("note", text, ""), keys, fields.need("ties", some(_read_tie), ()))
    fields.done()
    total = sum(key.weight for key in keys)
    if all(key.weight for key in keys) and total != FULL_SCORE:
        node.fault(f"各项 weight 之和为 {total}", f"应为 {FULL_SCORE}")
    return ranking


def _read_key(node: Node, source: Source) -> RankingKey | None:
    fields = Fields(node)
    origin = read_origin(fields, ("titles", "metric"))
    key = RankingKey(
        fields.take("name", text, ""),
        origin or Origin("", ""),
        fields.need("weight", positive, 0),
        fields.need("full", positive, 1),
        fields.find("clause", source.clause),
        fields.take("note", text, ""),
    )
    fields.done()
    return key


def _read_tie(node: Node) -> Origin | None:
    fields = Fields(node)
    origin = read_origin(fields, ("metric", "shows"))
    fields.done()
    return origin
