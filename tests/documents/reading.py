"""Word and Excel files read back, and companies to fill them with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from python_calamine import CalamineWorkbook

from api.documents.filling import Applicant
from planner.facts import CompanyFacts
from planner.profile import Profile
from tests.example_profiles import catalogue, profile

EXCELLENT, LEADING = "library-excellent-2026", "library-leading-2026"
ON = date(2026, 3, 1)
FULL, BARE = "fictional-zhixing-electric", "pinggao-electric"


def applicant(of: Profile, library: str = EXCELLENT, place: int | None = 1, on: date = ON) -> Applicant:
    return Applicant(CompanyFacts(of, catalogue(), on, on), catalogue().libraries[library], place)


def company(name: str = FULL, **changed: Any) -> Profile:
    """Return an example with some facts changed; what is no field of a profile is one of its identity."""
    known = profile(name)
    fields = {key: value for key, value in changed.items() if key in Profile.__dataclass_fields__}
    identity = {**known.identity, **{key: value for key, value in changed.items() if key not in fields}}
    return replace(known, **fields, identity={key: value for key, value in identity.items() if value is not None})


def with_metrics(of: Profile, **changed: Any) -> Profile:
    return replace(of, metrics={key: value for key, value in {**of.metrics, **changed}.items() if value is not None})


def blocks(data: bytes) -> list[Paragraph | Table]:
    return list(Document(BytesIO(data)).iter_inner_content())


def table_rows(data: bytes) -> list[list[list[str]]]:
    """Return the rows of each table, cells that belong together once."""
    return [[cells(row) for row in block.rows] for block in blocks(data) if isinstance(block, Table)]


def cells(row: Any) -> list[str]:
    found, seen = [], []
    for cell in row.cells:
        if cell._tc not in seen:
            seen.append(cell._tc)
            found.append(cell.text)
    return found


def texts(data: bytes) -> list[str]:
    """Return all that stands in a document, in order: paragraphs, and the cells of tables once each."""
    return [text for text in _texts(data) if text]


def _texts(data: bytes) -> Iterator[str]:
    for block in blocks(data):
        if isinstance(block, Paragraph):
            yield block.text
            continue
        seen: list[object] = []
        for row in block.rows:
            for cell in row.cells:
                if cell._tc not in seen:
                    seen.append(cell._tc)
                    yield from (line.text for line in cell.paragraphs)


def member(data: bytes, name: str) -> str:
    with ZipFile(BytesIO(data)) as file:
        return file.read(name).decode()


def sheet(data: bytes, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(name).to_python()
