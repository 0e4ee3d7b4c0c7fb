"""`--full`: all cases instead of a sample, and what became of them."""

from collections import Counter
from collections.abc import Iterator

import pytest

SAMPLE = {"large": 100, "companies": 60, "claims": 60}
FULL = {"large": 2000, "companies": 500, "claims": 500}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="对照求解器时跑全部案例，而不是样本")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    cases = FULL if metafunc.config.getoption("--full", default=False) else SAMPLE
    for kind in cases.keys() & set(metafunc.fixturenames):
        metafunc.parametrize(kind, range(cases[kind]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption("--full", default=False):
        for line in said(terminalreporter):
            terminalreporter.write_line(line)


def said(reporter: pytest.TerminalReporter) -> Iterator[str]:
    """Yield for each test its cases by outcome, and what was noted of them."""
    counts: dict[str, Counter[str]] = {}
    for outcome in ("passed", "failed", "skipped"):
        for report in reporter.stats.get(outcome, []):
            found = counts.setdefault(report.location[2].partition("[")[0], Counter())
            found.update(["cases", outcome, *(name for name, value in getattr(report, "user_properties", ()) if value)])
    for test, found in sorted(counts.items()):
        yield f"{test}: " + ", ".join(f"{count} {name}" for name, count in found.items())
