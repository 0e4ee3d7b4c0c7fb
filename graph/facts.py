"""What a criterion may ask about a company on a day, without knowing where the answer comes from."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from graph.verdict import Verdict

if TYPE_CHECKING:
    from graph.vocabulary import Vocabulary


class Absent(Enum):
    """Why there is no value."""

    UNKNOWN = "unknown"  # nobody has said
    FREE = "free"  # still open: whatever is needed can be reached
    NEVER = "never"  # does not exist: a year before the company, a share of nothing


Value = Fraction | Absent
Answer = object


@dataclass(frozen=True)
class Holding:
    """A title that was granted.

    `granted` None: the day of the grant is unknown. `until`: last day on which it surely stands, None without end;
    `after` says what holds from the next day on.
    """

    honor: str
    granted: date | None
    until: date | None = None
    after: Verdict = Verdict.UNMET
    rank: int | None = None
    level: str | None = None
    subject: str | None = None

    def valid(self, on: date) -> Verdict:
        """Return whether the title stands on a day."""
        if self.granted is not None and self.granted > on:
            return Verdict.UNMET
        return self.after if self.until is not None and on > self.until else Verdict.MET

    @property
    def turning_points(self) -> tuple[date, ...]:
        """The days from which it stands, or no longer does."""
        return tuple(day for day in (self.granted, self.until and self.until + timedelta(days=1)) if day)


@dataclass(frozen=True)
class Event:
    """Something that happened to a company; severity is the rank of graph.criteria.event.SEVERITIES."""

    kind: str
    on: date
    severity: str | None = None
    cleared: date | None = None
    honor: str | None = None
    reason: str | None = None


@dataclass(frozen=True, order=True)
class Ask:
    """An unknown: what to ask, of which kind (metric, declaration, title, event, field), for which year."""

    id: str
    kind: str
    year: int | None = None


class Facts(Protocol):
    """A company as seen on a day."""

    @property
    def on(self) -> date:
        """The day of judgement."""

    @property
    def vocabulary(self) -> "Vocabulary":
        """Metrics, declarations, events, fields and scorecards by id."""

    def number(self, metric: str, year: int | None) -> Value:
        """Return a metric that is not derived (of a year, where it is yearly)."""

    def counted(self, metric: str) -> tuple[Holding, ...]:
        """Return the titles of members that a metric counts."""

    def day(self, name: str) -> date | Absent:
        """Return a metric or field that is a date."""

    def declared(self, declaration: str) -> bool | Absent:
        """Return what was declared."""

    def field(self, name: str) -> Answer | Absent:
        """Return a fact of the enterprise: text, boolean or tuple of texts."""

    def asks(self, name: str) -> tuple[Ask, ...]:
        """Return what to ask when a field is unknown."""

    def subjects(self, kind: str) -> "tuple[Facts, ...]":
        """Return the company as seen through each of its products (projects, …)."""

    def holdings(self, honor: str) -> tuple[Holding, ...]:
        """Return the titles of this honor, ever granted."""

    def all_titles_known(self) -> bool:
        """Return whether a title that is not listed is surely not held."""

    def events(self, kind: str) -> tuple[Event, ...]:
        """Return the events of a kind."""

    def all_events_known(self) -> bool:
        """Return whether an event that is not listed surely did not happen."""
