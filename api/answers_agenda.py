"""The agenda as plain dicts, ready for JSON."""

from api.answers import Json, plain
from graph.model import Catalogue
from planner.agenda import Agenda, Entry


def agenda_answer(found: Agenda, catalogue: Catalogue) -> Json:
    """Return what comes up: `entries` have a date, `undated` have none."""
    return {
        "on": plain(found.on),
        "months": found.months,
        "catalogue_version": catalogue.version,
        "entries": [entry_answer(entry, catalogue) for entry in found.entries],
        "undated": [entry_answer(entry, catalogue) for entry in found.undated],
    }


def entry_answer(entry: Entry, catalogue: Catalogue) -> Json:
    """Return one thing ahead; with `year_only` the dates are assumed and the year alone may be shown."""
    return {
        "date": plain(entry.day),
        "until": plain(entry.until),
        "year_only": entry.year_only,
        "kind": entry.kind,
        "programme": entry.programme,
        "name": catalogue.words.names[entry.programme],
        "actor": entry.actor,
        "text": entry.text,
        "assumed": entry.assumed,
        "clause": plain(entry.clause),
    }
