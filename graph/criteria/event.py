"""No such event: vetoes, cool-downs, revocations."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from graph.columns import EventColumns, Screened, Table, Truth, doubtful, every, opposite, some, surely
from graph.criteria.base import Criterion, Finding, Terms
from graph.dates import add_years, latest_start
from graph.facts import Ask, Event, Facts
from graph.reader import Fields, choice, flag, positive, reference
from graph.reader import some as listed
from graph.verdict import Verdict, any_of
from graph.vocabulary import Vocabulary

if TYPE_CHECKING:
    import polars as pl

SEVERITIES = {"general": "一般", "larger": "较大", "major": "重大", "extraordinary": "特别重大"}
_RANK = {name: rank for rank, name in enumerate(SEVERITIES)}


@dataclass(frozen=True)
class NoEvent(Criterion):
    """`{no_event: [safety_accident], from: larger, within_years: 3}`.

    An event on 2024-05-10 with a look-back of three years bars through 2027-05-09; of a kind that lasts, three years from its end, and
    as long as it stands. Without a look-back it bars until it is cleared.
    """

    kinds: tuple[str, ...]
    severity: str
    within_years: int | None
    unless_cleared: bool
    about: tuple[str, ...]

    key: ClassVar[str] = "no_event"
    turns: ClassVar[bool] = True

    @classmethod
    def read(cls, fields: Fields, terms: Terms, at_review: Criterion | None) -> "NoEvent":
        return cls(
            terms,
            at_review,
            fields.need("no_event", listed(reference("events")), ()),
            fields.take("from", choice(*SEVERITIES), "general"),
            fields.find("within_years", positive),
            fields.take("unless_cleared", flag, False),
            fields.take("about", listed(reference("honors")), ()),
        )

    def judge(self, facts: Facts) -> Finding:
        bars = [self._bar(event, facts) for kind in self.kinds for event in facts.events(kind)]
        standing = [free for verdict, free in bars if verdict is Verdict.UNMET]
        if standing:
            dated = [free for free in standing if free is not None]
            return Finding(Verdict.UNMET, free_on=max(dated) if len(dated) == len(standing) else None)
        doubtful = [kind for kind in self.kinds for event in facts.events(kind) if self._bar(event, facts)[0] is Verdict.UNKNOWN]
        if doubtful or not facts.all_events_known():
            return Finding(Verdict.UNKNOWN, asks=tuple(Ask(kind, "event") for kind in dict.fromkeys(doubtful or self.kinds)))
        return Finding(Verdict.MET)

    def _bar(self, event: Event, facts: Facts) -> tuple[Verdict, date | None]:
        """Return whether an event bars on the day (UNMET) and the first day on which it does not."""
        if event.on > facts.on:
            return Verdict.MET, None
        free = self._free_on(event, facts)
        if free is not None and free <= facts.on:
            return Verdict.MET, free
        return any_of((self._elsewhere(event), self._milder(event, facts))), free

    def _elsewhere(self, event: Event) -> Verdict:
        """Return whether the event is about an honor that is not meant here."""
        if not self.about:
            return Verdict.UNMET
        return Verdict.UNKNOWN if event.honor is None else Verdict.of(event.honor not in self.about)

    def _milder(self, event: Event, facts: Facts) -> Verdict:
        """Return whether the event is below the severity that bars; kinds without severities always bar."""
        if self.severity == "general" or not facts.vocabulary.events[event.kind].severities:
            return Verdict.UNMET
        return Verdict.UNKNOWN if event.severity is None else Verdict.of(_RANK[event.severity] < _RANK[self.severity])

    def _free_on(self, event: Event, facts: Facts) -> date | None:
        since = event.cleared if facts.vocabulary.events[event.kind].lasts else event.on
        past = add_years(since, self.within_years) if self.within_years is not None and since else None
        if past is None or (self.unless_cleared and event.cleared is not None):
            return min(event.cleared, past) if past and event.cleared else event.cleared
        return past

    def screen(self, table: Table) -> Screened:
        standing = {kind: table.share(self._stands(kind, table)) for kind in self.kinds}
        holds = table.share(opposite(some((*standing.values(), table.unlisted_events))))
        unclear = {kind: doubtful(stands) for kind, stands in standing.items()}
        none_unclear = opposite(some(unclear.values()))
        asks = ((Ask(kind, "event"), every((doubtful(holds), some((unclear[kind], none_unclear))))) for kind in self.kinds)
        return Screened(holds, tuple(asks))

    def _stands(self, kind: str, table: Table) -> Truth:
        """Return whether the event of a kind bars on the day: the twin of `_bar`."""
        event = table.event(kind)
        if event is None:
            return False
        elsewhere = every(event.honor != honor for honor in self.about) if self.about else False
        graded = self.severity != "general" and table.vocabulary.events[kind].severities
        milder = event.severity.is_in([name for name in SEVERITIES if _RANK[name] < _RANK[self.severity]]) if graded else False
        since = event.cleared if table.vocabulary.events[kind].lasts else event.on
        bars = every((surely(event.on <= table.on), opposite(self._over(event, since, table.on))))
        return every((bars, opposite(some((elsewhere, milder)))))

    def _over(self, event: EventColumns, since: "pl.Expr", on: date) -> Truth:
        """Return whether the first free day has come, years counted from `since`."""
        mended = surely(event.cleared <= on)
        if self.within_years is None:
            return mended
        past = surely(since <= latest_start(on, self.within_years))
        return some((mended, past)) if self.unless_cleared else past

    def text(self, words: Vocabulary) -> str:
        names = "、".join(words.events[kind].name for kind in self.kinds)
        grade = "" if self.severity == "general" else f"{SEVERITIES[self.severity]}及以上"
        about = f"（{'、'.join(words.names[honor] for honor in self.about)}）" if self.about else ""
        if self.within_years is None:
            return f"当前未有{grade}：{names}{about}"
        rest = "（已整改修复的除外）" if self.unless_cleared else ""
        return f"近{self.within_years}年无{grade}：{names}{about}{rest}"

    def turning_points(self, facts: Facts) -> tuple[date, ...]:
        days = (day for kind in self.kinds for event in facts.events(kind) for day in (event.on, self._free_on(event, facts)))
        return tuple(day for day in days if day is not None)
