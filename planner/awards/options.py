"""What may be claimed at all: for each reward the options of year and project, before they compete."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from graph.amounts import Offer, Payment
from graph.facts import Holding
from graph.verdict import Verdict
from planner.assessment import outside
from planner.awards.claimed import cap_keys, paid_years, uses
from planner.awards.model import HELD, IF_GRANTED, Credit, Line, Lost, OpenAmount
from planner.awards.openings import Opening, OpeningFinder
from planner.awards.rewards import Reward, find_rewards
from planner.awards.search import Option
from planner.facts import CompanyFacts, Stance

Groups = dict[object, list[Option]]


@dataclass
class Options:
    """All that a company may claim: at most one option of each group; and what is out of reach, with the reason."""

    groups: list[tuple[Option, ...]] = field(default_factory=list)
    credit: list[Credit] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    open_amounts: list[OpenAmount] = field(default_factory=list)


@dataclass(frozen=True)
class Way:
    """A reward claimed in a year by one of its offers."""

    reward: Reward
    opening: Opening
    offer: Offer

    @property
    def claimable(self) -> bool:
        """Whether it can be counted on: held, for sure; of a plan, as far as nothing speaks against it."""
        if self.opening.verdict is Verdict.UNMET or (self.opening.verdict is Verdict.UNKNOWN and self.opening.standing.basis == HELD):
            return False
        return self.offer.certain and (self.offer.from_year or self.opening.year) <= self.opening.year


def find_options(facts: CompanyFacts, granted: tuple[Holding, ...], years: range) -> Options:
    """Return what the funds of the catalogue may pay for the titles held and those that a plan grants."""
    found = Options()
    for programme in facts.catalogue.programmes.values():
        if programme.fund is None or outside(programme, facts) or programme.status.shut(facts.on):
            continue
        for reward in find_rewards(programme, facts, granted):
            _add(found, reward, granted, years)
    found.credit = _best_credit(found.credit)
    return found


def _add(found: Options, reward: Reward, granted: tuple[Holding, ...], years: range) -> None:
    finder = OpeningFinder(reward, granted, years)
    openings = finder.find()
    ways = [Way(reward, one, offer) for one in openings for offer in _offers(reward, one.facts)]
    today = _offers(reward, reward.facts.at(reward.facts.today, Stance.PROJECTED, granted))
    offers = (*today, *(way.offer for way in ways))
    if not offers:
        found.open_amounts += _formula(reward, openings)
    elif offers[0].payments[0].kind == "credit":
        found.credit += _credit(reward, offers[0], finder.in_year(years[0 if reward.basis == HELD else -1]))
    else:
        groups = _yearly(ways, years) if reward.claim.every_year else _once(reward, ways, offers, years)
        found.groups += [tuple(dict.fromkeys(group)) for group in groups.values() if group]
        because = None if groups else _why_not(reward, openings, offers)
        if because:
            most = max(sum((payment.amount for payment in offer.payments), Fraction(0)) for offer in offers)
            found.lost.append(Lost(reward.programme.id, None, most, because, reward.honor))


def _offers(reward: Reward, facts: CompanyFacts) -> tuple[Offer, ...]:
    """Return what the fund may pay: for a project that holds the title by itself, only on its own figures."""
    projects = facts.profile.projects
    own = tuple(project for project in projects if project.id == reward.subject)
    return reward.fund.amount.offers(reward.honor, facts, own or projects)


def _once(reward: Reward, ways: Iterable[Way], offers: Iterable[Offer], years: range) -> Groups:
    """Return the options of what is paid once: the reward, or each project where no honor is rewarded; of what is begun only the rest."""
    begun = {offer: paid for offer in offers if (paid := paid_years(reward, offer))}
    groups: Groups = {_unit(reward, offer): _rest(reward, offer, paid, years) for offer, paid in begun.items()}
    seen: set[str | None] = set()
    for way in ways:
        late = not way.offer.can_wait and way.offer.project in seen
        if way.offer not in begun and way.claimable and not late:
            groups.setdefault(_unit(reward, way.offer), []).append(_option(way, years))
            seen.add(way.offer.project)
    return groups


def _yearly(ways: Iterable[Way], years: range) -> Groups:
    """Return the options of what is paid anew each year."""
    groups: Groups = {}
    for way in ways:
        if way.claimable and way.opening.year not in paid_years(way.reward, way.offer):
            groups.setdefault((way.opening.year, _unit(way.reward, way.offer)), []).append(_option(way, years))
    return groups


def _unit(reward: Reward, offer: Offer) -> object:
    return None if reward.rewards_honor else offer.project


def _option(way: Way, years: range) -> Option:
    """Return the option of claiming in a year, with the instalments that follow within the horizon."""
    reward, offer, year = way.reward, way.offer, way.opening.year
    paid = [payment for payment in offer.payments if year + payment.years_later in years]
    item = reward.subject or offer.project
    taken = uses(reward.programme.id, reward.fund, year, item, offer.project, reward.facts.catalogue)
    slot = (reward.fund.pool, year) if reward.fund.pool else None
    known = _offers(reward, way.opening.facts.at(way.opening.facts.on, Stance.KNOWN, way.opening.facts.granted))
    projected = way.opening.standing.projected or offer not in known
    lines = tuple(_line(reward, offer, payment, year, way.opening.standing.basis, projected=projected) for payment in paid)
    caps = tuple(cap_keys(line.fund, reward.fund, line.year, item) for line in lines)
    return Option(lines, slot, taken, caps, reward.fund.applies_as)


def _rest(reward: Reward, offer: Offer, paid: set[int], years: range) -> list[Option]:
    """Return the instalments still to come after the first one was paid."""
    first = min(paid)
    due = [payment for payment in offer.payments if payment.years_later and first + payment.years_later in {*years} - paid]
    lines = tuple(_line(reward, offer, payment, first, reward.basis, projected=False) for payment in due)
    item = reward.subject or offer.project
    caps = tuple(cap_keys(line.fund, reward.fund, line.year, item) for line in lines)
    return [Option(lines, caps=caps)] if lines else []


def _line(reward: Reward, offer: Offer, payment: Payment, claimed: int, basis: str, *, projected: bool) -> Line:
    claim = reward.claim
    return Line(
        fund=reward.programme.id,
        year=claimed + payment.years_later,
        amount=payment.amount,
        payers=reward.fund.payers,
        pool=reward.fund.pool,
        basis=basis,
        amount_kind="conditional" if projected and payment.kind == "fixed" else payment.kind,
        unconfirmed=(basis == HELD or offer.project is not None) and not reward.facts.profile.claims_complete,
        project=offer.project,
        subject=reward.subject,
        honor=reward.honor,
        clause=reward.fund.amount.clause,
        assumed=reward.rewards_honor and claim.within_years is None and not claim.while_held,
        projected=projected,
    )


def _why_not(reward: Reward, openings: list[Opening], offers: Iterable[Offer]) -> str | None:
    if reward.rewards_honor and reward.first is None and not reward.claim.while_held:
        return "grant_unknown"
    if not openings:
        return "window_passed" if reward.first is None or reward.first <= reward.facts.today else None
    doubtful = any(one.verdict is Verdict.UNKNOWN for one in openings) or not all(offer.certain for offer in offers)
    return "unknown" if doubtful and any(one.verdict is not Verdict.UNMET for one in openings) else None


def _formula(reward: Reward, openings: list[Opening]) -> list[OpenAmount]:
    """Return the amount in words, unless the requirement surely fails."""
    hopes = [one for one in openings if one.verdict is not Verdict.UNMET]
    over = reward.first is not None and reward.first <= reward.facts.today
    if not hopes and (openings or over or not reward.rewards_honor):
        return []
    amount, basis = reward.fund.amount, hopes[0].standing.basis if hopes else reward.basis
    unknown = bool(hopes) and all(one.verdict is Verdict.UNKNOWN for one in hopes)
    return [OpenAmount(reward.programme.id, reward.honor, amount.text(reward.facts.vocabulary), basis, amount.clause, unknown)]


def _credit(reward: Reward, offer: Offer, when: Opening | None) -> list[Credit]:
    if when is None or when.verdict is not Verdict.MET:
        return []
    sums = (payment.amount for payment in offer.payments)
    return [Credit(reward.programme.id, reward.honor, sum, reward.basis, reward.fund.amount.clause) for sum in sums]


def _best_credit(found: list[Credit]) -> list[Credit]:
    """Return the highest line held, and the highest of the plan where that is more."""
    best: list[Credit] = []
    for basis in (HELD, IF_GRANTED):
        lines = [credit for credit in found if credit.basis == basis]
        if lines:
            top = max(lines, key=lambda credit: credit.amount)
            best += [top] if all(top.amount > credit.amount or top.fund != credit.fund for credit in best) else []
    return best
