"""Whether what is missing is a stretch, for every company: the twin of planner.gaps.GapReader."""

from datetime import date
from functools import partial

from graph.columns import Growing, Truth, every, opposite, surely, surely_not
from graph.criteria import Criterion, MetricThreshold
from graph.criteria.growth import growing
from graph.quantities import Quantity, chosen, kept, less, nothing, raw
from planner.screening.table import CompanyTable


def stretched(rule: Criterion, table: CompanyTable, days: tuple[date, ...], *, any_day: bool) -> Truth:
    """Return where the figure must grow faster than the default, compounded until the year that is examined.

    `days`: as of which one may apply; `any_day`: on any of them.
    """
    grown = growing(rule, table) if isinstance(rule, MetricThreshold) else None
    word = table.vocabulary.metrics.get(grown.metric) if grown else None
    if grown is None or word is None or not word.yearly or word.derivation:
        return False
    last = _last(grown, table)
    found = _too_fast(grown.wanted, last, table, table.today.year + 1)
    for year, possible in reversed(_chances(rule, table, days, any_day=any_day)):
        found = _where(possible, _too_fast(grown.wanted, last, table, year), found)
    return table.share(found)


def _where(possible: Truth, now: Truth, later: Truth) -> Truth:
    """Return one truth where it is possible, elsewhere the other; none of them is unknown."""
    import polars as pl

    if possible is None or isinstance(possible, bool):
        return now if possible else later
    return pl.when(possible).then(now).otherwise(later)


def _last(grown: Growing, table: CompanyTable) -> Quantity:
    column = table.last_known(grown.metric)
    known = nothing() if column is None else raw(column)
    return known if grown.given is None else kept(chosen(grown.given.told, grown.given, known), table)


def _too_fast(wanted: Quantity, last: Quantity, table: CompanyTable, year: int) -> Truth:
    factor = 1 + table.catalogue.defaults.stretch_growth / 100
    reachable = last.times(factor ** max(year - table.today.year, 1))
    return table.share(surely(every((less(last, wanted), less(reachable, wanted)))))


def _chances(rule: Criterion, table: CompanyTable, days: tuple[date, ...], *, any_day: bool) -> list[tuple[int, Truth]]:
    """Return the years in which the criterion may first be met, with where it may be, until it may be met everywhere."""
    found: list[tuple[int, Truth]] = []
    for day in days:
        hopeful = table.hoping(day, any_day=any_day)
        holds = hopeful.once(rule, partial(_holds, rule, hopeful))
        found.append((day.year, table.share(opposite(surely_not(holds)))))
        if found[-1][1] is True:
            break
    return found


def _holds(rule: Criterion, table: CompanyTable) -> Truth:
    return rule.screen(table).holds
