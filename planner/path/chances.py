"""The chances of one company to obtain each honor: when one can apply, under which version, and what it needs of titles."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from graph.dates import term_end
from graph.facts import Holding
from graph.model import Catalogue, Programme, Version
from graph.requirement import everything, titles_of
from graph.verdict import Verdict
from planner.assessment import outside
from planner.facts import CompanyFacts, Stance
from planner.path.formula import FALSE, Formula, folded, residual, shunned, simplified, wanted
from planner.rounds import Window, windows
from planner.turns import turning_days


@dataclass(frozen=True)
class Chance:
    """A stretch of one window in which nothing but titles changes: apply from `start` to `end`, granted on `result`."""

    honor: str
    start: date
    end: date
    result: date | None
    needs: Formula
    version: Version
    window: Window

    def granted(self, applied: date) -> date:
        """Return the day of the grant for an application on a day."""
        return applied if self.result is None else self.result


@dataclass(frozen=True)
class Fallen:
    """A customary rung that this company cannot hold, and why."""

    honor: str
    below: str
    because: str


@dataclass(frozen=True)
class Chances:
    """All chances in the cone of some targets.

    `of[h]`, in the order of time, is empty where h cannot be obtained within the horizon; `credentials` are titles from outside that
    are not held. `ladder`: customary rungs are taken too.
    """

    facts: CompanyFacts
    horizon: date
    of: Mapping[str, tuple[Chance, ...]]
    credentials: frozenset[str]
    fallen: tuple[Fallen, ...] = ()
    ladder: bool = False

    def rests_on(self, honor: str, version: Version) -> tuple[str, ...]:
        """Return the titles that an honor asks for, by clause and (where taken) by custom."""
        rungs = self.facts.catalogue.programmes[honor].after if self.ladder else ()
        return tuple(dict.fromkeys([*titles_of(version.requires), *(rung.honor for rung in rungs)]))

    @cached_property
    def alike(self) -> dict[str, dict[Formula, list[Chance]]]:
        """The chances of each honor by what they need."""
        found: dict[str, dict[Formula, list[Chance]]] = {}
        for honor, chances in self.of.items():
            found[honor] = {}
            for chance in chances:
                found[honor].setdefault(chance.needs, []).append(chance)
        return found

    @cached_property
    def named(self) -> dict[str, tuple[str, ...]]:
        """The titles that the chances of each honor name, each once."""
        return {honor: _once(want.honor for needs in groups for want in wanted(needs)) for honor, groups in self.alike.items()}

    @cached_property
    def shunned(self) -> dict[str, frozenset[str]]:
        """The titles that the chances of each honor forbid."""
        return {honor: frozenset(shun.honor for needs in groups for shun in shunned(needs)) for honor, groups in self.alike.items()}

    @cached_property
    def users(self) -> dict[str, list[str]]:
        """The honors whose chances name each title."""
        found: dict[str, list[str]] = {}
        for honor, names in self.named.items():
            for name in names:
                found.setdefault(name, []).append(honor)
        return found

    def needs(self, honor: str) -> Formula:
        """Return what an honor needs of titles whichever chance is taken."""
        return simplified(1, list(self.alike[honor]))

    def holding(self, honor: str, granted: date) -> Holding:
        """Return the title that a plan supposes."""
        return supposed(honor, granted, self.facts.catalogue)

    def by(self, deadline: date) -> "Chances":
        """Return the chances to be granted by a day."""
        return replace(self, of={honor: tuple(_in_time(chances, deadline)) for honor, chances in self.of.items()})

    def reachable(self, days: Mapping[str, date]) -> "Chances":
        """Return the chances that remain, and what they need, where no title comes before its day."""
        return replace(self, of={honor: tuple(_foldable(chances, days)) for honor, chances in self.of.items()})


def supposed(honor: str, granted: date, catalogue: Catalogue) -> Holding:
    """Return a title as a plan supposes it: renewed for ever by re-examination, or over at its term."""
    validity = catalogue.programmes[honor].validity
    if validity is None or validity.renewal == "review":
        return Holding(honor, granted)
    return Holding(honor, granted, term_end(granted, validity.years), Verdict.UNMET)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _in_time(chances: tuple[Chance, ...], deadline: date) -> Iterator[Chance]:
    for chance in chances:
        if chance.result is not None and chance.result <= deadline:
            yield chance
        elif chance.result is None and chance.start <= deadline:
            yield replace(chance, end=min(chance.end, deadline))


def _foldable(chances: tuple[Chance, ...], days: Mapping[str, date]) -> Iterator[Chance]:
    for chance in chances:
        needs = folded(chance.needs, days, chance.end)
        if needs != FALSE:
            yield chance if needs == chance.needs else replace(chance, needs=needs)


class ChanceFinder:
    """Finds the chances of one company (or of one of its products), those of each honor once for all that is planned with them."""

    def __init__(self, facts: CompanyFacts) -> None:
        self.facts = facts
        self._known: dict[str, tuple[date, tuple[Chance, ...]]] = {}

    def find(self, targets: tuple[str, ...], horizon: date, *, ladder: bool = False) -> Chances:
        """Return the chances, by clauses alone, for the targets and everything that they may rest on (with `ladder` also by custom)."""
        of: dict[str, tuple[Chance, ...]] = {}
        credentials: set[str] = set()
        waiting = list(targets)
        while waiting:
            honor = waiting.pop()
            if honor in of or honor in credentials:
                continue
            programme = self.facts.catalogue.programmes[honor]
            if programme.kind == "credential":
                credentials.add(honor)
                continue
            of[honor] = self._of(programme, horizon)
            waiting += sorted({want.honor for chance in of[honor] for want in wanted(chance.needs)})
            waiting += [rung.honor for rung in programme.after if ladder]
        return Chances(self.facts, horizon, of, frozenset(credentials))

    def _of(self, programme: Programme, horizon: date) -> tuple[Chance, ...]:
        """Return the chances in windows that open by a day: those of a later day, where they are known, hold them."""
        far, found = self._known.get(programme.id, (date.min, ()))
        if far < horizon:
            found = _chances(programme, self.facts, horizon)
            self._known[programme.id] = horizon, found
        return tuple(chance for chance in found if chance.window.opens <= horizon)


def _chances(programme: Programme, facts: CompanyFacts, horizon: date) -> tuple[Chance, ...]:
    facts = facts.seen_by(programme.holders)
    if not programme.obtainable or outside(programme, facts):
        return ()
    found: list[Chance] = []
    for window, start, end in stretches(programme, facts, horizon):
        chance = _chance(programme, window, start, end, facts)
        if chance is None:
            continue
        if found and not programme.after and _goes_on(found[-1], chance):
            chance = replace(chance, start=found.pop().start)
        found.append(chance)
    return tuple(found)


def _goes_on(before: Chance, after: Chance) -> bool:
    """Return whether nothing changes from one stretch of a window to the next."""
    same = (before.window, before.version, before.needs) == (after.window, after.version, after.needs)
    return same and before.end + timedelta(days=1) == after.start


def _chance(programme: Programme, window: Window, start: date, end: date, facts: CompanyFacts) -> Chance | None:
    version = programme.version(start)
    if version is None:
        return None
    whole = everything((*programme.scope, *version.vetoes, version.requires))
    needs = residual(whole, facts.hoping(start, any_day=window.instant))
    if needs == FALSE:
        return None
    return Chance(programme.id, start, end, None if window.instant else window.result, needs, version, window)


def stretches(programme: Programme, facts: CompanyFacts, horizon: date) -> Iterator[tuple[Window, date, date]]:
    """Yield the windows of a programme (each within one year), cut where a version begins, a title held lapses, a criterion turns."""
    days = turning_days(programme, facts.at(facts.today, Stance.HOPEFUL))
    for window in windows(programme, facts.catalogue.defaults, facts.today, horizon):
        start = max(window.opens, facts.today)
        tomorrow = {facts.today + timedelta(days=1)} if not window.instant else set()  # what fails today may be mended while it is open
        inside = sorted({start} | {cut for cut in days | tomorrow if start < cut <= window.closes})
        ends = [cut - timedelta(days=1) for cut in inside[1:]] + [window.closes]
        for first, last in zip(inside, ends, strict=True):
            yield window, first, last
