"""A cultivation list as its page shows it: one part at a time, found by name, in pages, with the line of the quota."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from api.answers import Json
from api.labels import GROUP, MOVEMENT
from api.phrases import amount
from api.phrases_cultivation import points_text

PARTS = {**GROUP, "change": "与上次相比", "moves": "人工调整", "joined": "来源"}
SIZE = 100  # rows of a page


@dataclass(frozen=True)
class Look:
    """What of a list is looked at: a part, companies whose name or code has a text in it, a page of them."""

    part: str = "candidates"
    name: str = ""
    page: int = 1


@dataclass(frozen=True)
class Tab:
    """A part of a list, how many rows it has, and how many of them are found."""

    part: str
    title: str
    all: int
    found: int


@dataclass(frozen=True)
class Seen:
    """What is seen of a list: its tabs, and a page of one part."""

    look: Look
    tabs: Sequence[Tab]
    rows: Sequence[Json]
    total: int

    size = SIZE

    @property
    def usccs(self) -> set[str]:
        """The codes of the companies that are seen."""
        return {row["uscc"] for row in self.rows if row.get("uscc")}


@dataclass(frozen=True)
class Line:
    """Where the quota ends: after which rank, and what is written there."""

    after: int
    text: str


def seen(answer: Json, look: Look) -> Seen:
    """Return what is seen of a list, as `api.bureau.lists.list_answer` gives it."""
    all_rows = {part: _rows(answer, part) for part in PARTS if _has(answer, part)}
    found = {part: [row for row in rows if _fits(row, look.name)] for part, rows in all_rows.items()}
    part = look.part if look.part in found else "candidates"
    rows = found[part]
    page = min(look.page, max(1, -(-len(rows) // SIZE)))
    tabs = [Tab(id, PARTS[id], len(all_rows[id]), len(found[id])) for id in found]
    return Seen(Look(part, look.name, page), tabs, rows[(page - 1) * SIZE : page * SIZE], len(rows))


def page_with(rank: int) -> int:
    """Return the page of the candidates on which a rank stands."""
    return (rank - 1) // SIZE + 1


def _has(answer: Json, part: str) -> bool:
    """Return whether a part is shown: all groups are, what is joined or compared where there is something to join or compare."""
    return part in GROUP or (bool(answer["moves"]) if part == "moves" else bool(answer["list"][part]))


def _rows(answer: Json, part: str) -> list[Json]:
    data: Json = answer["list"]
    if part == "moves":
        names = {row["uscc"]: row["name"] for row in data["candidates"]}
        return [{**one, "name": names.get(one["uscc"], one["uscc"])} for one in reversed(answer["moves"])]
    if part == "change":
        return [{**row, "kind": kind} for kind in MOVEMENT for row in data["change"][kind]]
    if part == "joined":
        counts = Counter(row["from"]["list"] for group in GROUP for row in data[group])
        pairs = zip(data["joined"]["lists"], data["joined"]["offices"], strict=True)
        return [{"list": id, "name": office, "count": counts[id]} for id, office in pairs]
    rows: list[Json] = data[part]
    return rows


def _fits(row: Mapping[str, Any], name: str) -> bool:
    return not name or name in row["name"] or name.upper() in (row.get("uscc") or "")


def quota_line(data: Json) -> Line | None:
    """Return where the quota ends in a list; None where it has no quota."""
    listed = [row["rank"] for row in data["candidates"] if row["listed"]]
    quota = data["quota"]
    if quota["selected"]:
        text = f"入库名额 {quota['selected']['total']} 家，到此为止"
    elif quota["recommended"]:
        text = f"推荐名额 {sum(one['quota'] for one in quota['recommended'])} 家，到此为止"
    else:
        return None
    last = max(listed, default=0)
    passed = "；线上的备选，所在地的名额已满" if len(listed) < last else ""
    vacant = "；".join(quota["vacant"])
    return Line(last, f"{text}{passed}" + (f"。{vacant}" if vacant else ""))


def place_of_row(row: Json) -> str:
    """Return what the place of a candidate means: enters, recommended, reserve, or a candidate without quota."""
    if row["selected"] is None and row["recommended"] is None:
        return "candidate"
    return ("selected" if row["selected"] else "recommended") if row["listed"] else "reserve"


def earned(row: Json) -> list[Json]:
    """Return what each key of the ranking brings a candidate: what earns it, what would earn all of it, the points, of how many."""
    return [_earned(part) for part in row["contributions"]]


def _earned(part: Json) -> Json:
    full, points = amount(Fraction(part["full"]), part["unit"]), points_text(Fraction(part["points_exact"]))
    return {"key": part["key"], "by": part["text"], "full": full, "points": points, "weight": part["weight"]}


def steps_of(rank: int, count: int, taken: Collection[int]) -> tuple[int | None, int | None]:
    """Return the next place above and below that no other move holds; None where there is none."""
    up = next((place for place in range(rank - 1, 0, -1) if place not in taken), None)
    down = next((place for place in range(rank + 1, count + 1) if place not in taken), None)
    return up, down


def ties_at_line(data: Json) -> list[list[str]]:
    """Return the groups of companies, none moved, that the quota parts though nothing but the rule for ties does: names, listed first."""
    groups: dict[object, list[Json]] = {}
    for row in data["candidates"]:
        if row["move"] is None:
            groups.setdefault((row["quota_region"], *_merit(row)), []).append(row)
    parted = [rows for rows in groups.values() if len({row["listed"] for row in rows}) > 1]
    return [[row["name"] for row in rows] for rows in parted]


def _merit(row: Json) -> tuple[object, ...]:
    """Return what a candidate is ranked by before ties are broken."""
    credentials = sum(step["kind"] == "credential" for step in row["way"])
    return row["year"], len(row["gaps"]) + credentials, len(row["unknowns"]), row["points_exact"]


def could_enter(data: Json) -> list[Json]:
    """Return the undecided whose points, as far as they are known, are no less than those of the last on the list."""
    listed = [Fraction(row["points_exact"]) for row in data["candidates"] if row["listed"]]
    least = min(listed, default=Fraction(0))
    return [row for row in data["undecided"] if Fraction(row["points_exact"]) >= least]
