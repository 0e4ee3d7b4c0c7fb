"""Every programme has its stories: met, unmet and unknown for an honor, paid and unpaid for a fund."""

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
def shown() -> set[tuple[str, str]]:
    return {outcome for story in read_stories() for outcome in outcomes(story)}


@pytest.mark.parametrize("honor", HONORS, ids=lambda one: one.id)
def test_an_honor_has_a_story_that_meets_it_one_that_does_not_and_one_that_is_unknown(
    honor: Programme, shown: set[tuple[str, str]]
) -> None:
    assert {(honor.id, verdict) for verdict in ("met", "unmet", "unknown")} <= shown


@pytest.mark.parametrize("fund", FUNDS, ids=lambda one: one.id)
def test_a_fund_has_a_story_in_which_it_pays_and_one_in_which_it_does_not(fund: Programme, shown: set[tuple[str, str]]) -> None:
    assert {(fund.id, "paid"), (fund.id, "unpaid")} <= shown
