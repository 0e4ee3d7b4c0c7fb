"""What is in the parts of a workbook before anything reads it: too much, cells far out, and what a reader of values does not tell.

A reader lays a sheet out as a full grid, so a single cell in the last corner fills the memory; shares in percent are kept as fractions;
and a formula that failed, or that no program has calculated, looks like an empty cell.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree

from api.errors import BadInput

LARGEST = 600_000_000  # bytes, unpacked: some 16 million filled cells
MOST_CELLS = 120_000_000  # of the grid, filled or not
PIECE = 4_000_000  # bytes
_TIERS = ((26, rb"[A-Z]{2,}"), (104, rb"(?:[D-Z][A-Z]|[A-Z]{3,})"), (702, rb"[A-Z]{3,}"), (2054, rb"(?:[C-Z][A-Z]{2}|[A-Z]{4,})"))
_HEIGHTS = (9_999, 99_999, 999_999, 1_048_576)
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]+\d+)[\"'][^>]*><(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_ERROR = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*?\bt=[\"']e[\"'])[^>]*?\br=[\"']([A-Z]+\d+)[\"']")
_UNUSUAL = re.compile(rb"\sr\s*=\s*[\"']")
_FORMATS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<xf\b[^>]*?\bnumFmtId=[\"'](\d+)[\"']")
_CUSTOM = re.compile(rb"<numFmt\b[^>]*>")
_PERCENT = {9, 10}  # built in
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WRONG = "不是能读的 Excel 工作簿，请用 Excel 或 WPS 打开后另存为 .xlsx"


@dataclass
class Marks:
    """Cells of a sheet, as row and column from 0: shown in percent, with an error for a value, and formulas without one."""

    percent: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)


def marks_in(raw: bytes, file: object) -> dict[str, Marks]:
    """Return the marks of each sheet by name, once it is sure that the workbook can be laid out.

    Raises
    ------
    BadInput
        Where it is too large, or no workbook of this kind.
    """
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            return _Workbook(raw, packed, file).marks()
    except (zipfile.BadZipFile, zlib.error, struct.error, ElementTree.ParseError, KeyError, ValueError, NotImplementedError):
        raise BadInput([f"{file}：{_WRONG}"]) from None


class _Workbook:
    """One workbook, part by part; `left`: bytes that may still be unpacked."""

    def __init__(self, raw: bytes, packed: zipfile.ZipFile, file: object) -> None:
        self.raw, self.packed, self.file, self.left = raw, packed, file, LARGEST

    def marks(self) -> dict[str, Marks]:
        """Return the marks of each sheet; parts that are no sheets are unpacked for their size."""
        names = self._sheets()
        percent = self._percent()
        found = {name: self._sheet(part, percent) for part, name in names.items()}
        for part in self.packed.infolist():
            if part.filename not in names:
                for _ in self._pieces(part):
                    pass
        return found

    def _pieces(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield what a part unpacks to, whatever size it says that it has."""
        head = part.header_offset
        name, extra = struct.unpack("<HH", self.raw[head + 26 : head + 30])
        start = head + 30 + name + extra
        if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        left = self.raw[start : start + part.compress_size]
        unpack = zlib.decompressobj(-15)
        while left:
            if part.compress_type == zipfile.ZIP_STORED:
                piece, left = left[:PIECE], left[PIECE:]
            else:
                piece, left = unpack.decompress(left, PIECE), unpack.unconsumed_tail
            self.left -= len(piece)
            if self.left < 0:
                raise BadInput([f"{self.file}：展开后过大，应不超过 {LARGEST // 1_000_000} MB；请分成几个文件，或改用 csv、parquet"])
            yield piece
            if not piece:
                return

    def _part(self, name: str) -> bytes:
        return b"".join(self._pieces(self.packed.getinfo(name)))

    def _tree(self, name: str) -> ElementTree.Element:
        text = self._part(name)
        if b"<!DOCTYPE" in text or b"<\0" in text:
            raise zipfile.BadZipFile
        return ElementTree.fromstring(text)

    def _sheets(self) -> dict[str, str]:
        """Return the parts of sheets with their names."""
        targets = {one.get("Id"): one.get("Target", "") for one in self._tree("xl/_rels/workbook.xml.rels")}
        found = {}
        for one in self._tree("xl/workbook.xml").iter(f"{_MAIN}sheet"):
            target = targets.get(one.get(_LINK), "")
            found[target.removeprefix("/") if target.startswith("/") else f"xl/{target}"] = one.get("name", "")
        return {part: name for part, name in found.items() if part in self.packed.namelist()}

    def _percent(self) -> list[bytes]:
        """Return the formats of cells that show fractions in percent."""
        if "xl/styles.xml" not in self.packed.namelist():
            return []
        text = self._part("xl/styles.xml")
        custom = [tag for tag in _CUSTOM.findall(text) if b"%" in tag]
        shown = _PERCENT | {int(found[1]) for tag in custom if (found := re.search(rb"numFmtId=[\"'](\d+)", tag))}
        formats = _FORMATS.search(text)
        ids = _FORMAT.findall(formats.group()) if formats else []
        return [str(place).encode() for place, id in enumerate(ids) if int(id) in shown]

    def _sheet(self, part: str, percent: list[bytes]) -> Marks:
        marks, scan, tail = Marks(), _Extent(), b""
        styled = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*?\bs=[\"'](?:" + b"|".join(percent) + rb")[\"'])[^>]*?\br=[\"']([A-Z]+\d+)[\"']")
        for piece in self._pieces(self.packed.getinfo(part)):
            text = tail + piece
            if b"<\0" in text or b"<!DOCTYPE" in text[:1000]:
                raise zipfile.BadZipFile
            cut = max(text.rfind(b"<c "), text.rfind(b"<row"), 0)
            text, tail = (text[:cut], text[cut:]) if cut and len(text) - cut < PIECE else (text, b"")
            self._look(text, marks, scan, styled if percent else None)
        self._look(tail, marks, scan, styled if percent else None)
        return marks

    def _look(self, text: bytes, marks: Marks, extent: "_Extent", styled: re.Pattern[bytes] | None) -> None:
        if b"r='" in text or b"r =" in text or b'r= "' in text:
            text = _UNUSUAL.sub(rb' r="', text)
        if not extent.grow(text):
            raise BadInput([f"{self.file}：有格子远在表外，或行列过多；请删去表外的内容，或改用 csv、parquet"])
        if styled:
            marks.percent += map(_place, styled.findall(text))
        if b't="e"' in text or b"t='e'" in text:
            marks.errors += map(_place, _ERROR.findall(text))
        if b"<f" in text or b":f>" in text:
            marks.uncalculated += map(_place, _UNCALCULATED.findall(text))


def _place(reference: bytes) -> tuple[int, int]:
    letters, row = _REFERENCE.fullmatch(reference.decode()).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(row) - 1, column - 1


class _Extent:
    """How far the cells of a sheet reach, bounded from above: searched for what lies beyond the bound so far."""

    def __init__(self) -> None:
        self.width = self.height = self.rows = 0

    def grow(self, text: bytes) -> bool:
        """Take in a piece; return whether the sheet can still be laid out."""
        self.rows += text.count(b"<row")
        while self._beyond().search(text):
            if re.search(rb' r="' + _TIERS[self.width][1] + rb"\d", text):
                self.width += 1
            else:
                self.height += 1
            if self.width == len(_TIERS) or self.height == len(_HEIGHTS):
                return False
        while self.rows > _HEIGHTS[self.height]:
            self.height += 1
            if self.height == len(_HEIGHTS):
                return False
        return _TIERS[self.width][0] * _HEIGHTS[self.height] <= MOST_CELLS

    def _beyond(self) -> re.Pattern[bytes]:
        digits = len(str(_HEIGHTS[self.height])) + 1
        return re.compile(rb' r="(?:' + _TIERS[self.width][1] + rb"\d|[A-Z]*\d{%d,})" % digits)
