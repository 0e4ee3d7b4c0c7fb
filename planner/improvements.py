"""Improvements: the single changes that open most programmes by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from graph.criteria import Criterion, ScoreAtLeast
from graph.facts import Holding
from graph.model import Catalogue
from graph.requirement import leaves
from graph.verdict import Verdict
from planner.assessment import assess_one
from planner.awards import awards
from planner.changes import improved, same
from planner.doors import Door, doors
from planner.facts import CompanyFacts
from planner.gaps import Gap
from planner.missed import Missed, missed, owner
from planner.profile import Profile
from planner.rounds import Window

MOST = 10


@dataclass(frozen=True)
class Improvement:
    """One gap closed, and the programmes that this alone turns to eligible at their next round.

    `window`: the round for which the gap is told. `subject`: the product (project, …) whose own figure it is, None: the company's.
    """

    gap: Gap
    window: Window
    opens: tuple[str, ...]
    subject: str | None


@dataclass(frozen=True)
class _Closed:
    """A gap closed: the company after it, and the doors that it opens."""

    missed: Missed
    after: CompanyFacts
    opened: tuple[Door, ...]

    @property
    def opens(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(door.programme.id for door in self.opened))

    @property
    def money(self) -> Fraction:
        """The fixed money in 万元 that can be claimed once what opens is granted."""
        granted = tuple(Holding(door.programme.id, door.window.result, subject=_subject(door.facts)) for door in self.opened)
        return awards(self.after.profile, self.after.catalogue, self.after.today, None, granted).path.total

    @property
    def matter(self) -> tuple[object, ...]:
        """What several gaps have in common of which the least is enough: the figure, and all that opens."""
        return self.missed.gap.metric or self.missed.change.rule, self.opens


def improvements(profile: Profile, catalogue: Catalogue, on: date) -> tuple[Improvement, ...]:
    """Return the single changes that open most.

    Parameters
    ----------
    profile : Profile
        The company.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day of the question.

    Returns
    -------
    tuple of Improvement
        At most `MOST`: most programmes first, then most fixed money once these are granted, then by criterion. A change is one
        criterion met (see planner.missed) that a programme misses which is near or far today.

    Notes
    -----
    Exact: each change is laid over the company, and all programmes near or far are judged anew as by `unlock`, on the first day of their
    next round; the earliest day of the gap says when that can be. Left out are programmes that such changes all together do not open.
    O(changes · programmes · criteria), and a schedule of claims for each change that opens any.
    """
    facts = CompanyFacts(profile, catalogue, on, on)
    wanted = (one for one in catalogue.programmes.values() if one.obtainable or one.fund)
    shut = (door for one in wanted if assess_one(one, facts).state in ("near", "far") for door in doors(one, facts))
    hopeful = [(door, gaps) for door, gaps in ((door, tuple(missed(door))) for door in shut) if _hopeful(door, gaps)]
    tried = (_closed(told, [door for door, _ in hopeful]) for told in _changes(gap for _, gaps in hopeful for gap in gaps))
    found: dict[tuple[object, ...], _Closed] = {}
    for closed in sorted((closed for closed in tried if closed.opened), key=lambda closed: closed.missed.change.cost):
        found.setdefault(closed.matter, closed)
    ranked = sorted(found.values(), key=lambda closed: (-len(closed.opens), -closed.money, closed.missed.gap.criterion))
    return tuple(_improvement(closed) for closed in ranked[:MOST])


def _hopeful(door: Door, gaps: tuple[Missed, ...]) -> bool:
    """Return whether a door opens once all gaps are closed; scores not yet known may rise with them."""
    scores = {same(leaf) for leaf in leaves(door.rule) if isinstance(leaf, ScoreAtLeast) and leaf.verdict(door.facts) is Verdict.UNKNOWN}
    return door.opens(door.facts, scores | {one.change.rule for one in gaps})


def _changes(gaps: Iterable[Missed]) -> Iterable[list[Missed]]:
    """Return each rule that is missed by the same owner as all programmes tell it, the hardest first."""
    found: dict[tuple[str | None, Criterion], list[Missed]] = {}
    for one in gaps:
        found.setdefault((_subject(one.owner), one.change.rule), []).append(one)
    return [sorted(told, key=lambda one: one.change.cost, reverse=True) for told in found.values()]


def _closed(told: list[Missed], shut: list[Door]) -> _Closed:
    """Return the change that is enough for all who tell of it, as told where it opens; what one product meets another does not."""
    rule, whose = told[0].change.rule, _subject(told[0].owner)
    after = improved(told[0].owner, (told[0].change,))
    opened = tuple(door for door in shut if door.opens(after, {rule} if _subject(owner(rule, door.facts)) == whose else ()))
    return _Closed(next((one for one in told if one.door in opened), told[0]), after, opened)


def _improvement(closed: _Closed) -> Improvement:
    return Improvement(closed.missed.gap, closed.missed.door.window, closed.opens, _subject(closed.missed.owner))


def _subject(facts: CompanyFacts) -> str | None:
    return facts.subject.id if facts.subject else None
