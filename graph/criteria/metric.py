"""A threshold on a metric: its window of years, its comparison, its figure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import ClassVar

from graph.columns import Doubts, Screened, Table, doubtful, every, some
from graph.criteria.base import Criterion, Finding, Measure, Terms
from graph.criteria.measured import figures_of, inputs, measured, missing_columns, missing_inputs
from graph.criteria.windows import TOTALS, WINDOWS, Asked, ByField, Window, read_figure, read_window, total
from graph.derivations import Base
from graph.facts import Absent, Ask, Facts, Value
from graph.quantities import Figures, compare, constant
from graph.quantities import total as total_columns
from graph.reader import Fields, reference
from graph.rounding import PARTS, places, rounded, shortfall
from graph.rounding import number as shown_number
from graph.verdict import Verdict, all_of, any_of
from graph.vocabulary import Metric, Vocabulary

COMPARES: Mapping[str, Callable[[Fraction, Fraction], bool]] = {"at_least": ge, "more_than": gt, "at_most": le, "less_than": lt}
COMPARISONS = {"at_least": "不低于", "more_than": "高于", "at_most": "不超过", "less_than": "低于"}
RANK_UNIT, RANKED = "位", "在前"  # a place of at most 3 is 在前 3 位
WINDOW_TEXT = {
    "last_year": "上年度",
    "this_year": "本年度",
    "each_of_last": "近{n}年每年",
    "any_of_last": "近{n}年任一年",
    "sum_of_last": "近{n}年合计",
    "average_of_last": "近{n}年平均",
}


@dataclass(frozen=True)
class Row:
    """A measurement of a year and the figure that it is compared with."""

    year: int | None
    value: Value
    figure: Value


@dataclass(frozen=True, eq=False)
class RowColumns:
    """The same of every company."""

    year: int | None
    value: Figures
    figure: Figures


@dataclass(frozen=True)
class MetricThreshold(Criterion):
    """`{metric: revenue, in: last_year, at_least: 5000}`."""

    metric: str
    window: Window | None
    comparison: str
    figure: Asked

    key: ClassVar[str] = "metric"
    turns: ClassVar[bool] = True
    exclusive: ClassVar[tuple[frozenset[str], ...]] = (frozenset(WINDOWS), frozenset(COMPARISONS))

    @classmethod
    def read(cls, fields: Fields, terms: Terms, at_review: Criterion | None) -> "MetricThreshold":
        metric = fields.need("metric", reference("metrics"), "")
        comparison = fields.one_of(COMPARISONS, "比较") or "at_least"
        node = fields.node_of(comparison)
        figure = read_figure(node) if node else None
        return cls(terms, at_review, metric, read_window(fields), comparison, Fraction(0) if figure is None else figure)

    def judge(self, facts: Facts) -> Finding:
        metric = facts.vocabulary.metrics[self.metric]
        rows = self._rows(facts, metric)
        compared = self._totalled(rows)
        verdict = self._verdict(compared)
        if verdict is Verdict.MET:
            return Finding(verdict)
        if verdict is Verdict.UNKNOWN:
            return Finding(verdict, asks=self._asks(facts, metric, rows))
        return Finding(verdict, self._measure(facts, metric, compared), fixed=metric.change == "fixed")

    def verdict(self, facts: Facts) -> Verdict:
        metric = facts.vocabulary.metrics[self.metric]
        if self.window and self.window.kind in TOTALS:
            return self._verdict(self._totalled(self._rows(facts, metric)))
        each = (self._one(measured(facts, metric, year), self._figure(facts, metric, year)) for year in self._years(facts))
        return any_of(each) if self.any_year else all_of(each)

    def _years(self, facts: Facts) -> tuple[int | None, ...]:
        return self.window.years(facts.on) if self.window else (None,)

    def _rows(self, facts: Facts, metric: Metric) -> list[Row]:
        """Return measurements and figures, oldest year first."""
        return [Row(year, measured(facts, metric, year), self._figure(facts, metric, year)) for year in self._years(facts)]

    def screen(self, table: Table) -> Screened:
        metric = table.vocabulary.metrics[self.metric]
        rows = self.columns(table, metric)
        each = [compare(row.value, self.comparison, row.figure) for row in self.totals(rows)]
        holds = table.share(some(each) if self.any_year else every(each))
        asks = tuple((ask, every((doubtful(holds), when))) for row in rows for ask, when in self._doubts(table, metric, row))
        return Screened(holds, asks, metric.change == "fixed")

    def columns(self, table: Table, metric: Metric) -> list[RowColumns]:
        """Return measurements and figures of every company, oldest year first."""
        years: tuple[int | None, ...] = self.window.years(table.on) if self.window else (None,)
        return [RowColumns(year, figures_of(table, metric, year), self._asked(table, metric, year)) for year in years]

    def _asked(self, table: Table, metric: Metric, year: int | None) -> Figures:
        """Return what a measurement is compared with: the twin of `_figure`."""
        if isinstance(self.figure, str):
            return figures_of(table, table.vocabulary.metrics[self.figure], year)
        space = metric.derivation.threshold if metric.derivation else Fraction
        if isinstance(self.figure, ByField):
            return self.figure.columns(table, space)
        return Figures((constant(space(self.figure)),))

    def totals(self, rows: list[RowColumns]) -> list[RowColumns]:
        """Return the rows to compare: the twin of `_totalled`."""
        if self.window is None or self.window.kind not in TOTALS:
            return rows
        average = self.window.kind == "average_of_last"
        figures = total_columns([row.figure for row in rows], average=average) if isinstance(self.figure, str) else rows[-1].figure
        return [RowColumns(None, total_columns([row.value for row in rows], average=average), figures)]

    def _doubts(self, table: Table, metric: Metric, row: RowColumns) -> Doubts:
        asks = missing_columns(table, metric, row.year, row.value.unknown)
        if isinstance(self.figure, str):
            return asks + missing_columns(table, table.vocabulary.metrics[self.figure], row.year, row.figure.unknown)
        if isinstance(self.figure, ByField):
            return asks + tuple((ask, every((row.figure.unknown, when))) for ask, when in table.asks(self.figure.field))
        return asks

    def text(self, words: Vocabulary) -> str:
        metric = words.metrics[self.metric]
        when = ""
        if self.window:
            spans = metric.derivation is not None and metric.derivation.yearly and self.window.kind in ("last_year", "this_year")
            when = f"（{'截至' if spans else ''}{WINDOW_TEXT[self.window.kind].format(n=self.window.count)}）"
        compared = RANKED if metric.unit == RANK_UNIT and self.comparison == "at_most" else COMPARISONS[self.comparison]
        return f"{metric.name}{when}{compared}{self._figure_text(words, metric)}"

    def faults(self, words: Vocabulary) -> Iterator[tuple[str, str]]:
        metric = words.metrics.get(self.metric)
        if metric is None:
            return
        if metric.type != "number":
            yield f"{metric.name}是日期，不能比较大小", "用由它导出的年限指标"
        elif metric.yearly and self.window is None:
            yield f"{metric.name}是年度指标，缺年度口径", "如 in: last_year、each_of_last: 2"
        elif not metric.yearly and self.window is not None:
            yield f"{metric.name}不是年度指标，不应有年度口径", "去掉 in、each_of_last 等"
        if self.window and self.window.kind in TOTALS and metric.derivation and self.window.kind not in metric.derivation.totals:
            yield f"{metric.name}逐年合计或平均没有意义", "用 each_of_last，或对它所依据的指标合计"
        if isinstance(self.figure, str) and self.figure in words.metrics:
            yield from _uncomparable(metric, words.metrics[self.figure])
        if isinstance(self.figure, ByField) and self.figure.field in words.fields:
            yield from self.figure.faults(words.fields[self.figure.field])

    def turning_points(self, facts: Facts) -> tuple[date, ...]:
        if self.window:
            return ()
        metrics = facts.vocabulary.metrics
        compared = (self.metric, self.figure) if isinstance(self.figure, str) else (self.metric,)
        needed = (name for metric in compared for name, _ in inputs(facts.vocabulary, metrics[metric], None) if name in metrics)
        days = [day for name in needed for holding in facts.counted(name) for day in holding.turning_points]
        turn = self._turn(facts, metrics[self.metric])
        return (*days, turn) if turn else tuple(days)

    def _turn(self, facts: Facts, metric: Metric) -> date | None:
        """Return the day on which a metric that grows by itself comes to its figure."""
        figure = None if isinstance(self.figure, str) else self._said(facts)
        if metric.derivation is None or not isinstance(figure, Fraction):
            return None
        return metric.derivation.turns(facts, figure, beyond=self.comparison in ("more_than", "at_most"))

    def looks_at_years(self, words: Vocabulary) -> bool:
        return self.window is not None

    def holds(self, value: Fraction, figure: Fraction) -> bool:
        """Return whether a measurement satisfies a figure, exactly."""
        return COMPARES[self.comparison](value, figure)

    def _said(self, facts: Facts) -> Value:
        """Return the figure of the clause, in the unit of the metric."""
        assert not isinstance(self.figure, str)
        if isinstance(self.figure, Fraction):
            return self.figure
        answer = facts.field(self.figure.field)
        return answer if isinstance(answer, Absent) else dict(self.figure.figures).get(str(answer), Absent.NEVER)

    def _figure(self, facts: Facts, metric: Metric, year: int | None) -> Value:
        """Return what a measurement is compared with, in the space of measurement."""
        if isinstance(self.figure, str):
            return measured(facts, facts.vocabulary.metrics[self.figure], year)
        figure = self._said(facts)
        return metric.derivation.threshold(figure) if metric.derivation and isinstance(figure, Fraction) else figure

    def _totalled(self, rows: list[Row]) -> list[Row]:
        """Return the rows to compare: of a sum or an average there is one."""
        if self.window is None or self.window.kind not in TOTALS:
            return rows
        average = self.window.kind == "average_of_last"
        figure = total([row.figure for row in rows], average=average) if isinstance(self.figure, str) else rows[-1].figure
        return [Row(None, total([row.value for row in rows], average=average), figure)]

    def _verdict(self, rows: list[Row]) -> Verdict:
        each = [self._one(row.value, row.figure) for row in rows]
        return any_of(each) if self.any_year else all_of(each)

    @property
    def any_year(self) -> bool:
        """Whether one of the years is enough."""
        return self.window is not None and self.window.kind == "any_of_last"

    @property
    def upwards(self) -> bool:
        """Whether more is better."""
        return self.comparison in ("at_least", "more_than")

    def _one(self, value: Value, figure: Value) -> Verdict:
        if isinstance(value, Fraction) and isinstance(figure, Fraction):
            return Verdict.of(self.holds(value, figure))
        reasons = ((Absent.NEVER, Verdict.UNMET), (Absent.FREE, Verdict.MET), (Absent.UNKNOWN, Verdict.UNKNOWN))
        return next(verdict for reason, verdict in reasons if value is reason or figure is reason)

    def _asks(self, facts: Facts, metric: Metric, rows: list[Row]) -> tuple[Ask, ...]:
        asks: list[Ask] = []
        for row in rows:
            if row.value is Absent.UNKNOWN:
                asks.extend(missing_inputs(facts, metric, row.year))
            if row.figure is Absent.UNKNOWN and isinstance(self.figure, ByField):
                asks.extend(facts.asks(self.figure.field))
            elif row.figure is Absent.UNKNOWN and isinstance(self.figure, str):
                asks.extend(missing_inputs(facts, facts.vocabulary.metrics[self.figure], row.year))
        return tuple(dict.fromkeys(asks))

    def _measure(self, facts: Facts, metric: Metric, rows: list[Row]) -> Measure:
        """Return how the worst year stands (each), the best (any), or the total."""
        known = [(row.value - row.figure, row) for row in rows if isinstance(row.value, Fraction) and isinstance(row.figure, Fraction)]
        missed = [(apart, row) for apart, row in known if self._one(row.value, row.figure) is Verdict.UNMET]
        if not missed:
            return self._stand(facts, metric, replace(rows[-1], year=None, value=Absent.NEVER))
        told = min if self.upwards != self.any_year else max
        return self._stand(facts, metric, told(missed, key=lambda pair: pair[0])[1])

    def _stand(self, facts: Facts, metric: Metric, row: Row) -> Measure:
        shown = metric.derivation.shown if metric.derivation else rounded
        said = row.figure if isinstance(self.figure, str) else self._said(facts)
        need = said if isinstance(said, Fraction) else None
        if isinstance(self.figure, str) and need is not None:
            need = shown(need, places(metric.unit), up=self.upwards)
        base = self._base(facts, metric, row)
        if need is None or isinstance(row.value, Absent):
            return Measure(metric.id, metric.unit, need, None, need or Fraction(0), row.year, base)
        counted = metric.derivation is not None or row.value.denominator == 1  # a mean of counts, or a term in years, may have a fraction
        decimals = places(metric.unit) if counted else PARTS
        have = shown(row.value, decimals, up=not self.upwards)
        return Measure(metric.id, metric.unit, need, have, shortfall(abs(need - have), decimals), row.year, base)

    def rises(self, words: Vocabulary) -> bool:
        """Return whether what falls short must become more, in the figure that people can change."""
        derivation = words.metrics[self.metric].derivation
        return self.upwards != (derivation is not None and derivation.falls)

    def _base(self, facts: Facts, metric: Metric, row: Row) -> Base | None:
        """Return the same shortfall in a figure that people can change, rounded away from zero."""
        if self.window and self.window.kind in TOTALS:
            return self._open_part(facts, metric, row.figure)
        if (row.year is None and metric.yearly) or metric.derivation is None or not isinstance(self.figure, Fraction):
            return None
        base = metric.derivation.base(facts, row.year, self.figure)
        return base and replace(base, short=shortfall(base.short, places(facts.vocabulary.metrics[base.metric].unit)))

    def _open_part(self, facts: Facts, metric: Metric, figure: Value) -> Base | None:
        """Return what this calendar year must bring so that the sum (the average) holds when it has closed."""
        if self.window is None or metric.derivation or not self.upwards or not isinstance(figure, Fraction):
            return None
        average = self.window.kind == "average_of_last"
        past = [facts.number(self.metric, facts.on.year - back) for back in range(1, self.window.count)]
        known = [value for value in past if isinstance(value, Fraction)]
        told = len(known) + (0 if average else past.count(Absent.NEVER))
        wanted = figure * (self.window.count if average else 1)
        return Base(self.metric, max(wanted - sum(known), Fraction(0))) if told == len(past) else None

    def _figure_text(self, words: Vocabulary, metric: Metric) -> str:
        if isinstance(self.figure, str):
            return words.metrics[self.figure].name
        if isinstance(self.figure, Fraction):
            return f" {shown_number(self.figure)}{metric.unit}"
        choices = words.fields[self.figure.field].choices
        parts = [f"{choices.get(name, name)} {shown_number(figure)}{metric.unit}" for name, figure in self.figure.figures]
        return "、".join(parts)


def _uncomparable(one: Metric, other: Metric) -> Iterator[tuple[str, str]]:
    if (one.unit, one.yearly) != (other.unit, other.yearly):
        yield f"{one.name}（{one.unit}）与{other.name}（{other.unit}）单位或期间不同", "应比较同单位、同期间的指标"
    elif _space(one) != _space(other):
        yield f"{one.name}与{other.name}算法不同，不能精确比较", "应比较算法相同的增长率"


def _space(metric: Metric) -> Fraction:
    """Return what tells spaces of measurement apart: what becomes of 100."""
    return metric.derivation.threshold(Fraction(100)) if metric.derivation else Fraction(100)
