"""A folder of profiles (.json, and questionnaires as .xlsx) as a table."""

from collections.abc import Callable
from pathlib import Path

from api.errors import BadInput
from api.profile_file import load_profile
from api.tables.faults import Fault
from api.tables.reader import Table
from api.tables.rules import plain_name
from graph.model import Catalogue
from planner.profile import Profile
from planner.screening.frame import frame_of

SUFFIXES = (".json", ".xlsx")


def read_folder(path: Path, catalogue: Catalogue, progress: Callable[[int], None]) -> Table:
    """Return the companies whose profiles stand in a folder (not below it), in the order of their names; `row` counts the files from 1.

    Raises
    ------
    BadInput
        Where there are none.
    """
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and not file.name.startswith((".", "~$")))
    if not files:
        raise BadInput([f"{path}：文件夹里没有企业档案（.json）或问卷（.xlsx）"])
    faults: list[Fault] = []
    found: list[tuple[int, Profile]] = []
    for row, file in enumerate(files, 1):
        try:
            found.append((row, load_profile(file, catalogue)))
        except BadInput as error:
            faults += [Fault(file.name, row, -1, "", "", line.removeprefix(f"{file}:")) for line in error.lines]
        progress(row)
    faults += _duplicates(found, files)
    frame, left = frame_of(found, catalogue)
    return Table((frame.lazy(),), frame.height, left, tuple(faults))


def _duplicates(found: list[tuple[int, Profile]], files: list[Path]) -> list[Fault]:
    """Return what is wrong where a code stands twice, or a name where one of those who bear it has no code."""
    by_code: dict[str, list[int]] = {}
    by_name: dict[str, list[tuple[int, bool]]] = {}
    for row, profile in found:
        code = profile.identity.get("uscc")
        if code is not None:
            by_code.setdefault(str(code), []).append(row)
        by_name.setdefault(plain_name(profile.name), []).append((row, code is not None))
    same = [rows for rows in by_code.values() if len(rows) > 1]
    same += [[row for row, _ in rows] for rows in by_name.values() if len(rows) > 1 and not all(coded for _, coded in rows)]
    return [
        Fault(
            files[row - 1].name,
            row,
            -1,
            "",
            "",
            f" 与 {'、'.join(files[other - 1].name for other in rows if other != row)} 重复，一家企业只能有一份",
        )
        for rows in same
        for row in rows
    ]
