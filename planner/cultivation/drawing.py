"""Drawing up the list: ranked, moved by hand, cut to the quotas. Fewer candidates than a quota leave it unfilled."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.model import Catalogue, Region
from planner.cultivation.moves import Move, moved
from planner.cultivation.places import counts_to, lies_in
from planner.cultivation.standing import GROUPS, Call, Standing, stand
from planner.profile import Profile

Key = tuple[str, str]


@dataclass(frozen=True)
class Placed:
    """A candidate in the list.

    `rank` after moves, `computed` before; `region` whose quota it takes and its place there (None: no quota for where it is).
    `recommended`: within the quota of its region; `selected`: within the number that enter. None: the library has no such quota here.
    """

    standing: Standing
    rank: int
    computed: int
    region: str | None
    region_rank: int | None
    recommended: bool | None
    selected: bool | None
    move: Move | None = None

    @property
    def listed(self) -> bool:
        """Whether it is on the list that counts: selected, else recommended, else (without quota) a candidate."""
        return next((within for within in (self.selected, self.recommended) if within is not None), True)


@dataclass(frozen=True)
class RegionQuota:
    """How many a region may recommend and how many candidates it has."""

    region: str
    number: int
    candidates: int

    @property
    def recommended(self) -> int:
        """How many it recommends."""
        return min(self.number, self.candidates)

    @property
    def vacant(self) -> int:
        """How many places stay empty."""
        return self.number - self.recommended


@dataclass(frozen=True)
class Cultivated:
    """The list of one library; `place` None: everywhere. `quotas` and `selected` (how many may enter) where they apply to the place."""

    call: Call
    place: Region | None
    candidates: tuple[Placed, ...]
    near: tuple[Standing, ...]
    undecided: tuple[Standing, ...]
    excluded: tuple[Standing, ...]
    quotas: tuple[RegionQuota, ...] = ()
    selected: int | None = None


def draw_up(
    standings: Iterable[Standing], call: Call, catalogue: Catalogue, place: Region | None = None, moves: Sequence[Move] = ()
) -> Cultivated:
    """Return the list of a library.

    Parameters
    ----------
    standings : iterable of Standing
        Where each company of the place stands; in any order, which plays no part.
    place : Region, optional
        A city has its own quota, a county none; everywhere or in the province all quotas hold, and the number that enter is taken from
        those recommended.
    moves : sequence of Move
        Places of candidates set by hand.

    Raises
    ------
    BadMoves
        With all moves that cannot be made.

    Notes
    -----
    Exact. O(n log n).
    """
    return arrange(_grouped(standings), call, catalogue, place, moves)


def arrange(
    groups: Mapping[str, Sequence[Standing]], call: Call, catalogue: Catalogue, place: Region | None = None, moves: Sequence[Move] = ()
) -> Cultivated:
    """Return the list of companies whose groups (`GROUPS`) and order are settled: moved by hand, cut to the quotas.

    Raises
    ------
    BadMoves
        With all moves that cannot be made.
    """
    ranked = groups["candidate"]
    others = [one for name in GROUPS[1:] for one in groups[name]]
    order, by_hand = moved(ranked, others, moves)
    quotas, number = _quotas(call, place, catalogue), _number(call, place, catalogue)
    placed = _placed(order, {one.key: rank for rank, one in enumerate(ranked, 1)}, by_hand, quotas, catalogue)
    counted = Counter(one.region for one in placed)
    return Cultivated(
        call,
        place,
        candidates=_selected(placed, number),
        near=tuple(groups["near"]),
        undecided=tuple(groups["undecided"]),
        excluded=tuple(groups["excluded"]),
        quotas=tuple(RegionQuota(region, share, counted[region]) for region, share in (quotas or {}).items()),
        selected=number,
    )


def cultivate(
    profiles: Iterable[Profile], call: Call, catalogue: Catalogue, place: Region | None = None, moves: Sequence[Move] = ()
) -> Cultivated:
    """Return the list of a library from the profiles of companies; those outside the place do not count."""
    return draw_up(standings(profiles, call, catalogue, place), call, catalogue, place, moves)


def standings(profiles: Iterable[Profile], call: Call, catalogue: Catalogue, place: Region | None) -> Iterator[Standing]:
    """Yield where each company of a place stands."""
    return (stand(profile, call, catalogue) for profile in profiles if place is None or lies_in(profile.region, place, catalogue))


def _grouped(standings: Iterable[Standing]) -> dict[str, list[Standing]]:
    groups: dict[str, list[Standing]] = {name: [] for name in GROUPS}
    for one in standings:
        groups[one.group].append(one)
    for name in GROUPS:
        groups[name].sort(key=lambda one: (one.cause, *one.order) if one.group == "excluded" else one.order)
    return groups


def _quotas(call: Call, place: Region | None, catalogue: Catalogue) -> Mapping[str, int] | None:
    """Return the quotas within a place, by region; None where it has none."""
    quota = call.library.recommended
    if quota is None:
        return None
    inside = {code: number for code, number in quota.regions if place is None or lies_in(code, place, catalogue)}
    return inside or None


def _number(call: Call, place: Region | None, catalogue: Catalogue) -> int | None:
    """Return how many enter, where the list is as wide as the honor."""
    selected, granter = call.library.selected, catalogue.programmes[call.library.honor].jurisdiction
    if selected is None or (place is not None and place.id not in _above(granter, catalogue)):
        return None
    return selected.total


def _above(id: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield a place and those above it."""
    here: str | None = id
    while here is not None:
        yield here
        here = catalogue.regions[here].parent


def _placed(
    order: Sequence[Standing],
    computed: Mapping[Key, int],
    by_hand: Mapping[Key, Move],
    quotas: Mapping[str, int] | None,
    catalogue: Catalogue,
) -> list[Placed]:
    counted: Counter[str | None] = Counter()
    found = []
    for rank, one in enumerate(order, 1):
        region = counts_to(one.region, quotas, catalogue) if quotas else None
        counted[region] += 1
        within = None if quotas is None else region is not None and counted[region] <= quotas[region]
        found.append(Placed(one, rank, computed[one.key], region, counted[region] if region else None, within, None, by_hand.get(one.key)))
    return found


def _selected(placed: Sequence[Placed], number: int | None) -> tuple[Placed, ...]:
    """Return the list with those marked that enter: the first so many of the recommended."""
    if number is None:
        return tuple(placed)
    left, found = number, []
    for one in placed:
        enters = one.recommended is not False and left > 0
        left -= enters
        found.append(replace(one, selected=enters))
    return tuple(found)
