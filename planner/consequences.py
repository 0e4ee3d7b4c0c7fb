"""What a change of the catalogue means for companies: which programmes open or shut for them, and what they gain or lose in money."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.facts import Ask
from graph.model import Catalogue, Programme
from graph.source import NOWHERE, Clause
from graph.verdict import Verdict
from planner.assessment import Assessment, assess
from planner.awards import Awards, awards
from planner.facts import CompanyFacts
from planner.gaps import Gap
from planner.profile import Profile

STANDING = {"held": 2, "eligible": 2, "unknown": 1, "near": 1}


@dataclass(frozen=True)
class Reason:
    """Why a programme is out of scope or closed for a company."""

    text: str
    clause: Clause


@dataclass(frozen=True)
class Side:
    """How a programme stands for a company under one catalogue, as far as the other differs."""

    state: str
    gaps: tuple[Gap, ...] = ()
    unknowns: tuple[Ask, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Shift:
    """A programme whose state changes; a side is None where the catalogue does not have it."""

    programme: Programme
    before: Side | None
    after: Side | None

    @property
    def rise(self) -> int:
        """How far the company comes nearer to it: above zero for a gain, below zero for a loss."""
        before, after = (STANDING.get(side.state, 0) if side else 0 for side in (self.before, self.after))
        return after - before


@dataclass(frozen=True)
class Consequence:
    """What changes for one company: programmes in the order of the new catalogue (then those removed), and money."""

    profile: Profile
    shifts: tuple[Shift, ...]
    money_before: Awards
    money_after: Awards

    @property
    def gains(self) -> bool:
        """Whether a programme comes nearer or more money can be had."""
        return any(shift.rise > 0 for shift in self.shifts) or self.money_after.ceiling.total > self.money_before.ceiling.total

    @property
    def loses(self) -> bool:
        """Whether a programme moves away or less money can be had."""
        return any(shift.rise < 0 for shift in self.shifts) or self.money_after.ceiling.total < self.money_before.ceiling.total


def consequences(profiles: Iterable[tuple[Profile, Profile]], old: Catalogue, new: Catalogue, on: date) -> tuple[Consequence, ...]:
    """Return what the change from one catalogue to another means for some companies on a day.

    Parameters
    ----------
    profiles : Iterable[tuple[Profile, Profile]]
        Each company as read with the words of the old and of the new catalogue.
    old, new : Catalogue
        The catalogues.
    on : datetime.date
        The day of judgement.

    Notes
    -----
    A programme that one catalogue lacks counts there as one that is no business of the company: where the other says closed or out of
    scope, nothing shifts.
    """
    return tuple(_consequence(before, after, old, new, on) for before, after in profiles)


def _consequence(before: Profile, after: Profile, old: Catalogue, new: Catalogue, on: date) -> Consequence:
    was = {result.programme.id: result for result in assess(before, old, on)}
    now = {result.programme.id: result for result in assess(after, new, on)}
    facts = CompanyFacts(before, old, on, on), CompanyFacts(after, new, on, on)
    shifts = tuple(_shift(was.get(id), now.get(id), *facts) for id in dict.fromkeys((*now, *was)) if _shifts(was.get(id), now.get(id)))
    return Consequence(after, shifts, awards(before, old, on), awards(after, new, on))


def _shifts(was: Assessment | None, now: Assessment | None) -> bool:
    if was and now:
        return was.state != now.state
    alone = was or now
    return alone is not None and alone.state not in ("closed", "out_of_scope")


def _shift(was: Assessment | None, now: Assessment | None, old: CompanyFacts, new: CompanyFacts) -> Shift:
    alone = now or was
    assert alone is not None
    before, after = (_side(result, other, facts) if result else None for result, other, facts in ((was, now, old), (now, was, new)))
    return Shift(alone.programme, before, after)


def _side(result: Assessment, other: Assessment | None, facts: CompanyFacts) -> Side:
    """Return the state with the gaps, unknowns and reasons that the other side does not have."""
    shared = {_missing(gap) for gap in other.gaps} if other else set()
    asked = other.unknowns if other else ()
    return Side(
        result.state,
        tuple(gap for gap in result.gaps if _missing(gap) not in shared),
        tuple(ask for ask in result.unknowns if ask not in asked),
        tuple(_reasons(result, facts)),
    )


def _missing(gap: Gap) -> Gap:
    """Return what is missing, wherever the clause stands and whenever it can be met."""
    branches = tuple(tuple(map(_missing, branch)) for branch in gap.branches)
    return replace(gap, criterion="", clause=NOWHERE, earliest=None, certainty="", branches=branches)


def _reasons(result: Assessment, facts: CompanyFacts) -> Iterator[Reason]:
    programme, status = result.programme, result.programme.status
    if result.state == "closed":
        yield Reason(status.reason, status.clause) if status.shut(facts.on) else Reason("此日没有有效的申报条件", programme.source)
    elif result.state == "out_of_scope":
        unmet = (rule for rule in programme.scope if rule.verdict(facts) is Verdict.UNMET)
        yield from (Reason(rule.text(facts.vocabulary), rule.terms.clause) for rule in unmet)
