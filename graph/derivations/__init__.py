"""How a metric follows from others: one small class per kind, with what it needs and how a threshold reads in its base."""

from graph.derivations.base import Base, Derivation
from graph.derivations.growth import CompoundGrowth, Decline, Growth, Rise
from graph.derivations.ratio import Ratio
from graph.derivations.since import TimeSince, YearsSince
from graph.reader import Fields

KINDS: tuple[type[Ratio] | type[YearsSince] | type[CompoundGrowth], ...] = (
    Ratio,
    YearsSince,
    TimeSince,
    CompoundGrowth,
    Growth,
    Decline,
    Rise,
)


def read_derivation(fields: Fields) -> Derivation | None:
    """Read the derivation of a metric, if it has one."""
    for kind in KINDS:
        if kind.key in fields:
            return kind.read(fields)
    return None


__all__ = [
    "KINDS",
    "Base",
    "CompoundGrowth",
    "Decline",
    "Derivation",
    "Growth",
    "Ratio",
    "Rise",
    "TimeSince",
    "YearsSince",
    "read_derivation",
]
