"""What a path is, by trying everything: every subset of honors, every order, every day on which anything can change.

Knows the calendar and design.md section 8, nothing of how planner.path searches. From the planner it takes the windows and the judgement
of leaves that are no titles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, combinations

from graph.criteria import NeverHeld, TitleHeld
from graph.dates import add_years
from graph.model import Programme
from graph.requirement import Gate, Requirement, leaves
from graph.verdict import Verdict
from planner.facts import CompanyFacts, Stance
from planner.path.plan import Way
from planner.rounds import Window, windows
from tests.planner.random_catalogues import Case

DAY = timedelta(days=1)
ALWAYS = date.min
Grants = tuple[tuple[str, date], ...]
Tree = bool | TitleHeld | NeverHeld | tuple[int, tuple["Tree", ...]]


class TooLarge(Exception):
    """More states than are worth trying."""


@dataclass(frozen=True)
class Answer:
    """The earliest completion with every set of honors and credentials that reaches the targets; `held`: nothing is missing."""

    held: bool
    sets: dict[frozenset[str], date]

    def costs(self) -> dict[frozenset[str], tuple[int, int, date]]:
        """Return (credentials, honors, completion) of every set."""
        outside = {names: sum(name.startswith("ext") for name in names) for names in self.sets}
        return {names: (outside[names], len(names) - outside[names], end) for names, end in self.sets.items()}

    def smallest(self) -> list[tuple[int, int, date]]:
        """Return the costs of the sets that hold no other set, in order."""
        costs = self.costs()
        return sorted(cost for names, cost in costs.items() if not any(other < names for other in costs))


class BruteForce:
    def __init__(self, case: Case, *, strict: bool, most: int = 4000) -> None:
        self.case, self.most = case, most
        self.programmes = case.catalogue.programmes
        self.facts = CompanyFacts(case.profile, case.catalogue, case.on, case.on)
        self.horizon = add_years(case.on, case.request.horizon or case.catalogue.defaults.horizon_years)
        self.targets = frozenset(t for t in case.request.targets if not self._held_today(t))
        self.windows = {id: self._windows(programme) for id, programme in self.programmes.items()}
        self.days = self._days()
        self.trees: dict[tuple[str, date], Tree] = {}
        self.rungs: dict[str, tuple[str, ...]] = dict.fromkeys(self.programmes, ())
        if not strict:
            able = self._derivable()
            for id, programme in self.programmes.items():
                wanted = [rung.honor for rung in programme.after if not self._held_today(rung.honor)]
                self.rungs[id] = tuple(name for name in wanted if name in able)

    def answer(self) -> Answer:
        """Return every set of honors and credentials that reaches the targets, with its earliest completion."""
        if not self.targets:
            return Answer(True, {})
        cone = self._cone()
        honors = sorted(name for name in cone if self.programmes[name].kind == "honor")
        outside = sorted(cone - set(honors))
        subsets = chain.from_iterable(combinations(outside, size) for size in range(len(outside) + 1))
        states: set[Grants] = {tuple((name, ALWAYS) for name in subset) for subset in subsets}
        sets: dict[frozenset[str], date] = {}
        for state in states:
            self._record(state, sets)
        for day in self.days:
            open_now = [(name, window) for name in honors for window in self.windows[name] if window.opens <= day <= window.closes]
            waiting = list(states)
            while waiting:
                for state in self._after(waiting.pop(), day, open_now):
                    if state not in states:
                        states.add(state)
                        waiting.append(state)
                        self._record(state, sets)
                if len(states) > self.most:
                    raise TooLarge
        return Answer(False, sets)

    def _after(self, state: Grants, day: date, open_now: list[tuple[str, Window]]) -> Iterator[Grants]:
        """Yield the states after one more application on a day."""
        if self._done(state):
            return
        taken = dict(state)
        for name, window in open_now:
            if name not in taken and self.may_apply(name, day, taken):
                granted = day if window.instant else window.result
                yield tuple(sorted((*state, (name, granted))))

    def _done(self, state: Grants) -> bool:
        return self.targets <= {name for name, _ in state}

    def _record(self, state: Grants, sets: dict[frozenset[str], date]) -> None:
        if self._done(state):
            names = frozenset(name for name, _ in state)
            end = max(self.case.on, max(granted for name, granted in state if name in self.targets))
            sets[names] = min(end, sets.get(names, date.max))

    def may_apply(self, name: str, day: date, taken: dict[str, date]) -> bool:
        """Return whether an honor can be applied for on a day within a window, with titles granted on the days in `taken`."""
        if (name, day) not in self.trees:
            self.trees[name, day] = self._settled(name, day)
        rungs = all(self._stands(rung, day, taken) for rung in self.rungs[name])
        return rungs and self._holds(self.trees[name, day], day, taken)

    def _settled(self, name: str, day: date) -> Tree:
        """Return the whole rule of a day with every leaf decided but what the plan can change."""
        programme = self.programmes[name]
        found = [version for version in programme.versions if version.in_force.covers(day)]
        if not found or any(rule.judge(self.facts).verdict is Verdict.UNMET for rule in programme.scope):
            return False
        hopeful = self.facts.hoping(day, any_day=bool(programme.round and programme.round.any_time))
        parts = tuple(self._leaf_settled(rule, hopeful) for rule in (*programme.scope, *found[0].vetoes, found[0].requires))
        return len(parts), parts

    def _leaf_settled(self, rule: Requirement, hopeful: CompanyFacts) -> Tree:
        if isinstance(rule, Gate):
            parts = tuple(self._leaf_settled(child, hopeful) for child in rule.children)
            return len(parts) if rule.count is None else rule.count, parts
        if isinstance(rule, TitleHeld):
            held = any(rule.satisfied_by(holding, hopeful.on) is not Verdict.UNMET for holding in hopeful.holdings(rule.honor))
            return True if held else rule
        if rule.judge(hopeful).verdict is Verdict.UNMET:
            return False
        return rule if isinstance(rule, NeverHeld) else True

    def _holds(self, tree: Tree, day: date, taken: dict[str, date]) -> bool:
        if isinstance(tree, bool):
            return tree
        if isinstance(tree, tuple):
            count, parts = tree
            return sum(self._holds(part, day, taken) for part in parts) >= count
        if isinstance(tree, NeverHeld):
            return taken.get(tree.honor, date.max) > day
        return self._stands(tree.honor, day, taken, tree.held_for_years or 0, tree.granted_within_years)

    def _stands(self, name: str, day: date, taken: dict[str, date], held_for: int = 0, recent: int | None = None) -> bool:
        granted = taken.get(name)
        if granted is None or granted > day:
            return False
        if granted == ALWAYS:
            return True
        validity = self.programmes[name].validity
        over = validity is not None and validity.renewal == "reapply" and add_years(granted, validity.years) <= day
        return not over and add_years(granted, held_for) <= day and (recent is None or add_years(granted, recent) > day)

    def _held_today(self, name: str) -> bool:
        return any(holding.valid(self.case.on) is Verdict.MET for holding in self.facts.holdings(name))

    def _windows(self, programme: Programme) -> tuple[Window, ...]:
        if programme.kind != "honor":
            return ()
        return windows(programme, self.case.catalogue.defaults, self.case.on, self.horizon)

    def _cone(self) -> set[str]:
        """Return every title that the targets may rest on, by name."""
        cone: set[str] = set()
        waiting = list(self.targets)
        while waiting:
            name = waiting.pop()
            if name not in cone:
                cone.add(name)
                rules = [leaf for version in self.programmes[name].versions for leaf in leaves(version.requires)]
                waiting += [rule.honor for rule in rules if isinstance(rule, TitleHeld)] + list(self.rungs[name])
        return cone

    def _derivable(self) -> set[str]:
        """Return what clauses alone let the company obtain, were every title granted for ever and none shut out another."""
        able = {id for id, programme in self.programmes.items() if programme.kind == "credential"}
        grown = True
        while grown:
            fresh = {id for id in self.programmes if id not in able and any(self._ever(id, day, able) for day in self.days)}
            able |= fresh
            grown = bool(fresh)
        return able

    def _ever(self, name: str, day: date, able: set[str]) -> bool:
        inside = any(window.opens <= day <= window.closes for window in self.windows[name])
        return inside and self._could(self._settled(name, day), able)

    def _could(self, tree: Tree, able: set[str]) -> bool:
        if isinstance(tree, tuple):
            return sum(self._could(part, able) for part in tree[1]) >= tree[0]
        if isinstance(tree, TitleHeld):
            return tree.honor in able
        return tree if isinstance(tree, bool) else True

    def _days(self) -> list[date]:
        """Return every day on which anything can begin or end, and those as many whole years from them as rules count."""
        days = {self.case.on} | {date(year, 1, 1) for year in range(self.case.on.year, self.horizon.year + 1)}
        spans: set[int] = set()
        for programme in self.programmes.values():
            for window in self.windows[programme.id]:
                days |= {window.opens, window.closes, window.result}
            spans |= {programme.validity.years} if programme.validity else set()
            for version in programme.versions:
                days |= {day for day in (version.in_force.start, version.in_force.end and version.in_force.end + DAY) if day}
                spans |= {years for leaf in leaves(version.requires) for years in _years_of(leaf)}
        days |= {add_years(event.on, years) for event in self.case.profile.events for years in (1, 2, 3)}
        hopeful = self.facts.at(self.case.on, Stance.HOPEFUL)
        for holding in chain.from_iterable(map(hopeful.holdings, self.programmes)):
            days |= {holding.until + DAY} if holding.until else set()
            days |= {add_years(holding.granted, years) for years in spans} if holding.granted else set()
        instant = any(window.instant for found in self.windows.values() for window in found)
        for _ in range(2 if instant else 1):
            days |= {add_years(day, years) for day in days for years in spans}
            days |= {add_years(day, -years) + DAY for day in days for years in spans} if instant else set()
        return sorted(day for day in days if self.case.on <= day and any(self._open(day)))

    def _open(self, day: date) -> Iterator[bool]:
        return (window.opens <= day <= window.closes for found in self.windows.values() for window in found)

    def faults(self, way: Way) -> list[str]:
        """Return which steps of a way could not be taken on their days."""
        taken = {step.honor: ALWAYS for step in way.steps if step.kind == "credential"}
        found = []
        for step in way.steps:
            if step.kind != "obtain":
                continue
            assert step.window
            granted = {window: step.apply_from if window.instant else window.result for window in self.windows[step.honor]}
            inside = step.window.opens <= step.apply_from <= step.apply_by <= step.window.closes and self.case.on <= step.apply_from
            if not inside or granted.get(step.window) != step.granted_by:
                found.append(f"{step.honor}: dates")
            if not self.may_apply(step.honor, step.apply_from, taken):
                found.append(f"{step.honor}: requirement")
            taken[step.honor] = step.granted_by
        if not self.targets <= taken.keys() or way.completion != max(self.case.on, *(taken[name] for name in self.targets)):
            found.append("completion")
        return found


def _years_of(rule: Requirement) -> set[int]:
    if not isinstance(rule, TitleHeld):
        return set()
    return {years for years in (rule.held_for_years, rule.granted_within_years) if years}
