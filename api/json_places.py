"""Where the values of a JSON text stand, by JSON pointer.

The text is one that the json module has read. YAML readers cannot serve: they refuse escaped surrogate pairs and long keys,
and count other characters as line ends.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from planner.profile_reader import pointer

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s"{}\[\]:,]+')


@dataclass
class _Level:
    """An object or list that is open: its pointer, and the key or index of the value that comes next (None: a key comes next)."""

    pointer: str
    key: str | int | None


def places(text: str) -> Iterator[tuple[str, int]]:
    """Yield the pointer of each value and the line where it begins, in the order of the text; a duplicate key twice."""
    levels: list[_Level] = []
    line, last = 1, 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        line += text.count("\n", last, match.start())
        last = match.start()
        level = levels[-1] if levels else None
        if token in ("}", "]"):
            levels.pop()
        elif token == "," and level:
            level.key = level.key + 1 if isinstance(level.key, int) else None
        elif level and level.key is None:
            level.key = json.loads(token)
        elif token != ":":
            here = pointer(level.pointer, level.key) if level else ""
            yield here, line
            if token in ("{", "["):
                levels.append(_Level(here, 0 if token == "[" else None))
