"""What opens a fund, and when: a title granted, or nothing but its own requirement; each recognition once, on its first grant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.facts import Holding
from graph.model import Claim, Fund, Programme
from graph.requirement import everything, leaves
from graph.verdict import Verdict, all_of, any_of
from planner.assessment import rules_on, views
from planner.awards.model import HELD, IF_GRANTED
from planner.facts import CompanyFacts, Stance
from planner.judging import verdict_of

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


@dataclass(frozen=True)
class Opening:
    """A year in which a reward can be claimed: the company on the day that is best for it.

    `verdict` may be unmet: the requirement then fails all year. `projected`: it rests on figures carried forward.
    """

    year: int
    facts: CompanyFacts
    verdict: Verdict
    basis: str
    projected: bool


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


def find_openings(reward: Reward, granted: tuple[Holding, ...], years: range) -> list[Opening]:
    """Return the years in which a reward may be claimed, also those in which its requirement fails."""
    found = (opening(reward, granted, year) for year in years if reward.in_window(year))
    return [one for one in found if one is not None]


def opening(reward: Reward, granted: tuple[Holding, ...], year: int) -> Opening | None:
    """Return how a reward stands in a year, if claims are taken on any day of it."""
    best: Opening | None = None
    for day in _days(reward, year):
        found = _on_day(reward, granted, day)
        if best is None or ORDER.index(found.verdict) < ORDER.index(best.verdict):
            best = found
        if best.verdict is Verdict.MET:
            break
    return best


def _days(reward: Reward, year: int) -> list[date]:
    """Return the first and last day of a year on which a claim is taken, as far as the source says it."""
    spec, start, end = reward.programme.round, date(year, 1, 1), date(year, 12, 31)
    if spec and spec.years and year not in spec.years:
        return []
    if spec and spec.opens:
        start = spec.opens.of(year)
    if spec:
        ends = [spec.closes.of(year)] if spec.closes else []
        ends += [deadline.by for deadline in spec.deadlines if deadline.by.year == year]
        end = min(ends, default=end)
    start = max(start, reward.facts.today, reward.first or date.min)
    return [start, end] if start <= end else []


def _on_day(reward: Reward, granted: tuple[Holding, ...], day: date) -> Opening:
    """Return how a reward stands on a day; one without an honor is held where it needs nothing of the plan."""
    with_plan = reward.facts.at(day, Stance.PROJECTED, granted)
    verdict, basis = _verdict(reward, with_plan), reward.basis
    if not reward.rewards_honor and granted:
        alone = _verdict(reward, reward.facts.at(day, Stance.PROJECTED)) if _concerned(reward, granted, day) else verdict
        needs_plan = alone is not Verdict.MET and (verdict is Verdict.MET or alone is Verdict.UNMET)
        verdict, basis = (verdict, IF_GRANTED) if needs_plan else (alone, HELD)
    projected = verdict is Verdict.MET and _verdict(reward, with_plan.at(day, Stance.KNOWN, granted)) is not Verdict.MET
    return Opening(day.year, with_plan, verdict, basis, projected)


def _concerned(reward: Reward, granted: tuple[Holding, ...], day: date) -> bool:
    """Return whether titles of the plan bear on the fund's requirement."""
    honors = {holding.honor for holding in granted}
    vetoes, requires = rules_on(reward.programme, day)
    return any(leaf.concerns(honors, reward.facts.vocabulary) for leaf in (*reward.programme.scope, *vetoes, *leaves(requires)))


def _verdict(reward: Reward, facts: CompanyFacts) -> Verdict:
    """Return whether the fund's requirement holds on a day on which the title stands."""
    version = reward.programme.version(facts.on)
    if version is None or reward.programme.status.shut(facts.on):
        return Verdict.UNMET
    standing = any_of(holding.valid(facts.on) for holding in reward.holdings) if reward.rewards_honor else Verdict.MET
    if standing is Verdict.UNMET:
        return standing
    rule = everything((*reward.programme.scope, *version.vetoes, version.requires))
    return all_of((standing, verdict_of(rule, facts)))
