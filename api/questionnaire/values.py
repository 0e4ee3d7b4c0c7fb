"""What was filled in as the values of a profile, and back. What does not fit stays as written; the profile's reader refuses it."""

import copy
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from api.questionnaire.fields import HOLDERS, ROWS, Field, field_at
from graph.model import Catalogue

Values = dict[str, Any]
Form = MultiDict[str, str]
NONE = "none"  # said of a list: there is nothing in it
TRUTH = {"true": True, "false": False}
NUMBERED = {"subjects": "x", "projects": "p"}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PLAIN = 40  # digits; longer numbers are written with an exponent


def filled(carried: Any, form: Form, catalogue: Catalogue) -> Values:
    """Return the values of a profile with what a form says put in; what the form does not ask stays as it was.

    Parameters
    ----------
    carried : object
        The values that the form was made from.
    form : MultiDict
        JSON pointer to what was written; an empty text takes the value away. `holder`: whose profile it is.
    catalogue : Catalogue
        The words of the profile.
    """
    values = copy.deepcopy(carried) if isinstance(carried, dict) else {}
    for name in form:
        field = field_at(name, catalogue)
        if field:
            value = typed(field, form.getlist(name), catalogue)
            if value is not None:
                _take_along(values, keys_of(name), carried)
            _put(values, keys_of(name), value)
    for section in ROWS:
        _tidy(values, section, catalogue)
    _name_products(values)
    _turn(values, form.get("holder", ""), catalogue)
    return values


def typed(field: Field, said: list[str], catalogue: Catalogue) -> Any:
    """Return what was written in a field as a JSON value; None where nothing was."""
    first = said[0] if said else ""
    if field.kind in ("choices", "texts"):
        found = first.splitlines() if field.kind == "texts" else [word for word in said if word != NONE]
        found = [word for word in found if word.strip()]
        return found or ([] if NONE in (said[1:] if field.kind == "texts" else said) else None)
    if not first.strip():
        return None
    match field.kind:
        case "number" | "whole":
            return _number(first)
        case "truth":
            return TRUTH.get(first, first)
        case "honor":
            return _honors(catalogue).get(first.strip(), first.strip())
    return first if field.kind == "text" else first.strip()


def _number(text: str) -> Decimal | int | str:
    said = text.strip().replace(",", "").replace("，", "")
    if not _NUMBER.fullmatch(said):
        return text.strip()
    return Decimal(said) if "." in said or len(said) > 20 else int(said)


def _honors(catalogue: Catalogue) -> dict[str, str]:
    """Return the ids of programmes by name, and by the names that they also go by."""
    found = {alias: one.id for one in catalogue.programmes.values() for alias in one.aliases}
    return found | {one.name: one.id for one in catalogue.programmes.values()}


def keys_of(pointer: str) -> list[str]:
    """Return the keys of a JSON pointer (none of ours needs escapes)."""
    return pointer.split("/")[1:]


def value_at(values: Any, pointer: str) -> Any:
    """Return the value at a pointer; None where there is none."""
    for key in keys_of(pointer):
        if isinstance(values, Mapping):
            values = values.get(key)
        else:
            values = values[int(key)] if isinstance(values, list) and key.isdigit() and int(key) < len(values) else None
    return values


def _put(values: Any, keys: list[str], value: Any) -> None:
    """Set a value, or take it away with what is empty then."""
    key, *rest = keys
    place: Any = int(key) if isinstance(values, list) else key
    if isinstance(values, list):
        values += [{} for _ in range(place + 1 - len(values))]
    if not rest and value is None:
        values.pop(place, None)
    elif not rest:
        values[place] = value
    else:
        inside = values[place] if isinstance(values, list) else values.get(place)
        if not isinstance(inside, list if key in ROWS else dict):
            if value is None:
                return
            inside = values[place] = [] if key in ROWS else {}
        _put(inside, rest, value)
        if inside == {} and isinstance(values, dict) and key not in HOLDERS:
            del values[place]


def _take_along(values: Values, keys: list[str], before: Any) -> None:
    """Let a product that gets its first year of a figure keep the others, which it had of its company before."""
    match keys:
        case ["subjects", place, "metrics", id, _]:
            shared, own = value_at(values, f"/metrics/{id}"), f"/subjects/{place}"
            if isinstance(shared, dict) and value_at(before, own) and value_at(values, f"{own}/metrics/{id}") is None:
                _put(values, keys[:-1], dict(shared))


def rows_of(values: Any, section: str) -> list[Any]:
    """Return the lines of a list."""
    found = values.get(section) if isinstance(values, dict) else None
    return found if isinstance(found, list) else []


def _tidy(values: Values, section: str, catalogue: Catalogue) -> None:
    """Drop the lines in which nothing is written, and number the others."""
    if not isinstance(values.get(section), list):
        return
    asked = [field.pointer for field in ROWS[section](catalogue) if field.kind != "id"]
    rows = [row for row in values[section] if any(value_at(row, f"/{pointer}") is not None for pointer in asked)]
    values[section] = rows
    taken = [row["id"] for row in rows if isinstance(row, dict) and "id" in row]
    for row in rows:
        if section in NUMBERED and isinstance(row, dict) and row.get("id") is None:
            row["id"] = next(id for place in range(1, len(rows) + 2) if (id := f"{NUMBERED[section]}{place}") not in taken)
            taken.append(row["id"])


def _name_products(values: Values) -> None:
    """Write the ids of products where their names were written."""
    ids = {name: id for id, name in own_names(values).items()}
    for row in rows_of(values, "titles"):
        if isinstance(row, dict) and isinstance(row.get("subject"), str):
            row["subject"] = ids.get(row["subject"], row["subject"])


def own_names(values: Any) -> dict[str, str]:
    """Return the products by id, with names that only one of them bears and that is no other's id."""
    rows = [row for row in rows_of(values, "subjects") if isinstance(row, dict)]
    named = [(row["id"], row["name"].strip()) for row in rows if isinstance(row.get("id"), str) and isinstance(row.get("name"), str)]
    ids, names = [id for id, _ in named], [name for _, name in named]
    return {id: name for id, name in named if names.count(name) == 1 and name not in ids}


def holder_of(values: Any) -> str:
    """Return whose profile it is."""
    return next((holder for holder in HOLDERS if isinstance(values, dict) and values.get(holder) is not None), "enterprise")


def _turn(values: Values, holder: str, catalogue: Catalogue) -> None:
    """Make it the profile of another kind of holder: fields that only the former kind has are left out."""
    former = holder_of(values)
    if holder not in HOLDERS or (holder == former and holder in values):
        return
    identity = values.pop(former, {})
    foreign = {id for id, field in catalogue.words.fields.items() if field.holders and holder not in field.holders}
    values[holder] = {id: fact for id, fact in identity.items() if id not in foreign} if isinstance(identity, dict) else identity


def shown(value: Any) -> str:
    """Return a JSON value as it stands in a field; nothing where it is none, or a list."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return str(value) if not value.is_finite() or abs(value.adjusted()) > _PLAIN else f"{value:f}"
    return str(value) if isinstance(value, int | str) else ""


def said(field: Field, values: Any, catalogue: Catalogue) -> str:
    """Return what stands in a field of one line: titles and products by name."""
    text = shown(value_at(values, field.pointer))
    if field.kind == "honor":
        name = catalogue.words.names.get(text, "")
        return name if _honors(catalogue).get(name) == text else text
    return own_names(values).get(text, text) if field.kind == "own" else text


def is_day(text: str) -> bool:
    """Return whether a text is a day such as 2024-09-10."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def listed(field: Field, values: Any) -> list[str] | None:
    """Return what stands in a field of several: nothing where it is said that there is nothing, None where nothing is said."""
    found = value_at(values, field.pointer)
    return [shown(word) for word in found] if isinstance(found, list) else None
