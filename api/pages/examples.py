"""The example companies: the files of examples/, with what README.md there says that each is for."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from api.exact_json import read_json
from graph.vocabulary import PROFILES

FOLDER = Path(__file__).parents[2] / "examples"
LONGEST = 60
_ROW = re.compile(r"\| `(?P<id>[\w-]+)\.json` \| (?P<name>[^|]+?) \| (?P<hint>[^|]+?) \|")
_ASIDE = re.compile(r"（[一二三四五六七]\([^（）]*）")
_PART = re.compile(r"[^；。]+[；。]?")


@dataclass(frozen=True)
class Example:
    """An example: its file's name without ending, whose it is, what to look at; `real`: only what the sources say of a real company."""

    id: str
    name: str
    holder: str
    hint: str

    @property
    def real(self) -> bool:
        """Whether the company exists."""
        return not self.id.startswith("fictional-")


@cache
def examples() -> tuple[Example, ...]:
    """Return the examples, made-up ones first, in the order of README.md and then of their names."""
    told = _told()
    ids = sorted(file.stem for file in FOLDER.glob("*.json"))
    ids.sort(key=lambda id: (not id.startswith("fictional-"), list(told).index(id) if id in told else len(told)))
    return tuple(_example(id, told.get(id, "")) for id in ids)


def example_text(id: str) -> str | None:
    """Return the profile of an example, or None where there is no such example."""
    known = any(example.id == id for example in examples())
    return (FOLDER / f"{id}.json").read_text(encoding="utf-8") if known else None


def _told() -> dict[str, str]:
    readme = FOLDER / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    return {row["id"]: brief(row["hint"]) for row in _ROW.finditer(text)}


def brief(hint: str) -> str:
    """Return a remark without the sections that it cites, cut after a whole part."""
    parts = _PART.findall(_ASIDE.sub("", hint))
    kept = parts[0]
    for part in parts[1:]:
        if len(kept) + len(part) > LONGEST:
            break
        kept += part
    return kept.rstrip("；。")


def _example(id: str, hint: str) -> Example:
    data = read_json((FOLDER / f"{id}.json").read_text(encoding="utf-8"))
    holder = next(holder for holder in PROFILES if data.get(holder))
    return Example(id, data[holder]["name"], holder, hint)
