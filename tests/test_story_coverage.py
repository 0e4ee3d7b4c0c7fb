"""Every programme has its stories: met, unmet and unknown for an honor, paid, unpaid and capped for a fund."""

from collections.abc import Iterator

import pytest
from stories import Story, read_stories

from graph.amounts import CreditByTitle, Unstated
from graph.loader import load_catalogue
from graph.model import Programme

CATALOGUE = load_catalogue()
STATES = {"held": "met", "eligible": "met", "near": "unmet", "far": "unmet", "barred": "unmet", "unknown": "unknown"}
FUNDS = [one for one in CATALOGUE.programmes.values() if one.fund and not isinstance(one.fund.amount, CreditByTitle | Unstated)]
HONORS = [one for one in CATALOGUE.programmes.values() if one.obtainable and one.status.state != "closed"]


def outcomes(story: Story) -> Iterator[tuple[str, str]]:
    """Yield what a story shows of which programme."""
    expect = story.expect
    if expect.get("verdict"):
        yield story.programme, expect["verdict"]
    if expect.get("state") in STATES:
        yield story.programme, STATES[expect["state"]]
    if expect.get("no_claim"):
        yield story.programme, "unpaid"
    if any(sum_ for totals in expect.get("totals", {}).values() for sum_ in totals.values()):
        yield story.programme, "paid"
    for claim in expect.get("claims", []):
        yield claim.get("fund", story.programme), "paid"


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return list(read_stories())


@pytest.fixture(scope="module")
def shown(stories: list[Story]) -> set[tuple[str, str]]:
    return {outcome for story in stories for outcome in outcomes(story)}


@pytest.mark.parametrize("honor", HONORS, ids=lambda one: one.id)
def test_an_honor_has_a_story_that_meets_it_one_that_does_not_and_one_that_is_unknown(
    honor: Programme, shown: set[tuple[str, str]]
) -> None:
    assert {(honor.id, verdict) for verdict in ("met", "unmet", "unknown")} <= shown


@pytest.mark.parametrize("fund", FUNDS, ids=lambda one: one.id)
def test_a_fund_has_a_story_in_which_it_pays_and_one_in_which_it_does_not(fund: Programme, shown: set[tuple[str, str]]) -> None:
    assert {(fund.id, "paid"), (fund.id, "unpaid")} <= shown


def caps(fund: Programme) -> set[float]:
    """Return the sums at which what a fund pays is cut."""
    assert fund.fund is not None
    own = getattr(fund.fund.amount, "cap", None)
    limits = [cap.limit for cap in (*fund.fund.amount.caps, *fund.fund.joint_caps)]
    return {float(limit) for limit in (*limits, *([own] if own is not None else []))}


def sums(story: Story, fund: str) -> Iterator[float]:
    """Yield the sums that a story expects of a fund: of its claims, and the totals where it is the story's own."""
    for claim in story.expect.get("claims", []):
        if claim.get("fund", story.programme) == fund and "amount" in claim:
            yield float(claim["amount"])
    if story.programme == fund:
        yield from (float(sum_) for totals in story.expect.get("totals", {}).values() for sum_ in totals.values())


@pytest.mark.parametrize("fund", [one for one in FUNDS if caps(one)], ids=lambda one: one.id)
def test_a_fund_with_a_cap_has_a_story_in_which_the_cap_is_reached(fund: Programme, stories: list[Story]) -> None:
    assert caps(fund) & {sum_ for story in stories for sum_ in sums(story, fund.id)}
