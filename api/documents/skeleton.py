"""A Word file prepared once, of which every copy differs in a few places: filling one in costs no more than joining strings."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from docx.document import Document as Paper

from api.documents.text import clean
from api.documents.word import saved

MAIN = "word/document.xml"
OPEN, CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f"{OPEN}([0-9]+){CLOSE}")
FAST = 3  # level of compression: the highest takes three times as long for a twentieth less


def slot(number: int) -> str:
    """Return what stands in the prepared file for the text of this number."""
    return f"{OPEN}{number}{CLOSE}"


class Skeleton:
    """A prepared file; its slots may stand in any order, each at most once."""

    def __init__(self, made: Paper) -> None:
        with ZipFile(BytesIO(saved(made))) as whole:
            self._xml = _SLOT.split(whole.read(MAIN).decode())
            self._rest = _without_main(whole)

    def filled(self, texts: Sequence[str]) -> bytes:
        """Return a copy with these texts in its slots."""
        file = BytesIO()
        file.write(self._rest)
        with ZipFile(file, "a", ZIP_DEFLATED, compresslevel=FAST) as copy:
            copy.writestr(MAIN, "".join(self._joined(texts)))
        return file.getvalue()

    def _joined(self, texts: Sequence[str]) -> Iterator[str]:
        for place, piece in enumerate(self._xml):
            yield escape(clean(texts[int(piece)])) if place % 2 else piece


def _without_main(whole: ZipFile) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as rest:
        for member in whole.infolist():
            if member.filename != MAIN:
                rest.writestr(member, whole.read(member))
    return file.getvalue()
