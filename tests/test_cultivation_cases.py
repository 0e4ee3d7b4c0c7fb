"""Every story of tests/cases/cultivation comes out as its policy officer wrote it: a table of companies, and the list drawn from it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from stories import CASES, as_json, changed, read_page

from graph.libraries import library_for
from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.cultivation.change import Earlier, changes
from planner.cultivation.drawing import Cultivated, Placed, cultivate
from planner.cultivation.moves import BadMoves, Move
from planner.cultivation.places import place_of
from planner.cultivation.standing import Call, Standing
from planner.gaps import Gap
from planner.profile import Profile
from planner.profile_reader import read_profile

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GROUPS = ("candidates", "near", "undecided", "excluded")
STORIES = [
    pytest.param(page, case, id=f"{path.stem}：{case['name']}")
    for path in sorted((CASES / "cultivation").glob("*.yaml"))
    for page in [read_page(path)]
    for case in page["cases"]
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize(("page", "case"), STORIES)
def test_story(page: dict[str, Any], case: dict[str, Any], catalogue: Catalogue) -> None:
    expect = dict(case["expect"])
    profiles = [read_profile(as_json(one), catalogue) for one in companies(page, case)]
    if "refused" in expect:
        with pytest.raises(BadMoves) as refused:
            drawn(page, case, profiles, catalogue)
        assert [part for part in expect["refused"] if part not in "\n".join(refused.value.lines)] == []
        return
    found = drawn(page, case, profiles, catalogue)
    for name, wanted in expect.pop("of", {}).items():
        assert_standing(wanted, standings(found)[name], catalogue)
    if "more_points" in expect:
        more, less = expect.pop("more_points")
        assert standings(found)[more].points > standings(found)[less].points
    if "quotas" in expect:
        assert quotas(expect["quotas"], found) == expect.pop("quotas")
    if "change" in expect:
        assert change(found, case["last"]) == expect.pop("change")
    for key, wanted in expect.items():
        assert TOLD[key](found) == wanted, key


def companies(page: dict[str, Any], case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the companies of a story: copies are numbered, codes ascend."""
    names = [
        (f"{name}{place}" if "copies" in change else name, {path: value for path, value in change.items() if path != "copies"})
        for name, change in case["companies"].items()
        for place in range(1, change.get("copies", 1) + 1)
    ]
    for number, (name, change) in enumerate(names, 1):
        found = changed(page["company"], change)
        found["enterprise"] |= {"name": name, "uscc": code(number)}
        yield found


def code(number: int) -> str:
    body = f"91410400MG{number:07}"
    return body + SIGNS[-sum(SIGNS.index(sign) * 3**place for place, sign in enumerate(body)) % 31]


def drawn(page: dict[str, Any], case: dict[str, Any], profiles: Sequence[Profile], catalogue: Catalogue) -> Cultivated:
    """Return the list of a story."""
    on = date.fromisoformat(case.get("on", page["on"]))
    call = (
        Call(catalogue.libraries[page["library"]], on)
        if "library" in page
        else Call(library_for(page["honor"], page["year"], catalogue), on, planned=True)
    )
    place = place_of(case["region"], catalogue) if "region" in case else None
    moves = [
        Move(one["company"], one["position"], one.get("reason", "实地核查"), one.get("who", "某科室"), "2026-03-20", f"moves.csv:{line}")
        for line, one in enumerate(case.get("moves", ()), 2)
    ]
    return cultivate(profiles, call, catalogue, place, moves)


def standings(found: Cultivated) -> dict[str, Standing]:
    """Return where each company stands, by name."""
    placed = {one.standing.name: one.standing for one in found.candidates}
    return placed | {one.name: one for group in GROUPS[1:] for one in getattr(found, group)}


def names(placed: Iterable[Placed], marked: str = "standing") -> list[str]:
    """Return the names of those that have a mark, in their order."""
    return [one.standing.name for one in placed if getattr(one, marked)]


TOLD: Mapping[str, Callable[[Cultivated], Any]] = {
    "candidates": lambda found: names(found.candidates),
    "near": lambda found: [one.name for one in found.near],
    "undecided": lambda found: [one.name for one in found.undecided],
    "excluded": lambda found: [one.name for one in found.excluded],
    "recommended": lambda found: names(found.candidates, "recommended"),
    "listed": lambda found: names(found.candidates, "listed"),
    "beyond": lambda found: names(one for one in found.candidates if not one.listed),
    "selected": lambda found: None if found.selected is None else names(found.candidates, "selected"),
    "moved": lambda found: names(found.candidates, "move"),
    "computed": lambda found: {one.standing.name: one.computed for one in found.candidates},
    "counts": lambda found: {group: len(getattr(found, group)) for group in GROUPS},
}


def quotas(wanted: Mapping[str, Mapping[str, int]], found: Cultivated) -> dict[str, dict[str, int]]:
    """Return the quotas that are wanted; all of them where none is."""
    return {
        one.region: {part: getattr(one, part) for part in wanted.get(one.region, ())}
        for one in found.quotas
        if one.region in wanted or not wanted
    }


def change(found: Cultivated, last: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """Return who entered, stayed and left since a list; who is not in the table has a code of its own."""
    codes = {name: one.uscc for name, one in standings(found).items()}
    earlier = []
    for number, one in enumerate(last, 1):
        group = one.get("group", "candidates")
        listed, rank = (True, number) if group == "candidates" else (False, None)
        earlier.append(Earlier(codes.get(one["company"], code(9000 + number)), one["company"], group, listed, rank, one.get("why", "")))
    kinds: dict[str, list[str]] = {"entered": [], "stayed": [], "left": []}
    for one in changes(earlier, found):
        kinds[one.kind].append(one.name)
    return kinds


def assert_standing(wanted: dict[str, Any], found: Standing, catalogue: Catalogue) -> None:
    """Hold that a company stands as is wanted."""
    actual = {
        "year": found.year,
        "cause": found.cause,
        "until": str(found.until) if found.until else None,
        "gap_count": len(found.gaps),
        "gaps": list(lacking(found.gaps)),
        "asks": [ask.id for ask in found.unknowns],
        "rules": [rule.text(catalogue.words) for rule in found.rules],
        "points": [part.points for part in found.contributions],
        "values": [part.value for part in found.contributions],
        "doubtful": [honor for part in found.contributions[:1] for honor in part.doubtful],
        "way": [step.honor for step in found.way if step.kind == "obtain"],
    }
    for key, value in wanted.items():
        exact = [None if one is None else Fraction(one) for one in value] if key in ("points", "values") else value
        assert actual[key] == exact, key


def lacking(gaps: Sequence[Gap]) -> Iterator[str]:
    """Yield what each gap is about: its metric or honor, of a choice the first."""
    for gap in gaps:
        if gap.branches:
            yield from list(lacking(gap.branches[0]))[:1]
        else:
            yield gap.metric or gap.honor or gap.criterion
