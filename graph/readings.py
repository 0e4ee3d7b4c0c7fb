"""The second reading: facts that an independent reader took from the sources, against those that the catalogue holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import Any

from graph.criteria import Criterion, Declared, MetricThreshold, ScoreAtLeast
from graph.dates import DayOfYear
from graph.model import Catalogue, Programme
from graph.passages import figures_in, reads_as
from graph.requirement import leaves
from graph.source import Clause
from graph.vocabulary import Vocabulary

NOT_FIGURES = {"count", "payers", "about", "every_years"}
FIRST, SECOND = "first", "second"
ZERO = {"0"}  # mostly a default; a text seldom writes it
WORDED = ("title", "count", "years", "date", "share", "rank")


@dataclass(frozen=True)
class Fact:
    """One figure, day or title that a source states for a programme; `offset` counts characters in the document."""

    programme: str
    clause: str
    kind: str
    value: str
    unit: str
    offset: int
    document: str
    line: int


@dataclass(frozen=True, order=True)
class Disagreement:
    """A value that only one reading has: `first` the catalogue, `second` the facts."""

    programme: str
    value: str
    reading: str


@dataclass(frozen=True)
class Comparison:
    """Both readings side by side."""

    agreed: int
    differences: tuple[Disagreement, ...]
    unread: tuple[str, ...]


def compare(facts: Iterable[Fact], catalogue: Catalogue) -> Comparison:
    """Return where the facts and the catalogue agree and where not.

    Two readings of a programme agree on a value when both have it, at whatever place in its rules. Figures that the catalogue has only
    in words (of a declaration; of a limit, a duty or a note where a count or a date is concerned) answer to facts, but need none.
    `unread`: programmes with figures of which the facts say nothing.
    """
    second: dict[str, list[Fact]] = {}
    listed = tuple(facts)
    for fact in listed:
        second.setdefault(fact.programme, []).append(fact)
    first = {id: _held(programme, catalogue) for id, programme in catalogue.programmes.items()}
    differences: set[Disagreement] = set()
    for id, own in second.items():
        said = _Said(first[id], catalogue.programmes[id], catalogue.words)
        differences |= {Disagreement(id, plain(fact.value), SECOND) for fact in own if not said.has(fact)}
        differences |= {Disagreement(id, value, FIRST) for value in first[id] - {plain(fact.value) for fact in own} - ZERO}
    agreed = sum(Disagreement(fact.programme, plain(fact.value), SECOND) not in differences for fact in listed)
    return Comparison(agreed, tuple(sorted(differences)), tuple(id for id, values in first.items() if values and id not in second))


def misplaced(facts: Iterable[Fact], texts: Mapping[str, str]) -> tuple[Fact, ...]:
    """Return the facts whose figure does not stand at its offset, where the text of the document is there."""
    there = (fact for fact in facts if fact.document in texts)
    return tuple(fact for fact in there if not _stands(fact, texts[fact.document]))


def _stands(fact: Fact, text: str) -> bool:
    if fact.kind == "title":
        return 0 <= fact.offset < len(text)
    return reads_as(text, fact.offset, fact.value, fact.unit)


def plain(value: str) -> str:
    """Return a value in its canonical spelling, so that 0.50 is 1/2 and a title itself."""
    try:
        return str(Fraction(value))
    except ValueError:
        return value


@dataclass(frozen=True)
class _Said:
    """Where the catalogue may answer to a fact: in the rules of its programme, in the words of its declarations, in all its words."""

    rules: set[str]
    programme: Programme
    words: Vocabulary

    def has(self, fact: Fact) -> bool:
        """Return whether the value of a fact stands where its kind may stand."""
        value = plain(fact.value)
        if value in self.rules or value in self._declared():
            return True
        return fact.kind in WORDED and value in self._worded()

    def _declared(self) -> set[str]:
        return _figures(self.words.declarations[rule.declaration].name for rule in self._rules if isinstance(rule, Declared))

    def _worded(self) -> set[str]:
        one = self.programme
        duties = (part for duty in one.maintenance for part in (duty.duty, duty.missed_once, duty.missed_twice))
        shares = (share.text for share in one.fund.shares) if one.fund else ()
        texts = (*(limit.text for limit in one.limits), *duties, *shares, *one.steps, *one.materials, *(note.text for note in one.notes))
        metrics = (self.words.metrics[rule.metric] for rule in self._rules if isinstance(rule, MetricThreshold))
        counted = {title for metric in metrics for title in metric.members_with}
        cycle = {str(one.round.every_years)} if one.round else set()
        return _figures(texts) | {rung.honor for rung in one.favoured_by} | counted | cycle

    @property
    def _rules(self) -> list[Criterion]:
        versions = self.programme.versions
        return [rule for version in versions for rule in (*leaves(version.requires), *version.vetoes)]


def _figures(texts: Iterable[str]) -> set[str]:
    return {figure for text in texts for figure in figures_in(text)}


def _held(programme: Programme, catalogue: Catalogue) -> set[str]:
    """Return the figures, days and titles that the catalogue holds for a programme."""
    rules = (*programme.scope, *programme.versions, *programme.revocation, programme.held_when)
    rest = (programme.validity, programme.maintenance, programme.round, programme.status, programme.fund, programme.after)
    return set(_values((rules, rest, _of_libraries(programme.id, catalogue)), catalogue)) - {programme.id}


def _of_libraries(honor: str, catalogue: Catalogue) -> tuple[Any, ...]:
    """Return what the libraries of an honor have from a source: the day, quotas, word limits; how they rank is a default."""
    libraries = catalogue.libraries_of(honor)
    forms = ((library.id, catalogue.forms[library.form]) for library in libraries if library.form)
    limits = (limit for id, form in forms for limit in form.limits(id))
    return (*((library.deadline, library.recommended, library.selected) for library in libraries), *limits)


def _values(item: Any, catalogue: Catalogue) -> Iterator[str]:
    """Yield the figures, days and titles anywhere inside a value."""
    if isinstance(item, tuple):
        for inside in item:
            yield from _values(inside, catalogue)
    elif is_dataclass(item) and not isinstance(item, Clause | DayOfYear):
        yield from _inside(item, catalogue)
    elif (value := _value(item)) is not None and (not isinstance(item, str) or item in catalogue.programmes):
        yield value


def _inside(item: Any, catalogue: Catalogue) -> Iterator[str]:
    if isinstance(item, ScoreAtLeast):
        yield from _values(catalogue.words.scorecards[item.scorecard].parts, catalogue)
    for field in fields(item):
        if field.name not in NOT_FIGURES:
            yield from _values(getattr(item, field.name), catalogue)


def _value(item: Any) -> str | None:
    if isinstance(item, DayOfYear):
        return f"{item.month:02}-{item.day:02}"
    if isinstance(item, bool | Clause) or item is None:
        return None
    return str(Fraction(item)) if isinstance(item, int | Fraction) else str(item)
