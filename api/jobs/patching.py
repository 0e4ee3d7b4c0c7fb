"""What a row of a table says, put into a profile: each cell that is filled in is set, all else stays as it was."""

import copy
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from api.tables.cells import DECIMALS

Values = dict[str, Any]
HOLDER = "enterprise"


def patched(stored: Values | None, row: Mapping[str, Any]) -> Values:
    """Return the profile that a row makes of a stored one, or by itself.

    A cell that is empty says nothing. A title that is said not to be held goes; an event of the same kind and day is the same event.

    Parameters
    ----------
    stored : dict, optional
        The JSON values of the stored profile; they are not changed.
    row : Mapping
        A row of the company frame: figures in millionths.
    """
    made: Values = copy.deepcopy(stored) if stored else {HOLDER: {}}
    titles: dict[str, Values] = {}
    events: dict[str, Values] = {}
    for path, value in row.items():
        section, *words = path.split("/")
        if value is None or section == "row":
            continue
        if section == "titles":
            titles.setdefault(words[0], {})[words[1]] = _plain(value)
        elif section == "events":
            events.setdefault(words[0], {})[words[1]] = _plain(value)
        else:
            WRITERS.get(section, _set_flag)(made, [section, *words], value)
    _set_titles(made, titles)
    _set_events(made, events)
    return made


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _figure(value: Any) -> Any:
    """Return a metric as JSON has it: the exact decimal of so many millionths."""
    if not isinstance(value, int) or isinstance(value, bool):
        return _plain(value)
    exact = Decimal(value).scaleb(-DECIMALS)
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()


def _below(values: Values, key: str) -> Values:
    """Return the object under a key; null says the same as leaving it out."""
    values[key] = values.get(key) or {}
    return values[key]


def _set_fact(made: Values, path: list[str], value: Any) -> None:
    _below(made, path[0])[path[1]] = _plain(value)


def _set_metric(made: Values, path: list[str], value: Any) -> None:
    metrics = _below(made, path[0])
    if len(path) == 3:
        metrics, path = _below(metrics, path[1]), path[1:]
    metrics[path[1]] = _figure(value)


def _set_flag(made: Values, path: list[str], value: Any) -> None:
    made[path[0]] = value


WRITERS: Mapping[str, Callable[[Values, list[str], Any], None]] = {
    HOLDER: _set_fact,
    "declarations": _set_fact,
    "metrics": _set_metric,
}


def _set_titles(made: Values, titles: Mapping[str, Values]) -> None:
    for honor, said in titles.items():
        listed = made["titles"] = made.get("titles") or []
        own = [one for one in listed if one["honor"] == honor and one.get("subject") is None]
        held = said.pop("held", None)
        if held is False:
            made["titles"] = [one for one in listed if one not in own]
        elif own:
            own[-1].update(said)
        elif held or said:
            listed.append({"honor": honor, **said})


def _set_events(made: Values, events: Mapping[str, Values]) -> None:
    for kind, said in events.items():
        if "on" not in said:
            continue
        listed = made["events"] = made.get("events") or []
        same = next((one for one in listed if (one["kind"], one["on"]) == (kind, said["on"])), None)
        if same:
            same.update(said)
        else:
            listed.append({"kind": kind, **said})
