"""What would have to rise where a threshold on a metric is not met: in columns, what its measure and their base say of one company."""

from fractions import Fraction

from graph.columns import Growing, Table, every, opposite, some, surely, surely_not
from graph.criteria.metric import MetricThreshold, RowColumns
from graph.criteria.windows import TOTALS
from graph.quantities import Figures, Quantity, chosen, compare, constant, difference, floored, kept, less, nothing, summed, total
from graph.rounding import PARTS, places
from graph.vocabulary import Metric

Best = tuple[Quantity, Quantity, Quantity]  # what tells the years apart, what is wanted, what there is


def growing(rule: MetricThreshold, table: Table) -> Growing | None:
    """Return the yearly figure that would have to rise, how high, and from where; None where there is none."""
    metric = table.vocabulary.metrics[rule.metric]
    if rule.window is None or not metric.yearly or not rule.rises(table.vocabulary):
        return None
    if metric.derivation:
        found = _base(rule, table, metric)
    else:
        rows = rule.columns(table, metric)
        found = _part(rule, metric, rows) if rule.window.kind in TOTALS else _year(rule, metric, rows)
    return found and Growing(found.metric, kept(found.wanted, table), found.given and kept(found.given, table))


def _year(rule: MetricThreshold, metric: Metric, rows: list[RowColumns]) -> Growing | None:
    """Return what the worst year (of any: the best) needs and has."""
    last = rows[-1].figure
    if not last.terms:
        return None
    compared = isinstance(rule.figure, str)
    found: Best | None = None
    for row in rows:
        if row.value.terms and row.figure.terms:
            have, need = _missed(rule, row), row.figure.terms[0]
            found = _further(found, (difference(have, need) if compared else have, need, have), most=rule.any_year)
    if found is None:
        return Growing(metric.id, _shown(rule, metric, _known(last)))
    need = chosen(found[2].told, found[1], _known(last)) if compared else _known(last)
    return Growing(metric.id, _shown(rule, metric, need), floored(found[2], Fraction(1, 10**PARTS), up=False))


def _base(rule: MetricThreshold, table: Table, metric: Metric) -> Growing | None:
    """Return how high the base of the worst year (of any: the best) would have to be."""
    derivation, window = metric.derivation, rule.window
    if derivation is None or window is None or window.kind in TOTALS or not isinstance(rule.figure, Fraction):
        return None
    found: Best | None = None
    name = ""
    for row in rule.columns(table, metric):
        level = derivation.level(table, row.year, rule.figure) if row.year is not None and row.value.terms else None
        if level:
            name, wanted = level
            value = _missed(rule, row)
            found = _further(found, (value, chosen(value.told, wanted, nothing()), value), most=rule.any_year == rule.upwards)
    return Growing(name, found[1]) if found else None


def _part(rule: MetricThreshold, metric: Metric, rows: list[RowColumns]) -> Growing | None:
    """Return what this calendar year must bring so that the sum (the average) holds when it has closed."""
    figure = rule.totals(rows)[0].figure
    if not figure.terms or rule.window is None:
        return None
    average = rule.window.kind == "average_of_last"
    need = _known(figure)
    past = [row.value for row in rows[1:]]
    told = every(value.known if average else opposite(value.unknown) for value in past)
    wanted = need.times(rule.window.count if average else 1)
    if past:
        wanted = difference(wanted, summed(total(past, average=False).terms)[0])
    none = constant(Fraction(0))
    wanted = chosen(surely(less(wanted, none)), none, wanted)
    return Growing(metric.id, chosen(told, wanted, _shown(rule, metric, need)))


def _known(figures: Figures) -> Quantity:
    """Return a figure that is one quantity, null where there is none."""
    return chosen(figures.known, summed(figures.terms)[0], nothing())


def _missed(rule: MetricThreshold, row: RowColumns) -> Quantity:
    """Return the measurement of a year that falls short, null where it does not."""
    short = surely_not(compare(row.value, rule.comparison, row.figure))
    return chosen(every((short, row.value.known, row.figure.known)), summed(row.value.terms)[0], nothing())


def _shown(rule: MetricThreshold, metric: Metric, need: Quantity) -> Quantity:
    """Return the figure that is needed as it is told: that of another metric is rounded."""
    return floored(need, Fraction(1, 10 ** places(metric.unit)), up=True) if isinstance(rule.figure, str) else need


def _further(found: Best | None, row: Best, *, most: bool) -> Best:
    """Return the one that is least, or most; the earlier of two that are equal."""
    if found is None:
        return row
    better = less(found[0], row[0]) if most else less(row[0], found[0])
    takes = every((row[0].told, some((opposite(found[0].told), surely(better)))))
    return chosen(takes, row[0], found[0]), chosen(takes, row[1], found[1]), chosen(takes, row[2], found[2])
