"""Chromium before a running service; whatever a page tells the console or asks of another host is a fault."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.console import office, seat
from tests.browser.visiting import PATIENCE, contexts, watched
from tests.web.conftest import running

__all__ = ["address", "browser", "office", "seat", "troubled", "visit"]

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
WIDTHS = (375, 1440)
FAILING = ("Failed to load resource", "htmx:", "Response Status Error")  # what the browser and htmx say of a request that fails

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"没有 {CHROMIUM}")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where the service answers; it is not started where there is no browser."""
    with running(tmp_path_factory.mktemp("pages"), rate="100000/minute", answer_rate="100000/minute") as service:
        yield service.url


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Return what opens a page of the service at a width in px; at the end of the test nothing may have gone wrong in it."""
    faults: list[str] = []
    yield from _visits(browser, address, faults)
    assert not faults


@pytest.fixture
def troubled(browser: Browser, address: str) -> Iterator[Visit]:
    """Return what opens a page whose requests a test lets fail: what the console says of that is no fault, a script that breaks is."""
    faults: list[str] = []
    yield from _visits(browser, address, faults)
    assert not [fault for fault in faults if not fault.startswith(FAILING)]


def _visits(browser: Browser, address: str, faults: list[str]) -> Iterator[Visit]:
    with contexts(browser, address) as fresh:

        def opened(path: str, width: int = 1440) -> Page:
            page = watched(fresh(width), address, faults)
            page.goto(path, wait_until="networkidle")
            return page

        yield opened
