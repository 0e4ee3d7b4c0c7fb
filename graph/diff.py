"""What changed between two catalogues: by value, whatever the numbers of criteria and the lines of files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from graph.criteria import Criterion, Terms
from graph.model import Catalogue, Period, Programme, Version
from graph.requirement import Gate, Requirement, leaves
from graph.source import NOWHERE, Clause

OWN_WAY = ("id", "versions", "scope", "held_when", "revocation", "fund")
ALWAYS = Period()


@dataclass(frozen=True)
class Change:
    """One change of a programme; `old` and `new` are values of the model, None where there is none.

    `kind`: added, removed, changed, or moved (the same, at another clause). `during`: the days on which it makes a difference (rules and
    vetoes alone have versions). `within`: the kinds of the gates inside which it stands, so that an alternative more is told from a
    condition more.
    """

    part: str
    kind: str
    old: object
    new: object
    within: tuple[str, ...] = ()
    during: Period = ALWAYS


@dataclass(frozen=True)
class ProgrammeChange:
    """A programme that is in both catalogues, and what changed in it."""

    old: Programme
    new: Programme
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class WordChange:
    """A change of what programmes share: a document, a metric, a scorecard, a library, a default; `table` says which."""

    table: str
    id: str
    kind: str
    old: object
    new: object


@dataclass(frozen=True)
class Difference:
    """All that changed; what is added, removed or changed stands in the order of its catalogue."""

    added: tuple[Programme, ...]
    removed: tuple[Programme, ...]
    changed: tuple[ProgrammeChange, ...]
    words: tuple[WordChange, ...]


def compare(old: Catalogue, new: Catalogue) -> Difference:
    """Return what changed from one catalogue to another.

    Parameters
    ----------
    old, new : Catalogue
        Two catalogues; programmes are the same where their ids are.

    Notes
    -----
    Versions are compared day by day, so that a version split in two is no change on the days on which both say the same.
    O(programmes · rules²).
    """
    both = [(old.programmes[id], programme) for id, programme in new.programmes.items() if id in old.programmes]
    found = [ProgrammeChange(before, after, tuple(_programme(before, after))) for before, after in both]
    return Difference(
        tuple(programme for id, programme in new.programmes.items() if id not in old.programmes),
        tuple(programme for id, programme in old.programmes.items() if id not in new.programmes),
        tuple(change for change in found if change.changes),
        tuple(_words(old, new)),
    )


def bare(value: Any, *, clauses: bool = True) -> Any:
    """Return a value of the model less the numbers of its criteria, and on demand less its clauses."""
    if isinstance(value, Clause):
        return value if clauses else NOWHERE
    if isinstance(value, tuple):
        return tuple(bare(item, clauses=clauses) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    kept = {field.name: bare(getattr(value, field.name), clauses=clauses) for field in fields(value)}
    return replace(value, **{**kept, "id": ""} if isinstance(value, Terms) else kept)


def _programme(old: Programme, new: Programme) -> Iterator[Change]:
    for field in fields(Programme):
        if field.name not in OWN_WAY:
            yield from _part(field.name, getattr(old, field.name), getattr(new, field.name))
    yield from _fund(old, new)
    for part in ("scope", "revocation"):
        yield from _rules(part, getattr(old, part), getattr(new, part))
    yield from _rules("held_when", _conditions(old.held_when), _conditions(new.held_when))
    yield from _part("review_in_force", _reviews(old), _reviews(new))
    yield from _timeline(old, new)


def _fund(old: Programme, new: Programme) -> Iterator[Change]:
    if old.fund is None or new.fund is None:
        yield from _part("fund", old.fund, new.fund)
        return
    for field in fields(old.fund):
        yield from _part(field.name, getattr(old.fund, field.name), getattr(new.fund, field.name))


def _part(part: str, old: Any, new: Any) -> Iterator[Change]:
    """Yield what changed of a part: item by item where it is a list."""
    if old == new:
        return
    if not (isinstance(old, tuple) and isinstance(new, tuple)):
        yield Change(part, _kind(old, new), old, new)
        return
    gone, come = [item for item in old if item not in new], [item for item in new if item not in old]
    if not gone and not come:
        yield Change(part, "changed", old, new)
    for item in list(gone):
        twin = next((one for one in come if bare(one, clauses=False) == bare(item, clauses=False)), None)
        if twin is not None:
            gone.remove(item)
            come.remove(twin)
            yield Change(part, "moved", item, twin)
    yield from (Change(part, "removed", item, None) for item in gone)
    yield from (Change(part, "added", None, item) for item in come)


def _kind(old: Any, new: Any) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    return "moved" if bare(old, clauses=False) == bare(new, clauses=False) else "changed"


def _reviews(programme: Programme) -> tuple[Period, ...]:
    """Return when versions count at re-examination, where that is not when they are in force."""
    return tuple(version.review_in_force for version in programme.versions if version.review_in_force != version.in_force)


def _timeline(old: Programme, new: Programme) -> Iterator[Change]:
    """Yield what changed in the rules in force, from the days to the days on which it makes a difference."""
    starts = [None, *sorted(_turns(old) | _turns(new))]
    found: list[tuple[date | None, tuple[Change, ...]]] = []
    for start in starts:
        day = start or date.min
        changes = tuple(_version(old.version(day), new.version(day)))
        if not found or bare(found[-1][1]) != bare(changes):
            found.append((start, changes))
    ends = [start - timedelta(days=1) for start, _ in found[1:] if start]
    for (start, changes), end in zip(found, [*ends, None], strict=True):
        yield from (replace(change, during=Period(start, end)) for change in changes)


def _turns(programme: Programme) -> set[date]:
    """Return the days on which a version begins or the one before has ended."""
    periods = [version.in_force for version in programme.versions]
    return {p.start for p in periods if p.start} | {p.end + timedelta(days=1) for p in periods if p.end}


def _version(old: Version | None, new: Version | None) -> Iterator[Change]:
    if old is None or new is None:
        if old is not new:
            yield Change("version", _kind(old, new), old, new)
        return
    yield from _rules("requires", _conditions(old.requires), _conditions(new.requires))
    yield from _rules("vetoes", old.vetoes, new.vetoes)


def _conditions(tree: Requirement | None) -> tuple[Requirement, ...]:
    """Return the conditions that must hold together."""
    if tree is None:
        return ()
    if isinstance(tree, Gate) and tree.count is None and tree.stands_for is None:
        return tuple(condition for child in tree.children for condition in _conditions(child))
    return (tree,)


def _rules(part: str, old: tuple[Requirement, ...], new: tuple[Requirement, ...], within: tuple[str, ...] = ()) -> Iterator[Change]:
    """Yield what changed among conditions that stand side by side, in whatever order."""
    if bare(old) == bare(new):
        return
    pairs = dict(_pairs(old, new))
    for place, rule in enumerate(old):
        if place not in pairs:
            yield Change(part, "removed", rule, None, within)
        else:
            yield from _rule(part, rule, new[pairs[place]], within)
    yield from (Change(part, "added", None, rule, within) for place, rule in enumerate(new) if place not in pairs.values())


def _rule(part: str, old: Requirement, new: Requirement, within: tuple[str, ...]) -> Iterator[Change]:
    if bare(old) == bare(new):
        return
    if isinstance(old, Gate) and isinstance(new, Gate) and _frame(old) == _frame(new):
        yield from _rules(part, old.children, new.children, (*within, old.kind))
    else:
        yield Change(part, _kind(bare(old), bare(new)), old, new, within)


def _frame(gate: Gate) -> tuple[object, ...]:
    return gate.kind, gate.count, gate.stands_for, gate.holder


def _pairs(old: tuple[Requirement, ...], new: tuple[Requirement, ...]) -> Iterator[tuple[int, int]]:
    """Yield which of the old became which of the new: the most alike first, nothing where nothing is alike."""
    every = ((_likeness(old[i], new[j]), i, j) for i, j in product(range(len(old)), range(len(new))))
    left, right = set(range(len(old))), set(range(len(new)))
    for likeness, i, j in sorted(every, key=lambda one: (tuple(-part for part in one[0]), abs(one[1] - one[2]), one[1:])):
        if i in left and j in right and any(likeness):
            left.remove(i)
            right.remove(j)
            yield i, j


def _likeness(old: Requirement, new: Requirement) -> tuple[int, ...]:
    """Return how alike two conditions are: the same, the same at another clause, about the same things."""
    shared = len(_about(old) & _about(new))
    elsewhere = bare(old, clauses=False) == bare(new, clauses=False)
    return bare(old) == bare(new), elsewhere, shared, shared > 0 and type(old) is type(new)


def _about(tree: Requirement) -> set[tuple[str, object]]:
    """Return what a condition is about: for each criterion its kind and the words that it names first."""
    found: set[tuple[str, object]] = set()
    for rule in leaves(tree):
        named = getattr(rule, fields(rule)[len(fields(Criterion))].name)
        found |= {(rule.key, name) for name in (named if isinstance(named, tuple) else (named,))}
    return found


def _words(old: Catalogue, new: Catalogue) -> Iterator[WordChange]:
    for table, before in _tables(old).items():
        after = _tables(new)[table]
        for id in dict.fromkeys((*before, *after)):
            was, now = before.get(id), after.get(id)
            if bare(was) != bare(now):
                yield WordChange(table, id, _kind(was, now), was, now)


def _tables(catalogue: Catalogue) -> dict[str, Mapping[str, object]]:
    """Return what programmes share, by table and id; the names of programmes are their own."""
    of_programmes = ("names", "held_as")
    words = {field.name: getattr(catalogue.words, field.name) for field in fields(catalogue.words) if field.name not in of_programmes}
    desks = {f"{place}/{name}": desk for place, offices in catalogue.desks.items() for name, desk in offices.items()}
    defaults = {field.name: getattr(catalogue.defaults, field.name) for field in fields(catalogue.defaults)}
    own = {"regions": catalogue.regions, "defaults": defaults, "desks": desks}
    return {"documents": catalogue.documents, **words, **own, "libraries": catalogue.libraries, "forms": catalogue.forms}
