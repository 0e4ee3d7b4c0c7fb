"""The agenda: what comes up for one company from a day on, each with its day, or its year where the source gives no day."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.facts import Holding
from graph.model import Catalogue, Duty, Programme, Round
from graph.rounding import number
from graph.source import Clause
from graph.verdict import Verdict
from planner.assessment import Assessment, assess
from planner.awards import Line, awards
from planner.by_then import MAY_TRY, still_met, usable
from planner.facts import CompanyFacts
from planner.profile import Application, Profile
from planner.rounds import Rounds, Window, windows

KINDS = ("bar_ends", "result", "opens", "round", "closes", "deadline", "duty", "review", "reapply", "expires", "claim")
HINT = {"eligible": "已达到基本条件，非获评", "near": "尚差少数条件", "unknown": "条件待确认"}
TO_CHECK = "目前已达到基本条件，届时须重新核对，非获评"
TERM = {"review": "有效期满，期满前须通过复核", "reapply": "有效期满，须重新申报", "expires": "有效期满"}
RELAYED = "逐级报送的截止日，不是企业的期限，企业须更早提交"
SUM = {"fixed": "", "ceiling": "不超过 ", "conditional": "附条件 "}


@dataclass(frozen=True)
class Entry:
    """One thing ahead.

    `day` None: no day at all. `until`: the last day of what lasts. `year_only`: the days are assumed, the year alone may be shown.
    `actor`: who must act by then (None: nobody).
    """

    kind: str
    programme: str
    text: str
    clause: Clause
    day: date | None = None
    until: date | None = None
    year_only: bool = False
    actor: str | None = "enterprise"
    assumed: bool = False


@dataclass(frozen=True)
class Agenda:
    """What comes up from `on` for so many months: `entries` by year, those with a day first; `undated` what has no day."""

    on: date
    months: int
    entries: tuple[Entry, ...]
    undated: tuple[Entry, ...]


def agenda(profile: Profile, catalogue: Catalogue, on: date, months: int = 24) -> Agenda:
    """Return what comes up for a company.

    Parameters
    ----------
    profile : Profile
        The company.
    catalogue : Catalogue
        The policies.
    on : datetime.date
        The day from which one looks ahead; states are those of this day.
    months : int
        How far, in months.

    Notes
    -----
    Rounds are those of honors that the company may try for (eligible, near or unknown on the day) and of funds whose source dates
    them, less those that time alone has shut by then (an age limit passed, a version that nobody can meet any more). A round says how
    the company stands on the day; that it meets the conditions only where what is known does so in the round too. Of titles held,
    duties and the end of the term; of funds, what `awards` would claim in which year.
    """
    end = months_later(on, months)
    facts, rounds = CompanyFacts(profile, catalogue, on, on), Rounds(catalogue.defaults, on, end)
    found = [entry for result in assess(profile, catalogue, on) for entry in _entries(result, facts, rounds)]
    found += _claims(profile, catalogue, on, end)
    order = {id: place for place, id in enumerate(catalogue.programmes)}
    once = sorted(dict.fromkeys(found), key=lambda entry: (order[entry.programme], KINDS.index(entry.kind), entry.text))
    dated = [(entry.day, entry) for entry in once if entry.day is not None and _within(entry, entry.day, on, end)]
    dated.sort(key=lambda pair: (pair[0].year, pair[1].year_only, pair[0]))
    return Agenda(on, months, tuple(entry for _, entry in dated), tuple(entry for entry in once if entry.day is None))


def months_later(day: date, months: int) -> date:
    """Return the same day `months` later, or the last of that month where it is shorter.

    >>> months_later(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, before = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, before + 1, min(day.day, monthrange(year, before + 1)[1]))


def _within(entry: Entry, day: date, on: date, end: date) -> bool:
    last = entry.until if entry.year_only and entry.until else day
    return day <= end and last >= on


def _entries(result: Assessment, facts: CompanyFacts, rounds: Rounds) -> Iterator[Entry]:
    programme = result.programme
    pending = [_result(application, programme, facts) for application in _pending(programme, facts)]
    yield from pending
    if result.state == "held":
        for holding in _standing(programme, facts):
            yield from _held(programme, holding, facts, rounds.horizon)
    elif result.state == "barred":
        yield from _bar(result)
    elif result.state in MAY_TRY and (programme.obtainable or (programme.fund and programme.round)):
        awaited = max((entry.day for entry in pending if entry.day), default=facts.on)
        ahead = [window for window in rounds.of(programme) if window.closes >= awaited and programme.version(window.closes)]
        once = ahead[:1] if programme.round and programme.round.any_time else ahead
        for window, standing in usable(result, facts, once):
            yield from _round(programme, window, _hint(standing, window, facts))


def _hint(result: Assessment, window: Window, facts: CompanyFacts) -> str:
    """Return how the company stands, claiming no more of a later round than is known today; what one can have at any time is of today."""
    if result.state == "eligible" and not window.instant and not still_met(result, window, facts):
        return TO_CHECK
    return HINT[result.state]


def _round(programme: Programme, window: Window, hint: str) -> Iterator[Entry]:
    """Yield when one can apply in a window: the days that the source gives, else the year."""
    spec = programme.round or Round()
    clause = spec.clause or programme.source
    if window.instant:
        yield Entry("round", programme.id, f"随时可以自评申报（{hint}）", clause)
        return
    limits = [deadline for deadline in spec.deadlines if deadline.by.year == window.opens.year]
    if "opens" not in window.assumed:
        yield Entry("opens", programme.id, f"开始受理申报（{hint}）", clause, window.opens, window.closes)
    if "closes" not in window.assumed and all(limit.by != window.closes for limit in limits):
        yield Entry("closes", programme.id, f"申报截止（{hint}）", clause, window.closes)
    if {"opens", "closes"} <= set(window.assumed):
        text = f"可以申报（{hint}{_cycle(spec)}）"
        yield Entry("round", programme.id, text, clause, window.opens, window.closes, year_only=True, assumed=True)
    for limit in limits:
        own = limit.actor == "enterprise"
        text = f"申报截止（{hint}）" if own else f"{RELAYED}（{hint}）"
        yield Entry("deadline", programme.id, text, limit.clause, limit.by, actor=limit.actor)


def _cycle(spec: Round) -> str:
    return f"；每{spec.every_years}年一批而未载起始年份，按每年都可能受理计" if spec.every_years > 1 and not spec.years else ""


def _standing(programme: Programme, facts: CompanyFacts) -> Iterator[Holding]:
    """Yield the titles that stand on the day: for the company and for each product the one that stands longest."""
    standing = [holding for holding in facts.holdings(programme.id) if holding.valid(facts.on) is Verdict.MET]
    for subject in dict.fromkeys(holding.subject for holding in standing):
        own = [holding for holding in standing if holding.subject == subject]
        yield max(own, key=lambda holding: holding.until or date.max)


def _held(programme: Programme, holding: Holding, facts: CompanyFacts, end: date) -> Iterator[Entry]:
    """Yield the duties while the title stands, and the end of its term."""
    whose = "".join(f"（{subject.name}）" for subject in facts.profile.subjects if subject.id == holding.subject)
    for duty in programme.maintenance:
        entry = Entry("duty", programme.id, _duty(duty) + whose, duty.clause)
        if duty.by is None:
            yield entry
            continue
        days = [duty.by.of(year) for year in range(facts.on.year, end.year + 1)]
        yield from (replace(entry, day=day) for day in days if holding.valid(day) is Verdict.MET)
    if holding.until is not None:
        validity = programme.validity
        kind, clause = (validity.renewal, validity.clause) if validity else ("expires", programme.source)
        yield Entry(kind, programme.id, TERM[kind] + whose, clause, holding.until)


def _duty(duty: Duty) -> str:
    missed = [f"一次未办：{duty.missed_once}"] if duty.missed_once else []
    missed += [f"再次未办：{duty.missed_twice}"] if duty.missed_twice else []
    return duty.duty + (f"（{'；'.join(missed)}）" if missed else "")


def _bar(result: Assessment) -> Iterator[Entry]:
    """Yield the first day on which nothing bars any more, with the veto that bars longest."""
    days = [(gap.barred_until, gap) for gap in result.gaps if gap.veto and gap.barred_until]
    if result.barred_until is not None:
        gap = next(gap for day, gap in days if day == result.barred_until)
        yield Entry("bar_ends", result.programme.id, f"否决期满：{gap.text}", gap.clause, result.barred_until, actor=None)


def _pending(programme: Programme, facts: CompanyFacts) -> Iterator[Application]:
    return (one for one in facts.profile.applications if one.honor == programme.id and one.status == "pending")


def _result(application: Application, programme: Programme, facts: CompanyFacts) -> Entry:
    """Return when the result of an application is expected; without a day where it is overdue."""
    defaults, year = facts.catalogue.defaults, application.year
    asked = windows(programme, defaults, date(year, 1, 1), date(year, 12, 31))
    window = next((window for window in asked if window.opens.year == year), None)
    assumed = application.result_on is None and (window is None or "result" in window.assumed)
    day = application.result_on or (window.result if window else date(year, 12, 31))
    clause = programme.round.clause if programme.round and programme.round.clause else programme.source
    entry = Entry("result", programme.id, f"{year} 年申报的结果预计公布", clause, day, day, assumed, None, assumed)
    if day >= facts.on:
        return entry
    return replace(entry, text=f"{year} 年申报的结果应已公布，请核实并更新档案", day=None, until=None, year_only=False)


def _claims(profile: Profile, catalogue: Catalogue, on: date, end: date) -> Iterator[Entry]:
    """Yield in which year each fund would be claimed."""
    years = max(catalogue.defaults.award_years, end.year - on.year + 1)
    for line in awards(profile, catalogue, on, years).claims:
        first, last = date(line.year, 1, 1), date(line.year, 12, 31)
        yield Entry("claim", line.fund, _claim(line, catalogue), line.clause, first, last, year_only=True, assumed=line.assumed)


def _claim(line: Line, catalogue: Catalogue) -> str:
    project = f"，项目 {line.project}" if line.project else ""
    doubt = "；此前未申领过，待核实" if line.unconfirmed else ""
    return f"可申领{SUM[line.amount_kind]}{number(line.amount)} 万元（{catalogue.words.names[line.honor]}{project}{doubt}）"
