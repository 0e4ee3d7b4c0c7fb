"""Every threshold of the shipped catalogue, generated: on it, a hair off it, missing."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest

from graph.criteria import Criterion, MetricThreshold
from graph.criteria.windows import ByField
from graph.dates import add_years
from graph.derivations import CompoundGrowth, Decline, Growth, Ratio, Rise, TimeSince, YearsSince
from graph.loader import load_catalogue
from graph.requirement import leaves
from graph.verdict import Verdict
from planner.facts import CompanyFacts
from planner.profile import Profile

CATALOGUE = load_catalogue()
ON = date(2026, 11, 21)
HAIR = Fraction(1, 1_000_000)
WHOLE = Fraction(10_000)


def thresholds() -> Iterator[tuple[str, MetricThreshold, Fraction, dict[str, str]]]:
    """Yield each threshold with its figure and the enterprise field that selects it."""
    for rule in dict.fromkeys(every_criterion()):
        if isinstance(rule, MetricThreshold) and isinstance(rule.figure, Fraction):
            yield rule.terms.id, rule, rule.figure, {}
        elif isinstance(rule, MetricThreshold) and isinstance(rule.figure, ByField):
            for answer, figure in rule.figure.figures:
                yield f"{rule.terms.id}/{answer}", rule, figure, {rule.figure.field: answer}


def every_criterion() -> Iterator[Criterion]:
    for programme in CATALOGUE.programmes.values():
        for version in programme.versions:
            for rule in (*version.vetoes, *leaves(version.requires)):
                yield rule
                if rule.at_review:
                    yield rule.at_review
    for card in CATALOGUE.words.scorecards.values():
        yield from (row.when for part in card.parts for item in part.items for row in item.rows if row.when)


def judged(rule: MetricThreshold, metrics: dict[str, object], identity: dict[str, object]) -> Verdict:
    identity = {"registered_on": date(1990, 1, 1), **identity}
    profile = Profile("enterprise", "示例", "410421", identity, metrics=metrics)  # type: ignore[arg-type]
    return rule.judge(CompanyFacts(profile, CATALOGUE, ON, ON)).verdict


def figures(rule: MetricThreshold, value: Fraction, hair: Fraction) -> dict[str, object]:
    """Return metrics that put the criterion at `value` (plus a hair, measured in the figure that people give)."""
    metric = CATALOGUE.words.metrics[rule.metric]
    years = rule.window.years(ON) if rule.window else (None,)
    if isinstance(metric.derivation, YearsSince):
        return {}
    if isinstance(metric.derivation, Ratio):
        ratio = metric.derivation
        part = value * WHOLE / 100 * ratio.per + hair
        return {ratio.numerator: spread(years, part), ratio.denominator: spread(before(years, ratio.lag), WHOLE)}
    if isinstance(metric.derivation, CompoundGrowth):
        return {metric.derivation.of: growing(metric.derivation, years, value, hair)}
    share = len(years) if rule.window and rule.window.kind == "sum_of_last" else 1
    return {rule.metric: spread(years, value / share + hair)}


def spread(years: tuple[int | None, ...], value: Fraction) -> object:
    return value if years == (None,) else dict.fromkeys(years, value)


def before(years: tuple[int | None, ...], lag: int) -> tuple[int | None, ...]:
    return tuple(year and year - lag for year in years)


def growing(growth: CompoundGrowth, years: tuple[int | None, ...], percent: Fraction, hair: Fraction) -> dict[int, Fraction]:
    """Return a series that grows by exactly `percent` (or rises by as many points), the hair on its last year."""
    last = max(year for year in years if year is not None)
    first = min(year for year in years if year is not None) - growth.over
    if isinstance(growth, Decline):
        percent, hair = -percent, -hair
    if isinstance(growth, Rise):
        return {year: Fraction(year - first, growth.over) * percent + (hair if year == last else 0) for year in range(first, last + 1)}
    steps = growth.over if isinstance(growth, Growth | Decline) else 1
    series = {year: WHOLE * (1 + percent / 100) ** (Fraction(year - first, steps)) for year in range(first, last + 1)}
    return {year: Fraction(value) + (hair if year == last else 0) for year, value in series.items()}


@pytest.mark.parametrize(("rule", "figure", "identity"), [pytest.param(r, f, i, id=name) for name, r, f, i in thresholds()])
def test_threshold_on_it_a_hair_off_it_and_missing(rule: MetricThreshold, figure: Fraction, identity: dict[str, str]) -> None:
    inclusive = rule.comparison in ("at_least", "at_most")
    worse = -HAIR if rule.comparison in ("at_least", "more_than") else HAIR
    metric = CATALOGUE.words.metrics[rule.metric]

    if isinstance(metric.derivation, YearsSince):
        start, off = edges(rule, metric.derivation, int(figure))
        on_it = judged_since(rule, metric.derivation.since, start, identity)
        off_it = judged_since(rule, metric.derivation.since, off, identity)
    else:
        on_it = judged(rule, figures(rule, figure, Fraction(0)), dict(identity))
        off_it = judged(rule, figures(rule, figure, worse), dict(identity))
        better = judged(rule, figures(rule, figure, -worse), dict(identity))
        assert better is Verdict.MET or figure == 0
        assert judged(rule, {}, dict(identity)) is Verdict.UNKNOWN

    assert on_it is Verdict.of(inclusive)
    assert off_it is Verdict.UNMET


def edges(rule: MetricThreshold, metric: YearsSince, years: int) -> tuple[date, date]:
    """Return the first day that puts the criterion on its figure, and the nearest one that puts it off it."""
    day = date(ON.year, 1, 1) if rule.window else ON
    start = add_years(day, -years)
    if rule.comparison in ("at_least", "more_than"):
        return start, start + timedelta(days=1)
    return start, start - timedelta(days=1) if isinstance(metric, TimeSince) else add_years(day, -years - 1)


def judged_since(rule: MetricThreshold, since: str, start: date, identity: dict[str, str]) -> Verdict:
    if since in CATALOGUE.words.metrics:
        return judged(rule, {since: start}, dict(identity))
    return judged(rule, {}, {**identity, since: start})
