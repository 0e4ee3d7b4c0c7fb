"""Profiles from JSON files: every fault with file, line and field."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from api.errors import BadInput
from api.json_places import places
from graph.model import Catalogue
from planner.errors import ProfileError, ProfileFault
from planner.profile import Profile
from planner.profile_reader import read_profile

LARGEST_FILE = 5_000_000  # bytes
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SYNTAX = {
    "Expecting value": "此处应有一个值（或多了逗号）",
    "Expecting property name enclosed in double quotes": "此处应为双引号括起的键（或多了逗号）",
    "Expecting ':' delimiter": "键之后应为冒号",
    "Expecting ',' delimiter": "此处缺少逗号或右括号",
    "Unterminated string starting at": "文字缺少右引号",
    "Invalid control character at": "文字中有未转义的换行或控制字符",
    "Extra data": "结尾之后还有内容",
}


class _DuplicateKey(Exception):
    """An object has a key twice."""


def load_profile(path: Path, catalogue: Catalogue) -> Profile:
    """Return the profile in a JSON file (UTF-8, at most 5 MB).

    Raises
    ------
    BadInput
        With every fault, in the order of the lines.
    """
    text = _text(path)
    data = _values(path, text)
    try:
        return read_profile(data, catalogue)
    except ProfileError as error:
        raise BadInput(_located(path, text, error.faults)) from None


def _text(path: Path) -> str:
    raw = _bytes(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _bad(path, line, "不是 UTF-8 文本，请以 UTF-8 编码另存") from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _bad(path, None, "没有这个文件，请核对路径") from None
    except IsADirectoryError:
        raise _bad(path, None, "是文件夹，应为一个 JSON 文件") from None
    except (OSError, ValueError):
        raise _bad(path, None, "文件无法读取，请检查权限和路径") from None
    if len(raw) > LARGEST_FILE:
        raise _bad(path, None, f"文件过大，应不超过 {LARGEST_FILE // 1_000_000} MB")
    return raw


def _values(path: Path, text: str) -> object:
    try:
        return json.loads(text, parse_float=_number, parse_int=_number, parse_constant=Decimal, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        right = _SYNTAX.get(error.msg, "请检查标点和转义")
        raise _bad(path, error.lineno, f"第 {error.colno} 列不是合法的 JSON：{right}") from None
    except _DuplicateKey:
        raise BadInput(_duplicates(path, text)) from None
    except RecursionError:
        raise _bad(path, 1, "嵌套过深，不是一份企业档案") from None


def _number(text: str) -> int | Decimal:
    """Return a number exactly; one that no decimal can hold is infinite, and refused as such."""
    if len(text) < 20 and text.lstrip("-").isdigit():
        return int(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _DuplicateKey
    return found


def _duplicates(path: Path, text: str) -> list[str]:
    seen: Counter[str] = Counter()
    lines = []
    for pointer, line in places(text):
        seen[pointer] += 1
        if seen[pointer] > 1:
            lines.append(_said(path, line, "键重复，同一键只能写一次", pointer))
    return lines


def _located(path: Path, text: str, faults: Iterable[ProfileFault]) -> list[str]:
    """Return the faults as lines; one about something missing stands where it should have been."""
    lines = dict(places(text))
    found = []
    for fault in faults:
        place = fault.pointer
        while place not in lines:
            place = place.rpartition("/")[0]
        found.append((lines[place], fault))
    return [_said(path, line, fault.message, fault.pointer) for line, fault in sorted(found)]


def _bad(path: Path, line: int | None, what: str) -> BadInput:
    return BadInput([_said(path, line, what)])


def _said(path: Path, line: int | None, what: str, pointer: str = "") -> str:
    place = f"{path}:{line}" if line else str(path)
    field = f"{pointer}：" if pointer else ""
    return _UNPRINTABLE.sub("�", f"{place}: {field}{what}")
