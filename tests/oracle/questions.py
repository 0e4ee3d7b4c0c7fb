"""A planning question as the solvers see it: which title can be applied for when, and what that takes of other titles.

Knows the calendar and design.md section 8. From the planner it takes the windows, who is out of scope, and the judgement of leaves on a
day when everything that can change is hoped for; nothing of how planner.path builds its chances, lays them on the calendar or searches.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta

from graph.criteria import NeverHeld, TitleHeld
from graph.dates import add_years
from graph.model import Programme
from graph.requirement import Gate, Requirement
from graph.verdict import Verdict
from planner.assessment import held_verdict, outside
from planner.facts import CompanyFacts, Stance
from planner.rounds import Window, horizon_of, windows
from tests.planner.random_catalogues import Case

DAY = timedelta(days=1)
AGES = range(31)  # years after which a rule of these catalogues may still look back on a day


@dataclass(frozen=True)
class Want:
    """A title that stands, where said for some years or for less than some years."""

    honor: str
    held_for: int = 0
    recent: int | None = None


@dataclass(frozen=True)
class Never:
    """A title that has not been granted so far."""

    honor: str


Tree = bool | Want | Never | tuple[int, tuple["Tree", ...]]


@dataclass(frozen=True)
class Opportunity:
    """Apply on any day from `first` to `last`, granted on `result` (None: on the day itself)."""

    honor: str
    first: date
    last: date
    result: date | None
    tree: Tree


@dataclass(frozen=True)
class Question:
    """What is to be obtained. `terms`: years after which a title is over; `floor`: no answer is complete before."""

    targets: frozenset[str]
    floor: date
    of: dict[str, list[Opportunity]]
    credentials: frozenset[str]
    terms: dict[str, int]

    def timeless(self) -> "Question":
        """Return the question in which no title passes and none shuts out another: an earlier grant is never worse."""
        of = {name: [replace(one, tree=_timeless(one.tree)) for one in found] for name, found in self.of.items()}
        return replace(self, of=of, terms={})


@dataclass(frozen=True)
class Cost:
    """What an answer costs."""

    credentials: int
    honors: int
    completion: date


def leaves_of(tree: Tree) -> Iterator[Want | Never]:
    if isinstance(tree, tuple):
        for part in tree[1]:
            yield from leaves_of(part)
    elif not isinstance(tree, bool):
        yield tree


def _timeless(tree: Tree) -> Tree:
    if isinstance(tree, tuple):
        return gate(tree[0], [_timeless(part) for part in tree[1]])
    return replace(tree, recent=None) if isinstance(tree, Want) else isinstance(tree, Never) or tree


def gate(count: int, parts: list[Tree]) -> Tree:
    """Return at least `count` of the parts."""
    count -= sum(part is True for part in parts)
    rest = tuple(part for part in parts if not isinstance(part, bool))
    if count <= 0 or count > len(rest):
        return count <= 0
    return rest[0] if len(rest) == 1 else (count, rest)


def question_of(case: Case) -> Question:
    """Return what the planner is asked."""
    return _Reading(case).question()


@dataclass
class _Reading:
    case: Case
    opportunities: dict[str, list[Opportunity]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programmes = self.case.catalogue.programmes
        self.facts = CompanyFacts(self.case.profile, self.case.catalogue, self.case.on, self.case.on)
        self.horizon = horizon_of(self.case.on, self.case.request.horizon or self.case.catalogue.defaults.horizon_years)
        self.turns = self._turns()

    def question(self) -> Question:
        missing = {name for name in self.case.request.targets if held_verdict(self.programmes[name], self.facts) is not Verdict.MET}
        awaited = {name: day for name in missing if (day := self.facts.awaited(name))}
        targets = frozenset(missing - awaited.keys())
        of = {name: self._found(name) for name in self._cone(targets)}
        standing = {} if self.case.request.strict else _Reading(self._looking_far()).rungs(targets)
        of = {name: [self._above(one, standing.get(name, [])) for one in of[name]] for name in of}
        of = {name: [one for one in found if one.tree is not False] for name, found in of.items()}
        cone = self._within(targets, of)
        return Question(
            targets,
            max([self.case.on, *awaited.values()]),
            {name: of[name] for name in sorted(cone) if not self._outside(name)},
            frozenset(name for name in cone if self._outside(name)),
            {name: term for name in cone if (term := self._term(name))},
        )

    def _outside(self, name: str) -> bool:
        return self.programmes[name].kind == "credential"

    def _term(self, name: str) -> int | None:
        validity = self.programmes[name].validity
        return validity.years if validity and validity.renewal == "reapply" else None

    def _cone(self, targets: frozenset[str]) -> set[str]:
        cone: set[str] = set()
        waiting = sorted(targets)
        while waiting:
            name = waiting.pop()
            if name not in cone:
                cone.add(name)
                waiting += _named(self._found(name))
                waiting += [rung.honor for rung in self.programmes[name].after]
        return cone

    def _within(self, targets: frozenset[str], of: dict[str, list[Opportunity]]) -> set[str]:
        cone: set[str] = set()
        waiting = sorted(targets)
        while waiting:
            name = waiting.pop()
            if name not in cone:
                cone.add(name)
                waiting += _named(of[name])
        return cone

    def _found(self, name: str) -> list[Opportunity]:
        if name not in self.opportunities:
            self.opportunities[name] = list(self._opportunities(self.programmes[name]))
        return self.opportunities[name]

    def _opportunities(self, programme: Programme) -> Iterator[Opportunity]:
        if not programme.obtainable or outside(programme, self.facts):
            return
        for window in windows(programme, self.case.catalogue.defaults, self.case.on, self.horizon):
            start = max(window.opens, self.case.on)
            firsts = sorted({start} | {day for day in self.turns if start < day <= window.closes})
            trees = [self._tree_on(programme, day, window) for day in firsts]
            for first, last, tree in _runs(firsts, window.closes, trees, self._changes(programme)):
                if tree is not False:
                    yield Opportunity(programme.id, first, last, None if window.instant else window.result, tree)

    def _changes(self, programme: Programme) -> set[date]:
        """Return the days on which a customary rung comes or lapses."""
        hopeful = self.facts.at(self.case.on, Stance.HOPEFUL)
        held = [holding for rung in programme.after for holding in hopeful.holdings(rung.honor)]
        return {day for one in held for day in (one.granted, one.until and one.until + DAY) if day}

    def _tree_on(self, programme: Programme, day: date, window: Window) -> Tree:
        found = [version for version in programme.versions if version.in_force.covers(day)]
        if not found:
            return False
        rules = (*programme.scope, *found[0].vetoes, found[0].requires)
        hopeful = self.facts.at(day, Stance.HOPEFUL)
        looked_at_anew = not window.instant or day.year > self.case.on.year
        figures = hopeful if looked_at_anew else replace(hopeful, today=day)
        return gate(len(rules), [self._settled(programme.id, rule, hopeful, figures) for rule in rules])

    def _settled(self, name: str, rule: Requirement, hopeful: CompanyFacts, figures: CompanyFacts) -> Tree:
        """Return a rule with all but titles decided; of an open window a company mends its figures, at any time it does so next year."""
        if isinstance(rule, Gate) and rule.holder is not None:
            return True  # the companies here tell of no product of theirs
        if isinstance(rule, Gate):
            count = len(rule.children) if rule.count is None else rule.count
            return gate(count, [self._settled(name, child, hopeful, figures) for child in rule.children])
        if isinstance(rule, TitleHeld):
            held = [rule.satisfied_by(holding, hopeful.on) for holding in hopeful.holdings(rule.honor)]
            if any(verdict is not Verdict.UNMET for verdict in held):
                return True
            return rule.honor != name and Want(rule.honor, rule.held_for_years or 0, rule.granted_within_years)
        if isinstance(rule, NeverHeld):
            return rule.judge(hopeful).verdict is not Verdict.UNMET and (rule.honor == name or Never(rule.honor))
        return rule.judge(figures).verdict is not Verdict.UNMET

    def _looking_far(self) -> Case:
        """Return the same question with the usual horizon at least: a rung stands whether or not there is time for it."""
        usual = self.case.catalogue.defaults.horizon_years
        request = replace(self.case.request, horizon=max(usual, self.case.request.horizon or usual))
        return replace(self.case, request=request)

    def rungs(self, targets: frozenset[str]) -> dict[str, list[str]]:
        """Return the customary rungs that stand: those that clauses alone, dates aside, let the company obtain."""
        of = {name: self._found(name) for name in self._cone(targets)}
        able = {name for name in of if self._outside(name)}
        while fresh := {name for name in of if name not in able and any(_could(one.tree, able) for one in of[name])}:
            able |= fresh
        return {name: [rung.honor for rung in self.programmes[name].after if rung.honor in able] for name in of}

    def _above(self, one: Opportunity, rungs: list[str]) -> Opportunity:
        missing = [Want(rung) for rung in rungs if not self._stands(rung, one.first)]
        return replace(one, tree=gate(1 + len(missing), [one.tree, *missing]))

    def _stands(self, name: str, day: date) -> bool:
        """Return whether a title listed, or one whose application is pending, may stand on a day."""
        holdings = self.facts.at(day, Stance.HOPEFUL).holdings(name)
        return any(holding.valid(day) is not Verdict.UNMET for holding in holdings)

    def _turns(self) -> list[date]:
        """Return every day on which the judgement of a leaf may change: anniversaries of whatever the profile dates, years, versions."""
        dated = set(_dates_in(self.case.profile))
        hopeful = self.facts.at(self.case.on, Stance.HOPEFUL)
        held = [holding for name in self.programmes for holding in hopeful.holdings(name)]
        dated |= {day for holding in held for day in (holding.granted, holding.until) if day}
        days = {add_years(day, age) for day in dated for age in AGES}
        days |= {day + DAY for day in days} | {self.case.on + DAY}
        days |= {date(year, 1, 1) for year in range(self.case.on.year, self.horizon.year + 2)}
        for version in (version for programme in self.programmes.values() for version in programme.versions):
            force = version.in_force
            days |= {day for day in (force.start, force.end and force.end + DAY) if day}
        return sorted(day for day in days if day > self.case.on)


def _named(found: list[Opportunity]) -> list[str]:
    return sorted({leaf.honor for one in found for leaf in leaves_of(one.tree) if isinstance(leaf, Want)})


def _could(tree: Tree, able: set[str]) -> bool:
    if isinstance(tree, tuple):
        return sum(_could(part, able) for part in tree[1]) >= tree[0]
    return tree.honor in able if isinstance(tree, Want) else tree is not False


def _runs(firsts: list[date], closes: date, trees: list[Tree], cuts: set[date]) -> Iterator[tuple[date, date, Tree]]:
    """Yield the stretches in which the tree stays the same, cut on some days all the same."""
    changes = [place for place, day in enumerate(firsts) if place == 0 or day in cuts or trees[place] != trees[place - 1]]
    ends = [firsts[place] - DAY for place in changes[1:]] + [closes]
    for place, end in zip(changes, ends, strict=True):
        yield firsts[place], end, trees[place]


def _dates_in(value: object) -> Iterator[date]:
    if isinstance(value, date):
        yield value
    elif is_dataclass(value):
        for part in fields(value):
            yield from _dates_in(getattr(value, part.name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _dates_in(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _dates_in(inner)
