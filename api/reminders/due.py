"""Which entries of an agenda are due for a reminder on a day: pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from planner.agenda import Entry

STAGES: dict[str, tuple[int, ...]] = {  # days before; the last that has come counts, so that a day on which nothing ran loses none
    "opens": (0,),
    "round": (0,),
    "closes": (30, 7, 1),
    "deadline": (30, 7, 1),
    "duty": (30, 7),
    "review": (180, 90, 30),
    "reapply": (180, 90, 30),
    "expires": (90, 30),
}
KINDS = {
    "opens": "开始申报",
    "round": "可以申报",
    "closes": "申报截止",
    "deadline": "申报截止",
    "duty": "年度义务",
    "review": "复核",
    "reapply": "重新申报",
    "expires": "有效期满",
}
MONTHS = 7  # ahead that an agenda must reach


@dataclass(frozen=True)
class Due:
    """A reminder of one entry: at which stage, in days before."""

    entry: Entry
    day: date
    stage: int

    @property
    def key(self) -> tuple[str, str, date, int]:
        """What tells it from other reminders of the same company."""
        return self.entry.kind, self.entry.programme, self.day, self.stage


def due(entries: Iterable[Entry], on: date) -> Iterator[Due]:
    """Yield what is due; each programme, kind and day once. What others must do by a day is no company's to be reminded of."""
    found: dict[tuple[str, str, date, int], Due] = {}
    for entry in entries:
        stage = _stage(entry, on)
        if stage is not None and entry.day is not None and entry.actor == "enterprise":
            one = Due(entry, entry.day, stage)
            found.setdefault(one.key, one)
    yield from found.values()


def _stage(entry: Entry, on: date) -> int | None:
    """Return the stage that has come; what opens is due as long as it is open."""
    stages = STAGES.get(entry.kind)
    if stages is None or entry.day is None:
        return None
    if stages == (0,):
        return 0 if entry.day <= on <= (entry.until or entry.day) else None
    left = (entry.day - on).days
    return min((stage for stage in stages if 0 <= left <= stage), default=None)
