"""Profiles answered by columns, batch after batch: the same as assessing each by itself."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.exact_json import read_json
from api.profile_file import load_profile
from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.assessment import assess
from planner.errors import UnknownProgramme
from planner.profile import Profile
from planner.profile_reader import read_profile
from planner.screening.frame import holds
from planner.screening.profiles import ProfileScreen
from tests.test_made_up_companies import city

ON = date(2026, 11, 21)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def profiles(catalogue: Catalogue) -> list[Profile]:
    made = [read_profile(read_json(json.dumps(one)), catalogue) for one in city()[:12]]
    found = [load_profile(path, catalogue) for path in EXAMPLES]
    assert {holds(one, catalogue) for one in found} == {True, False}
    return [*found[:9], *made, *found[9:]]


def assessed(profiles: list[Profile], catalogue: Catalogue, wanted: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return [
        (place, one.programme.id, one.state, one.verdict.value if one.verdict else None, len(one.gaps), len(one.unknowns))
        for place, profile in enumerate(profiles)
        for id in wanted or (None,)
        for one in assess(profile, catalogue, ON, id)
    ]


@pytest.mark.parametrize("wanted", [(), ("sme-specialized",), ("sme-little-giant", "sme-specialized")], ids=len)
def test_batches_are_answered_as_each_profile_by_itself(wanted: tuple[str, ...], profiles: list[Profile], catalogue: Catalogue) -> None:
    screen = ProfileScreen(catalogue, ON, wanted)
    for batch in (profiles[:1], profiles[1:20], profiles[20:], profiles[:1], []):
        rows = screen.rows(batch).select("row", "programme", "state", "verdict", "unmet", "unknown").rows()

        assert rows == assessed(batch, catalogue, wanted)


def test_it_is_compiled_anew_only_for_columns_that_are_new(profiles: list[Profile], catalogue: Catalogue) -> None:
    screen = ProfileScreen(catalogue, ON, ("sme-specialized",))
    screen.rows(profiles[9:21])
    compiled = screen.screen
    screen.rows(profiles[12:15])

    assert screen.screen is compiled


def test_a_programme_that_is_unknown_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownProgramme):
        ProfileScreen(catalogue, ON, ("nothing",))
