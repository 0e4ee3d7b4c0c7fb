"""Sharing a number out in proportion to weights: largest remainder."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from planner.errors import PlannerError


class BadWeights(PlannerError):
    """Weights by which nothing can be shared out."""


@dataclass(frozen=True)
class Allotment:
    """What one gets: `share` is the exact proportion, `number` its whole part, and one more where `raised`."""

    name: str
    weight: Fraction
    share: Fraction
    number: int
    raised: bool


def allot(total: int, weights: Mapping[str, Fraction]) -> tuple[Allotment, ...]:
    """Return how many each gets, in the order of the weights as given.

    Parameters
    ----------
    total : int
        What is shared out, at least 0.
    weights : Mapping of str to Fraction
        None negative, not all zero.

    Raises
    ------
    BadWeights
        If a weight is negative, or all are zero.

    Notes
    -----
    Largest remainder (Hamilton): everyone gets the whole part of its share, the rest goes one each to the largest remainders; of equal
    remainders to the larger weight, then to the name that comes first. Exact; the sum is the total and no one is off its share by one or
    more. The order of the weights plays no part. O(n log n).
    """
    sum_of_weights = sum(weights.values(), Fraction(0))
    if sum_of_weights <= 0 or min(weights.values()) < 0 or total < 0:
        raise BadWeights("权重应为零或正数，且不全为零；总数不能为负")
    shares = {name: total * weight / sum_of_weights for name, weight in weights.items()}
    left = total - sum(share // 1 for share in shares.values())
    by_remainder = sorted(shares, key=lambda name: (-(shares[name] % 1), -weights[name], name))
    raised = set(by_remainder[:left])
    return tuple(Allotment(name, weights[name], share, share // 1 + (name in raised), name in raised) for name, share in shares.items())
