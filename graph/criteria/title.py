"""A title held on the day of application, or never granted."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from graph.columns import HoldingColumns, Screened, Table, Truth, doubtful, every, opposite, some, surely
from graph.criteria.base import Criterion, Finding, Terms
from graph.dates import add_years, latest_start
from graph.facts import Ask, Facts, Holding
from graph.reader import Fields, positive, reference
from graph.verdict import Verdict, all_of, any_of
from graph.vocabulary import Vocabulary


@dataclass(frozen=True)
class TitleHeld(Criterion):
    """`{title: sme-specialized}`: held and valid on the day, where said also recent, long held, or of a rank."""

    honor: str
    granted_within_years: int | None
    held_for_years: int | None
    rank_at_most: int | None

    key: ClassVar[str] = "title"
    turns: ClassVar[bool] = True

    @classmethod
    def read(cls, fields: Fields, terms: Terms, at_review: Criterion | None) -> "TitleHeld":
        return cls(
            terms,
            at_review,
            fields.need("title", reference("honors"), ""),
            fields.find("granted_within_years", positive),
            fields.find("held_for_years", positive),
            fields.find("rank_at_most", positive),
        )

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.honor,)

    def judge(self, facts: Facts) -> Finding:
        verdict = any_of(self.satisfied_by(holding, facts.on) for holding in facts.holdings(self.honor))
        if verdict is Verdict.UNMET and not facts.all_titles_known():
            verdict = Verdict.UNKNOWN
        return Finding(verdict, asks=(Ask(self.honor, "title"),) if verdict is Verdict.UNKNOWN else ())

    def screen(self, table: Table) -> Screened:
        holding = table.holding(self.honor)
        held = self._satisfied(holding, table.on) if holding else False
        holds = table.share(some((held, table.unlisted_titles)))
        return Screened(holds, ((Ask(self.honor, "title"), doubtful(holds)),))

    def _satisfied(self, holding: HoldingColumns, on: date) -> Truth:
        """Return whether each company's title satisfies this criterion on a day: the twin of `satisfied_by`."""
        checks = [holding.listed, holding.valid]
        if self.granted_within_years is not None:
            checks.append(holding.granted > latest_start(on, self.granted_within_years))
        if self.held_for_years is not None:
            checks.append(holding.granted <= latest_start(on, self.held_for_years))
        if self.rank_at_most is not None:
            checks.append(holding.rank <= self.rank_at_most)
        return every(checks)

    def satisfied_by(self, holding: Holding, on: date) -> Verdict:
        """Return whether one granted title satisfies this criterion on a day."""
        checks = [holding.valid(on)]
        if self.granted_within_years is not None:
            turn = add_years(holding.granted, self.granted_within_years) if holding.granted else None
            checks.append(Verdict.UNKNOWN if turn is None else Verdict.of(on < turn))
        if self.held_for_years is not None:
            turn = add_years(holding.granted, self.held_for_years) if holding.granted else None
            checks.append(Verdict.UNKNOWN if turn is None else Verdict.of(on >= turn))
        if self.rank_at_most is not None:
            checks.append(Verdict.UNKNOWN if holding.rank is None else Verdict.of(holding.rank <= self.rank_at_most))
        return all_of(checks)

    def text(self, words: Vocabulary) -> str:
        parts = [f"{words.held_as[self.honor]}{words.names[self.honor]}"]
        parts += [f"近{self.granted_within_years}年内获得"] if self.granted_within_years else []
        parts += [f"满{self.held_for_years}年"] if self.held_for_years else []
        parts += [f"排名前{self.rank_at_most}"] if self.rank_at_most else []
        return "，".join(parts)

    def turning_points(self, facts: Facts) -> tuple[date, ...]:
        years = [count for count in (self.granted_within_years, self.held_for_years) if count is not None]
        holdings = facts.holdings(self.honor)
        ripe = (add_years(holding.granted, count) for holding in holdings if holding.granted for count in years)
        return (*(day for holding in holdings for day in holding.turning_points), *ripe)


@dataclass(frozen=True)
class NeverHeld(Criterion):
    """`{not_held: ext-fund-2021-2}`: never granted."""

    honor: str

    key: ClassVar[str] = "not_held"
    turns: ClassVar[bool] = True

    @classmethod
    def read(cls, fields: Fields, terms: Terms, at_review: Criterion | None) -> "NeverHeld":
        return cls(terms, at_review, fields.need("not_held", reference("honors"), ""))

    @property
    def excludes(self) -> tuple[str, ...]:
        return (self.honor,)

    def judge(self, facts: Facts) -> Finding:
        if any(holding.granted is None or holding.granted <= facts.on for holding in facts.holdings(self.honor)):
            return Finding(Verdict.UNMET, fixed=True)
        if facts.all_titles_known():
            return Finding(Verdict.MET)
        return Finding(Verdict.UNKNOWN, asks=(Ask(self.honor, "title"),))

    def screen(self, table: Table) -> Screened:
        holding = table.holding(self.honor)
        granted = every((holding.listed, opposite(surely(holding.granted > table.on)))) if holding else False
        holds = table.share(opposite(some((granted, table.unlisted_titles))))
        return Screened(holds, ((Ask(self.honor, "title"), doubtful(holds)),), True)

    def text(self, words: Vocabulary) -> str:
        return f"未曾获得{words.names[self.honor]}"

    def turning_points(self, facts: Facts) -> tuple[date, ...]:
        return tuple(holding.granted for holding in facts.holdings(self.honor) if holding.granted)
