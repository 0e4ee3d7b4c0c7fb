"""When one can apply: the windows of a programme from a day on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph.dates import DayOfYear, add_years
from graph.model import Defaults, Programme, Round

ANY_YEAR = Round()  # the source says nothing: the defaults


@dataclass(frozen=True)
class Window:
    """One chance to apply. `assumed`: what the source does not say and the defaults supply; `instant`: granted on the day."""

    opens: date
    closes: date
    result: date
    assumed: tuple[str, ...] = ()
    instant: bool = False


class Rounds:
    """The windows of programmes between two days; programmes with the same round share them."""

    def __init__(self, defaults: Defaults, since: date, horizon: date) -> None:
        self.defaults, self.since, self.horizon = defaults, since, horizon
        self._known: dict[Round, tuple[Window, ...]] = {}

    def of(self, programme: Programme) -> tuple[Window, ...]:
        """Return the windows that have not closed before the first day and open by the last, in order.

        Notes
        -----
        A closed programme has those that open before its end. A programme whose source names its years has those only: the next is
        unannounced. Where every second year is said but not which, each year is taken as possible.
        """
        spec = programme.round or ANY_YEAR
        if spec not in self._known:
            self._known[spec] = tuple(self._any_day() if spec.any_time else self._yearly(spec))
        found = self._known[spec]
        return found if programme.status.state == "open" else tuple(one for one in found if not programme.status.shut(one.opens))

    def _any_day(self) -> Iterator[Window]:
        """Yield one window for the rest of this year and one for each year after: what is not met today is looked at anew next year."""
        for start in (self.since, *(date(year, 1, 1) for year in range(self.since.year + 1, self.horizon.year + 1))):
            yield Window(start, date(start.year, 12, 31), start, (), instant=True)

    def _yearly(self, spec: Round) -> Iterator[Window]:
        years = range(self.since.year - 1, self.horizon.year + 1)
        for window in _of_years(spec, self.defaults.round, [year for year in years if not spec.years or year in spec.years]):
            if window.closes >= self.since and window.opens <= self.horizon:
                yield window


def windows(programme: Programme, defaults: Defaults, since: date, horizon: date) -> tuple[Window, ...]:
    """Return the windows of one programme that have not closed before `since` and open by `horizon`, in order."""
    return Rounds(defaults, since, horizon).of(programme)


def result_of(programme: Programme, defaults: Defaults, year: int) -> date:
    """Return the day on which the round of a year is expected to be decided."""
    spec = programme.round or ANY_YEAR
    return _said(spec.result, defaults.round.result).of(year)


def unannounced(programme: Programme, since: date) -> bool:
    """Return whether the source names single years and all of them are over."""
    return bool(programme.round and programme.round.years) and not programme.status.shut(since)


def _of_years(spec: Round, default: Round, years: Iterable[int]) -> Iterator[Window]:
    """Yield the window of each year: the earliest deadline closes it; a notice for single years that names no end is open to their end."""
    assumed = tuple(name for name in ("opens", "closes", "result") if getattr(spec, name) is None)
    opens, closes, result = _said(spec.opens, default.opens), _said(spec.closes, default.closes), _said(spec.result, default.result)
    whole_year = bool(spec.years) and spec.closes is None
    for year in years:
        last = date(year, 12, 31) if whole_year else closes.of(year)
        end = min((deadline.by for deadline in spec.deadlines if deadline.by.year == year), default=last)
        yield Window(opens.of(year), end, max(result.of(year), end), assumed)


def _said(said: DayOfYear | None, default: DayOfYear | None) -> DayOfYear:
    day = said or default
    assert day is not None
    return day


def openings(ahead: tuple[Window, ...], today: date) -> list[date]:
    """Return the days from today on as of which one may apply: when a window opens, and tomorrow where one is open."""
    days = {max(window.opens, today) for window in ahead}
    days |= {today + timedelta(days=1) for window in ahead if window.opens <= today < window.closes and not window.instant}
    return sorted(days)


def horizon_of(on: date, years: int) -> date:
    """Return the last day that is looked at."""
    return add_years(on, years)
