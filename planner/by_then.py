"""What is sure today of a later round: that time alone shuts it to a company, or that the company meets its conditions by then too."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from graph.criteria import Criterion
from graph.verdict import Verdict
from planner.assessment import STATES, Assessment, assess_each
from planner.changes import same, supposing
from planner.doors import whole
from planner.facts import CompanyFacts, Stance
from planner.gaps import Gap
from planner.judging import leaves, verdict_of
from planner.path.causes import shut_out
from planner.path.chances import stretches
from planner.path.formula import FALSE, folded, residual, wanted
from planner.rounds import Window
from planner.turns import turning_days

MAY_TRY = ("eligible", "near", "unknown")


def usable(result: Assessment, facts: CompanyFacts, ahead: Sequence[Window]) -> list[tuple[Window, Assessment]]:
    """Return the windows that time alone does not shut, each with the assessment of who stands best among those that may use it.

    Parameters
    ----------
    result : Assessment
        A programme on the day, as `assess` gives it: of the product that stands best, where products hold it.
    facts : CompanyFacts
        The company on that day.
    ahead : Sequence[Window]
        The windows asked about.

    Notes
    -----
    A window is shut where on none of its days the conditions in force can be met, although whatever is unknown or can still be
    changed is left open: figures of years that have not closed, answers, titles that can be renewed or obtained, results that are
    awaited. Gaps of today are left open as well, so that nobody loses a round for what is missing already. Judged only where a
    version, a title or a criterion turns on its day by the end of the last window: O(criteria) for all others.
    """
    found: dict[Window, Assessment] = {}
    for one in _by_standing(result, facts):
        found |= dict.fromkeys(_open(one, _seen(one, facts), [window for window in ahead if window not in found]), one)
        if len(found) == len(ahead):
            break
    return [(window, found[window]) for window in ahead if window in found]


def still_met(result: Assessment, window: Window, facts: CompanyFacts) -> bool:
    """Return whether what is known today meets the conditions on the first and the last day of a window.

    It does not where a figure of a year that has not closed is examined, nor where a title has to be renewed before.
    """
    programme, view = result.programme, _seen(result, facts)
    days = {max(window.opens, facts.today), window.closes}
    in_force = all(programme.version(day) for day in days)
    return in_force and all(verdict_of(whole(programme, day), view.at(day, Stance.KNOWN)) is Verdict.MET for day in days)


def _by_standing(result: Assessment, facts: CompanyFacts) -> Iterator[Assessment]:
    """Yield the best assessment, then those of the other products that may try."""
    yield result
    if result.subject is not None:
        others = (one for one in assess_each(result.programme, facts) if one.subject != result.subject and one.state in MAY_TRY)
        yield from sorted(others, key=lambda one: STATES.index(one.state))


def _seen(result: Assessment, facts: CompanyFacts) -> CompanyFacts:
    """Return the company as the assessment saw it."""
    subject = next((one for one in facts.profile.subjects if one.id == result.subject), None)
    return facts.about(subject) if subject else facts


def _open(result: Assessment, facts: CompanyFacts, ahead: Sequence[Window]) -> Iterable[Window]:
    """Return the windows that time alone does not shut for one product, or for the company."""
    programme, last = result.programme, max((window.closes for window in ahead), default=facts.today)
    if not any(facts.today < day <= last for day in turning_days(programme, facts.at(facts.today, Stance.HOPEFUL))):
        return ahead
    gaps = _missed(result)
    dated = stretches(programme, facts, last)
    return {window for window, start, end in dated if window in ahead and not _shut(result, window, start, end, facts, gaps)}


def _missed(result: Assessment) -> frozenset[Criterion]:
    """Return the rules that are the gaps of today."""
    named = frozenset(_criteria(result.gaps))
    judged = leaves(result.judged) if result.judged else ()
    return frozenset(same(rule) for rule, finding in judged if finding.verdict is Verdict.UNMET and rule.terms.id in named)


def _criteria(gaps: Iterable[Gap]) -> Iterator[str]:
    for gap in gaps:
        yield gap.criterion
        for branch in gap.branches:
            yield from _criteria(branch)


def _shut(result: Assessment, window: Window, start: date, end: date, facts: CompanyFacts, gaps: frozenset[Criterion]) -> bool:
    """Return whether nobody can meet the conditions in a stretch of a window, gaps of today left open."""
    programme = result.programme
    if programme.version(start) is None:
        return True
    settled = tuple(one for one in facts.profile.applications if one.status != "pending")  # an award that is awaited is not sure
    sure = replace(facts, profile=replace(facts.profile, applications=settled))
    rule = whole(programme, start)
    needs = residual(supposing(rule, gaps) if gaps else rule, sure.hoping(start, any_day=window.instant))
    days = {want.honor: facts.today for want in wanted(needs) if _may_be_had(want.honor, facts, end)}
    return folded(needs, days, end) == FALSE


def _may_be_had(honor: str, facts: CompanyFacts, by: date) -> bool:
    """Return whether a title that does not stand may be there by a day: from outside, awaited, not told of, or obtained in a round."""
    programme = facts.catalogue.programmes[honor]
    if programme.kind == "credential" or honor in facts.pending or not facts.all_titles_known():
        return True
    return shut_out(programme, facts.seen_by(programme.holders), by) is None
