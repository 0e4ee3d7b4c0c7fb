"""All that is known of one company (or park, person, …), as frozen values. Money in 万元, shares in percent, exact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from graph.amounts import Loan
from graph.facts import Event

Fact = Fraction | date | bool | str


@dataclass(frozen=True)
class Title:
    """A title that was granted; `granted` None: held, grant unknown."""

    honor: str
    granted: date | None = None
    expires: date | None = None
    renewed: date | None = None
    subject: str | None = None
    rank: int | None = None
    level: str | None = None


@dataclass(frozen=True)
class Application:
    """An application and how it stands: pending, failed or approved_unpaid."""

    honor: str
    year: int
    status: str
    subject: str | None = None
    result_on: date | None = None


@dataclass(frozen=True)
class PaidClaim:
    """Money already claimed."""

    fund: str
    year: int
    amount: Fraction | None = None
    project: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class ProjectFacts:
    """An investment project: figures in 万元."""

    id: str
    name: str
    year: int | None
    figures: Mapping[str, Fraction]
    loan: Loan | None = None


@dataclass(frozen=True)
class Subject:
    """A product, project, case or brand that can hold titles of its own."""

    id: str
    kind: str
    name: str
    metrics: Mapping[str, Fact | Mapping[int, Fraction]]
    declarations: Mapping[str, bool]


@dataclass(frozen=True)
class Member:
    """An enterprise of a cluster or park, with the titles that it holds."""

    name: str
    titles: tuple[Title, ...]


@dataclass(frozen=True)
class Profile:
    """One holder: identity, titles, metrics, declarations, events, claims, projects, subjects; members None: not listed."""

    holder: str
    name: str
    region: str
    identity: Mapping[str, object]
    titles: tuple[Title, ...] = ()
    titles_complete: bool = True
    applications: tuple[Application, ...] = ()
    metrics: Mapping[str, Fact | Mapping[int, Fraction]] = field(default_factory=dict)
    declarations: Mapping[str, bool] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    events_complete: bool = False
    claims: tuple[PaidClaim, ...] = ()
    claims_complete: bool = False
    projects: tuple[ProjectFacts, ...] = ()
    subjects: tuple[Subject, ...] = ()
    members: tuple[Member, ...] | None = None
