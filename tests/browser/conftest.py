"""Chromium before a running service; whatever a page tells the console or asks of another host is a fault."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.web.conftest import running

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
HEIGHTS = {375: 812, 1440: 900}
PATIENCE = 30_000  # ms
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
    contexts: list[BrowserContext] = []

    def opened(path: str, width: int = 1440) -> Page:
        size = {"width": width, "height": HEIGHTS[width]}
        contexts.append(browser.new_context(base_url=address, viewport=size, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: None if urlsplit(request.url).netloc == urlsplit(address).netloc else faults.append(request.url))
        page.goto(path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
