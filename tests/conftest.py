"""What all tests may have: a PostgreSQL. At the end of a run browser tests that did not run are counted: nobody takes them for passed."""

from collections.abc import Iterator

import pytest

from tests.servers import Postgres, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """Start a PostgreSQL, where a test asks for it."""
    with postgres() as found:
        yield found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if report.nodeid.startswith("tests/browser/")]
    if skipped:
        terminalreporter.write_line(f"浏览器测试跳过 {len(skipped)} 项：没有 /usr/bin/chromium，make browser 可装")
