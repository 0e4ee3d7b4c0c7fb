"""Exact figures as people read them: what one has is rounded towards failing, what is short away from zero."""

import math
from fractions import Fraction

PARTS = 2  # decimals of figures that have them
WHOLE_UNITS = frozenset({"项", "人", "家", "位", "级", "年", "个", "件", "次"})


def places(unit: str) -> int:
    """Return the number of decimals shown for a unit: none for things that are counted, else two."""
    return 0 if unit in WHOLE_UNITS else PARTS


def rounded(value: Fraction, decimals: int, *, up: bool) -> Fraction:
    """Return `value` rounded to `decimals`, up or down, exactly.

    >>> rounded(Fraction(29999, 10000), 2, up=False)
    Fraction(299, 100)
    """
    scale: int = 10**decimals
    scaled = value * scale
    return Fraction(math.ceil(scaled) if up else math.floor(scaled), scale)


def shortfall(amount: Fraction, decimals: int) -> Fraction:
    """Return what is missing: rounded away from zero, and never nothing.

    >>> shortfall(Fraction(1, 10000), 2)
    Fraction(1, 100)
    """
    return max(rounded(amount, decimals, up=True), Fraction(1, 10**decimals))


def root(value: Fraction, degree: int, decimals: int, *, up: bool) -> Fraction:
    """Return the real root of `value` ≥ 0, rounded to `decimals`, up or down, exactly.

    Binary search over integers; O(log(value · 10^(decimals · degree))) multiplications.
    """
    scale: int = 10**decimals
    target = value * scale**degree
    low, high = 0, math.ceil(target) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= target else (low, middle)
    return Fraction(low + (up and low**degree != target), scale)


def number(value: Fraction) -> int | float:
    """Return the JSON number that prints as the exact decimal (values here have few decimals)."""
    return value.numerator if value.denominator == 1 else float(value)
