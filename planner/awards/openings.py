"""When a reward can be claimed: the company in each year, on the day that is best for it."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from graph.facts import Holding
from graph.requirement import everything, leaves
from graph.verdict import Verdict, all_of, any_of
from planner.assessment import rules_on
from planner.awards.model import HELD, IF_GRANTED
from planner.awards.rewards import Reward
from planner.facts import CompanyFacts, Stance
from planner.judging import verdict_of
from planner.turns import turning_days

ORDER = (Verdict.MET, Verdict.UNKNOWN, Verdict.UNMET)


@dataclass(frozen=True)
class Standing:
    """How a reward stands on a day. `projected`: it rests on figures carried forward."""

    verdict: Verdict
    basis: str
    projected: bool


@dataclass(frozen=True)
class Opening:
    """A year in which a reward can be claimed: the company on the first of the days that are best for it.

    The verdict may be unmet: the requirement then fails all year.
    """

    year: int
    facts: CompanyFacts
    standing: Standing

    @property
    def verdict(self) -> Verdict:
        """Whether the requirement holds."""
        return self.standing.verdict


class OpeningFinder:
    """Finds the openings of one reward in some years; between two days on which something turns its requirement is judged once."""

    def __init__(self, reward: Reward, granted: tuple[Holding, ...], years: range) -> None:
        self.reward, self.granted, self.years = reward, granted, years
        days = turning_days(reward.programme, reward.facts.at(reward.facts.today, Stance.PROJECTED, granted), years)
        self._turns = sorted(days.union(*(holding.turning_points for holding in reward.holdings)))
        self._known: dict[int, Standing] = {}

    def find(self) -> list[Opening]:
        """Return the years in which the reward may be claimed, also those in which its requirement fails."""
        found = (self.in_year(year) for year in self.years if self.reward.in_window(year))
        return [one for one in found if one is not None]

    def in_year(self, year: int) -> Opening | None:
        """Return how the reward stands in a year; None where no claim is taken on any day of it."""
        taken = _taken(self.reward, year)
        if taken is None:
            return None
        first, last = taken
        days = [first, *(day for day in self._turns if first < day <= last)]
        best = min(days, key=lambda day: ORDER.index(self._on(day).verdict))
        return Opening(year, self.reward.facts.at(best, Stance.PROJECTED, self.granted), self._on(best))

    def _on(self, day: date) -> Standing:
        stretch = bisect_right(self._turns, day)
        if stretch not in self._known:
            self._known[stretch] = _standing(self.reward, self.granted, day)
        return self._known[stretch]


def _taken(reward: Reward, year: int) -> tuple[date, date] | None:
    """Return the first and last day of a year on which a claim is taken, as far as the source says it."""
    spec, start, end = reward.programme.round, date(year, 1, 1), date(year, 12, 31)
    if spec and spec.years and year not in spec.years:
        return None
    if spec and spec.opens:
        start = spec.opens.of(year)
    if spec:
        ends = [spec.closes.of(year)] if spec.closes else []
        ends += [deadline.by for deadline in spec.deadlines if deadline.by.year == year]
        end = min(ends, default=end)
    start = max(start, reward.facts.today, reward.first or date.min)
    return (start, end) if start <= end else None


def _standing(reward: Reward, granted: tuple[Holding, ...], day: date) -> Standing:
    """Return how a reward stands on a day; one without an honor is held where it needs nothing of the plan."""
    with_plan = reward.facts.at(day, Stance.PROJECTED, granted)
    verdict, basis = _verdict(reward, with_plan), reward.basis
    if not reward.rewards_honor and granted:
        alone = _verdict(reward, reward.facts.at(day, Stance.PROJECTED)) if _concerned(reward, granted, day) else verdict
        needs_plan = alone is not Verdict.MET and (verdict is Verdict.MET or alone is Verdict.UNMET)
        verdict, basis = (verdict, IF_GRANTED) if needs_plan else (alone, HELD)
    projected = verdict is Verdict.MET and _verdict(reward, with_plan.at(day, Stance.KNOWN, granted)) is not Verdict.MET
    return Standing(verdict, basis, projected)


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
