"""What the end of a run says: browser tests that did not run are counted, so that nobody takes them for passed."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if report.nodeid.startswith("tests/browser/")]
    if skipped:
        terminalreporter.write_line(f"浏览器测试跳过 {len(skipped)} 项：没有 /usr/bin/chromium，make browser 可装")
