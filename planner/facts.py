"""A company as criteria see it: what is known on a day, what is projected to a later day, what may be hoped for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from functools import cached_property

from graph.dates import term_end
from graph.facts import Absent, Ask, Event, Holding, Value
from graph.model import Catalogue
from graph.verdict import Verdict, any_of
from graph.vocabulary import Vocabulary
from planner.profile import Fact, Member, Profile, Subject, Title
from planner.rounds import Rounds, horizon_of, result_of


class Stance(Enum):
    """How a figure that is not there yet is seen."""

    KNOWN = "known"  # absent is unknown
    PROJECTED = "projected"  # years that have not closed carry the last known value
    HOPEFUL = "hopeful"  # what can still be changed will be; titles are renewed


@dataclass(frozen=True)
class CompanyFacts:
    """The facts of one profile on a day.

    `today` is the day on which the question is asked: figures of years before it have closed. `granted` are titles that a plan
    supposes beside those held. `mended`: from this day on what can be improved is (None: from tomorrow).
    """

    profile: Profile
    catalogue: Catalogue
    today: date
    on: date
    stance: Stance = Stance.KNOWN
    granted: tuple[Holding, ...] = ()
    subject: Subject | None = None
    mended: date | None = None

    @cached_property
    def rounds(self) -> Rounds:
        """The rounds from the day of the question on, up to the default horizon."""
        defaults = self.catalogue.defaults
        return Rounds(defaults, self.today, horizon_of(self.today, defaults.horizon_years))

    def hoping(self, on: date, *, any_day: bool) -> "CompanyFacts":
        """Return what may be hoped for on a day; what can be applied for on any day is not mended before the next year."""
        mended = date(self.today.year + 1, 1, 1) if any_day else None
        return CompanyFacts(self.profile, self.catalogue, self.today, on, Stance.HOPEFUL, (), self.subject, mended)

    def about(self, subject: Subject) -> "CompanyFacts":
        """Return the facts of one product, project or case: its own metrics, declarations and titles before the company's."""
        return replace(self, subject=subject)

    def at(self, on: date, stance: Stance, granted: tuple[Holding, ...] = ()) -> "CompanyFacts":
        """Return the same company on another day."""
        return CompanyFacts(self.profile, self.catalogue, self.today, on, stance, granted, self.subject, self.mended)

    def subjects(self, kind: str) -> "tuple[CompanyFacts, ...]":
        """Return the company as seen through each of its products (projects, …); the one in view alone, where there is one."""
        if self.subject is not None and self.subject.kind == kind:
            return (self,)
        return tuple(self.about(subject) for subject in self.profile.subjects if subject.kind == kind)

    def seen_by(self, holders: tuple[str, ...]) -> "CompanyFacts":
        """Return the facts for a programme with such holders: the subject in view counts where its kind can hold it."""
        return self if self.subject is None or self.subject.kind in holders else replace(self, subject=None)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the catalogue."""
        return self.catalogue.words

    def number(self, metric: str, year: int | None) -> Value:
        """Return a metric that is not derived."""
        known = self._known(metric)
        hopeful = self._may_improve(self.vocabulary.metrics[metric].change)
        if year is None:
            return Absent.FREE if hopeful else known if isinstance(known, Fraction) else Absent.UNKNOWN
        founded = self.profile.identity.get("registered_on")
        if isinstance(founded, date) and year < founded.year:
            return Absent.NEVER
        if hopeful and year >= self.today.year:
            return Absent.FREE
        series = known if isinstance(known, Mapping) else {}
        if year in series:
            return series[year]
        carried = self._carried(metric, series, year)
        return Absent.UNKNOWN if carried is None else carried

    def carries(self, metric: str, year: int | None) -> bool:
        """Return whether the figure of a year is the last known one, carried forward."""
        series = self._metrics(metric)
        if year is None or not isinstance(series, Mapping) or year in series:
            return False
        return self._carried(metric, series, year) is not None

    def _carried(self, name: str, series: Mapping[int, Fraction], year: int) -> Fraction | None:
        """Return the last known value for a year that has not closed: in a projection, and where no one can change it."""
        metric = self.vocabulary.metrics[name]
        lasts = metric.recurs and (self.stance is Stance.PROJECTED or (self.stance is Stance.HOPEFUL and metric.change == "fixed"))
        past = [known for known in series if known < year]
        return series[max(past)] if lasts and past and year >= self.today.year else None

    def _may_improve(self, change: str) -> bool:
        """Return whether a figure that can be improved is open: from the day after the question on."""
        if self.stance is not Stance.HOPEFUL or change == "fixed":
            return False
        return self.on >= (self.mended or self.today + timedelta(days=1))

    def day(self, name: str) -> date | Absent:
        """Return a date: a metric or a field of the enterprise."""
        value = self._metrics(name) or self.profile.identity.get(name)
        return value if isinstance(value, date) else Absent.UNKNOWN

    def declared(self, declaration: str) -> bool | Absent:
        """Return what was declared."""
        own = self.subject.declarations if self.subject else {}
        answer = own.get(declaration, self.profile.declarations.get(declaration))
        if not answer and self.stance is Stance.HOPEFUL and self._may_improve(self.vocabulary.declarations[declaration].change):
            return Absent.FREE
        return Absent.UNKNOWN if answer is None else answer

    def field(self, name: str) -> object:
        """Return a fact of the enterprise, or why there is none."""
        field = self.vocabulary.fields[name]
        answer = self._size() if field.derived else self.profile.identity.get(name)
        if not answer and self._may_improve(field.change):
            return Absent.FREE
        return Absent.UNKNOWN if answer is None else answer

    def asks(self, name: str) -> tuple[Ask, ...]:
        """Return what to ask when a field is unknown."""
        field = self.vocabulary.fields.get(name)
        if field is None or not field.derived:
            return (Ask(name, "field"),)
        year = self.today.year - 1
        needed = {metric for size in self.catalogue.defaults.size_classes for metric, _ in size.bounds}
        return tuple(Ask(metric, "metric", year) for metric in sorted(needed) if self._closed(metric, year) is None)

    def _closed(self, metric: str, year: int) -> Fraction | None:
        series = self.profile.metrics.get(metric)
        return series.get(year) if isinstance(series, Mapping) else None

    def _size(self) -> str | None:
        """Return the size class: the first, from large to micro, all of whose lower bounds are reached last year."""
        year = self.today.year - 1
        for size in self.catalogue.defaults.size_classes:
            figures = [(self._closed(metric, year), bound) for metric, bound in size.bounds]
            if any(figure is None for figure, _ in figures):
                return None
            if all(figure is not None and figure >= bound for figure, bound in figures):
                return size.name
        return None

    def holdings(self, honor: str) -> tuple[Holding, ...]:
        """Return the titles of an honor: granted, and supposed by a plan."""
        held = tuple(self._holding(title) for title in self.profile.titles if title.honor == honor and self._concerns(title))
        expected = self.awaited(honor) if self.stance is Stance.HOPEFUL else None
        hoped = (Holding(honor, expected),) if expected else ()
        return held + hoped + tuple(holding for holding in self.granted if holding.honor == honor)

    @property
    def pending(self) -> tuple[str, ...]:
        """Honors whose applications are pending."""
        return tuple(dict.fromkeys(a.honor for a in self.profile.applications if a.status == "pending"))

    def awaited(self, honor: str) -> date | None:
        """Return the day on which a pending application is expected to succeed, today where its result is overdue."""
        expected = self.expected(honor)
        return None if expected is None else max(expected, self.today)

    def expected(self, honor: str) -> date | None:
        """Return the day on which the result of a pending application is due: the one given, else that of its round."""
        waiting = [a for a in self.profile.applications if a.honor == honor and a.status == "pending"]
        programme = self.catalogue.programmes.get(honor)
        if not waiting or programme is None:
            return None
        days = (a.result_on or result_of(programme, self.catalogue.defaults, a.year) for a in waiting)
        return min(days)

    def last_known(self, metric: str) -> Fraction | None:
        """Return the latest figure of a yearly metric."""
        series = self._metrics(metric)
        return series[max(series)] if isinstance(series, Mapping) and series else None

    def _known(self, name: str) -> Fact | Mapping[int, Fraction] | None:
        """Return what is filled in for a metric, else what the members tell."""
        given = self._metrics(name)
        if given is not None or not self.vocabulary.metrics[name].members_with or self.profile.members is None:
            return given
        standing = [any_of(holding.valid(self.on) for holding in held) for held in self._of_members(name, self.profile.members)]
        return None if Verdict.UNKNOWN in standing else Fraction(standing.count(Verdict.MET))

    def counted(self, metric: str) -> tuple[Holding, ...]:
        """Return the titles of members that a metric counts, where nobody has filled it in."""
        members = self.profile.members if self._metrics(metric) is None else None
        return tuple(holding for held in self._of_members(metric, members or ()) for holding in held)

    def _of_members(self, metric: str, members: tuple[Member, ...]) -> Iterator[tuple[Holding, ...]]:
        """Yield the titles of each member that a metric counts."""
        honors = self.vocabulary.metrics[metric].members_with
        for one in members:
            yield tuple(self._holding(title) for title in one.titles if title.honor in honors)

    def _metrics(self, name: str) -> Fact | Mapping[int, Fraction] | None:
        own = self.subject.metrics if self.subject else {}
        return own.get(name, self.profile.metrics.get(name))

    def _concerns(self, title: Title) -> bool:
        """Return whether a title is the company's own or that of the subject in view: titles of another product do not count."""
        return self.subject is None or title.subject in (None, self.subject.id)

    def _holding(self, title: Title) -> Holding:
        until, after = self._term(title)
        ended = self._ended(title)
        if ended is not None and (until is None or ended <= until):
            until, after = ended - timedelta(days=1), Verdict.UNMET
        return Holding(title.honor, title.granted, until, after, title.rank, title.level, title.subject)

    def _term(self, title: Title) -> tuple[date | None, Verdict]:
        programme = self.catalogue.programmes.get(title.honor)
        validity = programme.validity if programme else None
        begun = title.renewed or title.granted
        until = title.expires
        after = Verdict.UNMET
        if until is not None and validity and title.renewed:
            until = max(until, term_end(title.renewed, validity.years))
        if until is None and validity and begun:
            until = term_end(begun, validity.years)
            after = Verdict.UNKNOWN if validity.renewal == "review" else Verdict.UNMET
        renews = validity is not None and validity.renewal == "review" and until is not None and until >= self.today
        if self.stance is Stance.HOPEFUL and validity and until and until >= self.today:
            after = Verdict.MET if renews else Verdict.UNMET
        return until, after

    def _ended(self, title: Title) -> date | None:
        """Return the day on which an event took the title away."""
        kinds = self.vocabulary.events
        days = [
            event.on
            for event in self.profile.events
            if event.honor == title.honor and kinds[event.kind].ends_title and (title.granted is None or event.on >= title.granted)
        ]
        return min(days, default=None)

    def all_titles_known(self) -> bool:
        """Return whether a title that is not listed is surely not held."""
        return self.profile.titles_complete

    def events(self, kind: str) -> tuple[Event, ...]:
        """Return the events of a kind."""
        return tuple(event for event in self.profile.events if event.kind == kind)

    def all_events_known(self) -> bool:
        """Return whether an event that is not listed surely did not happen."""
        return self.profile.events_complete
