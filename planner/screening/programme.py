"""One programme in columns: state, verdict, number of gaps and unknowns of every company: the twin of planner.assessment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from graph.columns import Screened, Truth, doubtful, every, opposite, some, surely, surely_not
from graph.criteria import Criterion
from graph.criteria.base import Terms
from graph.facts import Ask
from graph.model import Programme
from graph.verdict import Verdict
from planner.assessment import MAY_HOLD, STATES, rules_on
from planner.rounds import horizon_of, openings, windows
from planner.screening.requirement import Compiler, Doubt, counted
from planner.screening.stretch import stretched
from planner.screening.table import CompanyTable

if TYPE_CHECKING:
    import polars as pl

HOLDER = "enterprise"
VERDICTS = (Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN)
MET, UNMET, UNKNOWN = range(3)
BLANK = Terms()
Count: TypeAlias = "pl.Expr | int"


@dataclass(frozen=True, eq=False)
class ProgrammeColumns:
    """The answers of one programme: codes of STATES and VERDICTS (null: none), and two counts."""

    state: "pl.Expr"
    verdict: "pl.Expr"
    unmet: "pl.Expr"
    unknown: "pl.Expr"


@dataclass(frozen=True, eq=False)
class Case:
    """What is answered where it holds and no case before it does."""

    where: Truth
    state: str
    verdict: "Count | None"
    unmet: Count = 0
    unknown: Count = 0


@dataclass(frozen=True)
class ProgrammeCompiler:
    """Compiles the programmes of a catalogue over one table."""

    table: CompanyTable

    def judge(self, rule: Criterion) -> Screened:
        """Return a criterion in columns, compiled once for all clauses that state it."""
        return self.table.stages.once(plain(rule), lambda: rule.screen(self.table))

    def held(self, programme: Programme) -> Truth:
        """Return whether the title stands on the day: the twin of `held_verdict`."""
        if programme.held_when is not None:
            return self._compiler(programme).columns(programme.held_when).holds
        holding = self.table.holding(programme.id)
        stands = every((holding.listed, holding.valid)) if holding else False
        return self.table.share(some((stands, self.table.unlisted_titles)))

    def outside(self, programme: Programme) -> Truth:
        """Return where the programme is surely not for the company: region, kind of holder, scope."""
        return self.table.stages.once(("outside", programme.id), lambda: self.table.share(self._outside(programme)))

    def _outside(self, programme: Programme) -> Truth:
        if not {HOLDER, *MAY_HOLD[HOLDER]} & set(programme.holders):
            return True
        beyond = [
            opposite(self._in_jurisdiction(programme.jurisdiction)),
            *(surely_not(self.judge(rule).holds) for rule in programme.scope),
        ]
        rewards = [self.table.catalogue.programmes[honor] for honor in programme.fund.claim.of] if programme.fund else []
        lost = (every((self.outside(honor), opposite(self._listed(honor)))) for honor in rewards)
        return some((*beyond, every(lost) if rewards else False))

    def _listed(self, programme: Programme) -> Truth:
        holding = self.table.holding(programme.id)
        return holding.listed if holding else False

    def _in_jurisdiction(self, jurisdiction: str) -> Truth:
        return self.table.once(("within", jurisdiction), lambda: self.table.share(self._within(jurisdiction)))

    def _within(self, jurisdiction: str) -> Truth:
        catalogue, region = self.table.catalogue, self.table.column("enterprise/region")
        if region is None:
            return False
        codes = [one.code for one in catalogue.regions.values() if one.code and jurisdiction in catalogue.jurisdictions(one.code)]
        return surely(region.is_in(codes))

    def _compiler(self, programme: Programme) -> Compiler:
        defaults, today = self.table.catalogue.defaults, self.table.today
        ahead = windows(programme, defaults, today, horizon_of(today, defaults.horizon_years))
        days, any_day = tuple(openings(ahead, today)), any(window.instant for window in ahead)
        return Compiler(self.table, self.judge, lambda rule: self._stretch(plain(rule), days, any_day=any_day))

    def _stretch(self, rule: Criterion, days: tuple[date, ...], *, any_day: bool) -> Truth:
        return self.table.stages.once(("stretch", rule, days, any_day), lambda: stretched(rule, self.table, days, any_day=any_day))

    def columns(self, programme: Programme) -> ProgrammeColumns:
        """Return the answers of a programme, in the order of precedence of the states."""
        held, today = self.held(programme), self.table.today
        first = [
            Case(surely(held), "held", MET, 0, self._without_term(programme)),
            Case(self.outside(programme), "out_of_scope", None),
        ]
        if programme.status.shut(today) or (programme.versions and programme.version(today) is None):
            return laid_out([*first, Case(True, "closed", None)])
        if programme.kind == "credential":
            return laid_out([*first, Case(doubtful(held), "unknown", UNKNOWN, 0, 1), Case(True, "far", UNMET, 1)])
        return laid_out([*first, *self._judged(programme, every((self._listed(programme), doubtful(held))))])

    def _without_term(self, programme: Programme) -> Count:
        """Return the question that remains where a title is held: until when."""
        lasting = self.table.lasting(programme.id) if programme.validity else False
        return int(bool(lasting)) if lasting is None or isinstance(lasting, bool) else lasting

    def _judged(self, programme: Programme, lapsed: Truth) -> list["Case"]:
        vetoes, requires = rules_on(programme, self.table.today)
        compiler = self._compiler(programme)
        scope, barring = ([compiler.columns(rule) for rule in rules] for rules in (programme.scope, vetoes))
        required = compiler.columns(requires)
        parts = [*scope, *barring, required]
        holds = self.table.share(every(part.holds for part in parts))
        bars = [surely_not(part.holds) for part in barring]
        unmet = counted([*bars, *(front.unmet for front in required.fronts)])
        doubts = [doubt for part in parts for doubt in part.doubts]
        far = some(every((front.unmet, some((front.wants_title, front.hard)))) for front in required.fronts)
        few = unmet + counted(doubt.open for doubt in doubts) <= self.table.catalogue.defaults.near_gaps
        unknown = counted([lapsed, *_asked(doubts)])
        each = partial(Case, verdict=_code(holds), unmet=unmet, unknown=unknown)
        return [
            each(some(bars), "barred"),
            each(some((lapsed, doubtful(holds))), "unknown"),
            each(surely(holds), "eligible"),
            each(every((few, opposite(far))), "near"),
            each(True, "far"),
        ]


def plain(rule: Criterion) -> Criterion:
    """Return the rule alone, without its clause: what makes two criteria the same column."""
    return replace(rule, terms=BLANK, at_review=None)


def _asked(doubts: Iterable[Doubt]) -> list[Truth]:
    """Return for each question where it is open, whichever criteria ask it."""
    where: dict[Ask, list[Truth]] = {}
    for doubt in doubts:
        for ask, when in doubt.asks:
            where.setdefault(ask, []).append(when)
    return [some(truths) for truths in where.values()]


def _code(holds: Truth) -> Count:
    """Return a verdict as a place in VERDICTS."""
    import polars as pl

    if holds is None:
        return UNKNOWN
    if isinstance(holds, bool):
        return MET if holds else UNMET
    return pl.when(holds).then(pl.lit(MET, pl.UInt8)).when(~holds).then(pl.lit(UNMET, pl.UInt8)).otherwise(pl.lit(UNKNOWN, pl.UInt8))


def laid_out(cases: list[Case]) -> ProgrammeColumns:
    """Return the answers of the first case that holds; one of them always does."""
    import polars as pl

    wheres = [case.where for case in cases]
    return ProgrammeColumns(
        _first(wheres, [STATES.index(case.state) for case in cases], pl.UInt8()),
        _first(wheres, [case.verdict for case in cases], pl.UInt8()),
        _first(wheres, [case.unmet for case in cases], pl.UInt16()),
        _first(wheres, [case.unknown for case in cases], pl.UInt16()),
    )


def _first(wheres: list[Truth], values: "list[Count | None]", dtype: "pl.DataType") -> "pl.Expr":
    """Return the value that stands beside the first truth that holds."""
    import polars as pl

    last = next(place for place, where in enumerate(wheres) if where is True)
    run = last
    while run and values[run - 1] is values[last]:
        run -= 1
    found = _value(values[last], dtype)
    for where, value in reversed([*zip(wheres, values, strict=True)][:run]):
        if where is not None and not isinstance(where, bool):
            found = pl.when(where).then(_value(value, dtype)).otherwise(found)
    return found


def _value(value: "Count | None", dtype: "pl.DataType") -> "pl.Expr":
    import polars as pl

    return pl.lit(value, dtype) if value is None or isinstance(value, int) else value.cast(dtype)
