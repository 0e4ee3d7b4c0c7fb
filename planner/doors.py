"""Doors: programmes that are shut to a company in their next round, and what opens them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.criteria import Criterion
from graph.model import Programme
from graph.requirement import Requirement, everything
from graph.verdict import Verdict
from planner.assessment import ahead, outside, rules_on, views
from planner.changes import supposing
from planner.facts import CompanyFacts, Stance
from planner.judging import verdict_of
from planner.rounds import Window


@dataclass(frozen=True)
class Door:
    """One programme for the company, or for one of its products, that is not met on the first day of the next round.

    `facts`: on that day, later years carrying the last known value. `rule`: scope, vetoes and requirement in force.
    """

    programme: Programme
    window: Window
    facts: CompanyFacts
    rule: Requirement

    def opens(self, after: CompanyFacts, met: Collection[Criterion]) -> bool:
        """Return whether it is met by a changed company, of which some rules are known to be met."""
        subject = self.facts.subject and next(one for one in after.profile.subjects if one.id == self.facts.subject.id)
        changed = replace(self.facts, profile=after.profile, granted=after.granted, subject=subject)
        return verdict_of(supposing(self.rule, met), changed) is Verdict.MET


def doors(programme: Programme, facts: CompanyFacts) -> Iterator[Door]:
    """Yield the doors of a programme: one for each that may hold it, within its scope, and does not meet it as things stand."""
    window = next((window for window in ahead(programme, facts) if window.closes >= facts.on), None)
    if window is None or programme.version(max(window.opens, facts.on)) is None:
        return
    day = max(window.opens, facts.on)
    rule = whole(programme, day)
    for view in views(programme, facts):
        found = view.at(day, Stance.PROJECTED)
        if verdict_of(rule, found) is not Verdict.MET and not outside(programme, view):
            yield Door(programme, window, found, rule)


def whole(programme: Programme, on: date) -> Requirement:
    """Return scope, vetoes and requirement in force on a day."""
    vetoes, requires = rules_on(programme, on)
    return everything((*programme.scope, *vetoes, requires))
