"""The target that a company is shown first."""

from dataclasses import replace

from graph.model import Programme, Rung
from graph.source import Clause
from planner.assessment import assess
from planner.profile import Title
from planner.targets import first_target
from tests.planner.random_catalogues import SMALL_ONLY, credential, gate, title
from tests.planner.small_changes import KNOWN, ON, of, one, said

LADDER = (one("held"), one("second", title("held"), level="province"), one("third", title("second"), level="national"))


def shown(*programmes: Programme, titles: tuple[Title, ...] = KNOWN.titles) -> str | None:
    profile, catalogue = replace(KNOWN, titles=titles), of(*programmes)
    return first_target(assess(profile, catalogue, ON), profile, catalogue, ON)


def test_it_is_the_highest_rung_of_the_ladder_on_which_the_company_stands() -> None:
    assert shown(one("elsewhere", level="national"), *LADDER) == "third"


def test_custom_is_a_ladder_too() -> None:
    above = one("above", level="national", after=(Rung("third", "", Clause()),))

    assert shown(*LADDER, above) == "above"


def test_the_ladder_with_more_rungs_climbed_comes_first() -> None:
    other = one("other", gate(None, title("held"), title("also")), level="province")
    titles = (*KNOWN.titles, *(replace(KNOWN.titles[0], honor=name) for name in ("also",)))

    assert shown(*LADDER, one("also"), other, titles=titles) == "other"


def test_what_cannot_be_reached_is_passed_over() -> None:
    outside = one("fourth", title("third"), level="national", scope=(SMALL_ONLY,))
    needing = one("fifth", gate(None, title("third"), title("abroad")), level="national")

    assert shown(*LADDER, outside, credential("abroad"), needing) == "third"


def test_a_company_without_a_rung_is_shown_what_it_is_nearest_to() -> None:
    near, far = one("near", said("no1"), level="province"), one("far", gate(None, said("no1"), said("no2"), said("no3")), level="national")

    assert shown(far, near, titles=()) == "near"


def test_nothing_is_shown_where_nothing_lies_ahead() -> None:
    assert shown(one("held")) is None
