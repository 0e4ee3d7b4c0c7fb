"""Kleene's three-valued logic: met, unmet, unknown."""

from collections.abc import Iterable
from enum import Enum


class Verdict(Enum):
    """What is known about a criterion on a day."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, holds: bool) -> "Verdict":
        """Return MET or UNMET."""
        return cls.MET if holds else cls.UNMET


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the conjunction: unmet as soon as one is, else unknown as soon as one is."""
    return at_least(None, verdicts)


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the disjunction: met as soon as one is, else unknown as soon as one is."""
    return at_least(1, verdicts)


def at_least(count: int | None, verdicts: Iterable[Verdict]) -> Verdict:
    """Return whether at least `count` of the verdicts are met (None: all of them)."""
    seen = list(verdicts)
    needed = len(seen) if count is None else count
    met = seen.count(Verdict.MET)
    if met >= needed:
        return Verdict.MET
    return Verdict.UNKNOWN if met + seen.count(Verdict.UNKNOWN) >= needed else Verdict.UNMET
