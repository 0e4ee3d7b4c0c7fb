"""Errors of this package.

GraphError
 └── CatalogueError      a catalogue has faults: all of them, each with file, line and what would be right
"""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of a catalogue: where it stands, what is wrong, what would be right."""

    file: str
    line: int
    what: str
    right: str = ""

    def __str__(self) -> str:
        hint = f"；{self.right}" if self.right else ""
        return f"{self.file}:{self.line}: {self.what}{hint}"


class GraphError(Exception):
    """Any error of this package."""


class CatalogueError(GraphError):
    """A catalogue that cannot be used, with all its faults in the order of files and lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
