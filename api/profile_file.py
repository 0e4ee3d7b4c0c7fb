"""Profiles from files: JSON, every fault with line and field; or the questionnaire as a workbook, every fault with sheet and cell."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from api.errors import BadInput
from api.exact_json import DuplicateKey, NotJson, read_json
from api.json_places import places
from graph.model import Catalogue
from planner.errors import ProfileError, ProfileFault
from planner.profile import Profile
from planner.profile_reader import read_profile

LARGEST_FILE = 5_000_000  # bytes
_TABLES = (".csv", ".parquet")
_PACKED = b"PK\x03\x04"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def load_profile(path: Path, catalogue: Catalogue) -> Profile:
    """Return the profile in a JSON file (UTF-8) or a questionnaire (.xlsx), of at most 5 MB.

    Raises
    ------
    BadInput
        With every fault, in the order of the lines or cells.
    """
    return _loaded(path, catalogue)[1]


def load_values(path: Path, catalogue: Catalogue) -> Any:
    """Return the JSON values of such a file, once they are known to be a profile.

    Raises
    ------
    BadInput
        With every fault, in the order of the lines or cells.
    """
    return _loaded(path, catalogue)[0]


def _loaded(path: Path, catalogue: Catalogue) -> tuple[Any, Profile]:
    raw = _bytes(path)
    if path.suffix.lower() in _TABLES:
        raise BadInput([f"{path}：是多家企业的表，这里应为一家企业的档案（.json）或问卷（.xlsx）；多家请用 tidu screen"])
    if raw.startswith(_PACKED):
        return _from_questionnaire(path, raw, catalogue)
    text = _text(path, raw)
    data = _values(path, text)
    try:
        return data, read_profile(data, catalogue)
    except ProfileError as error:
        raise BadInput(_located(path, text, error.faults)) from None


def _from_questionnaire(path: Path, raw: bytes, catalogue: Catalogue) -> tuple[Any, Profile]:
    from api.profile_text import Faulty, profile_of
    from api.questionnaire.reader import located, read_questionnaire
    from api.questionnaire.values import filled

    places: dict[str, str] = {}
    try:
        form, places = read_questionnaire(raw, catalogue)
        values = filled({}, form, catalogue)
        return values, profile_of(values, catalogue)
    except Faulty as error:
        faults = located(error.faults, places, catalogue) if places else error.faults
        raise BadInput(_clean(f"{path}: {fault.place.strip()}：{fault.message}") for fault in faults) from None


def _text(path: Path, raw: bytes) -> str:
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
        return read_json(text)
    except NotJson as error:
        raise _bad(path, error.line, error.what) from None
    except DuplicateKey:
        raise BadInput(_duplicates(path, text)) from None


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
    return _clean(f"{place}: {field}{what}")


def _clean(line: str) -> str:
    return _UNPRINTABLE.sub("�", line)
