"""Styles, page, header and footer of a .docx in the layout of NĐ 30/2020."""

from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from services.documents.kit.xml import W, element, run

FACE = "Times New Roman"
TEXT = "Văn bản"
CELL = "Ô bảng"
WIDTH = {False: 165, True: 257}
"""Millimetres between the margins, upright and landscape."""
CELL_SIZE = 11.5
_FOOTER = (
    "Bản soạn tiếp, dựng từ sổ ghi {{ log.name }}, vị trí {{ log.position|number }}"
    "\t{{ 'DỮ LIỆU MẪU' if sample }}",
    "SHA-256 của dữ liệu: {{ sha256 }}",
)


def document(body: float, landscape: bool, framed: bool) -> Any:
    """Return an empty document with text of `body` points; `framed`: its first page has a frame."""
    made: Any = Document()
    _styles(made.styles, body)
    _contents(made.styles, WIDTH[landscape])
    section = made.sections[0]
    _page(section, landscape)
    section.different_first_page_header_footer = True
    line = section.header.paragraphs[0]
    line.style, line.alignment = made.styles["Normal"], ALIGN.CENTER
    add_field(line, "PAGE", "2")
    for footer in (section.footer, section.first_page_footer):
        _footer(footer.paragraphs[0], made.styles["Normal"], WIDTH[landscape])
    if framed:
        borders = element("w:pgBorders", offsetFrom="text")
        for side in ("top", "left", "bottom", "right"):
            look = {"val": "thinThickSmallGap", "sz": 18, "space": 4, "color": "000000"}
            borders.append(element(f"w:{side}", **look))
        section._sectPr.append(borders)
    return made


def add_field(paragraph: Any, code: str, shown: str) -> None:
    """Add a field with the result that is shown until it is brought up to date."""
    parts = (
        run(field="begin"),
        run(code=f" {code} "),
        run(field="separate"),
        run(shown),
        run(field="end"),
    )
    for part in parts:
        paragraph._p.append(part)


def _face(style: Any, size: float | None = None, **look: Any) -> None:
    """Set one face for every script; python-docx leaves theme fonts in headings."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FACE)
    style.font.color.rgb = RGBColor(0, 0, 0)
    if size:
        style.font.size = Pt(size)
    for name, value in look.items():
        setattr(style.font, name, value)


def _styles(styles: Any, body: float) -> None:
    normal = styles["Normal"]
    _face(normal, body)
    language = element("w:lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA")
    normal.element.get_or_add_rPr().append(language)
    form = normal.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(6), 1.1
    form.widow_control = True
    text = styles.add_style(TEXT, WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = normal
    text.paragraph_format.first_line_indent = Mm(12.7)
    text.paragraph_format.alignment = ALIGN.JUSTIFY
    cell = styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size = normal, Pt(CELL_SIZE)
    form = cell.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(1.5), Pt(1.5), 1.0
    for level in range(1, 7):
        heading = styles[f"Heading {level}"]
        _face(heading, body, bold=True, italic=False)
        form = heading.paragraph_format
        form.space_before, form.space_after, form.keep_with_next = Pt(9), Pt(5), True
        form.alignment = ALIGN.CENTER if level == 1 else ALIGN.LEFT
    title = styles["Title"]
    _face(title, 14, bold=True)
    if (borders := title.element.pPr.find(W + "pBdr")) is not None:
        title.element.pPr.remove(borders)
    title.paragraph_format.alignment, title.paragraph_format.space_after = ALIGN.CENTER, Pt(4)
    caption = styles["Caption"]
    _face(caption, body - 1, bold=False, italic=True)
    form = caption.paragraph_format
    form.alignment, form.keep_with_next, form.space_before = ALIGN.CENTER, True, Pt(6)


def _contents(styles: Any, width: float) -> None:
    for level in range(1, 6):
        style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.bold = styles["Normal"], level == 1
        form = style.paragraph_format
        form.left_indent, form.right_indent = Mm(4 * (level - 1)), Mm(8)
        form.space_after, form.line_spacing = Pt(2), 1.0
        form.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _page(section: Any, landscape: bool) -> None:
    long, short = Mm(297), Mm(210)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Mm(20)
    left, right = (20, 20) if landscape else (30, 15)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance, section.footer_distance = Mm(10), Mm(8)


def _footer(paragraph: Any, style: Any, width: float) -> None:
    paragraph.style = style
    form = paragraph.paragraph_format
    form.space_after, form.line_spacing = Pt(0), 1.0
    form.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
    border = element("w:pBdr")
    border.append(element("w:top", val="single", sz=4, space=3, color="808080"))
    paragraph._p.get_or_add_pPr().append(border)
    for n, text in enumerate(_FOOTER):
        added = paragraph.add_run(text)
        added.font.size = Pt(7)
        if n == 0:
            added.add_break()
