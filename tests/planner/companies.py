"""Generated companies around everything that a catalogue draws a line at: figures, days, terms, look-backs. Seeded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from graph.criteria import Criterion, MetricThreshold, NoEvent, ScoreAtLeast, TitleHeld
from graph.criteria.event import SEVERITIES
from graph.criteria.measured import inputs
from graph.criteria.windows import ByField, Window
from graph.dates import latest_start
from graph.derivations import Decline, Ratio, Rise, YearsSince
from graph.facts import Event
from graph.model import Catalogue
from graph.requirement import leaves
from planner.profile import Profile, Title
from planner.screening.frame import titles_of

HAIR = Fraction(1, 1_000_000)
MOST = 10**12
REGIONS = ("410421", "410400", "410471", "410100", "419001", "110000")
COUNTED = ("项", "人", "家", "位", "级", "年", "个", "件", "次")


@dataclass
class Draft:
    """A company in the making."""

    identity: dict[str, Any]
    metrics: dict[str, Any] = field(default_factory=dict)
    declarations: dict[str, bool] = field(default_factory=dict)
    titles: dict[str, Title] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    titles_complete: bool = True
    events_complete: bool = True

    def profile(self) -> Profile:
        lists = {"titles": tuple(self.titles.values()), "events": tuple(self.events.values())}
        known = {"titles_complete": self.titles_complete, "events_complete": self.events_complete}
        return Profile(
            "enterprise",
            "某公司",
            self.identity["region"],
            self.identity,
            metrics=self.metrics,
            declarations=self.declarations,
            **lists,
            **known,
        )


def criteria_of(catalogue: Catalogue) -> list[Criterion]:
    """Return the criteria of all programmes, versions and scorecards."""
    found: list[Criterion] = []
    for programme in catalogue.programmes.values():
        found += programme.scope
        for version in programme.versions:
            found += [*version.vetoes, *leaves(version.requires)]
    cards = [catalogue.words.scorecards[rule.scorecard] for rule in found if isinstance(rule, ScoreAtLeast)]
    return found + [rule for card in cards for rule in card.criteria()]


@dataclass
class Generator:
    """Companies of one catalogue on one day."""

    catalogue: Catalogue
    on: date
    random: Random

    def __post_init__(self) -> None:
        self.rules = criteria_of(self.catalogue)
        self.thresholds = [rule for rule in self.rules if isinstance(rule, MetricThreshold)]
        self.plain = [metric for metric in self.catalogue.words.metrics.values() if metric.derivation is None]
        self.titles = titles_of(self.catalogue)
        codes = [place.code for place in self.catalogue.regions.values() if place.code]
        self.regions = [code for code in codes if code in REGIONS] or codes

    def around_every_threshold(self) -> Iterator[Profile]:
        """Yield companies exactly on, a hair below and a hair above each threshold."""
        seen = set()
        for rule in self.thresholds:
            key = (rule.metric, rule.window, rule.comparison, rule.figure)
            for off in (-1, 0, 1) if key not in seen else ():
                draft = self.draft()
                self.meet(draft, rule, off)
                yield draft.profile()
            seen.add(key)

    def around_every_event(self) -> Iterator[Profile]:
        """Yield companies with events on the first day of each look-back, a day before and a day after."""
        seen = set()
        for rule in self.rules:
            key = (rule.kinds, rule.severity, rule.within_years, rule.unless_cleared, rule.about) if isinstance(rule, NoEvent) else None
            for off in (-1, 0, 1) if key and key not in seen else ():
                draft = self.draft()
                self.bar(draft, rule, off)
                yield draft.profile()
            seen.add(key)

    def around_every_term(self) -> Iterator[Profile]:
        """Yield companies whose titles end, or reach an age that a clause names, on the day, the day before or after."""
        for honor, years in self.terms():
            for off in (-1, 0, 1):
                draft = self.draft()
                day = latest_start(self.on, years) + timedelta(off)
                draft.titles[honor] = self.random.choice((Title(honor, day), Title(honor, latest_start(day, 2), renewed=day)))
                yield draft.profile()

    def terms(self) -> list[tuple[str, int]]:
        found = {(one.id, one.validity.years) for one in self.catalogue.programmes.values() if one.validity and one.id in self.titles}
        for rule in self.rules:
            if isinstance(rule, TitleHeld) and rule.honor in self.titles:
                found |= {(rule.honor, years) for years in (rule.granted_within_years, rule.held_for_years) if years}
        return sorted(found)

    def companies(self, count: int) -> Iterator[Profile]:
        """Yield companies that are near some of everything."""
        for _ in range(count):
            draft = self.draft()
            for rule in self.random.sample(self.thresholds, min(len(self.thresholds), self.random.choice((3, 30, 90)))):
                self.meet(draft, rule, self.random.choice((-1, 0, 0, 1, 1, 10**6)))
            yield draft.profile()

    def draft(self) -> Draft:
        """Return a company of random fullness and quality."""
        told, good = self.random.choice(((0.1, 0.5), (0.6, 0.8), (0.95, 0.9), (0.99, 0.99), (1.0, 1.0)))
        draft = Draft({"region": self.random.choice(self.regions)})
        draft.titles_complete, draft.events_complete = self.random.random() < 0.85, self.random.random() < max(told, 0.3)
        self._identify(draft, told, good)
        for metric in self.plain:
            self._measure(draft, metric, told * self.random.choice((0.5, 1)))
        draft.declarations = {id: self.random.random() < good for id in self.catalogue.words.declarations if self.random.random() < told}
        often = self.random.choice((0, 0.02, 0.15, 0.5))
        draft.titles = {honor: self.title(honor) for honor in self.titles if self.random.random() < often}
        seldom = self.random.choice((0, 0, 0.05, 0.3))
        draft.events = {kind: self.event(kind) for kind in self.catalogue.words.events if self.random.random() < seldom}
        return draft

    def _identify(self, draft: Draft, told: float, good: float) -> None:
        choices = {"boolean": lambda one: self.random.random() < good, "choice": lambda one: self.random.choice([*one.choices])}
        choices["choices"] = lambda one: tuple(name for name in one.choices if self.random.random() < 0.2)
        choices["texts"] = lambda one: self.random.choice(((), ("甲链",)))
        choices["date"] = lambda one: self.day(draft)
        for one in self.catalogue.words.fields.values():
            if one.type in choices and not one.derived and not one.holders and self.random.random() < max(told, 0.5):
                draft.identity[one.id] = choices[one.type](one)

    def day(self, draft: Draft | None = None) -> date:
        """Return a day on which something turns."""
        end = self.random.choice((self.on, date(self.on.year, 1, 1), date(self.on.year + 1, 1, 1)))
        start = latest_start(end, self.random.choice((0, 1, 2, 3, 4, 5, 8, 10, 20)))
        return self.random.choice((start, start, date(2024, 2, 29), date(start.year, 12, 31))) + timedelta(
            self.random.choice((-1, 0, 0, 1, 30))
        )

    def _measure(self, draft: Draft, metric: Any, told: float) -> None:
        if metric.type == "date":
            if self.random.random() < told:
                draft.metrics[metric.id] = self.day()
        elif not metric.yearly:
            if self.random.random() < told:
                draft.metrics[metric.id] = self.number(metric)
        else:
            years = range(self.on.year - 4, self.on.year + self.random.choice((0, 1, 1, 2)))
            series = {year: self.number(metric) for year in years if self.random.random() < told}
            if series:
                draft.metrics[metric.id] = series

    def number(self, metric: Any) -> Fraction:
        """Return a figure, small or large, at times zero, negative where that can be."""
        size = self.random.choice((0, 10, 1000, 10**5, 10**7, 10**11))
        value = Fraction(self.random.randint(0, size)) + (
            0 if metric.unit in COUNTED else HAIR * self.random.choice((0, 0, self.random.randint(0, 10**6)))
        )
        return -value if metric.signed and self.random.random() < 0.3 else value

    def title(self, honor: str) -> Title:
        """Return a title with days around its terms."""
        granted = self.random.choice((None, self.day(), self.day(), self.on, self.on + timedelta(1)))
        renewed = self.random.choice((None, None, self.day()))
        expires = self.random.choice((None, None, None, self.on, self.on - timedelta(1), self.on + timedelta(200), self.day()))
        return Title(honor, granted, expires, renewed, rank=self.random.choice((None, None, 1, 3, 4)))

    def event(self, kind: str) -> Event:
        """Return an event around the look-backs."""
        word = self.catalogue.words.events[kind]
        on = self.random.choice((self.day(), self.on, self.on + timedelta(1), self.on - timedelta(40)))
        cleared = self.random.choice((None, None, on, self.on, self.on + timedelta(1), self.day()))
        severity = self.random.choice((None, *SEVERITIES)) if word.severities else None
        return Event(kind, on, severity, cleared, self.random.choice(self.titles) if word.honor else None)

    def bar(self, draft: Draft, rule: Any, off: int) -> None:
        """Give a company an event that may bar it."""
        kind = self.random.choice(rule.kinds)
        on = latest_start(self.on, rule.within_years or 1) + timedelta(off)
        cleared = self.random.choice((None, on, self.on + timedelta(off)))
        word = self.catalogue.words.events[kind]
        severity = self.random.choice((None, *SEVERITIES)) if word.severities else None
        honors = [honor for honor in rule.about if honor in self.titles] or self.titles
        draft.events = {kind: Event(kind, on, severity, cleared, self.random.choice(honors) if word.honor else None)}

    def meet(self, draft: Draft, rule: MetricThreshold, off: int) -> None:
        """Set the figures of a threshold so that it is met exactly (off 0), or missed or passed by a hair."""
        words = self.catalogue.words
        metric = words.metrics[rule.metric]
        figure = rule.figure
        if isinstance(figure, ByField):
            draft.identity[figure.field], figure = self.random.choice(figure.figures)
        years = rule.window.years(self.on) if rule.window else (None,)
        if rule.window and rule.window.kind in ("sum_of_last", "average_of_last") and metric.derivation is None:
            self._total(draft, rule, rule.window, figure, off)
            return
        for year in years:
            wanted = figure
            if isinstance(figure, str):
                wanted = self.number(metric)
                self.put(draft, figure, year if metric.yearly else None, wanted)
            self._reach(draft, metric, year, wanted, off)

    def _total(self, draft: Draft, rule: MetricThreshold, window: Window, figure: Any, off: int) -> None:
        years = window.years(self.on)
        if isinstance(figure, str):
            return
        wanted = figure * (len(years) if window.kind == "average_of_last" else 1) + off * HAIR
        first = wanted * self.random.randint(0, 10) / 10
        first -= first % HAIR
        for place, year in enumerate(years):
            self.put(draft, rule.metric, year, first if place == 0 else wanted - first if place == 1 else Fraction(0))

    def _reach(self, draft: Draft, metric: Any, year: int | None, figure: Fraction, off: int) -> None:
        kind = metric.derivation
        if kind is None:
            self.put(draft, metric.id, year, figure + off * HAIR)
        elif isinstance(kind, YearsSince):
            end = self.on if year is None else date(year + 1, 1, 1)
            self.put(
                draft,
                kind.since,
                None,
                latest_start(end, min(99, max(0, -(-figure.numerator // figure.denominator)))) + timedelta(min(off, 1)),
            )
        else:
            self._reach_inputs(draft, metric, year, figure, off)

    def _reach_inputs(self, draft: Draft, metric: Any, year: int | None, figure: Fraction, off: int) -> None:
        kind = metric.derivation
        (one, when), (other, then) = inputs(self.catalogue.words, metric, year)
        size = Fraction(self.random.randint(1, 10**6)) * self.random.choice((1, 10))
        if isinstance(kind, Ratio):
            self.put(draft, other, then, size * 100)
            self.put(draft, one, when, size * figure * kind.per + off * HAIR)
            return
        early = draft.metrics.get(one, {}).get(when) if self.random.random() < 0.3 else None
        early = size * 10 if not early or early < 0 or early > 10**10 else early
        late = early + figure if isinstance(kind, Rise) else kind.threshold(figure) * early
        late = (1 - figure / 100) * early if isinstance(kind, Decline) else late
        self.put(draft, one, when, early)
        self.put(draft, other, then, late - late % HAIR + off * HAIR)

    def put(self, draft: Draft, name: str, year: int | None, value: Any) -> None:
        """Fill in a figure or day."""
        metric = self.catalogue.words.metrics.get(name)
        value = value - value % HAIR if isinstance(value, Fraction) else value
        if metric is None and not self.catalogue.words.fields[name].holders:
            draft.identity[name] = value
        elif metric is None:
            return
        elif year is None and (isinstance(value, date) or abs(value) < MOST):
            draft.metrics[name] = value
        elif year is None:
            return
        elif (value >= 0 or metric.signed) and abs(value) < MOST:
            draft.metrics.setdefault(name, {})[year] = value
