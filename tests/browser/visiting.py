"""Pages opened in Chromium; whatever a page tells the console or asks of another host is a fault."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

HEIGHTS = {375: 812, 768: 1024, 1280: 800, 1440: 900}
PATIENCE = 30_000  # ms

Open = Callable[..., BrowserContext]


@contextmanager
def contexts(browser: Browser, address: str) -> Iterator[Open]:
    """Give what opens a browser of its own for a service at a width in px; all are closed at the end."""
    opened: list[BrowserContext] = []

    def fresh(width: int, **more: Any) -> BrowserContext:
        size = {"width": width, "height": HEIGHTS[width]}
        opened.append(browser.new_context(base_url=address, viewport=size, reduced_motion="reduce", **more))
        return opened[-1]

    yield fresh
    for context in opened:
        context.close()


def watched(context: BrowserContext, address: str, faults: list[str]) -> Page:
    """Return a new page; what goes wrong in it is added to the faults."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if urlsplit(request.url).netloc == urlsplit(address).netloc else faults.append(request.url))
    return page
