from collections.abc import Callable
from fractions import Fraction

import pytest

from graph.criteria import Criterion
from graph.criteria.score import part_bounds
from graph.facts import Ask, Facts
from graph.model import Catalogue
from graph.verdict import Verdict

MET, UNMET, UNKNOWN = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN
Rule = Callable[[str], Criterion]
Known = Callable[..., Facts]


def known(company: Known, patents: int | None, brand: bool | None) -> Facts:
    figures = {} if patents is None else {"patents": patents}
    return company(figures=figures, declarations={} if brand is None else {"own_brand": brand})


@pytest.mark.parametrize(
    ("patents", "brand", "innovation", "branded"),
    [
        (5, True, (20, 20), (30, 30)),
        (4, False, (10, 10), (0, 0)),
        (0, True, (0, 0), (30, 30)),
        (None, None, (0, 20), (0, 30)),
    ],
)
def test_an_item_scores_its_first_row_that_holds_and_unknown_gives_bounds(
    base: Catalogue, company: Known, patents: int | None, brand: bool | None, innovation: tuple[int, int], branded: tuple[int, int]
) -> None:
    bounds, _ = part_bounds(base.words.scorecards["quality"], known(company, patents, brand))
    assert bounds == {"innovation": innovation, "brand": branded}


@pytest.mark.parametrize(
    ("patents", "brand", "verdict"),
    [
        (1, True, MET),
        (0, True, UNMET),
        (5, False, UNMET),
        (None, True, UNKNOWN),
        (None, False, UNMET),
        (5, None, UNKNOWN),
        (0, None, UNMET),
        (None, None, UNKNOWN),
    ],
)
def test_a_score_is_judged_by_what_is_still_possible(
    rule: Rule, company: Known, patents: int | None, brand: bool | None, verdict: Verdict
) -> None:
    assert rule("{scorecard: quality, at_least: 40}").judge(known(company, patents, brand)).verdict is verdict


def test_every_part_needs_its_own_least_score(rule: Rule, company: Known) -> None:
    criterion = rule("{scorecard: quality, at_least: 30, parts: {innovation: 10}}")
    found = criterion.judge(known(company, 0, True))
    assert found.measure is not None
    assert (found.verdict, found.measure.need, found.measure.have, found.measure.short) == (UNMET, 10, 0, 10)
    assert criterion.judge(known(company, 1, True)).verdict is MET


def test_the_gap_counts_what_is_unknown_in_favour(rule: Rule, company: Known) -> None:
    found = rule("{scorecard: quality, at_least: 40}").judge(known(company, None, False))
    assert found.measure is not None
    assert (found.measure.have, found.measure.short, found.measure.unit) == (Fraction(20), Fraction(20), "分")


def test_what_could_decide_is_asked_for_once(rule: Rule, company: Known) -> None:
    asks = rule("{scorecard: quality, at_least: 40}").judge(company()).asks
    assert asks == (Ask("patents", "metric"), Ask("own_brand", "declaration"))
    assert rule("{scorecard: quality, at_least: 40}").judge(known(company, 5, True)).asks == ()
