"""The planner's answers as plain dicts, ready for JSON: the same for the command line and the service.

The field names are those of PROFILE.md. Money in 万元.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

from graph.criteria import Criterion, Finding
from graph.dates import DayOfYear
from graph.facts import Ask
from graph.model import Catalogue
from graph.requirement import Gate
from graph.rounding import number, places, rounded
from graph.source import Clause
from planner.assessment import Assessment, RoundAhead
from planner.awards import Awards, Line, Totals
from planner.gaps import Gap
from planner.judging import Judged
from planner.rounds import Window

Json = dict[str, Any]


def plain(value: Any) -> Any:
    """Return a value as JSON has it: exact numbers, ISO dates, dicts for dataclasses."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    return _writer(value.__class__)(value)


@cache
def _writer(kind: type) -> Callable[[Any], Any]:
    """Return how values of a class are written."""
    known = next((write for base, write in PLAIN.items() if issubclass(kind, base)), None)
    if known:
        return known
    names = [field.name for field in fields(kind)]
    return lambda value: {name: plain(getattr(value, name)) for name in names}


def _clause(value: Clause) -> Json:
    return {"document": value.document, "section": value.section, "page": value.page, "clause": value.clause}


def _each(value: Iterable[Any]) -> list[Any]:
    return [plain(item) for item in value]


PLAIN: Mapping[type, Callable[[Any], Any]] = {
    Clause: _clause,
    Fraction: number,
    date: date.isoformat,
    DayOfYear: lambda value: f"{value.month:02}-{value.day:02}",
    Enum: lambda value: value.value,
    tuple: _each,
    list: _each,
    Mapping: lambda value: {key: plain(item) for key, item in value.items()},
}


def question(ask: Ask, catalogue: Catalogue) -> str:
    """Return an unknown as a question."""
    words = catalogue.words
    if ask.kind == "metric":
        return f"{ask.year} 年度：{words.metrics[ask.id].ask}" if ask.year else words.metrics[ask.id].ask
    if ask.kind == "declaration":
        return words.declarations[ask.id].ask
    if ask.kind == "title":
        return f"是否持有有效的称号：{words.names[ask.id]}？"
    return f"有无{words.events[ask.id].name}？" if ask.kind == "event" else f"{words.fields[ask.id].name}？"


def ask_answer(ask: Ask, catalogue: Catalogue) -> Json:
    """Return an unknown: what to ask, of which kind, for which year."""
    year = {"year": ask.year} if ask.year is not None else {}
    return {"id": ask.id, "kind": ask.kind, **year, "text": question(ask, catalogue)}


def gap_answer(gap: Gap, catalogue: Catalogue) -> Json:
    """Return a gap; beside the fixed fields those that apply to it."""
    extra = {
        "year": gap.year,
        "base": _base(gap, catalogue),
        "honor": gap.honor,
        "certainty": None if gap.certainty == "primary" else gap.certainty,
        "fixed": gap.fixed or None,
        "stretch": gap.stretch or None,
        "any": [[gap_answer(one, catalogue) for one in branch] for branch in gap.branches] or None,
    }
    barred = {"barred_until": plain(gap.barred_until)} if gap.veto or gap.barred_until else {}
    named = ("criterion", "metric", "need", "have", "short", "unit", "earliest", "text", "clause")
    return {
        **{name: plain(getattr(gap, name)) for name in named},
        **{key: value for key, value in extra.items() if value is not None},
        **barred,
    }


def base_of(gap: Gap, catalogue: Catalogue) -> tuple[str, Fraction, str] | None:
    """Return the same shortfall in a figure that people can change: its name, how much, its unit; rounded away from zero."""
    if gap.base is None:
        return None
    metric = catalogue.words.metrics[gap.base.metric]
    return metric.name, rounded(gap.base.short, places(metric.unit), up=True), metric.unit


def _base(gap: Gap, catalogue: Catalogue) -> Json | None:
    told = base_of(gap, catalogue)
    return {"metric": gap.base.metric, "short": plain(told[1]), "unit": told[2]} if gap.base and told else None


def trace_answer(judged: Judged, catalogue: Catalogue) -> Json:
    """Return a judged requirement as a tree of all / any / at_least with a leaf for each criterion."""
    if judged.finding is not None and isinstance(judged.rule, Criterion):
        return _leaf(judged.rule, judged.finding, catalogue)
    gate = judged.rule
    assert isinstance(gate, Gate)
    children = [trace_answer(child, catalogue) for child in judged.children]
    inside: Json = {"at_least": gate.count, "of": children} if gate.kind == "at_least" else {gate.kind: children}
    inside |= {"holder": gate.holder} if gate.holder else {}
    stands_for = {"stands_for": gate.stands_for} if gate.stands_for else {}
    return {"verdict": judged.verdict.value, **stands_for, **inside}


def _leaf(rule: Criterion, finding: Finding, catalogue: Catalogue) -> Json:
    measure = finding.measure
    return {
        "criterion": rule.terms.id,
        "text": rule.text(catalogue.words),
        "clause": plain(rule.terms.clause),
        "verdict": finding.verdict.value,
        "have": plain(measure.have) if measure else None,
        "need": plain(measure.need) if measure else None,
    }


def assessment_answer(results: tuple[Assessment, ...], catalogue: Catalogue, on: date) -> Json:
    """Return the assessment of some programmes."""
    found = [result_answer(result, catalogue) for result in results]
    return {"on": plain(on), "catalogue_version": catalogue.version, "results": found}


def result_answer(result: Assessment, catalogue: Catalogue) -> Json:
    """Return the assessment of one programme."""
    return {
        "programme": result.programme.id,
        "name": result.programme.name,
        "kind": result.programme.kind,
        "subject": result.subject,
        "state": result.state,
        "verdict": plain(result.verdict),
        "gaps": [gap_answer(gap, catalogue) for gap in result.gaps],
        "unknowns": [ask_answer(ask, catalogue) for ask in result.unknowns],
        "barred_until": plain(result.barred_until),
        "review_due": plain(result.review_due),
        "at_risk": plain(result.at_risk),
        "application": plain(result.application),
        "round": _round(result.round) if result.round else None,
        "outlook": plain(result.outlook),
        "notes": plain(result.programme.notes),
        "trace": trace_answer(result.judged, catalogue) if result.judged else None,
    }


def _round(ahead: RoundAhead) -> Json:
    window = ahead.next
    days = {name: plain(getattr(window, name)) if window else None for name in ("opens", "closes", "result")}
    parts = window.assumed if window else ()
    return {**days, "window": ahead.window, "assumed": year_only(window), "assumed_parts": list(parts)}


def year_only(window: Window | None) -> bool:
    """Return whether the days of a window are not in the source, so that only its year may be shown."""
    return window is not None and bool({"opens", "closes"} & set(window.assumed))


def awards_answer(found: Awards, catalogue: Catalogue) -> Json:
    """Return what can be claimed."""
    return {
        "on": plain(found.on),
        "horizon": found.horizon,
        "catalogue_version": catalogue.version,
        "awards": awards_fields(found, catalogue),
    }


def awards_fields(found: Awards, catalogue: Catalogue) -> Json:
    """Return totals, lines, credit, what lost and the amounts that stay a formula."""
    names = catalogue.words.names
    return {
        **{name: totals_answer(getattr(found, name)) for name in ("now", "path", "ceiling")},
        "credit": [{**plain(credit), "name": names[credit.fund]} for credit in found.credit],
        "claims": [line_answer(line, catalogue) for line in found.claims],
        "lost": [{**plain(lost), "name": names[lost.fund]} for lost in found.lost],
        "open_amounts": [{**plain(amount), "name": names[amount.fund]} for amount in found.open_amounts],
        **({} if found.proven else {"proven": False}),
    }


def totals_answer(sums: Totals) -> Json:
    """Return sums by payer and in all."""
    return {**plain(sums), "total": plain(sums.total)}


def line_answer(line: Line, catalogue: Catalogue) -> Json:
    """Return one sum; `payer` names all payers, `payers` their shares in %."""
    found = plain(line)
    payer = "+".join(name for name, _ in line.payers)
    return {**found, "name": catalogue.words.names[line.fund], "payer": payer, "payers": dict(found["payers"])}
