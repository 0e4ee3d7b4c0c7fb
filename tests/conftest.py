"""What all tests may have: a PostgreSQL. Tests of browser and Spark that did not run are counted at the end, lest they pass for run."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.servers import Postgres, postgres

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

OPTIONAL = {
    "tests/browser/": "浏览器测试跳过 {} 项：没有 /usr/bin/chromium，make browser 可装",
    "tests/cluster/": "Spark 测试跳过 {} 项：没有 extra cluster，make cluster 可装（约 900 MB）",
}


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """Start a PostgreSQL, where a test asks for it."""
    with postgres() as found:
        yield found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for folder, says in OPTIONAL.items():
        skipped = [report for report in terminalreporter.stats.get("skipped", []) if report.nodeid.startswith(folder)]
        if skipped:
            terminalreporter.write_line(says.format(len(skipped)))
