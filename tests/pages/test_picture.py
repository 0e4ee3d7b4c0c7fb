"""The picture of a path: nothing is hidden, cut off or crossed out."""

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from api.pages.picture import MOST_WIDE, NARROW, WIDEST, Box, Link, Picture, Rung, column, stairs

NAME = st.text("专精特新小巨人企业（“”）2026", min_size=1, max_size=30)
RUNGS = st.lists(
    st.builds(Rung, st.just("obtain"), st.just("第 1 步"), NAME, st.lists(NAME, max_size=4).map(tuple)), min_size=1, max_size=8
)
Draw = Callable[[list[Rung], list[Link]], Picture]


def linked(rungs: list[Rung], custom: bool) -> list[Link]:
    """Return links between neighbours, and from the first to the last."""
    last = len(rungs) - 1
    return [Link(place, place + 1, custom) for place in range(last)] + ([Link(0, last, custom)] if last > 1 else [])


def apart(one: Box, other: Box) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return beside or one.y + one.height <= other.y or other.y + other.height <= one.y


@pytest.mark.parametrize("draw", [stairs, column])
@given(rungs=RUNGS, custom=st.booleans())
@settings(max_examples=60)
def test_boxes_stand_apart_within_the_picture_and_hold_their_words(draw: Draw, rungs: list[Rung], custom: bool) -> None:
    picture = draw(rungs, linked(rungs, custom))

    assert [box.rung for box in picture.boxes] == rungs
    assert all(apart(one, other) for one, other in combinations(picture.boxes, 2))
    for box in picture.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= picture.width + 0.01
        assert box.y + box.height <= picture.height + 0.01
        for words in box.words:
            assert box.y < words.y < box.y + box.height
            assert words.x + cell_len(words.text) * 7.1 <= box.x + box.width
        said = "".join(words.text for words in box.words).replace(" ", "")
        assert said == "".join((box.rung.tag, box.rung.name, *box.rung.lines)).replace(" ", "")


@pytest.mark.parametrize("draw", [stairs, column])
@pytest.mark.parametrize("custom", [True, False])
def test_every_link_is_drawn_and_says_whether_it_is_custom(draw: Draw, custom: bool) -> None:
    rungs = [Rung("obtain", "申报", f"第{place}项") for place in range(4)]
    links = linked(rungs, custom)
    picture = draw(rungs, links)

    assert [arrow.custom for arrow in picture.arrows] == [custom] * len(links)
    assert any(arrow.label and arrow.label.text == "按惯例" for arrow in picture.arrows) == custom


def test_stairs_climb_to_the_right_and_a_column_goes_down() -> None:
    rungs = [Rung("obtain", "申报", f"第{place}项") for place in range(MOST_WIDE)]
    wide, narrow = stairs(rungs, []), column(rungs, [])

    assert wide.width <= WIDEST
    assert [box.x for box in wide.boxes] == sorted(box.x for box in wide.boxes)
    assert [box.y for box in wide.boxes] == sorted((box.y for box in wide.boxes), reverse=True)
    assert narrow.width == NARROW
    assert [box.y for box in narrow.boxes] == sorted(box.y for box in narrow.boxes)


def test_more_rungs_than_fit_abreast_stand_one_below_the_other() -> None:
    rungs = [Rung("obtain", "申报", f"第{place}项") for place in range(MOST_WIDE + 1)]

    assert stairs(rungs, []) == column(rungs, [])
