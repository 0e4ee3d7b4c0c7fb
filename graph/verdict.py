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
    found = Verdict.MET
    for verdict in verdicts:
        if verdict is Verdict.UNMET:
            return verdict
        if verdict is Verdict.UNKNOWN:
            found = verdict
    return found


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the disjunction: met as soon as one is, else unknown as soon as one is."""
    found = Verdict.UNMET
    for verdict in verdicts:
        if verdict is Verdict.MET:
            return verdict
        if verdict is Verdict.UNKNOWN:
            found = verdict
    return found


def at_least(count: int | None, verdicts: Iterable[Verdict]) -> Verdict:
    """Return whether at least `count` of the verdicts are met (None: all of them); of all and of one, reading no further than it takes."""
    if count is None:
        return all_of(verdicts)
    if count == 1:
        return any_of(verdicts)
    seen = list(verdicts)
    met = seen.count(Verdict.MET)
    if met >= count:
        return Verdict.MET
    return Verdict.UNKNOWN if met + seen.count(Verdict.UNKNOWN) >= count else Verdict.UNMET
