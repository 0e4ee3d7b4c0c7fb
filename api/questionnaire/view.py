"""What the form shows: what is filled in, what is wrong with it, and the questions that are asked of such a holder, by topic."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from api.answers_advice import wording
from api.profile_text import Fault, Faulty, profile_of
from api.questionnaire.fields import Field, complete_field, declaration_field, field_at, identity_fields, metric_field, row_fields
from api.questionnaire.values import Values, holder_of, keys_of, listed, own_names, rows_of, said, value_at
from graph.model import Catalogue
from planner.assessment import assess
from planner.profile import Profile, Subject
from planner.questions import Question, next_question

CLOSED = 3  # years
FIRST_YEARLY, FIRST_FIGURES, FIRST_DECLARATIONS = 12, 12, 40
SPARE, MORE = 2, 6
ELSEWHERE = "其他已填的"
NEWCOMER: Values = {"enterprise": {}, "titles_complete": False}


@dataclass
class Asked:
    """How much hangs on a metric or declaration, the topic that it belongs to, and the years that are asked for.

    `programmes`: how many undecided ones ask it; `share`: each shares out 1 evenly among all that it asks.
    """

    topic: str
    programmes: int = 0
    share: Fraction = Fraction(0)
    years: set[int] = field(default_factory=set)

    @property
    def weight(self) -> tuple[int, Fraction]:
        """What is asked first: that on which more programmes hang, of several that which decides more alone."""
        return self.programmes, self.share


@dataclass(frozen=True)
class YearTable:
    """Yearly metrics: the years, and for each metric its name, unit and one field a year (None where the year is not asked for)."""

    title: str
    years: tuple[int, ...]
    rows: tuple[tuple[str, str, tuple[Field | None, ...]], ...]

    @property
    def fields(self) -> list[Field]:
        """All its fields."""
        return [one for _, _, cells in self.rows for one in cells if one]


@dataclass(frozen=True)
class Topic:
    """The fields of a topic."""

    title: str
    fields: tuple[Field, ...]


def asked_of(profile: Profile, catalogue: Catalogue, on: date, of: str = "") -> dict[tuple[str, str], Asked]:
    """Return what the programmes of a holder still ask, by kind and id; `of`: those alone that such a kind of holder can have."""
    found: dict[tuple[str, str], Asked] = {}
    for one in assess(profile, catalogue, on):
        if of and of not in one.programme.holders:
            continue
        for word in dict.fromkeys((ask.kind, ask.id) for ask in one.unknowns):
            asked = found.setdefault(word, Asked(one.programme.topic))
            asked.programmes += 1
            asked.share += Fraction(1, len(one.unknowns))
            asked.years |= {ask.year for ask in one.unknowns if (ask.kind, ask.id) == word and ask.year}
    return found


def home(catalogue: Catalogue) -> str:
    """Return the place that stands for one not yet named: the first in which most programmes apply."""
    granting = [one.jurisdiction for one in catalogue.programmes.values()]
    codes = [region.code for region in catalogue.regions.values() if region.code]
    return max(codes, key=lambda code: sum(granting.count(id) for id in catalogue.jurisdictions(code)))


def as_known(values: Any, catalogue: Catalogue) -> Profile:
    """Return the profile as far as it can be read: without the parts that have faults, with a name and place where they are missing."""
    holder = holder_of(values)
    identity = value_at(values, f"/{holder}")
    assumed = {"name": "（未填名称）", "region": home(catalogue)}
    given = {id: fact for id, fact in identity.items() if fact is not None} if isinstance(identity, Mapping) else {}
    tried = {**(values if isinstance(values, Mapping) else {}), holder: {**assumed, **given}}
    try:
        return profile_of(tried, catalogue)
    except Faulty as error:
        faulty = {keys_of(fault.pointer)[0] if fault.pointer else "" for fault in error.faults}
    sound = {part: value for part, value in tried.items() if part not in faulty}
    try:
        return profile_of({"titles_complete": False, holder: assumed, **sound}, catalogue)
    except Faulty:
        return profile_of({"titles_complete": False, holder: assumed}, catalogue)


def _filled(product: Any) -> Iterator[str]:
    """Yield where a product has figures and declarations of its own."""
    for section in ("metrics", "declarations"):
        own = value_at(product, f"/{section}")
        for id, value in own.items() if isinstance(own, Mapping) else ():
            yield from (f"{section}/{id}/{year}" for year in value) if isinstance(value, Mapping) else (f"{section}/{id}",)


@dataclass(frozen=True)
class FormView:
    """The form on a day: `faults` to show at the fields, `more`: the list that wants more lines."""

    values: Any
    catalogue: Catalogue
    on: date
    faults: tuple[Fault, ...] = ()
    more: str = ""
    fresh: bool = False

    @property
    def holder(self) -> str:
        """Whose profile it is."""
        return holder_of(self.values)

    @cached_property
    def profile(self) -> Profile:
        """The profile as far as it can be read."""
        return as_known(self.values, self.catalogue)

    @cached_property
    def wanted(self) -> dict[tuple[str, str], Asked]:
        """What such a holder is asked, whatever has been answered."""
        known = self.profile
        return asked_of(Profile(known.holder, known.name, known.region, known.identity, titles_complete=False), self.catalogue, self.on)

    @cached_property
    def open(self) -> dict[tuple[str, str], Asked]:
        """What is still asked."""
        return asked_of(self.profile, self.catalogue, self.on)

    @cached_property
    def question(self) -> tuple[str, str]:
        """The next question, and the first place in the form where it is answered; none as long as something is wrong."""
        if not self._next.asks:
            return "", ""
        return wording(self._next, self.profile, self.catalogue), self._places[0]

    @cached_property
    def _next(self) -> Question:
        return Question() if self.faults or self.fresh else next_question(self.profile, self.catalogue, self.on)

    @cached_property
    def _places(self) -> list[str]:
        """Where the next question is answered: what is asked about products, at each of them."""
        ask = self._next.asks[0]
        if ask.kind not in ("metric", "declaration"):
            lists = {"event": "events", "title": "titles"}
            return [lists.get(ask.kind) or (f"/{self.holder}/{ask.id}" if ask.id in self.catalogue.words.fields else "subjects")]
        place = f"/{ask.kind}s/{ask.id}" + (f"/{ask.year}" if ask.year else "")
        owners = self._next.products[0] if self._next.products else ()
        rows = [row.get("id") if isinstance(row, dict) else None for row in rows_of(self.values, "subjects")]
        return [f"/subjects/{rows.index(id)}{place}" for id in owners] or [place]

    def own(self, place: int) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
        """Return what the next question asks of a product, and what is filled in of its own figures and declarations."""
        lead = f"/subjects/{place}/"
        asked = [pointer for pointer in (self._places if self._next.asks else ()) if pointer.startswith(lead)]
        told = [f"{lead}{below}" for below in _filled(value_at(self.values, lead[:-1]))]
        return self._fields(asked), self._fields(told)

    @cached_property
    def of_products(self) -> tuple[tuple[Subject, tuple[Field, ...]], ...]:
        """The products with what is asked of their kind and not of the company, and what is filled in of their own facts."""
        known = {one.id: one for one in self.profile.subjects}
        rows = ((place, known.get(value_at(row, "/id"))) for place, row in enumerate(rows_of(self.values, "subjects")))
        return tuple((product, self._fields(self._of_product(place, product))) for place, product in rows if product)

    def _of_product(self, place: int, product: Subject) -> Iterator[str]:
        """Yield where a product is asked and told of, in the order of the catalogue."""
        known, bare = self.profile, replace(product, metrics={}, declarations={})
        alone = Profile(known.holder, known.name, known.region, known.identity, titles_complete=False, subjects=(bare,))
        shared = asked_of(alone, self.catalogue, self.on, known.holder)
        asked = {key: one for key, one in asked_of(alone, self.catalogue, self.on, product.kind).items() if key not in shared}
        for kind, section in (("metric", "metrics"), ("declaration", "declarations")):
            places = {*_filled({section: value_at(self.values, f"/subjects/{place}/{section}")})}
            for id in (id for of, id in asked if of == kind):
                places |= {f"{section}/{id}{year}" for year in self._years_asked(kind, id, asked[kind, id])}
            order = [*getattr(self.catalogue.words, section)]
            yield from (f"/subjects/{place}/{one}" for one in sorted(places, key=lambda one: (order.index(one.split("/")[1]), one)))

    def _years_asked(self, kind: str, id: str, asked: Asked) -> list[str]:
        """Return the last closed years, and this year where it is asked for, as ends of pointers; of what is not yearly nothing."""
        if kind != "metric" or not self.catalogue.words.metrics[id].yearly:
            return [""]
        return [f"/{year}" for year in {*range(self.on.year - CLOSED, self.on.year), *(asked.years & {self.on.year})}]

    def _fields(self, pointers: Iterable[str]) -> tuple[Field, ...]:
        return tuple(one for pointer in pointers if (one := field_at(pointer, self.catalogue)))

    @property
    def identity(self) -> tuple[Field, ...]:
        """Who the holder is."""
        return identity_fields(self.holder, self.catalogue)

    def complete(self, section: str) -> Field:
        """Return whether a list is complete."""
        return complete_field(f"{section}_complete")

    def rows(self, section: str) -> list[tuple[Field, ...]]:
        """Return the lines of a list, some empty ones at the end."""
        spare = MORE if self.more == section else SPARE
        return [row_fields(section, place, self.catalogue) for place in range(len(rows_of(self.values, section)) + spare)]

    def _ids(self, kind: str, section: str) -> list[str]:
        """Return what is asked of such a holder or filled in, in the order of the catalogue."""
        words: Mapping[str, Any] = getattr(self.catalogue.words, section)
        given = value_at(self.values, f"/{section}")
        return [id for id in words if (kind, id) in self.wanted or (isinstance(given, Mapping) and id in given)]

    def _topics(self, kind: str, ids: Iterable[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id in ids:
            asked = self.wanted.get((kind, id))
            found.setdefault(asked.topic if asked else ELSEWHERE, []).append(id)
        return dict(sorted(found.items(), key=lambda pair: (pair[0] == ELSEWHERE, -len(pair[1]))))

    def _first(self, ids: list[str], count: int) -> list[str]:
        """Return the metrics on which most hangs, in the order of the catalogue."""
        asked = [id for id in ids if ("metric", id) in self.wanted]
        heavy = sorted(asked, key=lambda id: self.wanted[("metric", id)].weight, reverse=True)[:count]
        return [id for id in ids if id in heavy]

    def _metrics(self, *, yearly: bool) -> list[str]:
        metrics = self.catalogue.words.metrics
        return [id for id in self._ids("metric", "metrics") if metrics[id].yearly is yearly and metrics[id].derivation is None]

    @cached_property
    def tables(self) -> tuple[YearTable, ...]:
        """The yearly metrics: those that matter most first, the others by topic."""
        ids = self._metrics(yearly=True)
        first = self._first(ids, FIRST_YEARLY)
        rest = self._topics("metric", (id for id in ids if id not in first))
        return tuple(self._table(title, part) for title, part in {"主要数据": first, **rest}.items() if part)

    def _table(self, title: str, ids: list[str]) -> YearTable:
        years = {id: self._years(id) for id in ids}
        columns = tuple(sorted(set().union(*years.values())))
        metrics = self.catalogue.words.metrics
        cells = {id: tuple(metric_field(id, year, self.catalogue) if year in years[id] else None for year in columns) for id in ids}
        return YearTable(title, columns, tuple((metrics[id].name, metrics[id].unit, cells[id]) for id in ids))

    def _years(self, id: str) -> set[int]:
        """Return the last closed years, this year where it is asked for, and those that are filled in."""
        asked = self.wanted.get(("metric", id))
        given = value_at(self.values, f"/metrics/{id}")
        written = {int(year) for year in given if year.isdigit() and len(year) == 4} if isinstance(given, Mapping) else set()
        return {*range(self.on.year - CLOSED, self.on.year), *((asked.years if asked else set()) & {self.on.year}), *written}

    @cached_property
    def figures(self) -> tuple[Topic, ...]:
        """The other metrics: those that matter most first, the others by topic."""
        ids = self._metrics(yearly=False)
        first = self._first(ids, FIRST_FIGURES)
        rest = self._topics("metric", (id for id in ids if id not in first))
        parts = {"主要指标": first, **rest}
        return tuple(Topic(title, tuple(metric_field(id, None, self.catalogue) for id in part)) for title, part in parts.items() if part)

    @cached_property
    def declarations(self) -> tuple[Topic, ...]:
        """The declarations: those that decide most first, the others by topic."""
        ids = self._ids("declaration", "declarations")
        open_ = [id for id in ids if ("declaration", id) in self.open]
        first = sorted(open_, key=lambda id: self.open[("declaration", id)].weight, reverse=True)[:FIRST_DECLARATIONS]
        rest = self._topics("declaration", (id for id in ids if id not in first))
        parts = {"最值得先答的": first, **rest}
        return tuple(Topic(title, tuple(declaration_field(id, self.catalogue) for id in part)) for title, part in parts.items())

    @property
    def honors(self) -> list[str]:
        """The names of the titles that one can hold."""
        return [one.name for one in self.catalogue.programmes.values() if one.kind != "fund" and one.held_when is None]

    @property
    def products(self) -> list[str]:
        """The names of the profile's own products."""
        return [*own_names(self.values).values()]

    @property
    def kept(self) -> list[str]:
        """What the profile has that the form does not ask."""
        others = {"applications": "申报记录", "claims": "申领记录", "members": "成员企业"}
        return [f"{name} {len(rows)} 项" for section, name in others.items() if (rows := rows_of(self.values, section))]

    def said(self, field: Field) -> str:
        """Return what stands in a field."""
        return said(field, self.values, self.catalogue)

    def listed(self, field: Field) -> list[str] | None:
        """Return what stands in a field of several."""
        return listed(field, self.values)

    def answered(self, fields: Iterable[Field]) -> int:
        """Return how many of the fields are filled in."""
        return sum(value_at(self.values, one.pointer) is not None for one in fields)

    def wrong(self, field: Field) -> list[str]:
        """Return what is wrong with a field."""
        return [fault.message for fault in self.faults if f"{fault.pointer}/".startswith(f"{field.pointer}/")]
