"""A text prepared once, of which every copy differs in a few places: filling one in costs no more than joining strings."""

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from api.documents.text import clean

OPEN, CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f"{OPEN}([0-9]+){CLOSE}")


def slot(number: int) -> str:
    """Return what stands in the prepared text for what has this number."""
    return f"{OPEN}{number}{CLOSE}"


class Skeleton:
    """A prepared XML text with slots, in any order."""

    def __init__(self, text: str) -> None:
        self._pieces = _SLOT.split(text)

    def filled(self, texts: Sequence[str]) -> Iterator[str]:
        """Yield a copy, piece by piece, with these texts in its slots."""
        for place, piece in enumerate(self._pieces):
            yield escape(clean(texts[int(piece)])) if place % 2 else piece
