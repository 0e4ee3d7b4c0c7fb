"""Choosing among what may be claimed: exact branch and bound, with a linear relaxation of all rules as bound."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from planner.awards.model import Line
from planner.awards.packing import NOTHING, Limit, Worth, pack, plus
from planner.path.budget import Budget, Spent

Slot = tuple[str, int]
Use = tuple[object, ...]
Application = tuple[str, str | None]


@dataclass(frozen=True)
class CapKey:
    """A cap where it applies: of a fund, or of a name that several funds bear; `where` the year or the item."""

    fund: str
    name: str
    per: str
    where: object


@dataclass(frozen=True)
class Option:
    """One way to claim: the lines that it may bring, and what it takes up.

    `slot`: the pool and year of the application; `applies_as`: the name under which several funds apply as one. `uses`: what can be used
    once, such as a project at a payer. `caps`: for each line the caps that it counts against.
    """

    lines: tuple[Line, ...]
    slot: Slot | None = None
    uses: frozenset[Use] = frozenset()
    caps: tuple[tuple[CapKey, ...], ...] = ()
    applies_as: str = ""

    @property
    def application(self) -> Application:
        """What is applied for: the fund, or the name under which several apply as one; and the project, where it rests on one."""
        return self.applies_as or self.lines[0].fund, self.lines[0].project

    @property
    def year(self) -> int:
        """The year of the first line."""
        return self.lines[0].year

    @cached_property
    def amount(self) -> Fraction:
        """All that it may bring."""
        return sum((line.amount for line in self.lines), Fraction(0))

    def capped(self, index: int) -> tuple[CapKey, ...]:
        """Return the caps of a line."""
        return self.caps[index] if self.caps else ()


@dataclass(frozen=True)
class Limits:
    """What claims already made leave: who applied in a slot, what is used, how much room a cap has."""

    applied: Mapping[Slot, Application] = field(default_factory=dict)
    used: frozenset[Use] = frozenset()
    room: Mapping[CapKey, Fraction] = field(default_factory=dict)

    def allows(self, option: Option) -> bool:
        """Return whether an option is still open."""
        mine = option.slot is None or self.applied.get(option.slot, option.application) == option.application
        return mine and option.amount > 0 and not option.uses & self.used


@dataclass(frozen=True)
class Choice:
    """An option taken, and what is paid on each of its lines within the caps."""

    option: Option
    paid: tuple[Fraction, ...]


Groups = list[tuple[Option, ...]]


def best_choice(groups: Groups, limits: Limits, budget: Budget | None = None) -> list[Choice | None]:
    """Return for each group the option taken (or None) in the choice that is worth most.

    Parameters
    ----------
    groups : list[tuple[Option, ...]]
        Options of which at most one per group can be taken.
    limits : Limits
        What claims already made leave.
    budget : Budget, optional
        Expansions allowed beyond the first choice found; all that it takes where it is left out.

    Notes
    -----
    Worth: most money, then most that is fixed, then the earliest (money times years), compared in this order. Exact: branch and bound
    in which the bound is the best that fractions of options could bring. Groups that share nothing are chosen apart; exponential only in
    those that share a pool, a project or a cap. Where the budget is spent, the best found so far.
    """
    still = [tuple(option for option in group if limits.allows(option)) for group in groups]
    start = min((line.year for group in still for option in group for line in option.lines), default=0)
    chosen: list[Choice | None] = [None] * len(groups)
    for component in _components(still):
        search = _Search(limits, start, budget)
        with suppress(Spent):
            search.go([still[index] for index in component])
        for index, choice in zip(component, search.best, strict=True):
            chosen[index] = choice
    return chosen


def _components(groups: Groups) -> list[list[int]]:
    """Return the groups put together that share a slot, a use or a cap."""
    parts: list[tuple[set[object], list[int]]] = []
    for index, group in enumerate(groups):
        keys = {key for option in group for key in _keys(option)}
        joined = [part for part in parts if part[0] & keys]
        parts = [part for part in parts if not part[0] & keys]
        parts.append((keys.union(*(part[0] for part in joined)), sorted([*(i for part in joined for i in part[1]), index])))
    return [part[1] for part in sorted(parts, key=lambda part: part[1][0])]


def _keys(option: Option) -> Iterator[object]:
    if option.slot:
        yield option.slot
    yield from option.uses
    for keys in option.caps:
        yield from keys


@dataclass(frozen=True)
class _Part:
    """What of an option is paid or not as one: a line under caps, or all lines that no cap touches; `share` of the whole option."""

    group: int
    option: Option
    lines: Mapping[int, Fraction]
    share: Fraction
    worth: Worth
    caps: tuple[CapKey, ...]

    @property
    def amount(self) -> Fraction:
        """All that it may bring."""
        return self.worth[0]


class _Search:
    def __init__(self, limits: Limits, start: int, budget: Budget | None) -> None:
        self.limits = limits
        self.start = start
        self.budget = budget
        self.best: list[Choice | None] = []
        self.worth: Worth | None = None

    def go(self, groups: Groups) -> None:
        """Keep the best choice among these options, unless a better one is known."""
        if self.budget and self.worth is not None:
            self.budget.spend()
        parts = self._parts(groups)
        taken = pack([part.worth for part in parts], list(_relaxed(parts, self.limits.room)))
        bound = NOTHING
        for part, share in zip(parts, taken, strict=True):
            bound = plus(bound, part.worth, share)
        if self.worth is not None and bound <= self.worth:
            return
        picked = [(part, share) for part, share in zip(parts, taken, strict=True) if share]
        torn = _torn([part for part, _ in picked])
        if torn is None:
            self.best, self.worth = _choices(picked, len(groups)), bound
            return
        shares = defaultdict(Fraction, {(part.group, id(part.option)): share for part, share in picked})
        for option in sorted(groups[torn], key=lambda option: -shares[torn, id(option)]):
            self.go(_with(groups, torn, option))
        self.go([*groups[:torn], (), *groups[torn + 1 :]])

    def _parts(self, groups: Groups) -> list[_Part]:
        """Return the parts of all options, those worth most first."""
        found = [part for index, group in enumerate(groups) for option in group for part in self._parts_of(index, option)]
        return sorted(found, key=lambda part: part.worth, reverse=True)

    def _parts_of(self, group: int, option: Option) -> Iterator[_Part]:
        room = self.limits.room
        most = [min(line.amount, *(room[cap] for cap in option.capped(at)), line.amount) for at, line in enumerate(option.lines)]
        free = {at: amount for at, amount in enumerate(most) if not option.capped(at)}
        for lines in (free, *({at: amount} for at, amount in enumerate(most) if at not in free)):
            worth = NOTHING
            for at, amount in lines.items():
                worth = plus(worth, self._worth(option.lines[at], amount))
            if worth[0]:
                caps = option.capped(next(iter(lines)))
                yield _Part(group, option, lines, worth[0] / sum(most), worth, caps)

    def _worth(self, line: Line, amount: Fraction) -> Worth:
        return amount, amount if line.amount_kind == "fixed" else Fraction(0), -amount * (line.year - self.start)


def _relaxed(parts: list[_Part], room: Mapping[CapKey, Fraction]) -> Iterator[Limit]:
    """Yield what must hold of the shares taken of parts; whole options that keep the rules satisfy all of it."""
    yield from _once((part.group for part in parts), parts)
    yield from _whole(parts)
    for use in sorted({use for part in parts for use in part.option.uses}, key=repr):
        yield Limit({number: part.share for number, part in enumerate(parts) if use in part.option.uses}, Fraction(1))
    yield from _slots(parts, room)
    for cap in sorted({cap for part in parts for cap in part.caps}, key=repr):
        weights = {number: part.amount for number, part in enumerate(parts) if cap in part.caps}
        if sum(weights.values()) > room[cap]:
            yield Limit(weights, room[cap])


def _once(groups: Iterable[int], parts: list[_Part]) -> Iterator[Limit]:
    """Yield that of each group at most one option is taken."""
    for group in sorted(set(groups)):
        yield Limit({number: part.share for number, part in enumerate(parts) if part.group == group}, Fraction(1))


def _whole(parts: list[_Part]) -> Iterator[Limit]:
    """Yield that no part is taken more than once."""
    for number, part in enumerate(parts):
        if part.share < 1:
            yield Limit({number: Fraction(1)}, Fraction(1))


def _slots(parts: list[_Part], room: Mapping[CapKey, Fraction]) -> Iterator[Limit]:
    """Yield that a slot goes to one application: as much as it has of the slot, so much at most of what one application brings.

    The shares of slots stand after the parts.
    """
    funds: dict[Slot, dict[Application, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, part in enumerate(parts):
        if part.option.slot:
            funds[part.option.slot][part.option.application].append(number)
    column = len(parts)
    for contenders in funds.values():
        if len(contenders) < 2:
            continue
        yield Limit({column + place: Fraction(1) for place in range(len(contenders))}, Fraction(1))
        for numbers in contenders.values():
            for weights, whole in _within(numbers, parts, room):
                yield Limit({**weights, column: -whole}, Fraction(0))
            column += 1


def _within(numbers: list[int], parts: list[_Part], room: Mapping[CapKey, Fraction]) -> Iterator[tuple[dict[int, Fraction], Fraction]]:
    """Yield what one application can bring: one option of each group, or one in all where they share a project; of each cap its room."""
    shared = frozenset.intersection(*(parts[number].option.uses for number in numbers))
    for group in dict.fromkeys(None if shared else parts[number].group for number in numbers):
        yield {number: parts[number].share for number in numbers if group in (None, parts[number].group)}, Fraction(1)
    for cap in dict.fromkeys(cap for number in numbers for cap in parts[number].caps):
        weights = {number: parts[number].amount for number in numbers if cap in parts[number].caps}
        if sum(weights.values()) > room[cap]:
            yield weights, room[cap]


def _torn(picked: list[_Part]) -> int | None:
    """Return a group in which the parts picked break a rule, if any do."""
    options: dict[int, Option] = {}
    funds: dict[Slot, Application] = {}
    used: dict[Use, Option] = {}
    for part in picked:
        option = part.option
        if options.setdefault(part.group, option) is not option:
            return part.group
        if option.slot and funds.setdefault(option.slot, option.application) != option.application:
            return part.group
        if any(used.setdefault(use, option) is not option for use in option.uses):
            return part.group
    return None


def _with(groups: Groups, index: int, taken: Option) -> Groups:
    """Return the groups when an option is taken in one of them: nothing remains that it excludes."""

    def remains(option: Option) -> bool:
        same = option.slot is None or option.slot != taken.slot or option.application == taken.application
        return same and not option.uses & taken.uses

    return [(taken,) if other == index else tuple(filter(remains, group)) for other, group in enumerate(groups)]


def _choices(picked: list[tuple[_Part, Fraction]], count: int) -> list[Choice | None]:
    """Return the options picked, each with what is paid on its lines."""
    options = {part.group: part.option for part, _ in picked}
    paid = {(part.group, at): amount * share for part, share in picked for at, amount in part.lines.items()}
    chosen: list[Choice | None] = [None] * count
    for group, option in options.items():
        chosen[group] = Choice(option, tuple(paid.get((group, at), Fraction(0)) for at in range(len(option.lines))))
    return chosen
