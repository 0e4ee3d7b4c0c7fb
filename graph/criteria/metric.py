"""A threshold on a metric: its window of years, its comparison, its figure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar

from graph.criteria.base import Criterion, Finding, Measure, Terms
from graph.derivations import Base
from graph.facts import Absent, Ask, Facts, Value
from graph.reader import Fields, Node, integer, number, reference, text
from graph.rounding import number as shown_number
from graph.rounding import places, rounded
from graph.verdict import Verdict, all_of, any_of
from graph.vocabulary import Metric, Vocabulary

COMPARISONS = {"at_least": "不低于", "more_than": "高于", "at_most": "不超过", "less_than": "低于"}
WINDOWS = ("in", "each_of_last", "any_of_last", "sum_of_last", "average_of_last")
WINDOW_TEXT = {
    "last_year": "上年度",
    "this_year": "本年度",
    "each_of_last": "近{n}年每年",
    "any_of_last": "近{n}年任一年",
    "sum_of_last": "近{n}年合计",
    "average_of_last": "近{n}年平均",
}


@dataclass(frozen=True)
class Window:
    """The years that are examined on a day and how they are put together; the last of them is the calendar year before."""

    kind: str
    count: int = 1

    def years(self, on: date) -> tuple[int, ...]:
        """Return the years examined on a day, oldest first."""
        if self.kind == "this_year":
            return (on.year,)
        return tuple(range(on.year - self.count, on.year))


@dataclass(frozen=True)
class ByField:
    """A figure that depends on a field of the enterprise."""

    field: str
    figures: tuple[tuple[str, Fraction], ...]


Figure = Fraction | str | ByField


@dataclass(frozen=True)
class MetricThreshold(Criterion):
    """`{metric: revenue, in: last_year, at_least: 5000}`."""

    metric: str
    window: Window | None
    comparison: str
    figure: Figure

    key: ClassVar[str] = "metric"
    exclusive: ClassVar[tuple[frozenset[str], ...]] = (frozenset(WINDOWS), frozenset(COMPARISONS))

    @classmethod
    def read(cls, fields: Fields, terms: Terms, at_review: Criterion | None) -> "MetricThreshold":
        metric = fields.need("metric", reference("metrics"), "")
        comparison = fields.one_of(COMPARISONS, "比较") or "at_least"
        return cls(terms, at_review, metric, _read_window(fields), comparison, fields.take(comparison, _read_figure, Fraction(0)))

    def judge(self, facts: Facts) -> Finding:
        metric = facts.vocabulary.metrics[self.metric]
        years: tuple[int | None, ...] = self.window.years(facts.on) if self.window else (None,)
        values = [measured(facts, metric, year) for year in years]
        figures = [self._figure(facts, metric, year) for year in years]
        verdict = self._verdict(values, figures)
        if verdict is Verdict.MET:
            return Finding(verdict)
        if verdict is Verdict.UNKNOWN:
            return Finding(verdict, asks=self._asks(facts, metric, years, values, figures))
        return Finding(verdict, self._measure(facts, metric, years, values, figures), fixed=metric.change == "fixed")

    def text(self, words: Vocabulary) -> str:
        metric = words.metrics[self.metric]
        when = ""
        if self.window:
            when = f"（{WINDOW_TEXT[self.window.kind].format(n=self.window.count)}）"
        return f"{metric.name}{when}{COMPARISONS[self.comparison]}{self._figure_text(words, metric)}"

    def turning_points(self, facts: Facts) -> tuple[date, ...]:
        metric = facts.vocabulary.metrics[self.metric]
        if self.window or not metric.derivation or not isinstance(self.figure, Fraction):
            return ()
        turn = metric.derivation.turns(facts, self.figure)
        return (turn,) if turn else ()

    def holds(self, value: Fraction, figure: Fraction) -> bool:
        """Return whether a measurement satisfies a figure, exactly."""
        return {
            "at_least": value >= figure,
            "more_than": value > figure,
            "at_most": value <= figure,
            "less_than": value < figure,
        }[self.comparison]

    def _figure(self, facts: Facts, metric: Metric, year: int | None) -> Value:
        if isinstance(self.figure, str):
            return measured(facts, facts.vocabulary.metrics[self.figure], year)
        figure = self.figure
        if isinstance(figure, ByField):
            answer = facts.field(figure.field)
            if isinstance(answer, Absent):
                return answer
            by_answer = dict(figure.figures)
            if answer not in by_answer:
                return Absent.NEVER
            figure = by_answer[str(answer)]
        return metric.derivation.threshold(figure) if metric.derivation else figure

    def _verdict(self, values: list[Value], figures: list[Value]) -> Verdict:
        kind = self.window.kind if self.window else ""
        if kind in ("sum_of_last", "average_of_last"):
            return self._one(_total(values, average=kind == "average_of_last"), figures[-1])
        each = [self._one(value, figure) for value, figure in zip(values, figures, strict=True)]
        return any_of(each) if kind == "any_of_last" else all_of(each)

    def _one(self, value: Value, figure: Value) -> Verdict:
        for reason, verdict in ((Absent.NEVER, Verdict.UNMET), (Absent.FREE, Verdict.MET), (Absent.UNKNOWN, Verdict.UNKNOWN)):
            if reason in (value, figure):
                return verdict
        assert isinstance(value, Fraction) and isinstance(figure, Fraction)
        return Verdict.of(self.holds(value, figure))

    def _asks(
        self, facts: Facts, metric: Metric, years: tuple[int | None, ...], values: list[Value], figures: list[Value]
    ) -> tuple[Ask, ...]:
        asks: list[Ask] = []
        for year, value, figure in zip(years, values, figures, strict=True):
            if value is Absent.UNKNOWN:
                asks.extend(missing_inputs(facts, metric, year))
            if figure is Absent.UNKNOWN and isinstance(self.figure, ByField):
                asks.extend(facts.asks(self.figure.field))
            elif figure is Absent.UNKNOWN and isinstance(self.figure, str):
                asks.extend(missing_inputs(facts, facts.vocabulary.metrics[self.figure], year))
        return tuple(dict.fromkeys(asks))

    def _measure(
        self, facts: Facts, metric: Metric, years: tuple[int | None, ...], values: list[Value], figures: list[Value]
    ) -> Measure | None:
        """Return the worst year (each), the best (any), or the total."""
        kind = self.window.kind if self.window else ""
        if kind in ("sum_of_last", "average_of_last"):
            total = _total(values, average=kind == "average_of_last")
            return self._stand(metric, total, figures[-1], None, self._open_part(facts, figures[-1]))
        falls_up = self.comparison in ("at_least", "more_than")
        known = [(v, f, y) for v, f, y in zip(values, figures, years, strict=True) if isinstance(v, Fraction) and isinstance(f, Fraction)]
        missed = [row for row in known if not self.holds(row[0], row[1])]
        if not missed:
            return self._stand(metric, Absent.NEVER, figures[-1], None, None)
        worst = min if falls_up == (kind != "any_of_last") else max
        value, figure, year = worst(missed, key=lambda row: row[0] - row[1])
        base = None
        if metric.derivation and isinstance(self.figure, Fraction):
            base = metric.derivation.base(facts, year, self.figure)
        return self._stand(metric, value, figure, year, base)

    def _open_part(self, facts: Facts, figure: Value) -> Base | None:
        """Return what this calendar year must bring so that the sum holds when it has closed."""
        if not self.window or self.window.kind != "sum_of_last" or not isinstance(figure, Fraction):
            return None
        past = [facts.number(self.metric, facts.on.year - back) for back in range(1, self.window.count)]
        known = [value for value in past if isinstance(value, Fraction)]
        return Base(self.metric, max(figure - sum(known), Fraction(0))) if len(known) == len(past) else None

    def _stand(self, metric: Metric, value: Value, figure: Value, year: int | None, base: Base | None) -> Measure:
        decimals = places(metric.unit)
        upwards = self.comparison in ("at_least", "more_than")
        shown = metric.derivation.shown if metric.derivation else rounded
        need = self._need(metric, figure)
        if not isinstance(value, Fraction) or need is None:
            return Measure(metric.id, metric.unit, need, None, need or Fraction(0), year, base)
        have = shown(value, decimals, up=not upwards)
        short = max(rounded(abs(need - have), decimals, up=True), Fraction(1, 10**decimals))
        return Measure(metric.id, metric.unit, need, have, short, year, base)

    def _need(self, metric: Metric, figure: Value) -> Fraction | None:
        if isinstance(self.figure, Fraction):
            return self.figure
        return figure if isinstance(figure, Fraction) else None

    def _figure_text(self, words: Vocabulary, metric: Metric) -> str:
        if isinstance(self.figure, str):
            return words.metrics[self.figure].name
        if isinstance(self.figure, Fraction):
            return f" {shown_number(self.figure)}{metric.unit}"
        choices = words.fields[self.figure.field].choices
        parts = [f"{choices.get(name, name)} {shown_number(figure)}{metric.unit}" for name, figure in self.figure.figures]
        return "、".join(parts)


def measured(facts: Facts, metric: Metric, year: int | None) -> Value:
    """Return a metric, derived or not, in its space of measurement."""
    if metric.derivation:
        return metric.derivation.value(facts, year)
    return facts.number(metric.id, year if metric.yearly else None)


def inputs(words: Vocabulary, metric: Metric, year: int | None) -> tuple[tuple[str, int | None], ...]:
    """Return the figures, with their years, from which a metric of a year follows (itself where it is not derived)."""
    if not metric.derivation:
        return ((metric.id, year if metric.yearly else None),)
    return tuple((name, y) for name in metric.derivation.inputs() for y in metric.derivation.years(year))


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


def _total(values: list[Value], *, average: bool) -> Value:
    for reason in (Absent.NEVER, Absent.FREE, Absent.UNKNOWN):
        if reason in values:
            return reason
    known = [value for value in values if isinstance(value, Fraction)]
    return sum(known, Fraction(0)) / (len(known) if average else 1)


def _read_window(fields: Fields) -> Window | None:
    there = [key for key in WINDOWS if key in fields]
    if not there:
        return None
    key = fields.one_of(WINDOWS, "年度口径")
    if key is None:
        return None
    if key == "in":
        kind = fields.take("in", text, "last_year")
        if kind not in ("last_year", "this_year"):
            fields.node.fault(f"in 不能是 {kind}", "可用：last_year、this_year")
        return Window(kind)
    return Window(key, fields.take(key, integer, 1))


def _read_figure(node: Node) -> Figure | None:
    if node.is_mapping:
        fields = Fields(node)
        field = fields.need("by", reference("fields"), "")
        figures = tuple((name, fields.take(name, number, Fraction(0))) for name in fields if name != "by")
        return ByField(field, figures)
    if node.scalar and node.scalar[0].isalpha():
        return reference("metrics")(node)
    return number(node)
