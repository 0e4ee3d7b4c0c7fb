"""The difference of two catalogues, and what it means for companies, as plain dicts ready for JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from api.answers import Json, ask_answer, gap_answer, plain, totals_answer
from api.answers_programmes import entry
from api.errors import BadInput
from api.labels import HOLDER, KIND, LEVEL, PAYER, POOL, ROUTE
from api.profile_file import load_profile
from api.wording import clause_of, told
from api.wording_libraries import form_lines, library_lines
from graph.criteria.score import Scorecard
from graph.diff import Change, Difference, ProgrammeChange, WordChange, compare
from graph.forms import Form
from graph.libraries import Library
from graph.model import Catalogue, Period
from graph.rounding import number
from planner.consequences import Consequence, Shift, Side, consequences
from planner.profile import Profile

CODES = {"kind": KIND, "level": LEVEL, "holders": HOLDER, "route": ROUTE, "pool": POOL}


@dataclass(frozen=True)
class Company:
    """One profile file under both catalogues: what changes for it, or which catalogue refuses it and why."""

    file: str
    consequence: Consequence | None = None
    refused: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two catalogues, what changed between them, and what it means for some companies."""

    old: Catalogue
    new: Catalogue
    on: date
    difference: Difference
    companies: tuple[Company, ...]


def comparison(old: Catalogue, new: Catalogue, files: Iterable[str], on: date) -> Comparison:
    """Return what changed, and for whom among some profile files.

    Raises
    ------
    BadInput
        With all faults of the files that neither catalogue accepts; one that a single catalogue refuses is told as refused.
    """
    read = [(file, _read(file, old), _read(file, new)) for file in files]
    bad = [line for _, was, now in read if isinstance(was, BadInput) and isinstance(now, BadInput) for line in (*was.lines, *now.lines)]
    if bad:
        raise BadInput(dict.fromkeys(bad))
    return Comparison(old, new, on, compare(old, new), tuple(_company(file, was, now, old, new, on) for file, was, now in read))


def _read(file: str, catalogue: Catalogue) -> Profile | BadInput:
    try:
        return load_profile(Path(file), catalogue)
    except BadInput as error:
        return error


def _company(file: str, was: Profile | BadInput, now: Profile | BadInput, old: Catalogue, new: Catalogue, on: date) -> Company:
    if isinstance(was, Profile) and isinstance(now, Profile):
        return Company(file, consequences([(was, now)], old, new, on)[0])
    sides = (("old", was), ("new", now))
    return Company(file, None, tuple((side, tuple(read.lines)) for side, read in sides if isinstance(read, BadInput)))


def comparison_answer(found: Comparison) -> Json:
    """Return the difference, and a block for each company."""
    added, removed = found.difference.added, found.difference.removed
    return {
        "on": plain(found.on),
        "old": found.old.version,
        "new": found.new.version,
        "added": [entry(programme, found.on) for programme in added],
        "removed": [entry(programme, found.on) for programme in removed],
        "changed": [_programme(change, found) for change in found.difference.changed],
        "words": [_word(change, found) for change in found.difference.words],
        "companies": [_company_answer(company, found) for company in found.companies],
    }


def _programme(change: ProgrammeChange, found: Comparison) -> Json:
    return {
        "programme": change.new.id,
        "name": change.new.name,
        "changes": [_change(one, found) for one in change.changes],
    }


def _change(change: Change, found: Comparison) -> Json:
    dated = change.during != Period()
    return {
        "part": change.part,
        "kind": change.kind,
        "within": list(change.within),
        "in_force": {"from": plain(change.during.start), "to": plain(change.during.end)} if dated else None,
        "old": _value(change.part, change.old, found.old),
        "new": _value(change.part, change.new, found.new),
    }


def _value(part: str, value: object, catalogue: Catalogue) -> Json | None:
    if value is None:
        return None
    return {"text": value_text(part, value, catalogue), "clause": plain(clause_of(value))}


def value_text(part: str, value: Any, catalogue: Catalogue) -> str:
    """Return a part of a programme in words."""
    if part == "payers":
        return f"{PAYER[value[0]]} {number(value[1])}%"
    return CODES[part].get(value, value) if part in CODES and isinstance(value, str) else told(value, catalogue)


def _word(change: WordChange, found: Comparison) -> Json:
    return {
        "table": change.table,
        "id": change.id,
        "kind": change.kind,
        "name": word_name(change),
        "details": [{"field": name, "old": plain(was), "new": plain(now)} for name, was, now in details(change, found)],
    }


def word_name(change: WordChange) -> str:
    """Return what a document, a metric and so on is called."""
    there = change.old if change.new is None else change.new
    return str(getattr(there, "name", change.id))


def details(change: WordChange, found: Comparison) -> Iterator[tuple[str, Any, Any]]:
    """Yield the fields that differ, with old and new value; of a scorecard's parts, a library or a form the lines that differ."""
    was, now = change.old, change.new
    if was is None or now is None:
        return
    if not is_dataclass(was) or not is_dataclass(now):
        yield "", was, now
        return
    if isinstance(was, Library | Form):
        yield from _differing("contents", _contents(was, found.old), _contents(now, found.new))
        return
    pairs = ((field.name, getattr(was, field.name), getattr(now, field.name)) for field in fields(was))
    for name, before, after in pairs:
        if isinstance(was, Scorecard) and isinstance(now, Scorecard) and name == "parts":
            yield from _differing("lines", _lines(was, found.old), _lines(now, found.new))
        elif before != after:
            yield name, before, after


def _contents(value: object, catalogue: Catalogue) -> list[str]:
    """Return what a library or a form says, line by line."""
    if isinstance(value, Library):
        return library_lines(value, catalogue)
    return form_lines(value, catalogue) if isinstance(value, Form) else []


def _differing(name: str, was: list[str], now: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    if was != now:
        yield name, [line for line in was if line not in now], [line for line in now if line not in was]


def _lines(card: Scorecard, catalogue: Catalogue) -> list[str]:
    rows = ((part.name, item.name, row) for part in card.parts for item in part.items for row in item.rows)
    return [
        f"{part} · {item}：{number(row.score)} 分" + (f"，{row.when.text(catalogue.words)}" if row.when else "") for part, item, row in rows
    ]


def _company_answer(company: Company, found: Comparison) -> Json:
    result = company.consequence
    if result is None:
        return {"profile": company.file, "name": None, "refused": {side: list(lines) for side, lines in company.refused}}
    money = (("before", result.money_before), ("after", result.money_after))
    return {
        "profile": company.file,
        "name": result.profile.name,
        "gains": result.gains,
        "loses": result.loses,
        "shifts": [_shift(shift, found) for shift in result.shifts],
        "awards": {side: {name: totals_answer(getattr(sums, name)) for name in ("now", "path", "ceiling")} for side, sums in money},
    }


def _shift(shift: Shift, found: Comparison) -> Json:
    return {
        "programme": shift.programme.id,
        "name": shift.programme.name,
        "from": shift.before.state if shift.before else None,
        "to": shift.after.state if shift.after else None,
        "change": "gain" if shift.rise > 0 else "loss" if shift.rise < 0 else None,
        "before": _side(shift.before, found.old),
        "after": _side(shift.after, found.new),
    }


def _side(side: Side | None, catalogue: Catalogue) -> Json | None:
    if side is None:
        return None
    return {
        "gaps": [gap_answer(gap, catalogue) for gap in side.gaps],
        "unknowns": [ask_answer(ask, catalogue) for ask in side.unknowns],
        "because": plain(side.reasons),
    }
