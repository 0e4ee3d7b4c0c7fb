"""What axe finds wrong on a page for people who cannot see it well or use no mouse."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = frozenset({"serious", "critical"})
RUN = "async () => { const found = await axe.run({resultTypes: ['violations']}); return found.violations; }"


def violations(page: Page) -> list[str]:
    """Return the serious and critical faults with their first places, all that is folded being opened first."""
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN)
    return [f"{one['id']}: {one['help']}: {_places(one['nodes'])}" for one in found if one["impact"] in GRAVE]


def _places(nodes: list[dict[str, list[str]]]) -> str:
    return f"{len(nodes)} × " + ", ".join(" ".join(map(str, node["target"])) for node in nodes[:5])
