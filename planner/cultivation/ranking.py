"""What a company earns under the ranking of a library: points per key, and what breaks ties."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from graph.criteria.measured import measured
from graph.libraries import Library, RankingKey
from graph.origins import LAST, Origin
from graph.rounding import PARTS
from graph.verdict import Verdict
from planner.assessment import held_verdict
from planner.facts import CompanyFacts

Tie = Fraction | str | None


@dataclass(frozen=True)
class Contribution:
    """What one key brings; `value` None: unknown, which earns nothing.

    `titles`: the honors that count. `doubtful`: those that may have lapsed and do not count.
    """

    key: RankingKey
    value: Fraction | None
    points: Fraction
    titles: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


def contributions(facts: CompanyFacts, library: Library) -> tuple[Contribution, ...]:
    """Return what each key of the ranking brings: in proportion to its full mark, at most its weight. Exact."""
    return tuple(_contribution(key, facts, library) for key in library.ranking.keys)


def year_of(origin: Origin, on: date) -> int | None:
    """Return the year of a metric that is yearly."""
    return on.year - 1 if origin.year == LAST else origin.year


def points_of(parts: tuple[Contribution, ...]) -> Fraction:
    """Return the sum of the points."""
    return sum((part.points for part in parts), Fraction(0))


def ties_of(facts: CompanyFacts, library: Library) -> tuple[Tie, ...]:
    """Return what is compared, in turn, where points are the same."""
    return tuple(_figure(tie, facts) if tie.kind == "metric" else _shown(tie, facts) for tie in library.ranking.ties)


def precedence(tie: Tie) -> tuple[bool, Fraction, str]:
    """Return the place of a tie-breaker: figures from the highest, texts from the first, the unknown last."""
    return tie is None, -tie if isinstance(tie, Fraction) else Fraction(0), tie if isinstance(tie, str) else ""


def _contribution(key: RankingKey, facts: CompanyFacts, library: Library) -> Contribution:
    if key.origin.kind == "metric":
        value = _figure(key.origin, facts)
        return Contribution(key, value, _points(key, value))
    standing = {honor: _stands(honor, facts) for honor in _honors(key.origin, facts, library)}
    titles = tuple(honor for honor, verdict in standing.items() if verdict is Verdict.MET)
    doubtful = tuple(honor for honor, verdict in standing.items() if verdict is Verdict.UNKNOWN and facts.holdings(honor))
    count = Fraction(len(titles))
    return Contribution(key, count, _points(key, count), titles, doubtful)


def _points(key: RankingKey, value: Fraction | None) -> Fraction:
    if value is None:
        return Fraction(0)
    return key.weight * min(max(value, Fraction(0)), Fraction(key.full)) / key.full


def _figure(origin: Origin, facts: CompanyFacts) -> Fraction | None:
    """Return a metric as people read it; derived ones to two decimals, rounded down."""
    metric = facts.vocabulary.metrics[origin.of]
    value = measured(facts, metric, year_of(origin, facts.on))
    if not isinstance(value, Fraction):
        return None
    return metric.derivation.shown(value, PARTS, up=False) if metric.derivation else value


def _shown(origin: Origin, facts: CompanyFacts) -> str | None:
    known = {"name": facts.profile.name, "uscc": facts.profile.identity.get("uscc")}
    said = known.get(origin.of, facts.profile.region)
    return said if isinstance(said, str) else None


def _honors(origin: Origin, facts: CompanyFacts, library: Library) -> tuple[str, ...]:
    """Return the honors that a key counts, each once: those favoured, or all that are listed."""
    if origin.of == "favoured":
        return tuple(dict.fromkeys(rung.honor for rung in facts.catalogue.programmes[library.honor].favoured_by))
    return tuple(dict.fromkeys(title.honor for title in facts.profile.titles))


def _stands(honor: str, facts: CompanyFacts) -> Verdict:
    return held_verdict(facts.catalogue.programmes[honor], facts)
