"""Draws the pictures of README.md: `make pictures`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.api.sample import ON
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.web.conftest import ROOT, running

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 120_000  # bytes


def main() -> None:
    """Draw the top of a report on a phone, and a found programme in the graph."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        report = _page(browser, f"{service.url}/report?example=fictional-zhixing-electric&on={ON}&to=sme-little-giant", 375, 928)
        _draw(report, "report.png", 0, 928)
        graph = _page(browser, f"{service.url}/graph", 1200, 700)
        graph.get_by_role("searchbox").fill("国家级专精特新")
        expect(graph.locator("#found")).to_contain_text("小巨人")
        _draw(graph, "graph.png", 200, 544)
        browser.close()


def _page(browser: Browser, address: str, width: int, height: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.goto(address, wait_until="networkidle")
    return page


def _draw(page: Page, name: str, top: int, height: int) -> None:
    page.wait_for_timeout(500)  # the graph is drawn between frames
    part = {"x": 0, "y": top, "width": page.evaluate("innerWidth"), "height": height}
    size = len(page.screenshot(path=FOLDER / name, full_page=True, clip=part))
    print(f"docs/pictures/{name}：{size / 1000:.0f} KB")
    if size > LARGEST:
        raise SystemExit(f"docs/pictures/{name} 大于 {LARGEST / 1000:.0f} KB")


if __name__ == "__main__":
    main()
