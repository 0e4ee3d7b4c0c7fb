"""The lists of the places right below a bureau: which are signed, which wait, which are missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from api.storage.tables import CultivationList
from graph.libraries import Library
from graph.model import Catalogue

UNREAD = (defer(CultivationList.drawn), defer(CultivationList.text))  # what only one list is read for
Asked = tuple[str | None, str, int]  # a library or None, an honor, a year


@dataclass(frozen=True)
class Below:
    """A place right below, its quota (None: it has none), and its list: the signed one, else the latest draft, else None."""

    region: str
    name: str
    quota: int | None
    found: CultivationList | None

    @property
    def signed(self) -> bool:
        """Whether its list is signed."""
        return self.found is not None and self.found.state == "signed"


def lists_below(session: Session, office: str, library: Library, catalogue: Catalogue) -> list[Below]:
    """Return how the places right below stand with a library, in the catalogue's order."""
    places = {id: place for id, place in catalogue.regions.items() if place.parent == office}
    wanted = (CultivationList.honor == library.honor, CultivationList.year == library.year)
    lists = _own_lists(session, places, wanted, ("draft", "signed"))
    latest = {one.office: one for one in sorted(lists, key=lambda one: (one.state == "signed", one.made_at))}
    quotas = dict(library.recommended.regions) if library.recommended else {}
    return [Below(id, place.name.partition("（")[0], quotas.get(place.code or ""), latest.get(id)) for id, place in places.items()]


def signed_below(session: Session, office: str, catalogue: Catalogue) -> dict[Asked, int]:
    """Return what lists are signed right below, and how many of each, the latest year first."""
    places = [id for id, place in catalogue.regions.items() if place.parent == office]
    found: dict[Asked, int] = {}
    for one in sorted(_own_lists(session, places, (), ("signed",)), key=lambda one: (-one.year, one.honor)):
        key = (one.library, one.honor, one.year)
        found[key] = found.get(key, 0) + 1
    return found


def _own_lists(session: Session, places: Iterable[str], wanted: tuple[object, ...], states: Iterable[str]) -> list[CultivationList]:
    """Return the lists that the bureaus of some places drew up for the whole of their place."""
    own = (CultivationList.office.in_([*places]), CultivationList.region == CultivationList.office, CultivationList.state.in_([*states]))
    return [*session.scalars(select(CultivationList).where(*own, *wanted).options(*UNREAD))]  # type: ignore[arg-type]
