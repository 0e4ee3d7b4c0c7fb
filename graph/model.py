"""The catalogue as frozen values: programmes with their versions, rounds, funds; and the places that grant them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from graph.amounts import Amount, Cap
from graph.criteria import Criterion
from graph.dates import DayOfYear
from graph.requirement import Requirement, leaves
from graph.source import NOWHERE, Clause, Note
from graph.vocabulary import Vocabulary

if TYPE_CHECKING:
    from graph.forms import Form
    from graph.libraries import Library, Ranking


@dataclass(frozen=True)
class Status:
    """Whether a programme takes applications: open, paused, closed, not_yet_open."""

    state: str = "open"
    since: date | None = None
    reason: str = ""
    successor: str | None = None
    clause: Clause = NOWHERE

    def shut(self, on: date) -> bool:
        """Return whether no application is taken on a day."""
        return self.state != "open" and (self.since is None or self.since <= on)


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included; None is open-ended."""

    start: date | None = None
    end: date | None = None

    def covers(self, on: date) -> bool:
        """Return whether a day lies within."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Version:
    """What a programme demands during a time."""

    in_force: Period
    review_in_force: Period
    requires: Requirement
    vetoes: tuple[Criterion, ...]
    certainty: str = "primary"

    @cached_property
    def turning(self) -> tuple[Criterion, ...]:
        """The criteria whose verdict may change by the mere passing of time."""
        return tuple(rule for rule in (*self.vetoes, *leaves(self.requires)) if rule.turns)


@dataclass(frozen=True)
class Rung:
    """A customary step before this one, or an honor whose holders are favoured; `how` says which."""

    honor: str
    how: str
    clause: Clause


@dataclass(frozen=True)
class Validity:
    """How long a title stands; `renewal` review: re-examination extends it, reapply: one applies anew."""

    years: int
    renewal: str
    clause: Clause


@dataclass(frozen=True)
class Deadline:
    """A day that somebody must keep."""

    by: date
    actor: str
    clause: Clause


@dataclass(frozen=True)
class Round:
    """When one can apply, as far as the source says it; what is None is assumed from the defaults."""

    every_years: int = 1
    opens: DayOfYear | None = None
    closes: DayOfYear | None = None
    result: DayOfYear | None = None
    any_time: bool = False
    years: tuple[int, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    clause: Clause | None = None


@dataclass(frozen=True)
class Duty:
    """Something that holders must do, each year by a day or when something happens."""

    duty: str
    by: DayOfYear | None
    missed_once: str
    missed_twice: str
    clause: Clause


@dataclass(frozen=True)
class Limit:
    """How much one applicant or region may have, in words."""

    text: str
    clause: Clause


@dataclass(frozen=True)
class Claim:
    """Which honors a fund rewards and when it can be claimed, in years after the first grant.

    `every_year`: anew in each year, otherwise once. `after_years`: not before so many years.
    """

    of: tuple[str, ...]
    within_years: int | None
    while_held: bool
    first_time: bool
    clause: Clause | None
    every_year: bool = False
    after_years: int = 0


@dataclass(frozen=True)
class CostShare:
    """Who bears the cost inside the city (no regions: wherever the text says); the company gets the full amount all the same."""

    regions: tuple[str, ...]
    text: str
    clause: Clause


@dataclass(frozen=True)
class Fund:
    """What makes a programme a fund.

    `joint_caps` hold together with the other funds that bear their name. `may_join`: may support a project that its payer has
    supported already. `replaces`: funds of a lower tier, not paid for the same item in the same year. `applies_as`: the name under which
    several funds apply as one in their pool.
    """

    amount: Amount
    payers: tuple[tuple[str, Fraction], ...]
    pool: str | None
    claim: Claim
    shares: tuple[CostShare, ...]
    joint_caps: tuple[Cap, ...] = ()
    may_join: bool = False
    replaces: tuple[str, ...] = ()
    applies_as: str = ""


@dataclass(frozen=True)
class Programme:
    """One honor, fund or credential."""

    id: str
    name: str
    kind: str
    level: str
    holders: tuple[str, ...]
    topic: str
    jurisdiction: str
    source: Clause
    aliases: tuple[str, ...] = ()
    summary: str = ""
    held_as: str = "已获"
    also_in: tuple[Clause, ...] = ()
    status: Status = Status()
    scope: tuple[Criterion, ...] = ()
    held_when: Requirement | None = None
    after: tuple[Rung, ...] = ()
    favoured_by: tuple[Rung, ...] = ()
    validity: Validity | None = None
    revocation: tuple[Criterion, ...] = ()
    maintenance: tuple[Duty, ...] = ()
    limits: tuple[Limit, ...] = ()
    round: Round | None = None
    versions: tuple[Version, ...] = ()
    route: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    platform: tuple[str, str] | None = None
    fund: Fund | None = None
    notes: tuple[Note, ...] = ()
    certainty: str = "primary"

    def version(self, on: date) -> Version | None:
        """Return the version in force on a day."""
        return next((version for version in self.versions if version.in_force.covers(on)), None)

    @property
    def obtainable(self) -> bool:
        """Whether one can apply for it: an honor that is no umbrella."""
        return self.kind == "honor" and self.held_when is None


@dataclass(frozen=True)
class Document:
    """A source document; `file`: its name among the sources, where its text is at hand."""

    id: str
    name: str
    issuer: str
    published: str
    certainty: str
    file: str = ""


@dataclass(frozen=True)
class Region:
    """A place, with its code in a profile and the jurisdiction above it."""

    id: str
    name: str
    parent: str | None
    code: str | None
    statistical: bool = False


@dataclass(frozen=True)
class SizeClass:
    """One class of the statistical size table: lower bounds of metrics, all of which must be reached."""

    name: str
    bounds: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class Defaults:
    """What the sources leave open, decided once as data."""

    round: Round
    round_text: str
    claim_years: int
    claim_text: str
    stretch_growth: Fraction
    horizon_years: int
    award_years: int
    near_gaps: int
    size_classes: tuple[SizeClass, ...]
    ranking: "Ranking | None" = None  # of the library of an honor that has none of its own


@dataclass(frozen=True)
class Catalogue:
    """All that exists: programmes in the order of the files, and the words they use."""

    version: str
    programmes: Mapping[str, Programme]
    words: Vocabulary
    documents: Mapping[str, Document]
    regions: Mapping[str, Region]
    desks: Mapping[str, Mapping[str, Mapping[str, str]]]
    defaults: Defaults
    places: Mapping[str, tuple[str, int]]
    libraries: Mapping[str, "Library"] = field(default_factory=dict)
    forms: Mapping[str, "Form"] = field(default_factory=dict)

    def libraries_of(self, honor: str) -> tuple["Library", ...]:
        """Return the libraries, of all years, that one enters by this honor."""
        return tuple(library for library in self.libraries.values() if library.honor == honor)

    @cached_property
    def replacing(self) -> Mapping[str, frozenset[str]]:
        """The funds that replace each fund of a lower tier."""
        pairs = [(lower, id) for id, programme in self.programmes.items() if programme.fund for lower in programme.fund.replaces]
        return {lower: frozenset(id for below, id in pairs if below == lower) for lower, _ in pairs}

    def jurisdictions(self, code: str) -> tuple[str, ...]:
        """Return the jurisdictions above a region code, nearest first; empty for an unknown code."""
        return self._above.get(code, ())

    @cached_property
    def _above(self) -> Mapping[str, tuple[str, ...]]:
        """The jurisdictions above each region code; of regions that share a code the first counts."""
        return {region.code: self._chain(region) for region in reversed(list(self.regions.values())) if region.code}

    def _chain(self, region: Region | None) -> tuple[str, ...]:
        chain: list[str] = []
        while region is not None:
            chain.append(region.id)
            region = self.regions.get(region.parent) if region.parent else None
        return tuple(chain)
