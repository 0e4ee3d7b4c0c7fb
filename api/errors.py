"""Errors of this package.

ApiError
 └── BadInput            something handed in that cannot be used: all that is wrong with it, a line each
      └── BadFilter      filters that no entry of the catalogue can fit, by name
"""

from collections.abc import Iterable, Mapping


class ApiError(Exception):
    """Any error of this package."""


class BadInput(ApiError):
    """Input with faults; each of `lines` says file, line and field, what is wrong and what would be right."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        super().__init__("\n".join(self.lines))


class BadFilter(BadInput):
    """Filters that nothing can fit; `faults` says of each by its name what would be right. As lines: the options of the command line."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = faults
        super().__init__(f"--{name}：{message}" for name, message in faults.items())
