"""Which columns a form for many companies has: what the programmes ask of a company of which only the place is known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from api.questionnaire.view import home
from api.tables.columns import (
    GROUPS,
    HOLDER,
    Column,
    complete_column,
    declaration_column,
    event_columns,
    honors,
    identity_columns,
    metric_column,
    title_columns,
)
from graph.model import Catalogue, Programme
from planner.assessment import Assessment, assess
from planner.profile import Profile

CLOSED = 3  # years before this one


@dataclass
class Use:
    """The programmes that ask for something, and for which years."""

    programmes: list[Programme] = field(default_factory=list)
    years: set[int] = field(default_factory=set)


Uses = dict[tuple[str, str], Use]


@dataclass(frozen=True)
class Selection:
    """The columns of a form, in the order of its groups, and who uses them."""

    columns: tuple[Column, ...]
    uses: Uses


def select(catalogue: Catalogue, on: date, programmes: Iterable[str] = (), *, full: bool = False) -> Selection:
    """Return the columns of a form.

    Parameters
    ----------
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day by which years are counted: three closed ones, and this one where a programme examines it.
    programmes : iterable of str
        Only what these ask, declarations included. By default: every title that a company itself can hold, every event, and the
        metrics that are words of all sections; those of one section, and declarations, come with its programmes.
    full : bool
        All that any programme asks.
    """
    place = home(catalogue)
    found = assess(Profile(HOLDER, "", place, {"region": place}, titles_complete=False), catalogue, on)
    chosen = {*programmes}
    uses = _uses(found)
    asked = _uses(one for one in found if one.programme.id in chosen) if chosen else uses
    own = chosen or {one.programme.id for one in found if _own(one)}
    titles = own | {id for kind, id in asked if kind == "title" and (full or chosen)}
    narrow = not full and not chosen
    columns = [*identity_columns(catalogue)]
    columns += [complete_column("titles_complete")]
    columns += [title_columns(one)[0] for one in honors(catalogue) if one.id in titles]
    columns += _metrics(catalogue, on, asked, narrow=narrow)
    columns += [complete_column("events_complete")]
    columns += _events(catalogue, asked)
    columns += [declaration_column(id, catalogue) for id in catalogue.words.declarations if ("declaration", id) in asked and not narrow]
    return Selection(tuple(sorted(columns, key=lambda one: GROUPS.index(one.group))), uses)


def _own(one: Assessment) -> bool:
    return HOLDER in one.programme.holders and one.state != "out_of_scope" and one.programme.kind != "fund"


def _uses(found: Iterable[Assessment]) -> Uses:
    uses: Uses = {}
    for one in found:
        for word in dict.fromkeys((ask.kind, ask.id) for ask in one.unknowns):
            use = uses.setdefault(word, Use())
            use.programmes.append(one.programme)
            use.years |= {ask.year for ask in one.unknowns if (ask.kind, ask.id) == word and ask.year}
    return uses


def _metrics(catalogue: Catalogue, on: date, asked: Uses, *, narrow: bool) -> Iterator[Column]:
    for metric in catalogue.words.metrics.values():
        use = asked.get(("metric", metric.id))
        if use is None or metric.derivation is not None or (narrow and not _shared(metric.id, catalogue)):
            continue
        if metric.yearly:
            years = {*range(on.year - CLOSED, on.year), *(use.years & {on.year})}
            yield from (metric_column(metric, year) for year in sorted(years))
        else:
            yield metric_column(metric)


def _shared(metric: str, catalogue: Catalogue) -> bool:
    """Return whether a metric is a word of all sections: it stands at the top of the catalogue, not in the file of one section."""
    return "/" not in catalogue.places[f"metrics/{metric}"][0]


def _events(catalogue: Catalogue, asked: Uses) -> Iterator[Column]:
    for kind in catalogue.words.events.values():
        if ("event", kind.id) in asked:
            yield from event_columns(kind, catalogue)
