"""Answers to the next question, put into the values of a profile where they belong. What does not fit, the profile's reader refuses."""

import copy
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from graph.facts import Ask
from graph.model import Catalogue
from graph.vocabulary import PROFILES

Form = MultiDict[str, str]
Values = dict[str, Any]
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,20})?")
TRUTH = {"true": True, "false": False}
NONE = "无"


def ask_key(ask: Ask) -> str:
    """Return an unknown as it is named in forms."""
    return f"{ask.kind}:{ask.id}:{ask.year or ''}"


def ask_of(key: str) -> Ask | None:
    """Return the unknown that a form names."""
    kind, _, rest = key.partition(":")
    id, _, year = rest.rpartition(":")
    return Ask(id, kind, int(year) if year.isdigit() else None) if kind in _FILLERS else None


def answered(values: Values, form: Form, catalogue: Catalogue) -> Values:
    """Return the values of a profile with the answer of a form put in; as they were where the form answers nothing.

    `ask` names the unknown, `reply` is the answer; of events and titles the parts come under `event-…` and `title-…`.
    """
    ask = ask_of(form.get("ask", ""))
    if ask is None:
        return values
    filled = copy.deepcopy(values)
    _FILLERS[ask.kind](filled, ask, form, catalogue)
    return filled


def _metric(values: Values, ask: Ask, form: Form, catalogue: Catalogue) -> None:
    if not form.get("reply", "").strip():
        return
    metrics = values.setdefault("metrics", {})
    value = _number(form["reply"])
    if ask.year is None:
        metrics[ask.id] = value
    else:
        metrics[ask.id] = {**(metrics.get(ask.id) or {}), str(ask.year): value}


def _number(text: str) -> Decimal | int | str:
    """Return a number exactly; whatever else was written stays as it is."""
    said = text.strip().replace(",", "")
    if not NUMBER.fullmatch(said):
        return text.strip()
    return Decimal(said) if "." in said else int(said)


def _declaration(values: Values, ask: Ask, form: Form, catalogue: Catalogue) -> None:
    if form.get("reply") in TRUTH:
        values.setdefault("declarations", {})[ask.id] = TRUTH[form["reply"]]


def _field(values: Values, ask: Ask, form: Form, catalogue: Catalogue) -> None:
    field = catalogue.words.fields.get(ask.id)
    said = [text.strip() for text in form.getlist("reply") if text.strip()]
    if field is None or not said:
        return
    holder = next(name for name in PROFILES if values.get(name))
    if field.type in ("choices", "texts"):
        values[holder][ask.id] = [] if NONE in said else [part for text in said for part in re.split(r"[、，,\s]+", text) if part]
    else:
        values[holder][ask.id] = TRUTH.get(said[0], said[0])


def _event(values: Values, ask: Ask, form: Form, catalogue: Catalogue) -> None:
    """Add an event, say that there are no others, or complete the one that lacks something."""
    told = _parts(form, "event")
    if form.get("reply") == "none":
        values["events_complete"] = True
    elif form.get("reply") == "one" and told:
        values.setdefault("events", []).append(told)
    elif form.get("reply") == "more":
        _complete(values.get("events", []), "kind", ask.id, told)


def _title(values: Values, ask: Ask, form: Form, catalogue: Catalogue) -> None:
    """Add a title, say that there are no others, or complete the one that may have lapsed."""
    told = _parts(form, "title")
    if form.get("reply") == "none":
        values["titles_complete"] = True
    elif form.get("reply") == "one" and told:
        values.setdefault("titles", []).append(told)
    elif form.get("reply") == "more":
        _complete(values.get("titles", []), "honor", ask.id, told)


def _parts(form: Form, section: str) -> Values:
    lead = f"{section}-"
    found = {key.removeprefix(lead): value.strip() for key, value in form.items() if key.startswith(lead) and value.strip()}
    return {key: int(value) if key == "rank" and value.isdigit() else value for key, value in found.items()}


def _complete(entries: list[Values], key: str, id: str, told: Mapping[str, Any]) -> None:
    for entry in entries:
        if entry.get(key) == id:
            entry.update(told)
            return


_FILLERS: Mapping[str, Callable[[Values, Ask, Form, Catalogue], None]] = {
    "metric": _metric,
    "declaration": _declaration,
    "field": _field,
    "event": _event,
    "title": _title,
}
