"""Regions of staff: a place of the catalogue, and all places below it."""

from api.errors import BadInput
from graph.model import Catalogue


def codes_within(region: str, catalogue: Catalogue) -> frozenset[str]:
    """Return the 6-digit codes of a region (`cn-4104`) and of all below it."""
    return frozenset(place.code for place in catalogue.regions.values() if place.code and is_within(place.id, region, catalogue))


def key_of(region: str, catalogue: Catalogue) -> str:
    """Return how the record calls a region: its code, or its id where it has none."""
    return catalogue.regions[region].code or region


def places_within(region: str, catalogue: Catalogue) -> frozenset[str]:
    """Return the ids of a region and of all below it."""
    return frozenset(place for place in catalogue.regions if is_within(place, region, catalogue))


def is_within(place: str | None, region: str, catalogue: Catalogue) -> bool:
    """Return whether a place is a region, or below it."""
    while place is not None:
        if place == region:
            return True
        place = catalogue.regions[place].parent
    return False


def region_named(word: str, catalogue: Catalogue) -> str:
    """Return the id of a region given as id (`cn-4104`) or as code (`410400`).

    Raises
    ------
    BadInput
        Where the catalogue has no such place.
    """
    by_code = {place.code: place.id for place in catalogue.regions.values() if place.code}
    found = by_code.get(word) or (f"cn-{word.removesuffix('0000')}" if word.isdigit() else word)
    if found not in catalogue.regions:
        raise BadInput([f"{word}：没有这个行政区划，应为六位代码，如 410421（县）、410400（市）、410000（省）"])
    return found


def level_of(region: str, catalogue: Catalogue) -> str:
    """Return the level of a region: nation, province, city or county."""
    depth, parent = 0, catalogue.regions[region].parent
    while parent is not None:
        depth, parent = depth + 1, catalogue.regions[parent].parent
    return ("nation", "province", "city", "county")[min(depth, 3)]
