"""Where a figure stands in a source: whether the text at an offset reads as the figure that somebody took from it."""

import re
from collections.abc import Iterator
from fractions import Fraction

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
TIMES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
HALF = re.compile(r"[一各]?\s*半")
RATIO = re.compile(r"([0-9]+)\s*[:：]\s*([0-9]+)")
NUMBER = re.compile(r"([0-9][0-9,，]*(?:\s*\.\s*[0-9]+)?|[零一二两三四五六七八九十百]+)\s*(百|千|万|亿)?")
DAY = re.compile(r"(?:([0-9]{4})\s*(?:年|[-./])\s*)?([0-9]{1,2})\s*(?:月|[-./])\s*(?:([0-9]{1,2})\s*日?|(底))?")
QUARTER = re.compile(r"第?([一二三四])季度")
YEAR = re.compile(r"([0-9]{4})")
QUARTERS = {"一": ("01-01", "03-31"), "二": ("04-01", "06-30"), "三": ("07-01", "09-30"), "四": ("10-01", "12-31")}
MONTH_ENDS = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}


def reads_as(text: str, offset: int, value: str, unit: str) -> bool:
    """Return whether a text reads, from an offset on, as a figure or a day.

    Parameters
    ----------
    text : str
        The whole source.
    offset : int
        Where the figure begins, in characters from 0.
    value : str
        A decimal number in `unit`, a day `2026-04-01` or a day of the year `05-31`.
    unit : str
        Unit of the number; one that begins with 万 counts in tens of thousands, % also reads ratios such as 1:1.
    """
    if not 0 <= offset < len(text):
        return False
    if re.fullmatch(r"([0-9]{4}-)?[0-9]{2}-[0-9]{2}", value):
        return value in _days(text, offset)
    return Fraction(value) in _numbers(text, offset, unit)


def figures_in(text: str) -> set[str]:
    """Return the figures and days that a text states, in canonical spelling; a lone 一 is a word more often than a figure."""
    found: set[str] = set()
    for match in NUMBER.finditer(text):
        if match[0] != "一":
            found |= {str(figure) for figure in _numbers(text, match.start(), "")} | set(_days(text, match.start()))
    return found


def _numbers(text: str, offset: int, unit: str) -> Iterator[Fraction]:
    scale = TIMES["万"] if unit.startswith("万") else 1
    if found := NUMBER.match(text, offset):
        figure, times = _figure(found[1]), TIMES[found[2] or ""]
        yield figure * times / scale
        if times == 1:  # the unit of a table stands above it
            yield figure
    if found := RATIO.match(text, offset):
        first, second = int(found[1]), int(found[2])
        yield Fraction(100 * first, first + second)
    if HALF.match(text, offset):
        yield Fraction(50) if unit == "%" else Fraction(1, 2)


def _figure(written: str) -> Fraction:
    if written[0].isdigit():
        return Fraction(re.sub(r"[\s,，]", "", written))
    total, digit = 0, 0
    for sign in written:
        if sign in ("十", "百"):
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = DIGITS[sign]
    return Fraction(total + digit)


def _days(text: str, offset: int) -> Iterator[str]:
    """Yield the days that the text may mean: a day with or without its year, the ends of a month, a quarter or a year."""
    if found := DAY.match(text, offset):
        year, month, day = found[1], int(found[2]), int(found[3] or (MONTH_ENDS.get(int(found[2]), 31) if found[4] else 1))
        yield f"{month:02}-{day:02}"
        if year:
            yield f"{year}-{month:02}-{day:02}"
    if found := QUARTER.match(text, offset):
        yield from QUARTERS[found[1]]
    if found := YEAR.match(text, offset):
        yield from (f"{found[1]}-01-01", f"{found[1]}-12-31")
