"""Errors of this package.

ApiError
 └── BadInput            something handed in that cannot be used: all that is wrong with it, a line each
"""

from collections.abc import Iterable


class ApiError(Exception):
    """Any error of this package."""


class BadInput(ApiError):
    """Input with faults; each of `lines` says file, line and field, what is wrong and what would be right."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        super().__init__("\n".join(self.lines))
