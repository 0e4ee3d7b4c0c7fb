"""YAML as typed fields: every scalar has one declared type, every fault is kept with file and line.

Duplicate keys are refused; graph.composing refuses aliases.
"""

import copy
import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeVar

import yaml

from graph.dates import DayOfYear
from graph.errors import Fault

T = TypeVar("T")
D = TypeVar("D")


_ID = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*\Z")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")


@dataclass(frozen=True)
class Reference:
    """A name in the catalogue that must exist in a vocabulary."""

    vocabulary: str
    id: str
    file: str
    line: int


@dataclass
class Reading:
    """One pass over a catalogue: the faults found, the names used and the places of what was read so far."""

    faults: list[Fault] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Node:
    """A YAML node and where it stands."""

    raw: yaml.Node
    file: str
    reading: Reading

    @property
    def line(self) -> int:
        return int(self.raw.start_mark.line) + 1

    def fault(self, what: str, right: str = "") -> None:
        self.reading.faults.append(Fault(self.file, self.line, what, right))

    def stands_at(self, id: str) -> None:
        """Keep this place as that of `id`."""
        self.reading.places[id] = (self.file, self.line)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.raw, yaml.MappingNode)

    @property
    def scalar(self) -> str | None:
        return self.raw.value if isinstance(self.raw, yaml.ScalarNode) else None

    def items(self) -> list["Node"]:
        """Return the items of a list; a single value is a list of one."""
        if isinstance(self.raw, yaml.SequenceNode):
            return [Node(raw, self.file, self.reading) for raw in self.raw.value]
        return [self]


class Fields:
    """The keys of a mapping, each taken once with its type; `done` refuses those that nobody took."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._taken: set[str] = set()
        self._entries: dict[str, Node] = {}
        self._keys: dict[str, Node] = {}
        if not isinstance(node.raw, yaml.MappingNode):
            node.fault("此处应为键值表")
            return
        for key, value in node.raw.value:
            here, name = Node(key, node.file, node.reading), key.value
            if not isinstance(name, str):
                here.fault("键应为文字")
                continue
            if name in self._entries:
                here.fault(f"键 {name} 重复", "同一键只能写一次")
            self._entries[name] = Node(value, node.file, node.reading)
            self._keys[name] = here

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def key(self, name: str) -> Node:
        """Return the node of a key itself."""
        return self._keys[name]

    def node_of(self, key: str) -> Node | None:
        """Return the node of a key and mark it as read."""
        self._taken.add(key)
        return self._entries.get(key)

    def take(self, key: str, read: Callable[[Node], T | None], default: D) -> T | D:
        """Return the value of an optional key."""
        node = self.node_of(key)
        value = read(node) if node is not None else None
        return default if value is None else value

    def find(self, key: str, read: Callable[[Node], T | None]) -> T | None:
        """Return the value of an optional key, or None."""
        return self.take(key, read, None)

    def need(self, key: str, read: Callable[[Node], T | None], default: D) -> T | D:
        """Return the value of a required key; a fault where it is missing."""
        if key not in self._entries:
            self.node.fault(f"缺少 {key}")
        return self.take(key, read, default)

    def one_of(self, keys: Iterable[str], what: str) -> str | None:
        """Return which one of several exclusive keys is there."""
        known = list(keys)
        there = [key for key in known if key in self._entries]
        if len(there) == 1:
            return there[0]
        self._taken.update(there)
        self.node.fault(f"{what}应恰有一种写法", "可用：" + "、".join(known))
        return None

    def over(self, other: "Fields", exclusive: Iterable[frozenset[str]]) -> "Fields":
        """Return these fields laid over `other`; a key of an exclusive group drops the others of its group."""
        entries = dict(other._entries)
        for group in exclusive:
            if group & self._entries.keys():
                entries = {key: node for key, node in entries.items() if key not in group}
        return self._with({**entries, **self._entries}, {**other._keys, **self._keys})

    def without(self, *keys: str) -> "Fields":
        """Return these fields less some keys."""
        return self._with({key: node for key, node in self._entries.items() if key not in keys}, self._keys)

    def _with(self, entries: dict[str, Node], keys: dict[str, Node]) -> "Fields":
        other = copy.copy(self)
        other._taken, other._entries, other._keys = set(), entries, keys
        return other

    def done(self) -> None:
        """Refuse every key that was not read, naming the nearest known one."""
        for key in self._entries:
            if key not in self._taken:
                self._keys[key].fault(f"不认识的键 {key}", nearest(key, self._taken))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the hint that names the known word most like `name`, if any is."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"是否应为 {near[0]}" if near else ""


def text(node: Node) -> str | None:
    """Read a text that is not blank."""
    if node.scalar and not node.scalar.isspace():
        return node.scalar
    node.fault("此处应为文字")
    return None


def identifier(node: Node) -> str | None:
    """Read an id: small letters, digits, - and _."""
    if node.scalar and _ID.match(node.scalar):
        return node.scalar
    node.fault(f"{node.scalar or '此处'} 不是合法的编号", "只用小写字母、数字、连字符和下划线")
    return None


def reference(vocabulary: str) -> Callable[[Node], str | None]:
    """Return a reader of an id that must exist in a vocabulary (checked when all files are read)."""

    def read(node: Node) -> str | None:
        name = text(node)
        if name is not None:
            node.reading.references.append(Reference(vocabulary, name, node.file, node.line))
        return name

    return read


def flag(node: Node) -> bool | None:
    """Read true or false."""
    if node.scalar in ("true", "false"):
        return node.scalar == "true"
    node.fault("此处应为 true 或 false")
    return None


def number(node: Node) -> Fraction | None:
    """Read a decimal number, exactly."""
    if node.scalar and _NUMBER.match(node.scalar):
        return Fraction(node.scalar)
    node.fault(f"{node.scalar or '此处'} 不是数", "应为十进制数，如 5000 或 2.5")
    return None


def integer(node: Node) -> int | None:
    """Read a whole number."""
    value = number(node)
    if value is not None and value.denominator != 1:
        node.fault(f"{node.scalar} 不是整数")
        return None
    return None if value is None else value.numerator


def positive(node: Node) -> int | None:
    """Read a whole number of at least one."""
    value = integer(node)
    if value is not None and value < 1:
        node.fault(f"{node.scalar} 不是正整数")
        return None
    return value


def day(node: Node) -> date | None:
    """Read a date such as 2026-04-01."""
    found = _iso_day(node.scalar or "")
    if found is None:
        node.fault(f"{node.scalar or '此处'} 不是日期", "应为 2026-04-01 这样的日期")
    return found


def day_of_year(node: Node) -> DayOfYear | None:
    """Read a day of the year such as 05-31."""
    leap = _iso_day(f"2024-{node.scalar}")
    if leap is None:
        node.fault(f"{node.scalar or '此处'} 不是月日", "应为 05-31 这样的月日")
        return None
    return DayOfYear(leap.month, leap.day)


def _iso_day(written: str) -> date | None:
    """Return the day, unless it is written in one of the other ways that ISO 8601 knows."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if found.isoformat() == written else None


def choice(*options: str) -> Callable[[Node], str | None]:
    """Return a reader of one of several words."""

    def read(node: Node) -> str | None:
        if node.scalar in options:
            return node.scalar
        node.fault(f"{node.scalar or '此处'} 不在可选之列", "可用：" + "、".join(options))
        return None

    return read


def several(read: Callable[[Node], T | None]) -> Callable[[Node], tuple[T, ...]]:
    """Return a reader of a list (or of one value as a list of one); an empty one undoes what the section shares."""

    def read_all(node: Node) -> tuple[T, ...]:
        return tuple(value for value in map(read, node.items()) if value is not None)

    return read_all


def some(read: Callable[[Node], T | None]) -> Callable[[Node], tuple[T, ...]]:
    """Return a reader of a list that must not be empty."""

    def read_all(node: Node) -> tuple[T, ...]:
        if not node.items():
            node.fault("列表是空的", "写上内容，或删去这一键")
        return several(read)(node)

    return read_all


def table(read: Callable[[Node], T | None], key: Callable[[Node], str | None] = text) -> Callable[[Node], dict[str, T]]:
    """Return a reader of a mapping whose keys are free and whose values are alike."""

    def read_all(node: Node) -> dict[str, T]:
        fields = Fields(node)
        found = {}
        for entry in fields:
            name, value = key(fields.key(entry)), fields.find(entry, read)
            if name is not None and value is not None:
                found[name] = value
        return found

    return read_all


def pairs(read: Callable[[Node], T | None], key: Callable[[Node], str | None] = text) -> Callable[[Node], tuple[tuple[str, T], ...]]:
    """Return a reader of a table that must not be empty, as pairs in the order of the text."""

    def read_all(node: Node) -> tuple[tuple[str, T], ...]:
        found = table(read, key)(node)
        if not found and node.is_mapping:
            node.fault("表是空的", "写上内容，或删去这一键")
        return tuple(found.items())

    return read_all
