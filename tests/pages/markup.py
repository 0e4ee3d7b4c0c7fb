"""A page as a reader without a browser sees it: its text, links, places and controls."""

from collections import Counter
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})


class Page(HTMLParser):
    """An HTML page; refuses tags that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.links: list[tuple[str, str]] = []
        self.within: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._all: list[str] = []
        self.feed(text)
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag not in VOID:
            self._open.append((tag, found, []))

    def handle_endtag(self, tag: str) -> None:
        opened, attributes, parts = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        text = squeezed("".join(parts))
        if self._open:
            self._open[-1][2].append("".join(parts))
        if tag == "a":
            self.links.append((attributes.get("href", ""), text))
        if "id" in attributes:
            self.within[attributes["id"]] = text

    def handle_data(self, data: str) -> None:
        self._all.append(data)
        if self._open:
            self._open[-1][2].append(data)

    @property
    def text(self) -> str:
        return squeezed("".join(self._all))

    @property
    def repeated_ids(self) -> list[str]:
        counts = Counter(attributes["id"] for _, attributes in self.tags if "id" in attributes)
        return [id for id, count in counts.items() if count > 1]

    def addresses(self, start: str) -> list[str]:
        """Return where the links that begin so lead."""
        return [address for address, _ in self.links if address.startswith(start)]

    def having(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of all such tags."""
        return [attributes for found, attributes in self.tags if found == tag]


def squeezed(text: str) -> str:
    """Return a text without the white space that the markup is laid out with."""
    return "".join(text.split())
