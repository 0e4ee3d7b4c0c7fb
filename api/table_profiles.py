"""The companies of a table as profiles, in batches that can be read one by one, or by several processes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.errors import BadInput
from graph.model import Catalogue
from planner.profile import Profile

BATCH = 200  # companies

Read = tuple[list[tuple[str, Profile]], list[str]]


@dataclass(frozen=True)
class FolderBatch:
    """Some files of a folder."""

    files: tuple[Path, ...]

    def read(self, catalogue: Catalogue) -> Read:
        """Return the profiles, each with where it stands, and the faults of those that cannot be read."""
        from api.profile_file import load_profile

        found, faults = [], []
        for file in self.files:
            try:
                found.append((str(file), load_profile(file, catalogue)))
            except BadInput as error:
                faults += error.lines
        return found, faults


def batches_in(table: Path) -> list[FolderBatch]:
    """Return the batches of a table: for now, a folder of profile files.

    Raises
    ------
    BadInput
        If there is no such folder, or nothing in it.
    """
    if not table.is_dir():
        raise BadInput([f"{table}：没有这个文件夹，应为放企业档案（.json）的文件夹"])
    files = sorted(table.glob("*.json"))
    if not files:
        raise BadInput([f"{table}：文件夹里没有企业档案（.json）"])
    return [FolderBatch(tuple(files[start : start + BATCH])) for start in range(0, len(files), BATCH)]


def profiles_in(table: Path, catalogue: Catalogue) -> list[tuple[str, Profile]]:
    """Return the profiles of a table, each with where it stands.

    Raises
    ------
    BadInput
        With the faults of all.
    """
    found, faults = gathered([batch.read(catalogue) for batch in batches_in(table)])
    if faults:
        raise BadInput(faults)
    return found


def gathered(parts: Sequence[Read]) -> Read:
    """Return what several batches gave, as one."""
    return [one for found, _ in parts for one in found], [fault for _, faults in parts for fault in faults]
