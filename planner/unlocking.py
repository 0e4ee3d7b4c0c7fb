"""Unlock: the least set of changes that turns one programme to eligible at its next round, and what else they open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice

from graph.criteria import Criterion, Finding, NeverHeld, NoEvent, TitleHeld
from graph.facts import Ask
from graph.model import Catalogue, Programme
from graph.requirement import Gate, Requirement, leaves
from graph.verdict import Verdict
from planner.assessment import ahead, assess_one, held_verdict, rules_on, views
from planner.changes import DONE, Change, Cost, Wanted, cost_of, improved, minimal_sets, same, supposing, wanting
from planner.doors import Door, doors, whole
from planner.errors import UnknownProgramme
from planner.facts import CompanyFacts, Stance
from planner.gaps import Gap, GapReader
from planner.judging import Judged, judge
from planner.path.causes import Cause, causes, shut_out
from planner.path.chances import ChanceFinder, Chances
from planner.path.ladder import derivable
from planner.profile import Profile
from planner.rounds import Window, horizon_of

ALTERNATIVES, LOOKED_AT = 5, 50
NOT_TO_OPEN = ("held", "out_of_scope", "closed", "eligible")


@dataclass(frozen=True)
class Choice:
    """Changes that are enough together: gaps to close and, apart from them, what must be answered favourably."""

    gaps: tuple[Gap, ...]
    unknowns: tuple[Ask, ...]
    cost: Cost


@dataclass(frozen=True)
class Unlock:
    """What opens a programme in its next round; without a gap to close there are `causes`.

    `also_opens`: other programmes that the changes of `best` turn to eligible, each at its own next round: the first that has not
    closed on the day of application for the target, which may be later than the target's window.

    Kinds of cause beside those of a plan: held, eligible (at the next round as things stand), unknown (only answers are missing).
    """

    programme: str
    window: Window | None = None
    best: Choice | None = None
    alternatives: tuple[Choice, ...] = ()
    also_opens: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()


def unlock(profile: Profile, catalogue: Catalogue, on: date, target: str) -> Unlock:
    """Return the least set of changes that turns a programme to eligible at its next round.

    Parameters
    ----------
    profile : Profile
        The company.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day of the question.
    target : str
        An honor or fund.

    Returns
    -------
    Unlock
        Fewest hard changes, then titles, then changes, then least relative shortfall. Never without both changes and causes.

    Raises
    ------
    UnknownProgramme
        If the target is not in the catalogue.

    Notes
    -----
    Judged on the first day of the next round, later years carrying the last known value. What changes do to other criteria (more
    revenue, a smaller share) is judged too. Exact for rules that do not bear on each other.
    """
    if target not in catalogue.programmes:
        raise UnknownProgramme(target, catalogue.programmes)
    facts = CompanyFacts(profile, catalogue, on, on)
    programme = catalogue.programmes[target]
    return min((_of_view(programme, view) for view in views(programme, facts)), key=_place)


def _place(found: Unlock) -> tuple[int, Cost]:
    """Return the order among products that may hold a title: what is there already, then the cheapest."""
    if found.best is not None:
        return 1, found.best.cost
    return (0 if found.causes[0].kind in ("held", "eligible") else 2), ()


def _of_view(programme: Programme, facts: CompanyFacts) -> Unlock:
    door = _at_the_door(programme, facts)
    if door is not None:
        return Unlock(programme.id, causes=(door,))
    window = ahead(programme, facts)[0]
    day = max(window.opens, facts.today)
    return replace(_Lock(programme, facts.at(day, Stance.PROJECTED)).opened(), window=window)


def _at_the_door(programme: Programme, facts: CompanyFacts) -> Cause | None:
    """Return why there is nothing to change."""
    if held_verdict(programme, facts) is Verdict.MET:
        return Cause("held", programme.id)
    if not (programme.obtainable or programme.fund):
        return Cause("not_applied_for", programme.id)
    shut = shut_out(programme, facts, horizon_of(facts.today, facts.catalogue.defaults.horizon_years))
    if shut is not None:
        return shut
    if programme.version(max(ahead(programme, facts)[0].opens, facts.today)) is None:
        return Cause("no_version", programme.id)
    return None


@dataclass(frozen=True)
class _Lock:
    """One programme for one company, judged on the day of application."""

    programme: Programme
    facts: CompanyFacts

    @cached_property
    def whole(self) -> Requirement:
        """Scope, vetoes and requirement in force on the day."""
        return whole(self.programme, self.facts.on)

    @cached_property
    def vetoes(self) -> frozenset[str]:
        """The criteria that bar for a time."""
        return frozenset(rule.terms.id for rule in rules_on(self.programme, self.facts.on)[0])

    @cached_property
    def places(self) -> dict[Criterion, int]:
        """The rules in the order of the clauses."""
        return {rule: place for place, rule in enumerate(dict.fromkeys(same(leaf) for leaf in leaves(self.whole)))}

    @cached_property
    def chances(self) -> Chances:
        """The chances to obtain the titles that the programme names."""
        names = tuple(dict.fromkeys(leaf.honor for leaf in leaves(self.whole) if isinstance(leaf, TitleHeld)))
        horizon = horizon_of(self.facts.today, self.facts.catalogue.defaults.horizon_years)
        return ChanceFinder(self.facts.at(self.facts.today, Stance.KNOWN)).find(names, horizon)

    @cached_property
    def within_reach(self) -> frozenset[str]:
        """The titles that can be obtained, or come from outside."""
        return derivable(self.chances)

    def opened(self) -> Unlock:
        """Return the answer."""
        judged = judge(self.whole, self.facts)
        wanted = self._wanted(judged, self.facts)
        if wanted is None:
            return Unlock(self.programme.id, causes=tuple(dict.fromkeys(self._blocks(judged))))
        if wanted == DONE:
            return Unlock(self.programme.id, causes=(Cause("eligible", self.programme.id),))
        sets = self._sets(wanted)
        if not sets:
            return Unlock(self.programme.id, causes=(Cause("undecided", self.programme.id),))
        best, *others = map(_choice, sets)
        return Unlock(
            self.programme.id,
            best=best,
            alternatives=tuple(others),
            also_opens=tuple(self._opens_too(sets[0])),
            causes=() if best.gaps else (Cause("unknown", self.programme.id),),
        )

    def _sets(self, wanted: Wanted) -> list[tuple[Change, ...]]:
        """Return the least set and its alternatives, of which none has all the gaps of another."""
        found: list[tuple[Change, ...]] = []
        for chosen in islice(minimal_sets(wanted), LOOKED_AT):
            settled = self._settled(_in_order(chosen))
            found = [other for other in found if not set(settled) < set(other)] if settled else found
            if settled and not any(_alike(settled, other) for other in found):
                found.append(settled)
            if len(found) > ALTERNATIVES:
                break
        return sorted(found, key=cost_of)

    def _settled(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """Return changes with what else they make necessary, and without what others bring about; nothing where they are in vain."""
        while (judged := self._after(changes)).verdict is not Verdict.MET:
            wanted = self._wanted(judged, improved(self.facts, changes))
            further = next(minimal_sets(wanted), None) if wanted else None
            if further is None:
                return ()
            changes += _in_order(further)
        for change in changes:
            others = tuple(other for other in changes if other is not change)
            changes = others if self._after(others).verdict is Verdict.MET else changes
        return changes

    def _after(self, changes: tuple[Change, ...]) -> Judged:
        return judge(supposing(self.whole, {change.rule for change in changes}), improved(self.facts, changes))

    def _wanted(self, judged: Judged, facts: CompanyFacts) -> Wanted | None:
        """Return what is missing for a node to be met; None where nobody can bring it about."""
        if judged.verdict is Verdict.MET:
            return DONE
        if judged.finding is not None and isinstance(judged.rule, Criterion):
            return self._change(judged.rule, judged.finding, facts)
        count = judged.rule.count if isinstance(judged.rule, Gate) else None
        parts = [self._wanted(child, facts) for child in judged.children]
        return wanting(len(parts) if count is None else count, parts)

    def _change(self, rule: Criterion, finding: Finding, facts: CompanyFacts) -> Change | None:
        place = self.places[same(rule)]
        if finding.verdict is Verdict.UNKNOWN:
            return Change(same(rule), place, asks=finding.asks)
        gap = GapReader(facts, ahead(self.programme, facts)).leaf(rule, finding, veto=rule.terms.id in self.vetoes)
        possible = rule.honor in self.within_reach if isinstance(rule, TitleHeld) else gap.earliest is not None
        return Change(same(rule), place, gap) if possible else None

    def _blocks(self, judged: Judged) -> Iterator[Cause]:
        """Yield why a node cannot be met."""
        if self._wanted(judged, self.facts) is not None:
            return
        if judged.finding is None or not isinstance(judged.rule, Criterion):
            for child in judged.children:
                yield from self._blocks(child)
        elif isinstance(judged.rule, TitleHeld):
            yield from causes((judged.rule.honor,), self.chances)
        else:
            kinds = {NeverHeld: "excluded", NoEvent: "barred"}
            kind = kinds.get(type(judged.rule), "fixed" if judged.finding.fixed else "unmet_in_time")
            yield Cause(kind, self.programme.id, judged.rule)

    def _opens_too(self, changes: tuple[Change, ...]) -> Iterator[str]:
        """Yield the other programmes, not eligible now, that the changes alone turn to eligible, each at its own next round."""
        before = replace(self.facts, subject=None)
        now = before.at(before.today, Stance.KNOWN)
        done = tuple(change for change in changes if change.gap is not None)
        after = replace(improved(self.facts, done), subject=None)
        for programme in now.catalogue.programmes.values():
            if programme.id == self.programme.id or not (programme.obtainable or programme.fund):
                continue
            if assess_one(programme, now).state not in NOT_TO_OPEN and any(
                self._opens(door, after, done) for door in doors(programme, before)
            ):
                yield programme.id

    def _opens(self, door: Door, after: CompanyFacts, changes: tuple[Change, ...]) -> bool:
        """Return whether the changes open a door; what is met for one product is not met for another."""
        return door.opens(after, {change.rule for change in changes} if door.facts.subject == self.facts.subject else ())


def _choice(changes: tuple[Change, ...]) -> Choice:
    gaps = tuple(change.gap for change in changes if change.gap is not None)
    asks = (ask for change in changes for ask in change.asks)
    return Choice(gaps, tuple(dict.fromkeys(asks)), cost_of(changes))


def _in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: change.place))


def _alike(one: tuple[Change, ...], other: tuple[Change, ...]) -> bool:
    """Return whether one of two sets has all the gaps of the other, or `one` has none: answers alone make no other way."""
    gaps, others = _gaps(one), _gaps(other)
    return not gaps or (bool(others) and (gaps <= others or others <= gaps))


def _gaps(changes: Iterable[Change]) -> frozenset[Change]:
    return frozenset(change for change in changes if change.gap is not None)
