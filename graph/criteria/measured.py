"""A metric, derived or not, as it is measured: its value, the figures that it follows from, and what to ask where they are missing."""

from graph.columns import Doubts, Table, Truth, every
from graph.facts import Absent, Ask, Facts, Value
from graph.quantities import Figures, figures_kept
from graph.vocabulary import Metric, Vocabulary


def measured(facts: Facts, metric: Metric, year: int | None) -> Value:
    """Return a metric, derived or not, in its space of measurement."""
    if metric.derivation:
        return metric.derivation.value(facts, year)
    return facts.number(metric.id, year if metric.yearly else None)


def figures_of(table: Table, metric: Metric, year: int | None) -> Figures:
    """Return the same of every company."""
    return table.once(("figures", metric.id, year), lambda: figures_kept(_figures_of(table, metric, year), table))


def _figures_of(table: Table, metric: Metric, year: int | None) -> Figures:
    if metric.derivation:
        return metric.derivation.figures(table, year)
    return table.number(metric.id, year if metric.yearly else None)


def inputs(words: Vocabulary, metric: Metric, year: int | None) -> tuple[tuple[str, int | None], ...]:
    """Return the figures, with their years, from which a metric of a year follows (itself where it is not derived)."""
    if not metric.derivation:
        return ((metric.id, year if metric.yearly else None),)
    return metric.derivation.needs(year)


def missing_inputs(facts: Facts, metric: Metric, year: int | None) -> tuple[Ask, ...]:
    """Return the figures to ask for so that a metric of a year is known."""
    return tuple(ask for name, y in inputs(facts.vocabulary, metric, year) for ask in _missing(facts, name, y))


def _missing(facts: Facts, name: str, year: int | None) -> tuple[Ask, ...]:
    metric = facts.vocabulary.metrics.get(name)
    dated = metric is None or metric.type == "date"
    value = facts.day(name) if dated else facts.number(name, year)
    if value is not Absent.UNKNOWN:
        return ()
    return (Ask(name, "metric", year),) if metric else facts.asks(name)


def missing_columns(table: Table, metric: Metric, year: int | None, unknown: Truth) -> Doubts:
    """Return what to ask where a metric of a year is unknown: the twin of `missing_inputs`."""
    if unknown is False:
        return ()
    asks: list[tuple[Ask, Truth]] = []
    for name, y in inputs(table.vocabulary, metric, year):
        known = table.vocabulary.metrics.get(name)
        day = table.day(name) if known is None or known.type == "date" else None
        missing = table.number(name, y).unknown if known and known.type != "date" else True if day is None else day.is_null()
        found = ((Ask(name, "metric", y), True),) if known else table.asks(name)
        asks += [(ask, every((unknown, missing, when))) for ask, when in found]
    return tuple(asks)
