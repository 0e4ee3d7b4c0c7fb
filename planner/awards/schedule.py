"""The schedule of claims: what of all that may be claimed is claimed when, and what is lost to what."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from graph.facts import Holding
from graph.model import Catalogue
from planner.awards.claimed import limits
from planner.awards.model import Awards, Line, Lost, totals
from planner.awards.options import find_options
from planner.awards.search import Choice, Groups, Limits, Option, best_choice
from planner.facts import CompanyFacts
from planner.path.budget import Budget
from planner.profile import Profile

BUDGET = 100  # beyond the first schedule found; four titles with four projects take some 30


def awards(profile: Profile, catalogue: Catalogue, on: date, horizon: int | None = None, granted: tuple[Holding, ...] = ()) -> Awards:
    """Return the schedule of claims that pays most: most in all, then most that is fixed, then earliest.

    Parameters
    ----------
    profile : Profile
        The company, with its titles, claims and projects.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day from which claims are made.
    horizon : int, optional
        Calendar years looked at, the current one included.
    granted : tuple[Holding, ...]
        Titles that a plan grants, with their dates.

    Notes
    -----
    Exact (see planner.awards.search) within the budget of expansions; beyond it `proven` is false.
    """
    years = range(on.year, on.year + (horizon or catalogue.defaults.award_years))
    options = find_options(CompanyFacts(profile, catalogue, on, on), granted, years)
    left = limits(profile, catalogue, options.groups)
    budget = Budget(BUDGET)
    chosen = best_choice(options.groups, left, budget)
    lines = tuple(
        sorted((line for choice in chosen if choice for line in _paid(choice)), key=lambda line: (line.year, line.fund, line.honor))
    )
    return Awards(
        on,
        len(years),
        now=totals(line for line in lines if line.counts_from == "now"),
        path=totals(line for line in lines if line.counts_from != "ceiling"),
        ceiling=totals(lines),
        claims=lines,
        credit=tuple(options.credit),
        lost=(*options.lost, *_lost(options.groups, chosen, left)),
        open_amounts=tuple(options.open_amounts),
        proven=not budget.spent,
    )


def _paid(choice: Choice) -> Iterator[Line]:
    for line, amount in zip(choice.option.lines, choice.paid, strict=True):
        if amount:
            yield replace(line, amount=amount)


def _lost(groups: Groups, chosen: list[Choice | None], left: Limits) -> Iterator[Lost]:
    """Yield the rewards that nothing is claimed for, and what caps cut off."""
    taken = [choice.option for choice in chosen if choice]
    used = left.used.union(*(option.uses for option in taken))
    applied = {**left.applied, **{option.slot: option.application for option in taken if option.slot}}
    for group, choice in zip(groups, chosen, strict=True):
        if choice is None:
            best = max(group, key=lambda option: option.amount)
            yield _loss(best, best.amount, _because(group, Limits(applied, used)))
        elif sum(choice.paid) < choice.option.amount:
            yield _loss(choice.option, choice.option.amount - sum(choice.paid), "cap")


def _because(group: tuple[Option, ...], others: Limits) -> str:
    """Return what stands against a group, given what all others took."""
    hindered = [option.uses & others.used for option in group]
    if all(hindered):
        return "project" if any(use[0] == "project" for uses in hindered for use in uses) else "tier"
    return "pool" if any(not option.uses & others.used and not others.allows(option) for option in group) else "cap"


def _loss(option: Option, amount: Fraction, because: str) -> Lost:
    line = option.lines[0]
    return Lost(line.fund, line.year, amount, because, line.honor, line.project)
