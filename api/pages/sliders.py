"""The figures that can be turned in a what-if: those that stand in the gaps of a path or of programmes that are near."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, log10

from graph.model import Catalogue
from graph.rounding import places, rounded
from graph.vocabulary import Metric
from planner.gaps import Gap
from planner.profile import Profile, Subject

MOST = 6
POSITIONS = 200
Figures = Mapping["Handle", Fraction]


@dataclass(frozen=True, order=True)
class Handle:
    """Which figure: of the company (`subject` empty) or one of its products, of a year where it is yearly."""

    metric: str
    year: int | None = None
    subject: str = ""

    @property
    def key(self) -> str:
        """The name of the figure in forms."""
        return f"figure:{self.metric}:{self.year or ''}:{self.subject}"


@dataclass(frozen=True)
class Slider:
    """A figure that can be turned: its value now, what is needed, and the range, in the unit of the metric."""

    handle: Handle
    metric: Metric
    value: Fraction
    need: Fraction
    low: Fraction
    high: Fraction
    step: Fraction

    @property
    def need_shown(self) -> Fraction:
        """What is needed, rounded to the safe side."""
        return rounded(self.need, places(self.metric.unit), up=self.need > self.value)


def sliders(gaps: Iterable[tuple[str | None, Gap]], profile: Profile, catalogue: Catalogue, open_year: int) -> tuple[Slider, ...]:
    """Return what can be turned, at most `MOST` figures, in the order of the gaps.

    Parameters
    ----------
    gaps : Iterable[tuple[str | None, Gap]]
        What is missing, each with the product (project, …) that it is missing for.
    profile : Profile
        The company.
    catalogue : Catalogue
        The policies.
    open_year : int
        The first year that has not closed: the one whose yearly figures are turned.
    """
    found: dict[Handle, Slider] = {}
    for subject, gap in gaps:
        for one in _sliders(subject, gap, profile, catalogue, open_year):
            found.setdefault(one.handle, one)
    return tuple(found.values())[:MOST]


def _sliders(subject: str | None, gap: Gap, profile: Profile, catalogue: Catalogue, open_year: int) -> Iterator[Slider]:
    for branch in gap.branches:
        for inside in branch:
            yield from _sliders(subject, inside, profile, catalogue, open_year)
    name, need = _wanted(gap)
    metric = catalogue.words.metrics.get(name or "")
    if metric is None or need is None or metric.derivation or metric.type != "number" or metric.change != "improvable":
        return
    owner = next((one for one in profile.subjects if one.id == subject and metric.id in one.metrics), None)
    handle = Handle(metric.id, open_year if metric.yearly else None, owner.id if owner else "")
    value = known(handle, profile, catalogue)
    if value is not None and value != need:
        yield Slider(handle, metric, value, need, *span(value, need, metric))


def _wanted(gap: Gap) -> tuple[str | None, Fraction | None]:
    """Return the figure that people can change, and what it must be."""
    if gap.base is None:
        return gap.metric, gap.need
    return gap.base.metric, gap.base.short if gap.base.metric == gap.metric else gap.base.level


def known(handle: Handle, profile: Profile, catalogue: Catalogue) -> Fraction | None:
    """Return a figure as it stands: that of the year, or the last one known where figures recur."""
    values = _owner(handle, profile).metrics.get(handle.metric)
    if not isinstance(values, Mapping):
        return values if isinstance(values, Fraction) else None
    if handle.year is not None and handle.year in values:
        return values[handle.year]
    return values[max(values)] if values and catalogue.words.metrics[handle.metric].recurs else None


def span(value: Fraction, need: Fraction, metric: Metric) -> tuple[Fraction, Fraction, Fraction]:
    """Return least, greatest and step of a range that holds the value exactly, and the need with room beyond it."""
    least, most = min(value, need), max(value, need)
    room = max(most - least, abs(value) / 2, abs(need) / 2)
    low = max(least - room / 2, Fraction(0)) if least >= 0 else least - room / 2
    high = min(most + room / 2, Fraction(100)) if metric.unit == "%" and most <= 100 else most + room / 2
    step = max(_round_step((high - low) / POSITIONS), Fraction(1, 10 ** places(metric.unit)))
    return value - floor((value - low) / step) * step, value + floor((high - value) / step) * step, step


def _round_step(width: Fraction) -> Fraction:
    """Return the nearest power of ten below a width."""
    return Fraction(10) ** floor(log10(width)) if width > 0 else Fraction(1)


def supposed(profile: Profile, figures: Figures) -> Profile:
    """Return a company with other figures."""
    for handle, value in figures.items():
        owner = _owner(handle, profile)
        metrics = dict(owner.metrics)
        series = metrics.get(handle.metric)
        metrics[handle.metric] = value if handle.year is None else {**(series if isinstance(series, Mapping) else {}), handle.year: value}
        told = replace(owner, metrics=metrics)
        if isinstance(told, Subject):
            profile = replace(profile, subjects=tuple(told if one.id == told.id else one for one in profile.subjects))
        else:
            profile = told
    return profile


def _owner(handle: Handle, profile: Profile) -> Profile | Subject:
    return next((one for one in profile.subjects if one.id == handle.subject), profile)
