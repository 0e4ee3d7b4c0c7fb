"""Calendar arithmetic in whole years, as clauses count them."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class DayOfYear:
    """A day that comes back each year, such as 05-31."""

    month: int
    day: int

    def of(self, year: int) -> date:
        """Return this day in `year` (02-29 becomes 02-28 in common years)."""
        return _day(year, self.month, self.day)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, 28 if (month, day) == (2, 29) and not _leap(year) else day)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def add_years(day: date, years: int) -> date:
    """Return the same day `years` later (or earlier); 02-29 becomes 02-28 in common years.

    >>> add_years(date(2024, 5, 10), 3)
    datetime.date(2027, 5, 10)
    """
    return _day(day.year + years, day.month, day.day)


def full_years(start: date, end: date) -> int:
    """Return how many whole years have passed from `start` to `end`.

    >>> full_years(date(2023, 1, 1), date(2026, 1, 1))
    3
    """
    return end.year - start.year - (add_years(start, end.year - start.year) > end)


def term_end(granted: date, years: int) -> date:
    """Return the last day of a title granted on `granted` for `years` years.

    >>> term_end(date(2024, 9, 10), 3)
    datetime.date(2027, 9, 9)
    """
    return add_years(granted, years) - timedelta(days=1)


def latest_start(end: date, years: int) -> date:
    """Return the last day from which `years` years have passed by `end`: that day and those before it, no day after it.

    >>> latest_start(date(2027, 2, 28), 3)
    datetime.date(2024, 2, 29)
    """
    start = add_years(end, -years)
    after = start + timedelta(days=1)
    return after if add_years(after, years) <= end else start
