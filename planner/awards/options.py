"""What may be claimed at all: for each fund and honor the options of year and project, before they compete."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from graph.amounts import Offer
from graph.facts import Holding
from graph.model import Claim, Fund, Programme
from graph.requirement import everything
from graph.source import Clause
from graph.verdict import Verdict
from planner.assessment import outside
from planner.awards.model import Credit, Line, Lost, OpenAmount
from planner.facts import CompanyFacts, Stance
from planner.judging import judge


@dataclass(frozen=True)
class Option:
    """One way to claim: the lines that it brings, and what it takes up: a pool in a year, a project at a payer."""

    lines: tuple[Line, ...]
    year: int
    pool: tuple[str, int] | None
    projects: frozenset[tuple[str, str]]

    @property
    def amount(self) -> Fraction:
        """All that it brings within the horizon."""
        return sum((line.amount for line in self.lines), Fraction(0))

    @property
    def fixed(self) -> Fraction:
        """What of it is fixed."""
        return sum((line.amount for line in self.lines if line.amount_kind == "fixed"), Fraction(0))


@dataclass
class Options:
    """All that a company may claim: at most one option of each group; and what is out of reach, with the reason."""

    groups: list[tuple[Option, ...]] = field(default_factory=list)
    credit: list[Credit] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    open_amounts: list[OpenAmount] = field(default_factory=list)


@dataclass(frozen=True)
class Reward:
    """A fund, the honor that it rewards and the grant that opens it."""

    programme: Programme
    fund: Fund
    holding: Holding
    basis: str

    @property
    def honor(self) -> str:
        """The honor rewarded."""
        return self.holding.honor

    @property
    def claim(self) -> Claim:
        """When it can be claimed."""
        return self.fund.claim


def find_options(facts: CompanyFacts, granted: tuple[Holding, ...], years: range) -> Options:
    """Return what the funds of the catalogue may pay for the titles held and those that a plan grants."""
    found = Options()
    for programme in facts.catalogue.programmes.values():
        if programme.fund is None or outside(programme, facts) or programme.status.shut(facts.on):
            continue
        for honor in programme.fund.claim.of or programme.fund.amount.honors():
            reward = _reward(programme, programme.fund, honor, facts, granted)
            if reward is not None:
                _add(found, reward, facts.at(facts.on, Stance.PROJECTED, granted), years)
    found.credit = _best_credit(found.credit)
    return found


def _reward(programme: Programme, fund: Fund, honor: str, facts: CompanyFacts, granted: tuple[Holding, ...]) -> Reward | None:
    """Return the first grant of an honor: a title held today, else one of the plan."""
    held = [holding for holding in facts.holdings(honor) if holding.valid(facts.on) is Verdict.MET]
    planned = [holding for holding in granted if holding.honor == honor]
    for basis, holdings in (("held", held), ("if_granted", planned)):
        if holdings:
            first = min(holdings, key=lambda holding: (holding.granted is None, holding.granted or date.min))
            return Reward(programme, fund, first, basis)
    return None


def _add(found: Options, reward: Reward, facts: CompanyFacts, years: range) -> None:
    offers = reward.fund.amount.offers((reward.honor,), facts.profile.projects)
    if offers and offers[0].kind == "credit":
        if _claimable(reward, facts, facts.on.year if reward.basis == "held" else years[-1]) is Verdict.MET:
            found.credit += [Credit(reward.programme.id, reward.honor, o.amount, reward.basis, _clause(reward)) for o in offers]
        return
    if not offers:
        _add_open(found, reward, facts)
        return
    open_years = {year: _claimable(reward, facts, year) for year in years if _in_window(reward, facts, year)}
    paid = _paid_before(reward, facts)
    if paid:
        found.groups += [(rest,)] if (rest := _later_stages(reward, offers, min(paid), facts, years)) else []
        return
    starts = [offer for offer in offers if offer.years_later == 0]
    found_ways = (_option(reward, offers, start, year, open_years[year], facts, years) for start in starts for year in open_years)
    options = [option for option in found_ways if option is not None]
    if options:
        found.groups.append(tuple(options))
        return
    because = _why_not(reward, open_years)
    if because:
        found.lost.append(Lost(reward.programme.id, None, max(o.amount for o in offers), because, reward.honor))


def _add_open(found: Options, reward: Reward, facts: CompanyFacts) -> None:
    words = facts.vocabulary
    text = reward.fund.amount.text(lambda name: words.names.get(name) or words.project_figures.get(name, name))
    found.open_amounts.append(OpenAmount(reward.programme.id, reward.honor, text, reward.basis, _clause(reward)))


def _option(
    reward: Reward, offers: tuple[Offer, ...], start: Offer, year: int, verdict: Verdict, facts: CompanyFacts, years: range
) -> Option | None:
    """Return the option of claiming in a year, with the instalments that follow within the horizon."""
    if verdict is Verdict.UNMET or (verdict is Verdict.UNKNOWN and reward.basis == "held"):
        return None
    if start.from_year is not None and year < start.from_year:
        return None
    paid = [offer for offer in offers if offer is start or offer.years_later > 0]
    lines = tuple(_line(reward, offer, year, facts) for offer in paid if year + offer.years_later in years)
    pool = (reward.fund.pool, year) if reward.fund.pool else None
    taken = frozenset((payer, start.project) for payer, _ in reward.fund.payers) if start.project else frozenset()
    return Option(lines, year, pool, taken)


def _line(reward: Reward, offer: Offer, year: int, facts: CompanyFacts) -> Line:
    claim = reward.claim
    return Line(
        fund=reward.programme.id,
        year=year + offer.years_later,
        amount=offer.amount,
        payers=reward.fund.payers,
        pool=reward.fund.pool,
        basis=reward.basis,
        amount_kind=offer.kind,
        unconfirmed=reward.basis == "held" and not facts.profile.claims_complete,
        project=offer.project,
        subject=reward.holding.subject,
        honor=reward.honor,
        clause=_clause(reward),
        assumed=claim.within_years is None and not claim.while_held,
    )


def _in_window(reward: Reward, facts: CompanyFacts, year: int) -> bool:
    granted = reward.holding.granted
    if reward.claim.while_held:
        return granted is None or granted.year <= year
    if granted is None:
        return False
    within = reward.claim.within_years
    return granted.year <= year <= granted.year + (facts.catalogue.defaults.claim_years if within is None else within)


def _claimable(reward: Reward, facts: CompanyFacts, year: int) -> Verdict:
    """Return whether the fund's requirement holds on some day of a year on which the title stands."""
    first = max(facts.today, date(year, 1, 1), reward.holding.granted or date.min)
    verdicts = [_on_day(reward, facts, day) for day in (first, date(year, 12, 31)) if day.year == year]
    if Verdict.MET in verdicts:
        return Verdict.MET
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.UNMET


def _on_day(reward: Reward, facts: CompanyFacts, day: date) -> Verdict:
    version = reward.programme.version(day)
    if version is None or reward.programme.status.shut(day):
        return Verdict.UNMET
    rule = everything((*reward.programme.scope, *version.vetoes, version.requires))
    standing = reward.holding.valid(day)
    judged = judge(rule, facts.at(day, Stance.PROJECTED, facts.granted)).verdict
    return Verdict.UNMET if Verdict.UNMET in (standing, judged) else Verdict.UNKNOWN if Verdict.UNKNOWN in (standing, judged) else judged


def _later_stages(reward: Reward, offers: tuple[Offer, ...], first: int, facts: CompanyFacts, years: range) -> Option | None:
    """Return the instalments still to come after the first one was paid."""
    later = [offer for offer in offers if offer.years_later > 0 and first + offer.years_later in years]
    lines = tuple(_line(reward, offer, first, facts) for offer in later)
    return Option(lines, first, None, frozenset()) if lines else None


def _paid_before(reward: Reward, facts: CompanyFacts) -> list[int]:
    """Return the years of claims that may have been for this honor: a claim names no honor, so year and sum decide."""
    offers = reward.fund.amount.offers((reward.honor,), facts.profile.projects)
    sums = {offer.amount for offer in offers if offer.kind == "fixed"}
    return [
        claim.year
        for claim in facts.profile.claims
        if claim.fund == reward.programme.id
        and (reward.holding.granted is None or _in_window(reward, facts, claim.year))
        and (claim.amount is None or not sums or claim.amount in sums)
    ]


def _why_not(reward: Reward, open_years: dict[int, Verdict]) -> str | None:
    if reward.holding.granted is None and not reward.claim.while_held:
        return "grant_unknown"
    if not open_years:
        return "window_passed" if reward.basis == "held" else None
    return "unknown" if Verdict.UNKNOWN in open_years.values() else None


def _best_credit(found: list[Credit]) -> list[Credit]:
    """Return the highest line held, and the highest of the plan where that is more."""
    best: list[Credit] = []
    for basis in ("held", "if_granted"):
        lines = [credit for credit in found if credit.basis == basis]
        if lines:
            top = max(lines, key=lambda credit: credit.amount)
            best += [top] if all(top.amount > credit.amount or top.fund != credit.fund for credit in best) else []
    return best


def _clause(reward: Reward) -> Clause:
    return reward.fund.amount.clause
