"""Where companies count to: the region whose quota they take, the city they are shown under."""

from collections.abc import Container

from graph.model import Catalogue, Region
from planner.errors import PlannerError

BELOW_PROVINCE = 2  # places above a city: country and province


class UnknownPlace(PlannerError):
    """A place that the catalogue does not know."""

    def __init__(self, written: str) -> None:
        super().__init__(f"目录中没有地区“{written}”，应为行政区划代码，如 410400（平顶山市）、410421（宝丰县）")


def place_of(written: str, catalogue: Catalogue) -> Region:
    """Return the place with a code, its beginning (4104) or an id (cn-4104).

    Raises
    ------
    UnknownPlace
        If there is none.
    """
    names = {written, f"cn-{written}"}
    found = next((region for region in catalogue.regions.values() if region.id in names or region.code == written), None)
    if found is None:
        raise UnknownPlace(written)
    return found


def lies_in(code: str, place: Region, catalogue: Catalogue) -> bool:
    """Return whether a region code lies in a place."""
    return place.id in catalogue.jurisdictions(code)


def counts_to(code: str, regions: Container[str], catalogue: Catalogue) -> str | None:
    """Return the nearest of some regions, by code, above a region code: a county counts to its city, an apart region to itself."""
    above = (catalogue.regions[id].code for id in catalogue.jurisdictions(code))
    return next((one for one in above if one is not None and one in regions), None)


def city_of(code: str, catalogue: Catalogue) -> Region | None:
    """Return the place right below the province; the highest known where there is none."""
    chain = catalogue.jurisdictions(code)
    if not chain:
        return None
    return catalogue.regions[chain[max(len(chain) - BELOW_PROVINCE - 1, 0)]]
