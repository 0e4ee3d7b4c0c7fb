"""The company frame: one row per company, columns named by their path in a profile.

`enterprise/<field>`, `metrics/<id>/<year>` and `metrics/<id>` (whole millionths of the unit, so money is in 分),
`declarations/<id>`, `titles/<honor>/held` with `granted`, `expires`, `renewed`, `rank`, `titles_complete`, `events/<kind>/on` with
`cleared`, `severity`, `honor`, `events_complete`, and `row`, the row of the source. A column that is not there is null throughout, and
null is unknown.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from graph.facts import Event
from graph.model import Catalogue
from graph.quantities import RAW_LIMIT
from graph.vocabulary import EnterpriseField
from planner.profile import Fact, Profile, Title

if TYPE_CHECKING:
    import polars as pl

ROW = "row"
PARTS = 1_000_000
YEARS_BACK = 9  # years of a yearly metric that a frame has beside the current one
OWN_FIELDS = ("name", "uscc", "region", "park")
TITLE_PARTS = ("held", "granted", "expires", "renewed", "rank")
EVENT_PARTS = ("on", "cleared", "severity", "honor")


def columns_of(catalogue: Catalogue, on: date) -> "dict[str, pl.DataType]":
    """Return all columns that a frame of companies may have, with their types, in the order of a profile.

    Yearly metrics have the year of `on` and those before it; a frame may have columns of other years beside them.
    """
    import polars as pl

    day, truth, text, whole = pl.Date(), pl.Boolean(), pl.String(), pl.Int64()
    found: dict[str, pl.DataType] = {ROW: pl.UInt32()}
    found |= {f"enterprise/{name}": text for name in OWN_FIELDS}
    found |= {f"enterprise/{one.id}": _field_type(one) for one in _fields(catalogue)}
    for metric in catalogue.words.metrics.values():
        if metric.derivation is None and metric.yearly:
            found |= {f"metrics/{metric.id}/{year}": whole for year in range(on.year - YEARS_BACK, on.year + 1)}
        elif metric.derivation is None:
            found[f"metrics/{metric.id}"] = day if metric.type == "date" else whole
    found |= {f"declarations/{id}": truth for id in catalogue.words.declarations}
    parts = {"held": truth, "granted": day, "expires": day, "renewed": day, "rank": whole}
    found |= {f"titles/{honor}/{part}": parts[part] for honor in titles_of(catalogue) for part in TITLE_PARTS}
    found["titles_complete"] = truth
    facts = {"on": day, "cleared": day, "severity": text, "honor": text}
    found |= {f"events/{kind}/{part}": facts[part] for kind in catalogue.words.events for part in EVENT_PARTS}
    return found | {"events_complete": truth}


def titles_of(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the programmes that can be listed as titles."""
    return tuple(one.id for one in catalogue.programmes.values() if one.kind != "fund" and one.held_when is None)


def _fields(catalogue: Catalogue) -> Iterator[EnterpriseField]:
    for one in catalogue.words.fields.values():
        if not one.derived and (not one.holders or "enterprise" in one.holders):
            yield one


def _field_type(one: EnterpriseField) -> "pl.DataType":
    import polars as pl

    if one.type in ("texts", "choices"):
        return pl.List(pl.String())
    return {"boolean": pl.Boolean(), "date": pl.Date()}.get(one.type, pl.String())


def frame_of(profiles: Iterable[tuple[int, Profile]], catalogue: Catalogue) -> "tuple[pl.DataFrame, tuple[tuple[int, Profile], ...]]":
    """Return the frame of the profiles that a frame can hold, and the others; each profile comes with its row.

    The frame has the columns that some profile fills.
    """
    import polars as pl

    rows, others = [], []
    for place, profile in profiles:
        cells = dict(_cells(profile))
        if holds(profile, catalogue):
            rows.append({ROW: place, **cells})
        else:
            others.append((place, profile))
    names = dict.fromkeys([ROW, *(name for row in rows for name in row)])
    known = columns_of(catalogue, date(2000, 1, 1))
    schema = {name: known.get(name, pl.Int64()) for name in names}
    return pl.DataFrame(rows, schema=schema, orient="row"), tuple(others)


def holds(profile: Profile, catalogue: Catalogue) -> bool:
    """Return whether a frame can say all that a profile says."""
    beyond = (
        profile.applications,
        profile.claims,
        profile.claims_complete,
        profile.projects,
        profile.subjects,
        profile.members is not None,
    )
    if profile.holder != "enterprise" or any(beyond):
        return False
    fields = {*OWN_FIELDS, *(one.id for one in _fields(catalogue))}
    lone = _lone(title.honor for title in profile.titles) and _lone(event.kind for event in profile.events)
    plain = all(title.subject is None and title.level is None for title in profile.titles)
    silent = all(event.reason is None for event in profile.events)
    named = {*profile.identity} <= fields and {title.honor for title in profile.titles} <= {*titles_of(catalogue)}
    return lone and plain and silent and named and all(map(_fits, profile.metrics.values()))


def _lone(names: Iterable[str]) -> bool:
    listed = list(names)
    return len(listed) == len(set(listed))


def _fits(fact: Fact | Mapping[int, Fraction]) -> bool:
    if isinstance(fact, Mapping):
        return all(map(_fits, fact.values()))
    if isinstance(fact, date):
        return True
    return isinstance(fact, Fraction) and (fact * PARTS).denominator == 1 and abs(fact * PARTS) < RAW_LIMIT


def _cells(profile: Profile) -> Iterator[tuple[str, object]]:
    """Yield the cells of a profile that are filled."""
    yield "enterprise/name", profile.name
    for name, told in profile.identity.items():
        yield f"enterprise/{name}", list(told) if isinstance(told, tuple) else told
    for id, value in profile.metrics.items():
        if isinstance(value, Mapping):
            yield from ((f"metrics/{id}/{year}", _whole(fact)) for year, fact in value.items())
        else:
            yield f"metrics/{id}", _whole(value)
    yield from ((f"declarations/{id}", answer) for id, answer in profile.declarations.items())
    for title in profile.titles:
        yield f"titles/{title.honor}/held", True
        yield from ((f"titles/{title.honor}/{part}", getattr(title, part)) for part in TITLE_PARTS[1:] if getattr(title, part) is not None)
    yield "titles_complete", profile.titles_complete
    for event in profile.events:
        yield from ((f"events/{event.kind}/{part}", getattr(event, part)) for part in EVENT_PARTS if getattr(event, part) is not None)
    yield "events_complete", profile.events_complete


def _whole(fact: object) -> object:
    return int(fact * PARTS) if isinstance(fact, Fraction) else fact


def profile_of(row: Mapping[str, Any], catalogue: Catalogue) -> Profile:
    """Return the profile that a row of a frame stands for: the inverse of `frame_of`.

    Parameters
    ----------
    row : Mapping
        Column names to values, as `DataFrame.iter_rows(named=True)` gives them; unknown ones are None.
    catalogue : Catalogue
        The words that the row uses.
    """
    told = {tuple(name.split("/")): value for name, value in row.items() if value is not None and name != ROW}
    identity: dict[str, Any] = {
        path[1]: tuple(value) if isinstance(value, list) else value for path, value in told.items() if path[0] == "enterprise"
    }
    return Profile(
        holder="enterprise",
        name=identity.pop("name", ""),
        region=identity.get("region", ""),
        identity=identity,
        titles=tuple(_titles(told)),
        titles_complete=told.get(("titles_complete",), True),
        metrics=_metrics(told),
        declarations={path[1]: value for path, value in told.items() if path[0] == "declarations"},
        events=tuple(_events(told)),
        events_complete=told.get(("events_complete",), False),
    )


Told = Mapping[tuple[str, ...], Any]


def _metrics(told: Told) -> dict[str, Fact | Mapping[int, Fraction]]:
    found: dict[str, Any] = {}
    for path, value in told.items():
        fact = value if isinstance(value, date) else Fraction(value, PARTS) if path[0] == "metrics" else value
        if path[0] == "metrics" and len(path) == 3:
            found.setdefault(path[1], {})[int(path[2])] = fact
        elif path[0] == "metrics":
            found[path[1]] = fact
    return found


def _titles(told: Told) -> Iterator[Title]:
    for path, value in told.items():
        if path[0] == "titles" and path[2] == "held" and value:
            yield Title(path[1], **{part: told.get(("titles", path[1], part)) for part in TITLE_PARTS[1:]})


def _events(told: Told) -> Iterator[Event]:
    for path in told:
        if path[0] == "events" and path[2] == "on":
            facts: dict[str, Any] = {part: told.get(("events", path[1], part)) for part in EVENT_PARTS}
            yield Event(path[1], **facts)
