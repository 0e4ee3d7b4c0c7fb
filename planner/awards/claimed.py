"""Claims already made: what they were for, and what they leave of pools, projects, tiers and caps."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from graph.amounts import Cap, Offer
from graph.model import Catalogue, Fund
from planner.awards.rewards import Reward
from planner.awards.search import CapKey, Groups, Limits, Use
from planner.profile import PaidClaim, Profile


def cap_keys(fund: str, spec: Fund, year: int, item: str | None) -> tuple[CapKey, ...]:
    """Return the caps that a line of a fund counts against."""
    where = {"year": year, "item": item, "all": None}
    own = (CapKey(fund, "", cap.per, where[cap.per]) for cap in spec.amount.caps)
    return (*own, *(CapKey("", cap.name, cap.per, where[cap.per]) for cap in spec.joint_caps))


def uses(fund: str, spec: Fund, year: int, item: str | None, project: str | None, catalogue: Catalogue) -> frozenset[Use]:
    """Return what a claim uses up: a project at each payer, and the item's year in each tier that the fund is part of."""
    supported = {("project", payer, project) for payer, _ in spec.payers} if project and not spec.may_join else set()
    tops = catalogue.replacing.get(fund, frozenset()) | ({fund} if spec.replaces else frozenset())
    return frozenset(supported | {("tier", top, item, year) for top in tops})


def paid_years(reward: Reward, offer: Offer) -> set[int]:
    """Return the years of claims that may have been for a reward.

    A claim names no honor: subject, year and sum decide; a sum that fits no honor may have been for any. So may one that names no
    subject. Of projects, each claim is for one; which title it was for, and which project where it names none, is told by their turn.
    What a plan grants was not claimed yet.
    """
    if reward.first is not None and reward.first > reward.facts.today:
        return set()
    claims = [claim for claim in reward.facts.profile.claims if claim.fund == reward.programme.id]
    mine = [claim for claim in claims if claim.subject in (None, reward.subject)]
    if offer.project is None:
        return {claim.year for claim in mine if not reward.rewards_honor or _may_be_for(claim, reward, offer)}
    return _by_title(mine, reward) if reward.rewards_honor else _by_project(mine, reward, offer)


def _by_title(claims: Iterable[PaidClaim], reward: Reward) -> set[int]:
    """Return the years of the claims that fall to a title: the first claim to the title granted first; what is left over may be for any."""
    granted = ((honor, [holding.granted or date.min for holding in reward.facts.holdings(honor)]) for honor in reward.claim.of)
    waiting = sorted((min(days).year + reward.claim.after_years, honor) for honor, days in granted if days)
    years = set()
    for claim in sorted(claims, key=lambda claim: claim.year):
        turn = next((title for title in waiting if title[0] <= claim.year), None)
        if turn is None or turn[1] == reward.honor:
            years.add(claim.year)
        if turn is not None:
            waiting.remove(turn)
    return years


def _by_project(claims: Iterable[PaidClaim], reward: Reward, offer: Offer) -> set[int]:
    """Return the years of the claims for a project; those that name none fall to the projects that none names, the dearest first."""
    named = {claim.project: claim.year for claim in claims}
    rest = [
        other
        for other in reward.fund.amount.offers(reward.honor, reward.facts, reward.facts.profile.projects)
        if other.project not in named
    ]
    turn = [other.project for other in sorted(rest, key=lambda other: _tariff(other)[1], reverse=True)]
    unnamed = sorted(claim.year for claim in claims if claim.project is None)
    years = {claim.year for claim in claims if claim.project == offer.project}
    return years | {year for project, year in zip(turn, unnamed, strict=False) if project == offer.project}


def _may_be_for(claim: PaidClaim, reward: Reward, offer: Offer) -> bool:
    if reward.first is not None and not reward.in_window(claim.year):
        return False
    if claim.amount is None or claim.subject is not None or not _tariff(offer)[0]:
        return True
    others = [other for honor in reward.claim.of for other in reward.fund.amount.offers(honor, reward.facts, reward.facts.profile.projects)]
    return _fits(claim.amount, offer) or not any(_fits(claim.amount, other) for other in others)


def _fits(paid: Fraction, offer: Offer) -> bool:
    least, most = _tariff(offer)
    return least <= paid <= most


def _tariff(offer: Offer) -> tuple[Fraction, Fraction]:
    """Return the least and the most that an offer pays at once."""
    at_once = [payment for payment in offer.payments if not payment.years_later]
    least = sum((payment.amount for payment in at_once if payment.kind == "fixed"), Fraction(0))
    return least, sum((payment.amount for payment in at_once), Fraction(0))


def limits(profile: Profile, catalogue: Catalogue, groups: Groups) -> Limits:
    """Return what the claims already made leave to some options."""
    paid = [(claim, fund) for claim in profile.claims if (fund := catalogue.programmes[claim.fund].fund) is not None]
    subjects = (None, *(subject.id for subject in profile.subjects))
    used: set[Use] = set()
    for claim, fund in paid:
        for item in (claim.subject,) if claim.subject else subjects:
            used |= uses(claim.fund, fund, claim.year, item, claim.project, catalogue)
    keys = {key for group in groups for option in group for keys in option.caps for key in keys}
    on_projects = {line.fund for group in groups for option in group for line in option.lines if line.project is not None}
    return Limits(
        applied={
            (fund.pool, claim.year): (fund.applies_as or claim.fund, claim.project if claim.fund in on_projects else None)
            for claim, fund in paid
            if fund.pool
        },
        used=frozenset(used),
        room={key: _room(key, paid, catalogue) for key in keys},
    )


def _room(key: CapKey, paid: Iterable[tuple[PaidClaim, Fund]], catalogue: Catalogue) -> Fraction:
    """Return what is left of a cap; a claim of an unknown sum leaves nothing."""
    left = min(cap.limit for id, cap in _caps(catalogue) if _bears(id, cap, key))
    for claim, fund in paid:
        if any(_bears(claim.fund, cap, key) for cap in (*fund.amount.caps, *fund.joint_caps)) and _counts(claim, key):
            left -= left if claim.amount is None else claim.amount
    return max(left, Fraction(0))


def _caps(catalogue: Catalogue) -> Iterable[tuple[str, Cap]]:
    for id, programme in catalogue.programmes.items():
        for cap in (*programme.fund.amount.caps, *programme.fund.joint_caps) if programme.fund else ():
            yield id, cap


def _bears(fund: str, cap: Cap, key: CapKey) -> bool:
    return (cap.name, cap.per) == (key.name, key.per) and key.fund in ("", fund)


def _counts(claim: PaidClaim, key: CapKey) -> bool:
    """Return whether a claim counts against a cap; one that names no item counts against every item."""
    if key.per == "year":
        return claim.year == key.where
    item = claim.subject or claim.project
    return key.per == "all" or item is None or item == key.where
