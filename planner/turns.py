"""The days on which what holds for a company may change by the mere passing of time."""

from collections.abc import Iterable
from datetime import date, timedelta

from graph.model import Programme
from planner.facts import CompanyFacts


def turning_days(programme: Programme, facts: CompanyFacts, years: Iterable[int] = ()) -> set[date]:
    """Return the days from which another version, or another verdict of a criterion, may hold.

    Parameters
    ----------
    programme : Programme
        The programme; days of every version of it count.
    facts : CompanyFacts
        The company; where it is seen as a whole, those of each product (project, …) count too. Not its day, its stance matters.
    years : Iterable[int]
        Calendar years whose first days count too, where figures of years are examined.

    Notes
    -----
    Complete: between two of these days, and within one year, no verdict changes. O(criteria that can turn).
    """
    days = {day for rung in programme.after for holding in facts.holdings(rung.honor) for day in holding.turning_points}
    days |= {programme.status.since} if programme.status.since else set()
    for version in programme.versions:
        force = version.in_force
        days |= {force.start} if force.start else set()
        days |= {force.end + timedelta(days=1)} if force.end else set()
    rules = (*programme.scope, *(rule for version in programme.versions for rule in version.turning))
    views = (facts, *(() if facts.subject else map(facts.about, facts.profile.subjects)))
    days.update(day for rule in rules for view in views for day in rule.turning_points(view))
    if any(rule.looks_at_years(facts.vocabulary) for rule in rules):
        days.update(date(year, 1, 1) for year in years)
    return days
