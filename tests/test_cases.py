"""Every story of tests/cases comes out as its policy officer wrote it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from stories import Story, as_json, read_stories

from graph.loader import load_catalogue
from graph.model import Catalogue
from planner.assessment import assess
from planner.awards import Awards, Line, awards
from planner.gaps import Gap
from planner.profile_reader import read_profile

ASSESSED = ("state", "verdict", "barred_until", "review_due", "gaps", "gap_count", "asks")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize("story", list(read_stories()), ids=str)
def test_story(story: Story, catalogue: Catalogue) -> None:
    profile = read_profile(as_json(story.profile), catalogue)
    on = date.fromisoformat(story.on)
    unknown_words = story.expect.keys() - {*ASSESSED, "claims", "no_claim", "totals", "credit"}
    assert not unknown_words

    if story.expect.keys() & set(ASSESSED):
        (found,) = assess(profile, catalogue, on, story.programme)
        actual = {
            "state": found.state,
            "verdict": found.verdict.value if found.verdict else None,
            "barred_until": str(found.barred_until) if found.barred_until else None,
            "review_due": str(found.review_due) if found.review_due else None,
            "gap_count": len(found.gaps),
        }
        for key in story.expect.keys() & actual.keys():
            assert actual[key] == story.expect[key], (key, [gap.text for gap in found.gaps], found.unknowns)
        assert_gaps(story.expect.get("gaps", []), found.gaps)
        assert {*story.expect.get("asks", [])} <= {ask.id for ask in found.unknowns}
    if story.expect.keys() & {"claims", "no_claim", "totals", "credit"}:
        assert_money(story, awards(profile, catalogue, on))


def assert_gaps(expected: list[dict[str, Any]], gaps: tuple[Gap, ...]) -> None:
    """Hold that each expected gap is among the gaps, or inside a choice of them."""
    everything = list(flat(gaps))
    for wanted in expected:
        assert any(matches(wanted, gap) for gap in everything), (wanted, everything)


def flat(gaps: Iterable[Gap]) -> Iterable[Gap]:
    """Yield gaps and those inside their branches."""
    for gap in gaps:
        yield gap
        for branch in gap.branches:
            yield from flat(branch)


def matches(wanted: dict[str, Any], gap: Gap) -> bool:
    """Return whether a gap has all that is wanted of it."""
    actual = {"any": bool(gap.branches), **{key: getattr(gap, key) for key in wanted if key != "any"}}
    return all(same(actual[key], value) for key, value in wanted.items())


def same(actual: Any, wanted: Any) -> bool:
    """Return whether two values agree, figures exactly."""
    if isinstance(wanted, int | Decimal) and not isinstance(wanted, bool):
        return actual is not None and actual == Fraction(wanted)
    return (str(actual) if isinstance(actual, date) else actual) == wanted


def assert_money(story: Story, found: Awards) -> None:
    """Hold that the claims, totals and credit lines are as expected."""
    lines = [line for line in found.claims if line.fund == story.programme]
    for wanted in story.expect.get("claims", []):
        everywhere = found.claims if "fund" in wanted else lines
        assert any(line_matches(wanted, line) for line in everywhere), (wanted, found.claims, found.lost)
    if story.expect.get("no_claim"):
        assert not lines
    for name, sums in story.expect.get("totals", {}).items():
        for payer, amount in sums.items():
            assert getattr(getattr(found, name), payer) == Fraction(amount), (name, payer, found.claims)
    for amount in story.expect.get("credit", []):
        assert Fraction(amount) in [credit.amount for credit in found.credit]


def line_matches(wanted: dict[str, Any], line: Line) -> bool:
    """Return whether a claim has all that is wanted of it; a payer is wanted by its name or by its shares."""
    actual = {key: getattr(line, "payers" if key == "payer" else key) for key in wanted}
    if "payer" in actual:
        payers = dict(actual["payer"])
        actual["payer"] = next(iter(payers)) if len(payers) == 1 else payers
    return all(same(actual[key], value) for key, value in wanted.items())
