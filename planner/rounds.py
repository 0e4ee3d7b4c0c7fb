"""When one can apply: the windows of a programme from a day on."""

from dataclasses import dataclass
from datetime import date, timedelta

from graph.dates import DayOfYear, add_years
from graph.model import Defaults, Programme, Round


@dataclass(frozen=True)
class Window:
    """One chance to apply. `assumed`: what the source does not say and the defaults supply; `instant`: granted on the day."""

    opens: date
    closes: date
    result: date
    assumed: tuple[str, ...] = ()
    instant: bool = False


def windows(programme: Programme, defaults: Defaults, since: date, horizon: date) -> tuple[Window, ...]:
    """Return the windows that have not closed before `since` and open by `horizon`, in order.

    Notes
    -----
    A closed programme has those that open before its end. A programme whose source names its years has those only: the next is
    unannounced. Where every second year is said but not which, each year is taken as possible.
    """
    spec = programme.round or Round()
    if spec.any_time:
        return _any_day(programme, since, horizon)
    found = (_window(spec, defaults, year) for year in range(since.year - 1, horizon.year + 1))
    return tuple(
        window
        for window in found
        if window is not None and window.closes >= since and window.opens <= horizon and not programme.status.shut(window.opens)
    )


def _any_day(programme: Programme, since: date, horizon: date) -> tuple[Window, ...]:
    """Return one window for the rest of this year and one for each year after: what is not met today is looked at anew next year."""
    starts = [since, *(date(year, 1, 1) for year in range(since.year + 1, horizon.year + 1))]
    return tuple(Window(start, date(start.year, 12, 31), start, (), instant=True) for start in starts if not programme.status.shut(start))


def result_of(programme: Programme, defaults: Defaults, year: int) -> date:
    """Return the day on which the round of a year is expected to be decided."""
    spec = programme.round or Round()
    return _day(spec.result, defaults.round.result, year)


def unannounced(programme: Programme, since: date) -> bool:
    """Return whether the source names single years and all of them are over."""
    return bool(programme.round and programme.round.years) and not programme.status.shut(since)


def _window(spec: Round, defaults: Defaults, year: int) -> Window | None:
    if spec.years and year not in spec.years:
        return None
    assumed = [name for name in ("opens", "closes", "result") if getattr(spec, name) is None]
    opens = _day(spec.opens, defaults.round.opens, year)
    closes = _day(spec.closes, defaults.round.closes, year)
    limits = [deadline.by for deadline in spec.deadlines if deadline.by.year == year]
    if limits:
        closes = min(limits)
    elif spec.years and spec.closes is None:
        closes = date(year, 12, 31)
    result = _day(spec.result, defaults.round.result, year)
    return Window(opens, closes, max(result, closes), tuple(assumed))


def _day(said: DayOfYear | None, default: DayOfYear | None, year: int) -> date:
    day = said or default
    assert day is not None
    return day.of(year)


def openings(ahead: tuple[Window, ...], today: date) -> list[date]:
    """Return the days from today on as of which one may apply: when a window opens, and tomorrow where one is open."""
    days = {max(window.opens, today) for window in ahead}
    days |= {today + timedelta(days=1) for window in ahead if window.opens <= today < window.closes and not window.instant}
    return sorted(days)


def horizon_of(on: date, years: int) -> date:
    """Return the last day that is looked at."""
    return add_years(on, years)
