"""Text that Word and Excel accept, and figures as people write them."""

import re
from decimal import Decimal
from fractions import Fraction

from graph.rounding import places, rounded

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"[\r\n\t\x85\u2028\u2029]+")
_NUMERALS = "零一二三四五六七八九十"
GRADE = "级"


def clean(text: str) -> str:
    r"""Return a text without what XML forbids; what breaks a line becomes a space.

    >>> clean("示例\x0b有限\n公司")
    '示例有限 公司'
    """
    return _FORBIDDEN.sub("", _BREAKS.sub(" ", text))


def decimal(value: Fraction, unit: str = "") -> str:
    """Return a figure in full, exactly; one without an end is rounded down to the places of its unit.

    >>> decimal(Fraction("0.00001")), decimal(Fraction(200, 3), "%")
    ('0.00001', '66.66')
    """
    shown = value if _ends(value) else rounded(value, places(unit), up=False)
    return f"{Decimal(shown.numerator) / Decimal(shown.denominator):f}"


def _ends(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def measure(value: Fraction, unit: str) -> str:
    """Return a figure with its unit; grades are written out.

    >>> measure(Fraction(2), "级"), measure(Fraction(35, 2), "%")
    ('二级', '17.5%')
    """
    if unit == GRADE and value.denominator == 1 and 0 <= value < len(_NUMERALS):
        return _NUMERALS[int(value)] + unit
    return decimal(value, unit) + unit
