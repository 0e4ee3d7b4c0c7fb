"""How official papers look: fonts with fall-backs, sizes, margins (GB/T 9704 as guidance), as styles of a Word file."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from api.documents.fonts import CHINESE, FALLBACKS, FANGSONG, HEITI, KAITI, LATIN, MARKS, SONGTI

TOP, LEFT, BOTTOM, RIGHT = 37, 28, 35, 26  # mm
WIDE_EDGE = 22  # mm, left and right of a landscape page
LONG, SHORT = 297, 210  # mm, A4
PORTRAIT_WIDTH, LANDSCAPE_WIDTH = SHORT - LEFT - RIGHT, LONG - 2 * WIDE_EDGE
KEPT = {"Normal", "Default Paragraph Font", "Normal Table", "Heading 1", "Heading 2", "Heading 3", "Header", "Footer"}
WORD_NOW = "15"  # an older mode shows as 兼容模式 in the title of the window
DROPPED = ("thumbnail", "core-properties", "extended-properties", "customXml", "stylesWithEffects", "webSettings", "fontTable", "numbering")

BODY, CELL, LABEL, SIGNED, NOTE, NOTE_MARK, MARK = "Normal", "表内文字", "表内栏目", "落款", "脚注文字", "脚注引用", "选项框"
SENT = "署名"
ROSTER_PART, ROSTER_HEAD, ROSTER_TEXT = "汇总表分表", "汇总表栏目", "汇总表文字"
ANNEX, TITLE, COVER_TITLE, COVER_LINE, PLAIN, SMALL = "附件标记", "文件标题", "封面标题", "封面栏目", "顶格正文", "表下注"
PART, SECTION, ITEM = "Heading 1", "Heading 2", "Heading 3"


@dataclass(frozen=True)
class Look:
    """A paragraph style: font, size, line spacing and what lies around, in points; `indent`: of the first line, in characters."""

    name: str
    font: str
    size: float
    line: float | None = None
    bold: bool = False
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT
    indent: int = 0
    left: float = 0
    before: float = 0
    after: float = 0
    keeps: bool = False


CENTER = WD_ALIGN_PARAGRAPH.CENTER
LOOKS = (
    Look(BODY, FANGSONG, 16, 28, indent=2),
    Look(PLAIN, FANGSONG, 16, 28),
    Look(PART, HEITI, 16, 28, after=6, keeps=True),
    Look(SECTION, KAITI, 16, 28, indent=2, before=6, keeps=True),
    Look(ITEM, FANGSONG, 16, 28, bold=True, indent=2, keeps=True),
    Look(ANNEX, HEITI, 16, 28),
    Look(TITLE, HEITI, 22, 34, align=CENTER, before=10, after=16, keeps=True),
    Look(COVER_TITLE, HEITI, 30, 50, align=CENTER, keeps=True),
    Look(COVER_LINE, FANGSONG, 16, 36, left=56),
    Look(CELL, FANGSONG, 12, 17),
    Look(LABEL, FANGSONG, 12, 17, align=CENTER),
    Look(ROSTER_PART, FANGSONG, 16, 28, before=8, after=4, keeps=True),
    Look(ROSTER_HEAD, HEITI, 11, 16, align=CENTER),
    Look(ROSTER_TEXT, FANGSONG, 11, 16, align=CENTER),
    Look(SIGNED, FANGSONG, 12, 22, left=200),
    Look(SENT, FANGSONG, 16, 28, left=270),
    Look(SMALL, FANGSONG, 12, 20, before=6),
    Look(NOTE, FANGSONG, 9, 12),
)


def paper(*, landscape: bool = False) -> Paper:
    """Return an empty document with the styles, margins and page numbers of an official paper.

    The template of python-docx carries half a megabyte of styles that nothing here uses: they are dropped.
    """
    made = Document()
    _strip(made)
    _settle(made)
    _page(made, landscape)
    for look in LOOKS:
        _style(made, look)
    _character_styles(made)
    _number_pages(made)
    _fonts(made)
    return made


def _strip(made: Paper) -> None:
    """Drop the parts and styles of the library's template that nothing here uses."""
    for rels in (made.part.rels, made.part.package.rels):
        for id in [id for id, rel in rels.items() if rel.reltype.endswith(DROPPED)]:
            del rels[id]
    sheet = made.styles.element
    for style in list(sheet):
        if style.tag == qn("w:latentStyles") or (style.tag == qn("w:style") and _name(style) not in {one.lower() for one in KEPT}):
            sheet.remove(style)


def _settle(made: Paper) -> None:
    """Say that the text is Chinese, and that the file is one of today's Word."""
    settings = made.settings.element
    for language in (*made.styles.element.iter(qn("w:lang")), *settings.iter(qn("w:themeFontLang"))):
        language.set(qn("w:eastAsia"), "zh-CN")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), WORD_NOW)


def _name(style: Any) -> str:
    return str(style.find(qn("w:name")).get(qn("w:val"))).lower()


def _page(made: Paper, landscape: bool) -> None:
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(LONG), Mm(SHORT)) if landscape else (Mm(SHORT), Mm(LONG))
    sides = (LEFT, RIGHT, WIDE_EDGE, WIDE_EDGE) if landscape else (TOP, BOTTOM, LEFT, RIGHT)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (Mm(side) for side in sides)
    section.header_distance, section.footer_distance = Mm(15), Mm(15 if landscape else 25)


def _style(made: Paper, look: Look) -> None:
    known = [style.name for style in made.styles]
    style = made.styles[look.name] if look.name in known else made.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    if look.name != BODY:
        style.base_style = made.styles[BODY]
    set_font(style.element.get_or_add_rPr(), look.font)
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    form = style.paragraph_format
    form.alignment, form.left_indent, form.first_line_indent = look.align, Pt(look.left), Pt(look.indent * look.size)
    form.space_before, form.space_after, form.keep_with_next = Pt(look.before), Pt(look.after), look.keeps
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line or look.size)
    form.widow_control = False


def set_font(properties: Any, font: str, latin: str = LATIN) -> None:
    """Set the fonts of a style, for Chinese and for Latin text, in place of those of a theme."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for kind, name in (("ascii", latin), ("hAnsi", latin), ("eastAsia", font), ("cs", latin)):
        fonts.set(qn(f"w:{kind}"), name)
    properties.insert(0, fonts)


def _character_styles(made: Paper) -> None:
    for name in (MARK, NOTE_MARK):
        made.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    set_font(made.styles[MARK].element.get_or_add_rPr(), MARKS, MARKS)
    made.styles[NOTE_MARK].font.superscript = True


def _number_pages(made: Paper) -> None:
    """Put — 1 — at the foot of each page but a cover."""
    line = made.sections[0].footer.paragraphs[0]
    line.alignment, line.paragraph_format.first_line_indent = CENTER, Pt(0)
    for text in ("— ", None, " —"):
        run = line.add_run(text or "")
        set_font(run._r.get_or_add_rPr(), SONGTI, SONGTI)
        run.font.size = Pt(14)
        if text is None:
            for part in (("begin", None), (None, "PAGE"), ("end", None)):
                run._r.append(_field(*part))


def _field(kind: str | None, code: str | None) -> Any:
    if kind is None:
        made = OxmlElement("w:instrText")
        made.text = code
        return made
    made = OxmlElement("w:fldChar")
    made.set(qn("w:fldCharType"), kind)
    return made


def _fonts(made: Paper) -> None:
    """Say which fonts may stand in where one is not there."""
    entries = "".join(_font(name, others) for name, others in FALLBACKS.items())
    add_part(made, "fontTable", CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE, f"<w:fonts {nsdecls('w')}>{entries}</w:fonts>")


def _font(name: str, others: tuple[str, ...]) -> str:
    charset, family = "86" if name in CHINESE else "00", "swiss" if name == HEITI else "roman"
    said = f'<w:altName w:val={quoteattr(",".join(others))}/><w:charset w:val="{charset}"/><w:family w:val="{family}"/>'
    return f'<w:font w:name={quoteattr(name)}>{said}<w:pitch w:val="variable"/></w:font>'


def add_footnotes(made: Paper, notes: str, separators: Iterable[str]) -> None:
    """Add foot-notes, given as XML, to a document; `separators`: the ids of those that are lines."""
    xml = f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>"
    add_part(made, "footnotes", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES, xml)
    known = "".join(f'<w:footnote w:id="{id}"/>' for id in separators)
    made.settings.element.find(qn("w:compat")).addprevious(parse_xml(f"<w:footnotePr {nsdecls('w')}>{known}</w:footnotePr>"))


def add_part(made: Paper, name: str, content: str, relation: str, xml: str) -> None:
    """Add a part that python-docx does not write itself."""
    blob = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml.encode()
    parse_xml(blob)
    made.part.relate_to(Part(PackURI(f"/word/{name}.xml"), content, blob, made.part.package), relation)
