"""The file around a text: prepared once with python-docx, so that a document costs no more than its own text."""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx.document import Document as Paper

from api.documents.looks import paper

MAIN = "word/document.xml"
END = "<w:sectPr"  # what follows the text
FAST = 3  # level of compression: the highest takes three times as long for a twentieth less


class Package:
    """A Word file without its text."""

    def __init__(self, made: Paper) -> None:
        file, rest = BytesIO(), BytesIO()
        made.save(file)
        with ZipFile(file) as whole, ZipFile(rest, "w", ZIP_DEFLATED) as kept:
            before, end, after = whole.read(MAIN).decode().rpartition(END)
            for member in whole.infolist():
                if member.filename != MAIN:
                    kept.writestr(member, whole.read(member))
        self._before, self._after = before, end + after
        self._rest = rest.getvalue()

    def around(self, text: Iterable[str]) -> bytes:
        """Return the file with a text, given as XML."""
        file = BytesIO()
        file.write(self._rest)
        with ZipFile(file, "a", ZIP_DEFLATED, compresslevel=FAST) as copy:
            copy.writestr(MAIN, "".join((self._before, *text, self._after)))
        return file.getvalue()


@cache
def plain(*, landscape: bool = False) -> Package:
    """Return the file of an official paper."""
    return Package(paper(landscape=landscape))
