"""Errors of this package.

PlannerError
 ├── ProfileError        a profile that cannot be read: all its faults, each with the field and what would be right
 └── UnknownProgramme    an id that the catalogue does not have
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class ProfileFault:
    """One fault of a profile: a JSON pointer and what is wrong there."""

    pointer: str
    message: str


class PlannerError(Exception):
    """Any error of this package."""


class ProfileError(PlannerError):
    """A profile that cannot be used, with all its faults."""

    def __init__(self, faults: Iterable[ProfileFault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(f"{fault.pointer}：{fault.message}" for fault in self.faults))


class UnknownProgramme(PlannerError):
    """An id that no programme has; `near` are ids that look alike."""

    def __init__(self, id: str, known: Iterable[str]) -> None:
        self.id = id
        self.near = tuple(difflib.get_close_matches(id, list(known), n=3))
        hint = f"，是否为 {'、'.join(self.near)}？" if self.near else "，请在事项目录中核对编号"
        super().__init__(f"没有编号为 {id} 的事项{hint}")
