"""What opens a fund, and when: a title granted, or nothing but its own requirement; each recognition once, on its first grant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.facts import Holding
from graph.model import Claim, Fund, Programme
from graph.verdict import Verdict
from planner.assessment import views
from planner.awards.model import HELD, IF_GRANTED
from planner.facts import CompanyFacts

ORDER = (Verdict.MET, Verdict.UNKNOWN, Verdict.UNMET)


@dataclass(frozen=True)
class Reward:
    """A fund, the honor that it rewards and the grants that open it; `facts` is the company, or one of its products, today.

    A fund that rewards no honor stands in the place of the honor itself. `first`: the first grant, None where it is unknown.
    """

    programme: Programme
    fund: Fund
    honor: str
    holdings: tuple[Holding, ...]
    first: date | None
    basis: str
    facts: CompanyFacts
    subject: str | None

    @property
    def claim(self) -> Claim:
        """When it can be claimed."""
        return self.fund.claim

    @property
    def rewards_honor(self) -> bool:
        """Whether a title opens it."""
        return self.honor != self.programme.id

    def in_window(self, year: int) -> bool:
        """Return whether the fund takes claims for this grant in a year."""
        if not self.rewards_honor:
            return True
        if self.claim.while_held:
            return self.first is None or self.first.year + self.claim.after_years <= year
        if self.first is None:
            return False
        within = self.claim.within_years
        return (
            self.first.year + self.claim.after_years
            <= year
            <= self.first.year + (self.facts.catalogue.defaults.claim_years if within is None else within)
        )


def find_rewards(programme: Programme, facts: CompanyFacts, granted: tuple[Holding, ...]) -> Iterator[Reward]:
    """Yield what opens a fund: titles held, those that a plan grants, or its requirement alone."""
    fund = programme.fund
    assert fund is not None
    honors = fund.claim.of or fund.amount.honors()
    for view in views(programme, facts) if not honors else ():
        subject = view.subject.id if view.subject else None
        yield Reward(programme, fund, programme.id, (), None, HELD, view, subject)
    for honor in honors:
        yield from _of_honor(Reward(programme, fund, honor, (), None, HELD, facts, None), granted)


def _of_honor(blank: Reward, granted: tuple[Holding, ...]) -> Iterator[Reward]:
    ever = blank.facts.holdings(blank.honor)
    held = [holding for holding in ever if holding.valid(blank.facts.on) is not Verdict.UNMET]
    subjects = dict.fromkeys(holding.subject for holding in sorted(held, key=_since))
    for subject in list(subjects)[:1] if blank.claim.first_time else subjects:
        before = [holding for holding in ever if blank.claim.first_time or holding.subject == subject]
        yield replace(_seen_through(blank, subject), holdings=_of(held, subject), first=_first(before))
    planned = tuple(holding for holding in granted if holding.honor == blank.honor)
    if not held and planned:
        before = [holding for holding in ever if holding.subject in {one.subject for one in planned}]
        yield replace(_seen_through(blank, planned[0].subject), holdings=planned, first=_first((*before, *planned)), basis=IF_GRANTED)


def _seen_through(blank: Reward, subject: str | None) -> Reward:
    """Return the reward for one product, project or case: its own figures count."""
    own = next((one for one in blank.facts.profile.subjects if one.id == subject), None)
    return replace(blank, subject=subject, facts=blank.facts.about(own) if own else blank.facts)


def _of(holdings: list[Holding], subject: str | None) -> tuple[Holding, ...]:
    return tuple(holding for holding in holdings if holding.subject == subject)


def _since(holding: Holding) -> date:
    return holding.granted or date.min


def _first(holdings: Iterable[Holding]) -> date | None:
    days = [holding.granted for holding in holdings]
    return None if None in days else min(day for day in days if day)
