"""The second reading: figures and prerequisites that an independent reader took from the sources, against the catalogue's."""

import csv
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from graph.criteria.score import ScoreAtLeast
from graph.dates import DayOfYear
from graph.model import Catalogue, Programme
from graph.source import Clause

FACTS = Path(__file__).parent / "facts"
NOT_FIGURES = {"count", "payers", "about", "every_years"}


def second_reading() -> dict[str, set[str]]:
    """Return the values that the second reader found, by programme."""
    found: dict[str, set[str]] = {}
    for path in sorted(FACTS.glob("*.tsv")):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                found.setdefault(row["programme"], set()).add(_plain(row["value"]))
    return found


def first_reading(programme: Programme, catalogue: Catalogue) -> set[str]:
    """Return the values that the catalogue holds for a programme: figures, dates, titles."""
    rules = (*programme.scope, *programme.versions, *programme.revocation, programme.held_when)
    rest = (programme.validity, programme.maintenance, programme.round, programme.status, programme.fund, programme.after)
    return set(_values((rules, rest), catalogue)) - {programme.id}


def _plain(value: str) -> str:
    try:
        return str(Fraction(value))
    except ValueError:
        return value


def _values(item: Any, catalogue: Catalogue) -> Iterator[str]:
    """Yield the figures, dates and titles anywhere inside a value."""
    if isinstance(item, tuple):
        for inside in item:
            yield from _values(inside, catalogue)
    elif is_dataclass(item) and not isinstance(item, Clause | DayOfYear):
        yield from _inside(item, catalogue)
    elif (value := _value(item)) is not None and (not isinstance(item, str) or item in catalogue.programmes):
        yield value


def _inside(item: Any, catalogue: Catalogue) -> Iterator[str]:
    if isinstance(item, ScoreAtLeast):
        yield from _values(catalogue.words.scorecards[item.scorecard].parts, catalogue)
    for field in fields(item):
        if field.name not in NOT_FIGURES:
            yield from _values(getattr(item, field.name), catalogue)


def _value(item: Any) -> str | None:
    if isinstance(item, DayOfYear):
        return f"{item.month:02}-{item.day:02}"
    if isinstance(item, bool | Clause) or item is None:
        return None
    return str(Fraction(item)) if isinstance(item, int | Fraction) else str(item)
