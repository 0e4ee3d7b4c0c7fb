"""Lists within a profile, changed entry by entry; all else stays as its writers left it: pure."""

from collections.abc import Callable
from typing import Any

from api.errors import Refused

PARTS = {"titles": "titles", "applications": "applications", "fund-claims": "claims", "projects": "projects"}  # as addresses call them
Entries = list[Any]


def entries_of(values: dict[str, Any], part: str) -> Entries:
    """Return the entries of a part, as they were saved."""
    return [*(values.get(PARTS[part]) or ())]


def with_part(values: dict[str, Any], part: str, change: Callable[[Entries], None]) -> dict[str, Any]:
    """Return a profile whose part is changed; the given one is not."""
    entries = entries_of(values, part)
    change(entries)
    return {**values, PARTS[part]: entries}


def adding(entry: Any) -> Callable[[Entries], None]:
    """Return what puts an entry behind the others."""
    return lambda entries: entries.append(entry)


def changing(place: int, entry: Any) -> Callable[[Entries], None]:
    """Return what puts an entry in place of the one that stands there."""

    def change(entries: Entries) -> None:
        _at(entries, place)
        entries[place] = entry

    return change


def ending(place: int) -> Callable[[Entries], None]:
    """Return what takes an entry out."""

    def change(entries: Entries) -> None:
        _at(entries, place)
        del entries[place]

    return change


def _at(entries: Entries, place: int) -> None:
    if place >= len(entries):
        raise Refused("nothing_there", f"没有第 {place} 项，共 {len(entries)} 项（从 0 起）")
