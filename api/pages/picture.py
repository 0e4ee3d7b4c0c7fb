"""The picture of a path: boxes for its rungs and lines for what rests on what, laid out for wide screens and for narrow ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, count

from api.report import fold

CELL = 7.9  # px of half a Chinese letter of the name; digits are somewhat wider than half
SMALL, SMALL_CELL = 13, 7.1
NAME_LINE, LINE, PAD = 21, 19, 12
WIDEST, MOST_WIDE = 1120, 6  # px, and rungs that fit side by side
BOX, GUTTER = 250, 44
STAIR = 30  # px from the middle of a box to the foot of the next
NARROW, LANE = 343, 16
HEAD = 8  # px of an arrow's head


@dataclass(frozen=True)
class Rung:
    """One rung: of which `kind` (held, or that of a step), a tag, its name, what is to be said about it; `target`: the aim itself."""

    kind: str
    tag: str
    name: str
    lines: tuple[str, ...] = ()
    target: bool = False


@dataclass(frozen=True)
class Link:
    """One rung rests on another, by their places; `custom`: no clause says so."""

    below: int
    above: int
    custom: bool


@dataclass(frozen=True)
class Words:
    """A line of text in the picture."""

    x: float
    y: float
    text: str
    style: str


@dataclass(frozen=True)
class Box:
    """A rung laid out."""

    x: float
    y: float
    width: float
    height: float
    rung: Rung
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Arrow:
    """A line of a path's data, and the three points of its head."""

    line: str
    head: str
    custom: bool
    label: Words | None


@dataclass(frozen=True)
class Picture:
    """A path laid out, in px."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def stairs(rungs: Sequence[Rung], links: Sequence[Link]) -> Picture:
    """Return a path that climbs from the bottom left to the top right; one of more rungs than fit abreast from top to bottom."""
    if len(rungs) > MOST_WIDE:
        return column(rungs, links)
    width = min(BOX, (WIDEST - GUTTER * (len(rungs) - 1)) / len(rungs))
    heights = [_height(rung, width) for rung in rungs]
    feet = [*accumulate((height / 2 + STAIR for height in heights[:-1]), initial=0.0)]
    whole = max(foot + height for foot, height in zip(feet, heights, strict=True))
    boxes = tuple(
        _box(rung, place * (width + GUTTER), whole - feet[place] - heights[place], width, heights[place])
        for place, rung in enumerate(rungs)
    )
    taken = [count() for _ in rungs]
    arrows = tuple(_climb(boxes[link.below], boxes[link.above], next(taken[link.above]), custom=link.custom) for link in links)
    return Picture(boxes[-1].x + width, whole, boxes, arrows)


def column(rungs: Sequence[Rung], links: Sequence[Link]) -> Picture:
    """Return a path that goes from top to bottom; lines that pass a rung by run on its left."""
    passing = [link for link in links if link.above > link.below + 1]
    left = LANE * len(passing) + (4 if passing else 0)
    boxes: list[Box] = []
    y = 0.0
    for rung in rungs:
        height = _height(rung, NARROW - left)
        boxes.append(_box(rung, left, y, NARROW - left, height))
        y += height + GUTTER
    down = [_descend(boxes[link.below], boxes[link.above], custom=link.custom) for link in links if link not in passing]
    lanes = [_pass_by(boxes[link.below], boxes[link.above], LANE * (lane + 0.5), custom=link.custom) for lane, link in enumerate(passing)]
    return Picture(NARROW, y - GUTTER, tuple(boxes), (*down, *lanes))


def _name(rung: Rung, width: float) -> list[str]:
    return fold(rung.name, int((width - 2 * PAD) / CELL))


def _said(rung: Rung, width: float) -> list[str]:
    return [part for line in rung.lines for part in fold(line, int((width - 2 * PAD) / SMALL_CELL))]


def _height(rung: Rung, width: float) -> float:
    return 2 * PAD + LINE + NAME_LINE * len(_name(rung, width)) + LINE * len(_said(rung, width))


def _box(rung: Rung, x: float, y: float, width: float, height: float) -> Box:
    names = _name(rung, width)
    start = y + PAD + SMALL
    words = [Words(x + PAD, start, rung.tag, "tag")]
    words += [Words(x + PAD, start + NAME_LINE * place, text, "name") for place, text in enumerate(names, 1)]
    below = start + NAME_LINE * len(names)
    words += [Words(x + PAD, below + LINE * place, text, "said") for place, text in enumerate(_said(rung, width), 1)]
    return Box(x, y, width, height, rung, tuple(words))


def _climb(below: Box, above: Box, place: int, *, custom: bool) -> Arrow:
    """Return the line from the right of a box to the foot of one further up; lines to the same foot stand apart."""
    x, start, end = above.x + 26 + LANE * place, below.y + below.height / 2, above.y + above.height
    line = f"M{_px(below.x + below.width)} {_px(start)}H{_px(x)}V{_px(end + HEAD)}"
    head = _points((x, end), (x - 5, end + HEAD), (x + 5, end + HEAD))
    return Arrow(line, head, custom, _label(x + 8, start - 6) if custom else None)


def _descend(above: Box, below: Box, *, custom: bool) -> Arrow:
    x, start, end = above.x + above.width / 2, above.y + above.height, below.y
    head = _points((x, end), (x - 5, end - HEAD), (x + 5, end - HEAD))
    return Arrow(f"M{_px(x)} {_px(start)}V{_px(end - HEAD)}", head, custom, _label(x + 8, (start + end) / 2 + 4) if custom else None)


def _pass_by(above: Box, below: Box, x: float, *, custom: bool) -> Arrow:
    start, end = above.y + above.height / 2, below.y + below.height / 2
    line = f"M{_px(above.x)} {_px(start)}H{_px(x)}V{_px(end)}H{_px(below.x - HEAD)}"
    head = _points((below.x, end), (below.x - HEAD, end - 5), (below.x - HEAD, end + 5))
    return Arrow(line, head, custom, None)


def _label(x: float, y: float) -> Words:
    return Words(x, y, "按惯例", "tag")


def _points(*corners: tuple[float, float]) -> str:
    return " ".join(f"{_px(x)},{_px(y)}" for x, y in corners)


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
