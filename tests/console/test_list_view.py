"""What the page of a list makes of it: the line of the quota, ties at the line, who could still enter, steps up and down."""

from typing import Any

import pytest

from api.console.list_view import Look, could_enter, place_of_row, quota_line, seen, steps_of, ties_at_line


def row(rank: int, points: str = "50", *, listed: bool = True, moved: bool = False, **more: Any) -> dict[str, Any]:
    within = {"recommended": listed, "selected": None, "listed": listed, "quota_region": "410400"}
    known = {"year": 2026, "gaps": [], "unknowns": [], "way": [], "points_exact": points, "move": {"reason": "x"} if moved else None}
    return {"rank": rank, "name": f"示例{rank}", "uscc": f"9141{rank:014}", **within, **known, **more}


def a_list(candidates: list[dict[str, Any]], number: int | None = 2, vacant: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    recommended = [{"region": "410400", "quota": number}] if number is not None else None
    quota = {"recommended": recommended, "selected": None, "vacant": list(vacant)}
    groups: dict[str, Any] = {"near": [], "undecided": [], "excluded": [], "change": None, "joined": None}
    return {"candidates": candidates, "quota": quota, **groups, **more}


def test_the_line_stands_after_the_last_that_is_recommended() -> None:
    line = quota_line(a_list([row(1), row(2), row(3, listed=False)]))

    assert line
    assert (line.after, line.text) == (2, "推荐名额 2 家，到此为止")


def test_places_that_stay_empty_are_told_at_the_line() -> None:
    line = quota_line(a_list([row(1)], number=2, vacant=("空 1 家",)))

    assert line
    assert (line.after, line.text) == (1, "推荐名额 2 家，到此为止。空 1 家")


def test_a_list_of_several_quotas_says_why_some_above_the_line_are_not_on_it() -> None:
    line = quota_line(a_list([row(1), row(2, listed=False), row(3)]))

    assert line
    assert line.after == 3
    assert "所在地的名额已满" in line.text


def test_without_quota_there_is_no_line() -> None:
    assert quota_line(a_list([row(1)], number=None)) is None


def test_with_no_candidate_the_line_stands_above_all() -> None:
    line = quota_line(a_list([]))

    assert line
    assert line.after == 0


@pytest.mark.parametrize(
    ("candidates", "names"),
    [
        ([row(1, "60"), row(2, "50"), row(3, "50", listed=False)], [["示例2", "示例3"]]),
        ([row(1, "60"), row(2, "50"), row(3, "4999/100", listed=False)], []),
        ([row(1, "50"), row(2, "50"), row(3, "40", listed=False)], []),
        ([row(1, "60"), row(2, "50", moved=True), row(3, "50", listed=False)], []),
        ([row(1, "50"), row(2, "50", listed=False, gaps=["g"])], []),
        ([row(1, "50"), row(2, "50", listed=False, quota_region="410100")], []),
    ],
)
def test_only_those_are_tied_at_the_line_whom_nothing_but_the_rule_for_ties_parts(
    candidates: list[dict[str, Any]], names: list[list[str]]
) -> None:
    assert ties_at_line(a_list(candidates)) == names


def test_the_undecided_who_could_enter_have_no_less_than_the_last_on_the_list() -> None:
    undecided = [{"name": "够", "points_exact": "50"}, {"name": "差一点", "points_exact": "149999/3000"}]

    assert [one["name"] for one in could_enter(a_list([row(1, "60"), row(2, "50")], undecided=undecided))] == ["够"]


@pytest.mark.parametrize(
    ("rank", "taken", "steps"), [(1, (), (None, 2)), (3, (), (2, None)), (2, (1, 3), (None, None)), (3, (2,), (1, None))]
)
def test_a_step_goes_past_places_that_other_moves_hold(rank: int, taken: tuple[int, ...], steps: tuple[int | None, int | None]) -> None:
    assert steps_of(rank, 3, taken) == steps


def test_a_row_is_recommended_reserve_or_without_quota_a_candidate() -> None:
    rows = [row(1), row(2, listed=False), row(3, recommended=None), row(4, selected=True)]

    assert [place_of_row(one) for one in rows] == ["recommended", "reserve", "candidate", "selected"]


def test_a_long_list_comes_in_pages_and_a_name_is_found_in_all_parts() -> None:
    answer = {"moves": [], "list": a_list([row(rank) for rank in range(1, 251)], near=[{"name": "示例77乙", "uscc": None}])}
    last, found = seen(answer, Look(page=9)), seen(answer, Look(name="示例77"))

    assert (last.look.page, [one["rank"] for one in last.rows]) == (3, [*range(201, 251)])
    assert [(tab.part, tab.all, tab.found) for tab in found.tabs][:2] == [("candidates", 250, 1), ("near", 1, 1)]
