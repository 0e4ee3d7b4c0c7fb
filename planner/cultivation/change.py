"""What has changed from an earlier list: who entered, who stayed, who left, and how each stood then and stands now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.cultivation.drawing import Cultivated, Placed
from planner.cultivation.standing import Standing

C = TypeVar("C")


@dataclass(frozen=True)
class Earlier:
    """One company as an earlier list has it; `rank` None: it was no candidate."""

    uscc: str
    name: str
    group: str
    listed: bool
    rank: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Change:
    """One company that is on one of the two lists; `before`, `now` None: the table of that year did not have it."""

    uscc: str
    name: str
    kind: str
    before: Earlier | None
    now: Placed | Standing | None


def changes(earlier: Sequence[Earlier], found: Cultivated) -> tuple[Change, ...]:
    """Return who entered, stayed and left, each in the order of the list that has them.

    Companies are the same where their codes are; where one of the two has no code, where their names are. O(n).
    """
    others = [*found.near, *found.undecided, *found.excluded]
    listed = [(one.standing.uscc, one.standing.name, one) for one in found.candidates]
    now: _Index[Placed | Standing] = _Index([*listed, *((one.uscc, one.name, one) for one in others)])
    past = _Index((one.uscc, one.name, one) for one in earlier)
    on_list = [(one, past.of(one.standing.uscc, one.standing.name)) for one in found.candidates if one.listed]
    entered = [_change("entered", before, one) for one, before in on_list if before is None or not before.listed]
    stayed = [_change("stayed", before, one) for one, before in on_list if before is not None and before.listed]
    left = [_change("left", one, after) for one in earlier if one.listed and not _listed(after := now.of(one.uscc, one.name))]
    return (*entered, *stayed, *left)


def _listed(one: Placed | Standing | None) -> bool:
    return isinstance(one, Placed) and one.listed


def _change(kind: str, before: Earlier | None, now: Placed | Standing | None) -> Change:
    known = now.standing if isinstance(now, Placed) else now or before
    assert known is not None
    return Change(known.uscc, known.name, kind, before, now)


class _Index(Generic[C]):
    """Companies by code and by name."""

    def __init__(self, companies: Iterable[tuple[str, str, C]]) -> None:
        self.codes: dict[str, C] = {}
        self.names: dict[str, tuple[str, C]] = {}
        for uscc, name, one in companies:
            if uscc:
                self.codes[uscc] = one
            self.names.setdefault(name, (uscc, one))

    def of(self, uscc: str, name: str) -> C | None:
        """Return the company with a code, or with a name where one of the two has no code."""
        if uscc in self.codes:
            return self.codes[uscc]
        code, one = self.names.get(name, ("", None))
        return None if uscc and code else one
