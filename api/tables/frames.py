"""Profiles into the company frame, and a row of it back. To be replaced by `planner.screening.frame`, which fixes the naming."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from api.tables.cells import SCALE
from graph.facts import Event
from graph.model import Catalogue
from planner.profile import Profile, Title

if TYPE_CHECKING:
    import polars as pl

MOST = 9 * 10**18
TITLE_PARTS = ("granted", "expires", "renewed", "rank")
EVENT_PARTS = ("on", "cleared", "severity", "honor")
_DAYS = ("granted", "expires", "renewed", "on", "cleared")


def frame_of(profiles: Iterable[tuple[int, Profile]], catalogue: Catalogue) -> "tuple[pl.DataFrame, tuple[tuple[int, Profile], ...]]":
    """Return the frame of the profiles that a frame can hold, by their rows, and the others."""
    import polars as pl

    rows, others = [], []
    for row, profile in profiles:
        if _holds(profile):
            rows.append({"row": row, **dict(_cells(profile))})
        else:
            others.append((row, profile))
    names = dict.fromkeys(["row", *(name for row in rows for name in row)])
    return pl.DataFrame(rows, schema={name: _dtype(name, catalogue) for name in names}, orient="row"), tuple(others)


def _dtype(name: str, catalogue: Catalogue) -> Any:
    import polars as pl

    section, _, rest = name.partition("/")
    word, _, part = rest.partition("/")
    if section == "row":
        return pl.UInt32
    if section == "metrics":
        return pl.Date if catalogue.words.metrics[word].type == "date" else pl.Int64
    if section == "enterprise":
        kind = catalogue.words.fields[word].type if word in catalogue.words.fields else "text"
        return {"boolean": pl.Boolean, "date": pl.Date, "texts": pl.List(pl.String), "choices": pl.List(pl.String)}.get(kind, pl.String)
    if part in _DAYS:
        return pl.Date
    return pl.Int64 if part == "rank" else pl.String if section == "events" else pl.Boolean


def _holds(profile: Profile) -> bool:
    """Return whether a frame can say all that a profile says."""
    beyond = (
        profile.applications,
        profile.claims,
        profile.claims_complete,
        profile.projects,
        profile.subjects,
        profile.members is not None,
    )
    honors, kinds = [title.honor for title in profile.titles], [event.kind for event in profile.events]
    lone = len({*honors}) == len(honors) and len({*kinds}) == len(kinds)
    plain = all(title.subject is None and title.level is None for title in profile.titles)
    facts = (fact for value in profile.metrics.values() for fact in (value.values() if isinstance(value, Mapping) else (value,)))
    fits = all(isinstance(fact, date) or _fits(fact) for fact in facts)
    return (
        profile.holder == "enterprise" and not any(beyond) and lone and plain and fits and all(one.reason is None for one in profile.events)
    )


def _fits(fact: object) -> bool:
    return isinstance(fact, Fraction) and (fact * SCALE).denominator == 1 and abs(fact * SCALE) < MOST


def _cells(profile: Profile) -> Iterator[tuple[str, object]]:
    yield "enterprise/name", profile.name
    yield from ((f"enterprise/{id}", [*fact] if isinstance(fact, tuple) else fact) for id, fact in profile.identity.items())
    for id, value in profile.metrics.items():
        pairs = (
            ((f"metrics/{id}/{year}", fact) for year, fact in value.items()) if isinstance(value, Mapping) else ((f"metrics/{id}", value),)
        )
        yield from ((path, int(fact * SCALE) if isinstance(fact, Fraction) else fact) for path, fact in pairs)
    yield from ((f"declarations/{id}", answer) for id, answer in profile.declarations.items())
    for title in profile.titles:
        yield f"titles/{title.honor}/held", True
        yield from ((f"titles/{title.honor}/{part}", said) for part in TITLE_PARTS if (said := getattr(title, part)) is not None)
    for event in profile.events:
        yield from ((f"events/{event.kind}/{part}", said) for part in EVENT_PARTS if (said := getattr(event, part)) is not None)
    yield "titles_complete", profile.titles_complete
    yield "events_complete", profile.events_complete


def profile_of(row: Mapping[str, Any]) -> Profile:
    """Return the profile that a row of a frame stands for."""
    told: dict[tuple[str, ...], Any] = {tuple(name.split("/")): value for name, value in row.items() if value is not None and name != "row"}
    identity: dict[str, Any] = {
        path[1]: tuple(value) if isinstance(value, list) else value for path, value in told.items() if path[0] == "enterprise"
    }
    metrics: dict[str, Any] = {}
    for path, value in told.items():
        fact = value if isinstance(value, date) else Fraction(value, SCALE) if path[0] == "metrics" else None
        if path[0] == "metrics" and len(path) == 3:
            metrics.setdefault(path[1], {})[int(path[2])] = fact
        elif path[0] == "metrics":
            metrics[path[1]] = fact
    held = [path[1] for path, value in told.items() if path[0] == "titles" and path[2] == "held" and value]
    happened = [path[1] for path in told if path[0] == "events" and path[2] == "on"]
    return Profile(
        holder="enterprise",
        name=identity.pop("name", ""),
        region=identity.get("region", ""),
        identity=identity,
        titles=tuple(Title(id, **{part: told.get(("titles", id, part)) for part in TITLE_PARTS}) for id in held),
        titles_complete=told.get(("titles_complete",), True),
        metrics=metrics,
        declarations={path[1]: value for path, value in told.items() if path[0] == "declarations"},
        events=tuple(Event(kind, **{part: told.get(("events", kind, part)) for part in EVENT_PARTS}) for kind in happened),  # type: ignore[arg-type]
        events_complete=told.get(("events_complete",), False),
    )
