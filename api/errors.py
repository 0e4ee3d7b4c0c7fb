"""Errors of this package.

ApiError
 ├── BadInput            something handed in that cannot be used: all that is wrong with it, a line each
 │    └── BadFilter      filters that no entry of the catalogue can fit, by name
 └── Refused             a request that is understood and not granted; its `code` is one of api/web/problems.py
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


class Refused(ApiError):
    """A request that is not granted: the code of the problem, what to add to its text, the places that are wrong."""

    def __init__(
        self, code: str, detail: str = "", errors: Iterable[Mapping[str, str]] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        self.code, self.detail, self.errors, self.headers = code, detail, tuple(errors), headers
        super().__init__(code)
