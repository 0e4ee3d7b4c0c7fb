"""Stories of tests/cases: read as written (dates stay texts, decimals exact), each a profile with changes and what must come out."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parent / "cases"


class _PlainLoader(yaml.SafeLoader):
    """YAML 1.2 scalars: only true and false are booleans, dates are texts, decimals are exact."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in ("int", "float", "null")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(node.value))
_PlainLoader.add_constructor("tag:yaml.org,2002:str", lambda loader, node: {"true": True, "false": False}.get(node.value, node.value))


@dataclass(frozen=True)
class Story:
    """One case: the file and sentence that name it, whom it is about, on which day, and what is expected."""

    file: str
    name: str
    programme: str
    on: str
    profile: dict[str, Any]
    expect: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}：{self.name}"


def read_page(path: Path) -> Any:
    """Return what a file of stories says, as it is written."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainLoader)


def read_stories() -> Iterator[Story]:
    """Yield every story of every file."""
    for path in sorted(CASES.glob("*.yaml")):
        page = read_page(path)
        for case in page["cases"]:
            profile = changed(case.get("profile", page.get("profile")), case.get("change", {}))
            yield Story(
                path.stem, case["name"], case.get("programme", page.get("programme")), case.get("on", page["on"]), profile, case["expect"]
            )


def changed(profile: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a profile with other values at dotted paths; null: not filled in."""
    found = copy.deepcopy(profile)
    for dotted, value in changes.items():
        _lay_over(found, dotted.split("."), value)
    return found


def _lay_over(profile: dict[str, Any], path: list[str], value: Any) -> None:
    *inside, last = path
    for key in inside:
        profile = profile.setdefault(_key(profile, key), {})
    if value is None:
        profile.pop(_key(profile, last), None)
    else:
        profile[_key(profile, last)] = value


def _key(table: dict[Any, Any], key: str) -> Any:
    """Return the key as the table has it: years are numbers in YAML."""
    return int(key) if key.isdigit() and key not in table else key


def as_json(value: Any) -> Any:
    """Return a value as JSON would carry it: every key a text."""
    if isinstance(value, dict):
        return {str(key): as_json(inside) for key, inside in value.items()}
    return [as_json(item) for item in value] if isinstance(value, list) else value
